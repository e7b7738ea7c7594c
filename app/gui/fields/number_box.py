"""A box for a number."""

from PySide6.QtWidgets import QDoubleSpinBox


class NumberBox(QDoubleSpinBox):
    """Shows no more digits than there are: 6 mm, not 6.000 mm."""

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        words = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return words.rstrip("0").rstrip(point) if point in words else words
