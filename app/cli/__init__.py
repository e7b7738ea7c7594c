"""The second front end, without Qt: see :mod:`app.cli.main`."""

from app.cli.answer import Given
from app.cli.main import COMMANDS, main

__all__ = ["COMMANDS", "Given", "main"]
