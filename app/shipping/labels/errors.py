"""What refuses a label."""

from app.errors import AppError


class LabelRefusedError(AppError):
    """A label that cannot be made, or could not be read back from its pixels."""
