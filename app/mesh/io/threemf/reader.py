"""From the build items of a 3MF file to one surface."""

import re
import tempfile
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.files.assembly import check_face_count
from app.mesh.files.formats import MM_PER_UNIT, Parts
from app.mesh.io.threemf.native import COLORS_MISSING, open_model, properties, triangles, vertices
from app.mesh.io.threemf.package import check_package
from app.mesh.io.threemf.palette import Palettes
from app.mesh.io.threemf.refusal import against_the_rules
from app.mesh.mesh import Material

UNITS = ("micron", "mm", "cm", "inch", "ft", "m")  # in the order of Lib3MF.ModelUnit
PRINTED_TYPES = (1, 3, 4)  # Lib3MF.ObjectType: model, solid support, surface
MOST_INSTANCES = 10_000  # a full plate has dozens
# A "billion laughs" of components grows a few faces to millions; no plate repeats its parts like that.
MOST_GROWTH, HARMLESS_FACES = 500, 1_000_000
DEEPEST = 100
MULTIPROPERTIES = re.compile(rb"<(\w+:)?multiproperties\b.*?</\1?multiproperties\s*>", re.DOTALL)
PROPERTY = re.compile(rb'\s(?:p1|p2|p3|pindex)="[^"]*"')
LAYERS_LEFT_OUT = "layers were left out"


@dataclass(frozen=True)
class Shape:
    """A mesh object: what its triangles look like at their corners."""

    points: FloatArray
    faces: NDArray[np.int64]
    uv: NDArray[np.float32] | None
    colors: NDArray[np.uint8] | None
    has_color: NDArray[np.bool_]
    materials: list[Material]
    face_material: NDArray[np.int64]


def read(path: Path, progress: Progress) -> Parts:
    """Read what is to be built, in its place and unit; objects that no build item names do not count."""
    unprinted = check_package(path)
    progress(0.3)
    notes: list[Text] = []
    try:
        model, overlooked = _open(path)
        if overlooked is not None and overlooked.startswith((COLORS_MISSING, LAYERS_LEFT_OUT)):
            notes.append(text("The file breaks the rules of 3MF in places; some of its colours may be missing."))
        progress(0.5)
        return _Reader(model, notes, unprinted).read(progress.part(0.5, 1.0))
    except FileRefusedError:
        raise
    except ValueError as error:
        raise _refused_by_library(str(error)) from error
    except Exception as error:
        if type(error).__name__ == "ELib3MFException":  # the class cannot be named without loading the library
            raise _refused_by_library(str(error).split(": ", 1)[-1]) from error
        raise


def _refused_by_library(words: str) -> FileRefusedError:
    return against_the_rules(text("lib3mf: “{words}”", words=words.strip().rstrip(".")[:120]))


def _open(path: Path) -> tuple[Any, str | None]:
    try:
        return open_model(path)
    except ValueError as error:
        if "MultiPropertyGroup" not in str(error):
            raise
    # Some of the consortium's conformance files have layers that the library refuses: go without them.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.3mf"
        with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w") as simpler:
            for entry in package.infolist():
                part = package.read(entry)
                if entry.filename.lower().endswith(".model"):
                    part = _without_layers(part)
                simpler.writestr(entry.filename, part)
        return open_model(copy)[0], LAYERS_LEFT_OUT


def _without_layers(part: bytes) -> bytes:
    numbers = [n for element in MULTIPROPERTIES.finditer(part) for n in re.findall(rb'\bid="(\d+)"', element[0])]
    part = MULTIPROPERTIES.sub(b"", part)
    for number in numbers:
        reference = rb'(<(?:triangle|object)\b[^>]*?)\spid="' + number + rb'"'
        part = re.sub(reference + rb"([^>]*>)", lambda m: m[1] + PROPERTY.sub(b"", m[2]), part)
    return part


