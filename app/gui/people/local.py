"""What belongs to this PC alone: preferences, folders, and the way to open the order book anew."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.settings.preferences import Preferences


@dataclass(frozen=True)
class Local:
    """``keep`` writes the preferences to disk."""

    preferences: Preferences
    keep: Callable[[], None]
    data: Path
    settings: Path
