"""How large the words of the window are: chosen with keys or in the settings, at once, and kept for the next start."""

from collections.abc import Callable

from app.gui.base.look import Look
from app.settings.preferences import Preferences

SIZES = (90, 100, 110, 125, 150, 175, 200)
"""Percent of the size that the window was designed in."""


class TextSize:
    """What the actions "help.text_…" do; ``keep`` writes the preferences."""

    def __init__(self, look: Look, preferences: Preferences, keep: Callable[[], object]) -> None:
        self._look, self._preferences, self._keep = look, preferences, keep
        look.scale_text(preferences.text_percent)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """By the id of their action."""
        return {
            "help.text_larger": lambda: self._step(1),
            "help.text_smaller": lambda: self._step(-1),
            "help.text_usual": lambda: self.choose(100),
        }

    def choose(self, percent: int) -> None:
        """Show words in this size from now on."""
        self._preferences.text_percent = percent
        self._look.scale_text(percent)
        self._keep()

    def _step(self, by: int) -> None:
        now = self._preferences.text_percent
        others = [size for size in SIZES if (size > now if by > 0 else size < now)]
        if others:
            self.choose(others[0] if by > 0 else others[-1])
