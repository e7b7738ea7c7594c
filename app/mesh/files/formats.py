"""What a file format is to us, and what a reader hands over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.mesh import Material, Mesh

MAX_FACES = 20_000_000
MM_PER_UNIT = {
    "micron": 0.001,
    "mm": 1.0,
    "cm": 10.0,
    "m": 1000.0,
    "inch": 25.4,
    "ft": 304.8,
}


@dataclass
class Parts:
    """What a reader found, as the file has it: not welded yet, colours still where the format puts them.

    points         (N, 3) float64, in mm where ``unit`` is set, else as the file has them; +Z up
    faces          (F, 3) integers: indices into ``points``
    corner_uv      (F, 3, 2) float32 or None: v upwards
    point_colors   (N, 4) uint8 sRGB or None
    corner_colors  (F, 3, 4) uint8 sRGB or None: colours that belong to faces or corners
    has_corner_color  (F,) bool or None (all): the faces for which ``corner_colors`` says anything
    face_material  (F,) integers or None: index into ``materials``
    unit           a key of ``MM_PER_UNIT``: what the file was in before it was converted; None: the format carries none
    """

    points: FloatArray
    faces: NDArray[Any]
    corner_uv: NDArray[np.float32] | None = None
    point_colors: NDArray[np.uint8] | None = None
    corner_colors: NDArray[np.uint8] | None = None
    has_corner_color: NDArray[np.bool_] | None = None
    face_material: NDArray[Any] | None = None
    materials: Sequence[Material] = ()
    unit: str | None = None
    notes: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class SideFile:
    """A file that belongs beside the one that is written (MTL, textures)."""

    name: str
    content: bytes


Reader = Callable[[Path, Progress], Parts]
# Writes the mesh to a temporary path. ``stem`` is what the finished file will be called without its suffix: the name
# that side files take. Returns the side files, and what the format cannot hold.
Writer = Callable[[Mesh, Path, str, Progress], tuple[Sequence[SideFile], Sequence[Text]]]


@dataclass(frozen=True)
class Format:
    """One line of the table of formats. ``title`` is a proper name, the same in every language.

    ``magic`` tells from the first bytes of a file whether it can be this format.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    magic: Callable[[bytes], bool]
    read: Reader | None
    write: Writer | None
    holds_vertex_color: bool
    holds_texture: bool

    @property
    def reads(self) -> bool:
        return self.read is not None

    @property
    def writes(self) -> bool:
        return self.write is not None
