"""Lengths. Everything in this room is in millimetres; only what writes a file knows points and pixels."""

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH


def pixels(length_mm: float, ppi: float) -> int:
    """The whole number of pixels nearest to a length; at least 1."""
    return max(1, round(length_mm * ppi / MM_PER_INCH))
