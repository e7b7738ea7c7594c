"""Where the program keeps its files on this PC."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class Folders:
    """data: meshes and what is open (the workshop's work); settings: preferences; logs."""

    data: Path
    settings: Path
    logs: Path

    @property
    def recipes(self) -> Path:
        """The workshop's own recipes."""
        return self.settings / "recipes"


def standard_folders() -> Folders:
    """The user's folders as the system wants them, or all below STATUETTE_HOME where that is set."""
    home = os.environ.get("STATUETTE_HOME")
    if home:
        root = Path(home).absolute()
        return Folders(root / "data", root / "settings", root / "logs")
    name = "Statuette"
    return Folders(
        Path(platformdirs.user_data_dir(name, appauthor=False)),
        Path(platformdirs.user_config_dir(name, appauthor=False)),
        Path(platformdirs.user_log_dir(name, appauthor=False)),
    )
