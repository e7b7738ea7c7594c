"""Numbers as people read them in a sentence, and the sentence where there are none yet."""

from app.i18n import text

SIZE_FIRST = text("This depends on the size: choose the printed height first.")


def figure(value: float, digits: int = 3) -> str:
    """The value to so many significant digits, without an exponent where a workshop meets it: 0.0479, 25.2, 1060."""
    return f"{float(f'{value:.{digits}g}'):.10g}"
