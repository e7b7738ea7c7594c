"""What is asked of a slicer, whichever program it is. ``app.drivers.slicers`` has one file for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.dispatch.files.facts import FileFacts
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress


class SliceRefusedError(AppError):
    """The slicer did not make a print file; the sentence says what to do."""


class NoSlicerError(SliceRefusedError):
    """No slicer, or no profile for this printer and material, was set on this PC."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "No slicing profile is set for this printer and material; set one, or slice it yourself and drop the file."
            )
        )


@dataclass(frozen=True)
class SliceOrder:
    """What is sliced. model: a mesh file in millimetres that stands as it is to be printed; folder: for the result.

    seconds  the slicer is ended after this time
    """

    model: Path
    folder: Path
    seconds: float


@dataclass(frozen=True)
class Sliced:
    """What a slicer made, and what it said against it in its own words."""

    path: Path
    facts: FileFacts
    warnings: tuple[str, ...] = ()


class Slicer(Protocol):
    """A program with one profile."""

    @property
    def reads(self) -> str:
        """Suffix of the model that it is given."""
        ...

    def slice(self, order: SliceOrder, progress: Progress) -> Sliced:
        """Raises SliceRefusedError, Cancelled after the program was ended."""
        ...


class SlicerRack(Protocol):
    """The slicers of this PC."""

    def find(self, profile: str, material: str) -> Slicer:
        """The slicer for a printer's profile and this material. Raises NoSlicerError."""
        ...

    def programs(self) -> Mapping[str, str]:
        """Where each slicer is; "" where it is not found."""
        ...

    def makes(self, profile: str, material: str) -> str:
        """Suffix of what the profile makes. Raises NoSlicerError, SliceRefusedError where its program is not there."""
        ...

    def seconds(self) -> float:
        """How long a slicer may take for one model."""
        ...

    def choose(self, program: str, path: str) -> None:
        """From now on this slicer is that file. Raises SliceRefusedError where it is no program."""
        ...
