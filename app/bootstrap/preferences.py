"""The preferences of this PC while the window is open."""

import logging
from collections.abc import Callable
from pathlib import Path

from app.settings.preferences import Preferences, load_preferences, save_preferences
from app.settings.safe_mode import keeping_the_rest, worn_safely
from app.storage.pc_disk import not_written


class KeptPreferences:
    """``values`` as the window wears them; in safe mode some of them are defaults, and stay in the file as they were."""

    def __init__(self, file: Path, *, safe: bool) -> None:
        self.values = load_preferences(file)
        self._write: Callable[[Preferences], None] = lambda changed: save_preferences(changed, file)
        if safe:
            self.values, self._write = worn_safely(self.values), keeping_the_rest(self.values, self._write)

    def keep(self) -> None:
        """How the window stands is not worth an error: a disk that is full says so where work is kept."""
        try:
            self._write(self.values)
        except OSError as error:
            logging.getLogger(__name__).warning("the settings could not be kept: %s", type(error).__name__)

    def keep_for_sure(self) -> None:
        """Raises WriteRefusedError where they could not be written."""
        try:
            self._write(self.values)
        except OSError as error:
            raise not_written(error) from None
