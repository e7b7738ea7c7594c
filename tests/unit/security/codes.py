"""The recovery code of the key in a folder: what a test compares with what was shown."""

from pathlib import Path

from app.security.keys import load_or_make_master
from app.security.recovery_code import to_code


def recovery_code(folder: Path) -> str:
    return to_code(load_or_make_master(folder))
