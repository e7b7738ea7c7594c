"""The copies of one job in a folder that a program watches: a file each, all written before the first one is shown.

A file each whatever its kind, since every program makes one print of one file. Of a PDF with the copies as pages some print
the first page alone, and those that are set to two sides print the second copy on the back of the first.

What has become of a copy is told by where its file lies, and by nothing else. It has one file, and that is only ever renamed:
however often we are killed, and whoever goes on, no copy is handed over twice.
"""

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Where = Literal["hidden", "lying", "withdrawn", "gone"]
"""Written, and seen by no program yet; there for the program; taken back by us; taken by the program."""

_COPY = re.compile(r"_\d+of\d+$")


def names_of(uid: str, suffix: str, copies: int) -> tuple[str, ...]:
    """Names of the files of a job, in the order that programs take them: "uid.jpg", or "uid_01of12.jpg" and so on."""
    if copies <= 1:
        return (f"{uid}{suffix}",)
    digits = len(str(copies))
    return tuple(f"{uid}_{number:0{digits}}of{copies}{suffix}" for number in range(1, copies + 1))


def uid_of(name: str) -> str:
    """Our name of the job in the name of a file of ours."""
    return _COPY.sub("", Path(name).stem)


@dataclass(frozen=True)
class Copies:
    """``notes``: the folder of ours inside ``folder``."""

    folder: Path
    notes: Path
    names: tuple[str, ...]

    def part(self, name: str) -> Path:
        """Where a copy is hidden until all are written."""
        return self.folder / f".{name}.part"

    def places(self) -> dict[str, Where]:
        """Where each copy is. Files go from one place to the next in the order in which they are looked for."""
        return {name: self._where(name) for name in self.names}

    def show(self) -> None:
        """Give the program what is still hidden. Raises OSError."""
        for name in self.names:
            with contextlib.suppress(FileNotFoundError):  # somebody who looked has done it
                self.part(name).replace(self.folder / name)

    def withdraw(self) -> int:
        """Take back what the program has not taken; gives how many it has. Raises OSError."""
        taken = 0
        for name in self.names:
            for path in (self.part(name), self.folder / name):
                with contextlib.suppress(FileNotFoundError, PermissionError):  # gone; being read by the program
                    path.replace(self._marker(name))
            if not self._marker(name).exists():
                taken += 1
                continue
            with contextlib.suppress(OSError):
                os.truncate(self._marker(name), 0)  # that it lies there says all
        return taken

    def forget(self) -> None:
        """Take away what says that copies were taken back."""
        for name in self.names:
            self._marker(name).unlink(missing_ok=True)

    def _marker(self, name: str) -> Path:
        return self.notes / f"{name}.cancelled"

    def _where(self, name: str) -> Where:
        if self.part(name).exists():
            return "hidden"
        if (self.folder / name).exists():
            return "lying"
        return "withdrawn" if self._marker(name).exists() else "gone"


def handed_over(places: Mapping[str, Where]) -> tuple[str, ...]:
    """The copies that the program has, or can take at any moment."""
    return tuple(name for name, where in places.items() if where in {"lying", "gone"})


def is_cut(places: Mapping[str, Where]) -> bool:
    """Whether we ended in the middle of handing them over: then the others are to follow."""
    there = set(places.values())
    return "hidden" in there and "withdrawn" not in there and bool(handed_over(places))
