"""Colours from a reference photo: its mood (Reinhard and others 2001) or its palette, in OKLab."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError, FileRefusedError, RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.coloring.palette import Palette, palette
from app.mesh.coloring.region import Region
from app.mesh.coloring.tinting import NO_COLOR, UNCHANGED, recolor
from app.mesh.files.images import decode
from app.mesh.forms.color import RECOLOR_FROM_PHOTO
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.paint import paint
from app.mesh.repair_type import Repaired
from app.mesh.tints.oklab import Colors, oklab_of, srgb_of
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

Move = Callable[[Colors], Colors]

LARGEST = 256  # pixels a side that are looked at
SEEN = 128  # of 255: what is more transparent is no part of the picture
NARROWEST, WIDEST = 0.4, 2.5  # times the spread of the model's colours: more would show the picture's noise
BLEND = 0.08  # OKLab distance over which neighbouring main colours share what lies between them


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Give the region the colours of the photo. Raises AppError for a photo that is missing or cannot be read."""
    values = Values(given)
    if mesh.color == "none":
        raise RepairFailedError(NO_COLOR)
    photo = _photo(values.words("photo"))
    region = Region.of(mesh, values)
    strength = np.float32(values.number("strength") / 100)
    if strength == 0:
        return Repaired(mesh, UNCHANGED)
    progress(0.05)
    chosen = np.flatnonzero(region.chosen).astype(np.int32)
    paints = paint(mesh, chosen, face_areas(mesh.vertices, mesh.faces)[chosen])
    model, area = oklab_of(paints.color[:, :3]), paints.area
    if float(area.sum()) <= 0:
        return Repaired(mesh, UNCHANGED)
    axes = np.array([not values.on("keep_lightness"), True, True])
    if values.key("way") == "mood":
        move = mood(model, area, photo)
    else:
        count = int(values.number("colors"))
        even = np.ones(len(photo))
        move = _Matched.of(palette(model, area, count), palette(photo, even, count)).moved
    progress(0.2)

    def change(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        lab = oklab_of(colors)
        return srgb_of(lab + strength * np.where(axes, move(lab) - lab, np.float32(0)))

    return recolor(region, change, RECOLOR_FROM_PHOTO.verb, progress.part(0.2, 1.0))


def _photo(name: str) -> Colors:
    """(N, 3) OKLab of the pixels of a photo that can be seen, made smaller."""
    if not name:
        raise AppError(text("Choose the photo whose colours the model shall get."))
    path = Path(name)
    try:
        texture = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise FileRefusedError(
            text("“{path}” cannot be read: {why}.", path=name, why=error.strerror or str(error))
        ) from error
    if texture is None:
        raise FileRefusedError(text("“{name}” is no picture that can be read; choose a PNG or JPEG.", name=path.name))
    from PIL import Image  # noqa: PLC0415 - as in files.images

    image = Image.fromarray(texture.pixels)
    image.thumbnail((LARGEST, LARGEST))
    pixels = np.asarray(image).reshape(-1, 4)
    seen = pixels[pixels[:, 3] >= SEEN]
    if not len(seen):
        raise FileRefusedError(text("“{name}” is transparent all over; choose another photo.", name=path.name))
    return oklab_of(seen[:, :3])


def mood(model: Colors, area: FloatArray, photo: Colors) -> Move:
    """Give colours the mean and the spread of those of the photo, each axis by itself."""
    weight = area / area.sum()
    mean = weight @ model
    spread = np.sqrt(weight @ (model - mean) ** 2)
    gain = np.clip(photo.std(axis=0) / np.maximum(spread, 1e-3), NARROWEST, WIDEST).astype(np.float32)
    start, goal = mean.astype(np.float32), photo.mean(axis=0)
    return lambda lab: (lab - start) * gain + goal


@dataclass(frozen=True, eq=False)
class _Matched:
    """Each of the model's main colours ``start`` (K, 3), and ``way`` (K, 3) to the one of the photo that it becomes."""

    start: Colors
    way: Colors

    @classmethod
    def of(cls, model: Palette, photo: Palette) -> "_Matched":
        """The pairs that move the least in all, so that dark stays dark and red becomes what is most like red."""
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - only here

        goals = photo.colors
        while len(goals) < len(model.colors):  # a photo with fewer colours gives each of them several times
            goals = np.concatenate([goals, photo.colors])
        cost = ((model.colors[:, None] - goals[None]) ** 2).sum(axis=2)
        rows, columns = linear_sum_assignment(cost)
        return cls(model.colors[rows].astype(np.float32), (goals[columns] - model.colors[rows]).astype(np.float32))

    def moved(self, lab: Colors) -> Colors:
        """(N, 3): moved along with the main colours that are near, so that shades stay shades."""
        away = ((lab[:, None] - self.start[None]) ** 2).sum(axis=2)
        weight = np.exp(-(away - away.min(axis=1, keepdims=True)) / np.float32(BLEND**2))
        return np.asarray(lab + (weight / weight.sum(axis=1, keepdims=True)) @ self.way)


TOOL = Tool(RECOLOR_FROM_PHOTO, work)
