"""The first form of the book."""

from alembic import op

from app.storage.tables import metadata
from app.storage.triggers import create_triggers

revision = "r0001_book"
down_revision = None


def upgrade() -> None:
    """One step on."""
    metadata.create_all(op.get_bind())
    create_triggers(op.get_bind())
