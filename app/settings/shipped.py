"""Where what comes with the program lies, where that differs between a checkout and an installation."""

import sys
from pathlib import Path
from typing import Literal

RESOURCES = Path(__file__).parents[2] / "resources"
Weight = Literal["regular", "bold"]
FONTS: dict[Weight, str] = {"regular": "StatuetteSansSC-Regular.otf", "bold": "StatuetteSansSC-Bold.otf"}
"""Names of the files of our own fonts."""


def fonts_folder() -> Path:
    """The folder of our own fonts.

    In an installation they lie with Python and the packages (`runtime-<hash>/share/statuette/fonts`): most of a
    program without them is its own code, so an update of the application is a third as large.
    """
    beside = RESOURCES / "fonts"
    return beside if beside.is_dir() else Path(sys.prefix) / "share" / "statuette" / "fonts"


def font_file(weight: Weight) -> Path:
    """Where our own font of this weight lies."""
    return fonts_folder() / FONTS[weight]
