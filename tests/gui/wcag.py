"""Contrast as WCAG 2.2 measures it."""

from app.gui.base.theme import luminance


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21; AA asks 4.5 for text."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
