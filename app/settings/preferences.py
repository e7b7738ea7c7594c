"""What a person set up on this PC: language, theme, print process, recent files. Kept as JSON in the settings folder."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.safe_write import write_chunks
from app.settings.address import split_password
from app.settings.process import DEFAULT_PROCESS

FILE = "preferences.json"
RECENT_FILES = 12


class Preferences(BaseModel):
    """All settings with their defaults; a field that cannot be read falls back to its default, the others stay."""

    model_config = ConfigDict(validate_assignment=True, extra="ignore")

    language: Literal["system", "zh_CN", "en"] = "system"
    theme: Literal["system", "dark", "light"] = "dark"
    text_percent: int = Field(default=100, ge=90, le=200)  # of the size that the window was designed in
    process: str = DEFAULT_PROCESS
    navigation: Literal["statuette", "blender", "prusaslicer", "meshlab"] = "statuette"
    parallel_view: bool = False
    default_height_mm: float = Field(default=100.0, ge=1.0, le=2000.0)
    recent_files: list[str] = []
    last_folder: str = ""
    window_geometry: str = ""
    window_layout: str = ""
    help_geometry: str = ""
    layouts: dict[str, str] = {}  # how the docks stand, by workplace
    sizes: dict[str, list[int]] = {}  # of splitters and columns, by where they are
    workplace: str = "model"
    label_printer: str = ""
    label_dpi: Literal[203, 300] = 203
    first_start_done: bool = False
    first_job_on: bool = False  # somebody is being led to their first print file
    log_in_expected: bool = False  # the order book had accounts: show nothing before somebody has logged in
    database: str = ""  # of the order book: "" is a file of this PC; a path; postgresql://user@server/name
    daily_backup: bool = True  # where the order book is a file of this PC
    backup_folder: str = ""  # "" is a folder beside the order book
    assets: str = ""  # files of orders: "" is a folder of this PC; a folder; s3://bucket/prefix?endpoint=…
    assets_before: str | None = None  # the files were moved from here and still lie there; None: nowhere
    assets_moved: str = ""  # when that was (ISO 8601, UTC)
    update_source: str = ""  # where updates come from: "" as the installer has it; an address; a folder
    update_daily: bool = True  # look for updates once a day; an installed program alone does
    update_looked: str = ""  # when that was last (ISO 8601, UTC)
    update_seen: str = ""  # the newest version that somebody has read about and not wanted
    watched_folder: str = ""  # orders whose files are put into it come in by themselves; "": none is watched

    def remember_file(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        name = str(path)
        self.recent_files = [name, *(f for f in self.recent_files if f != name)][:RECENT_FILES]
        self.last_folder = str(path.parent)


def load_preferences(path: Path) -> Preferences:
    """The settings of this file; defaults where it is absent, damaged or holds values that we do not take."""
    try:
        stored: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(stored, dict):
        return Preferences()
    while True:
        try:
            return Preferences.model_validate(stored)
        except ValidationError as problems:  # keep the good keys of a bad file
            for problem in problems.errors():
                stored.pop(str(problem["loc"][0]), None)


def save_preferences(preferences: Preferences, path: Path) -> None:
    """Write the settings so that an interrupted write leaves the old file whole; never a password. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = preferences.model_copy(update={"database": split_password(preferences.database)[0]})
    write_chunks(path, [plain.model_dump_json(indent=2).encode()])
