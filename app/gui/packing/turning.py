"""Rows that become columns where there is little room."""

from PySide6.QtWidgets import QBoxLayout


def turn(row: QBoxLayout, *, narrow: bool) -> None:
    """Beside each other, or below each other where it is narrow."""
    row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
