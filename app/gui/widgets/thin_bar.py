"""A thin bar that fills up from the left."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame


class ThinBar(QFrame):
    """Shows a share of 0 to 1. Repaints when the window has time: QProgressBar paints at once, which costs a full picture."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("thinBar")
        self.setFixedHeight(6)
        self._fill = QFrame(self)
        self._fill.setObjectName("thinBarFill")
        self.share = 0.0

    def set_share(self, share: float) -> None:
        """Fill this share of the bar."""
        self.share = min(max(share, 0.0), 1.0)
        self._fill.setGeometry(0, 0, round(self.share * self.width()), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the share."""
        super().resizeEvent(event)
        self.set_share(self.share)
