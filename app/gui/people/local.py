"""What belongs to this PC alone: preferences, folders, and the way to open the order book anew."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import WriteRefusedError
from app.settings.preferences import Preferences


@dataclass(frozen=True)
class Local:
    """``keep`` writes the preferences to disk. Raises WriteRefusedError."""

    preferences: Preferences
    keep: Callable[[], None]
    data: Path
    settings: Path

    def change(self, **preferences: Any) -> None:
        """Change these preferences for good; they stay as they were where that fails. Raises WriteRefusedError."""
        before = {name: getattr(self.preferences, name) for name in preferences}
        self._set(preferences)
        try:
            self.keep()
        except WriteRefusedError:
            self._set(before)
            raise

    def _set(self, preferences: dict[str, Any]) -> None:
        for name, value in preferences.items():
            setattr(self.preferences, name, value)
