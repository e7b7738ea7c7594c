"""Whether things on the screen may move by themselves: people whom it makes ill switch it off in their system."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


def still() -> bool:
    """Whether the system asks for less motion: what would fly is there at once then."""
    style = QGuiApplication.styleHints()  # held: what it gives goes with it
    hints = style.accessibility()
    return hints.motionPreference() == Qt.MotionPreference.ReducedMotion