class _Reader:
    def __init__(self, model: Any, notes: list[Text], unprinted: Collection[int]) -> None:
        self._model, self._notes, self._unprinted = model, notes, unprinted
        self._palettes = Palettes(model, notes)
        self._shapes: dict[int, Shape] = {}
        self._instances = self._faces = 0

    def read(self, progress: Progress) -> Parts:
        unit = UNITS[int(self._model.GetUnit())]
        placed: list[tuple[Shape, FloatArray]] = []
        items = self._model.GetBuildItems()
        for number in range(items.Count()):
            items.MoveNext()
            if number in self._unprinted:
                self._notes.append(text("Things in the file that its slicer does not print were left out."))
                continue
            item = items.GetCurrent()
            matrix = _matrix(item.GetObjectTransform()) if item.HasObjectTransform() else np.eye(4)
            self._place(item.GetObjectResource(), matrix, placed, 0)
            progress(0.0)
        if not placed:
            return Parts(np.empty((0, 3)), np.empty((0, 3), np.int64), unit=unit, notes=self._notes)
        parts = _joined(placed, MM_PER_UNIT[unit])
        parts.unit, parts.notes = unit, list(dict.fromkeys(self._notes))
        return parts

    def _place(self, thing: Any, matrix: FloatArray, placed: list[tuple[Shape, FloatArray]], depth: int) -> None:
        if depth > DEEPEST:
            raise against_the_rules(text("components are nested too deeply"))
        if int(thing.GetType()) not in PRINTED_TYPES:
            self._notes.append(text("Support structures in the file were left out."))
            return
        if thing.IsMeshObject():
            shape = self._shape(thing)
            self._instances += 1
            self._faces += len(shape.faces)
            check_face_count(self._faces)
            if self._instances > MOST_INSTANCES:
                raise against_the_rules(text("it repeats its parts more than {n} times", n=MOST_INSTANCES))
            stored = sum(len(known.faces) for known in self._shapes.values())
            if self._faces > max(HARMLESS_FACES, MOST_GROWTH * stored):
                raise against_the_rules(
                    text("it repeats its parts until they have {n} times as many faces", n=MOST_GROWTH)
                )
            placed.append((shape, matrix))
        elif thing.IsComponentsObject():
            # The wrapper hands out the base class here; the number gives the object with its components.
            whole = self._model.GetComponentsObjectByID(thing.GetResourceID())
            for index in range(whole.GetComponentCount()):
                component = whole.GetComponent(index)
                local = _matrix(component.GetTransform()) if component.HasTransform() else np.eye(4)
                self._place(component.GetObjectResource(), local @ matrix, placed, depth + 1)

    def _shape(self, thing: Any) -> Shape:
        number = int(thing.GetResourceID())
        if number not in self._shapes:
            self._shapes[number] = self._read_shape(self._model.GetMeshObjectByID(number))
        return self._shapes[number]

    def _read_shape(self, mesh: Any) -> Shape:
        points, faces, table = vertices(mesh), triangles(mesh), properties(mesh)
        resource, corner = table[:, 0].copy(), table[:, 1:].copy()
        default_resource, default_property, has_default = mesh.GetObjectLevelProperty()
        bare = resource == 0
        if has_default and default_resource:
            resource[bare], corner[bare] = default_resource, default_property
        uv: NDArray[np.float32] | None = None
        colors: NDArray[np.uint8] | None = None
        has_color = np.zeros(len(faces), np.bool_)
        materials, face_material = [Material()], np.zeros(len(faces), np.int64)
        for number in np.unique(resource[resource > 0]).tolist():
            chosen = resource == number
            palette = self._palettes.palette(number)
            rows = corner[chosen]
            # A triangle may name its first corner alone: all of it looks like that.
            rows = np.where(rows == 0, rows[:, :1], rows)
            if palette.colors is not None:
                colors = np.full((len(faces), 3, 4), 255, np.uint8) if colors is None else colors
                colors[chosen] = palette.colors[np.clip(rows, 0, len(palette.colors) - 1)]
                has_color |= chosen
            elif palette.coordinates is not None and palette.material is not None:
                uv = np.zeros((len(faces), 3, 2), np.float32) if uv is None else uv
                uv[chosen] = palette.coordinates[np.clip(rows, 0, len(palette.coordinates) - 1)]
                face_material[chosen] = len(materials)
                materials.append(palette.material)
        return Shape(points, faces, uv, colors, has_color, materials, face_material)


def _matrix(transform: Any) -> FloatArray:
    """(4, 4) for points as rows: p · M."""
    matrix = np.eye(4)
    matrix[:, :3] = np.ctypeslib.as_array(transform.Fields)
    if not np.isfinite(matrix).all():
        raise against_the_rules(text("a transform is not finite"))
    return matrix


def _joined(placed: list[tuple[Shape, FloatArray]], factor: float) -> Parts:
    mapped = any(shape.uv is not None for shape, _ in placed)
    colored = any(shape.colors is not None for shape, _ in placed)
    points, faces, uvs, colors, has, face_material = [], [], [], [], [], []
    offset = 0
    # Instances of a shape share its materials, and materials that look alike are one.
    index: dict[tuple[str, int], int] = {}
    materials: list[Material] = []
    for shape, matrix in placed:
        mirrored = float(np.linalg.det(matrix[:3, :3])) < 0
        order = slice(None, None, -1) if mirrored else slice(None)
        points.append((shape.points @ matrix[:3, :3] + matrix[3, :3]) * factor)
        faces.append(shape.faces[:, order] + offset)
        offset += len(shape.points)
        here = []
        for material in shape.materials:
            key = (material.name, id(material.texture))
            if key not in index:
                index[key] = len(materials)
                materials.append(material)
            here.append(index[key])
        face_material.append(np.array(here)[shape.face_material])
        if mapped:
            none = np.zeros((len(shape.faces), 3, 2), np.float32)
            uvs.append(none if shape.uv is None else shape.uv[:, order])
        if colored:
            white = np.full((len(shape.faces), 3, 4), 255, np.uint8)
            colors.append(white if shape.colors is None else shape.colors[:, order])
            has.append(shape.has_color)
    return Parts(
        np.concatenate(points),
        np.concatenate(faces),
        np.concatenate(uvs) if mapped else None,
        None,
        np.concatenate(colors) if colored else None,
        np.concatenate(has) if colored else None,
        np.concatenate(face_material),
        materials,
    )
