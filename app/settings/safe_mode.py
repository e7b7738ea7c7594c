"""Safe mode: the window as it was on the first day, without losing what a person has set up."""

from collections.abc import Callable

from app.settings.preferences import Preferences

OPTION = "--safe"
_ASIDE = ("watched_folder", "workplace", "theme", "text_percent", "layouts", "sizes")
"""Beside everything about the window itself: what is not worn in safe mode, and kept as it was."""


def set_aside(name: str) -> bool:
    """Whether a preference is left at its default in safe mode."""
    return name.startswith("window_") or name in _ASIDE


def worn_safely(preferences: Preferences) -> Preferences:
    """The preferences with defaults for how the window stands and looks, and for what works by itself."""
    defaults = Preferences()
    aside = {name: getattr(defaults, name) for name in Preferences.model_fields if set_aside(name)}
    return preferences.model_copy(update=aside, deep=True)


def keeping_the_rest(kept: Preferences, save: Callable[[Preferences], object]) -> Callable[[Preferences], None]:
    """A ``save`` that writes what was changed in safe mode over what is kept, but nothing that was set aside."""

    def save_changes(worn: Preferences) -> None:
        changed = {name: getattr(worn, name) for name in Preferences.model_fields if not set_aside(name)}
        save(kept.model_copy(update=changed, deep=True))

    return save_changes
