"""From the primitives of a glTF file to one surface."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.files.assembly import check_face_count
from app.mesh.files.formats import Parts
from app.mesh.io.gltf.accessors import Accessors
from app.mesh.io.gltf.document import Document, damaged, open_document
from app.mesh.io.gltf.draco import draco_primitive
from app.mesh.io.gltf.materials import Materials
from app.mesh.io.gltf.scene import Placed, placed_meshes
from app.mesh.mesh import Material
from app.mesh.srgb import srgba8_from_linear

TRIANGLES, STRIP, FAN = 4, 5, 6


@dataclass
class Primitive:
    """A primitive as it is stored; ``uv`` has v upwards and lies as its material wants it."""

    points: FloatArray
    faces: NDArray[np.int64]
    colors: NDArray[np.uint8] | None
    uv: NDArray[np.float32] | None
    material: int | None
    joints: NDArray[np.int64] | None
    weights: FloatArray | None


def read(path: Path, progress: Progress) -> Parts:
    """Read all meshes of the scene in their places; posed and morphed as the file was saved, without hidden ones."""
    document = open_document(path)
    return _Reader(document).read(progress)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.accessors = Accessors(document)
        self.materials = Materials(document)
        self.primitives: dict[tuple[int, tuple[float, ...]], list[Primitive]] = {}
        self.has_lines = False

    def read(self, progress: Progress) -> Parts:
        placed = list(placed_meshes(self.document, self.accessors))
        found: list[tuple[Primitive, FloatArray, bool]] = []
        count = 0
        for number, place in enumerate(placed):
            for primitive in self._mesh(place.mesh, place.weights):
                count += len(primitive.faces)
                check_face_count(count)
                found.append((primitive, *_positions(primitive, place)))
            progress(0.8 * number / len(placed))
        parts = self._joined(found)
        if self.has_lines:
            parts.notes.append(text("Points and lines in the file were left out; only surfaces are printed."))
        parts.notes += list(dict.fromkeys(self.document.notes))
        return parts

    def _joined(self, found: list[tuple[Primitive, FloatArray, bool]]) -> Parts:
        colored = any(p.colors is not None for p, _, _ in found)
        mapped = any(p.uv is not None for p, _, _ in found)
        order = {m: i for i, m in enumerate(dict.fromkeys(p.material for p, _, _ in found))}
        shown: dict[int | None, dict[int, Primitive]] = {m: {} for m in order}
        for primitive, _, _ in found:
            shown[primitive.material][id(primitive)] = primitive  # one that stands in many places once
        materials = [self._laid_material(m, list(primitives.values())) for m, primitives in shown.items()]
        points, faces, colors, uvs, material, offset = [], [], [], [], [], 0
        for primitive, positions, mirrored in found:
            corner = primitive.faces[:, ::-1] if mirrored else primitive.faces
            points.append(positions)
            faces.append(corner + offset)
            offset += len(positions)
            material.append(np.full(len(corner), order[primitive.material]))
            if colored:
                white = np.full((len(positions), 4), 255, np.uint8)
                colors.append(white if primitive.colors is None else primitive.colors)
            if mapped:
                none = np.zeros((len(corner), 3, 2), np.float32)
                uvs.append(none if primitive.uv is None else primitive.uv[corner])
        if not found:
            return Parts(np.empty((0, 3)), np.empty((0, 3), np.int64), unit="m")
        return Parts(
            np.concatenate(points),
            np.concatenate(faces),
            np.concatenate(uvs) if mapped else None,
            np.concatenate(colors) if colored else None,
            face_material=np.concatenate(material),
            materials=materials,
            unit="m",
        )

    def _laid_material(self, index: int | None, primitives: list[Primitive]) -> Material:
        """The material, after the coordinates of all primitives that show it have been laid on its picture."""
        tables = [(p, p.uv) for p in primitives if p.uv is not None]
        material, laid = self.materials.laid(index, [(uv, p.faces) for p, uv in tables])
        for (primitive, _), uv in zip(tables, laid, strict=True):
            primitive.uv = uv
        return material

    def _mesh(self, index: int, weights: tuple[float, ...]) -> list[Primitive]:
        key = (index, weights)
        if key not in self.primitives:
            entries = self.document.item("meshes", index).get("primitives")
            if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
                raise damaged(f"meshes[{index}]")
            self.primitives[key] = [p for e in entries if (p := self._primitive(e, weights)) is not None]
        return self.primitives[key]

    def _primitive(self, entry: dict[str, Any], weights_of_targets: tuple[float, ...]) -> Primitive | None:
        mode, attributes = entry.get("mode", TRIANGLES), entry.get("attributes")
        if not isinstance(attributes, dict):
            raise damaged("primitives[]")
        if mode not in (TRIANGLES, STRIP, FAN):
            self.has_lines = True
            return None
        extensions = entry.get("extensions")
        draco = extensions.get("KHR_draco_mesh_compression") if isinstance(extensions, dict) else None
        decoded = draco_primitive(self.document, draco) if isinstance(draco, dict) else None
        if decoded is None and "POSITION" not in attributes:
            return None
        if decoded is not None and decoded.faces is not None:
            indices = decoded.faces
        elif "indices" in entry:
            table, _ = self.accessors.raw(entry["indices"], "SCALAR")
            if table.dtype.kind != "u":
                raise damaged("indices")
            indices = table.reshape(-1).astype(np.int64)
        else:
            indices = None

        def attribute(name: str, *kinds: str) -> NDArray[np.float32] | None:
            if decoded is not None and name in decoded.attributes:
                values = decoded.attributes[name]
                if values.dtype.kind != "f" and name.startswith(("COLOR", "TEXCOORD", "WEIGHTS")):
                    return values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)
                return values.astype(np.float32)
            return self.accessors.floats(attributes[name], *kinds) if name in attributes else None

        points = attribute("POSITION", "VEC3")
        if points is None or points.ndim != 2 or points.shape[1] != 3:
            raise damaged("POSITION")
        faces = _faces(np.arange(len(points)) if indices is None else indices, mode)
        if len(faces) and int(faces.max()) >= len(points):
            raise FileRefusedError(
                text("The file is damaged: a face names a point that is not there; export it again.")
            )
        index = entry.get("material")
        surface = self.materials.surface(index)
        colors = attribute("COLOR_0", "VEC3", "VEC4")
        uv = attribute(f"TEXCOORD_{surface.coordinates}", "VEC2")
        joints, weights = attribute("JOINTS_0", "VEC4"), attribute("WEIGHTS_0", "VEC4")
        for values in (colors, uv, joints, weights):
            if values is not None and len(values) != len(points):
                raise damaged("attributes")
        return Primitive(
            self._morphed(points.astype(np.float64), entry, weights_of_targets, compressed=decoded is not None),
            faces,
            None if colors is None else _srgb(colors, surface.opaque),
            None if uv is None else _upwards(uv, surface.transform),
            index,
            None if joints is None else joints.astype(np.int64),
            None if weights is None else weights.astype(np.float64),
        )

    def _morphed(
        self, points: FloatArray, entry: dict[str, Any], weights: tuple[float, ...], *, compressed: bool
    ) -> FloatArray:
        """(N, 3) points, moved by the morph targets of their primitive."""
        if not weights:
            return points
        targets = entry.get("targets", [])
        if not isinstance(targets, list) or not all(isinstance(t, dict) for t in targets):
            raise damaged("targets")
        for weight, target in zip(weights, targets, strict=False):
            if not weight or "POSITION" not in target:
                continue
            if compressed:  # which may have put the points into another order than that of the targets
                self.document.notes.append(
                    text(
                        "A compressed part opens without its shape keys (expression, pose); export it without compression."
                    )
                )
                return points
            moves = self.accessors.floats(target["POSITION"], "VEC3")
            if len(moves) != len(points):
                raise damaged("targets[].POSITION")
            with np.errstate(all="ignore"):  # what is not finite is left out later
                points = points + weight * moves.astype(np.float64)
        return points


def _faces(indices: NDArray[np.int64], mode: int) -> NDArray[np.int64]:
    if mode == TRIANGLES:
        return indices[: len(indices) // 3 * 3].reshape(-1, 3)
    if len(indices) < 3:
        return np.empty((0, 3), np.int64)
    a, b, c = indices[:-2], indices[1:-1], indices[2:]
    if mode == FAN:
        return np.stack([np.broadcast_to(indices[0], b.shape), b, c], axis=1)
    odd = np.arange(len(a)) % 2 == 1
    faces = np.stack([np.where(odd, b, a), np.where(odd, a, b), c], axis=1)
    # triangles that only turn a corner of the strip are no surface
    kept: NDArray[np.int64] = faces[(a != b) & (b != c) & (a != c)]
    return kept


def _srgb(colors: NDArray[np.float32], opaque: bool) -> NDArray[np.uint8]:
    linear = np.ones((len(colors), 4), np.float32)
    linear[:, : colors.shape[1]] = colors
    if opaque:
        linear[:, 3] = 1
    return srgba8_from_linear(linear)


def _upwards(uv: NDArray[np.float32], transform: NDArray[np.float64] | None) -> NDArray[np.float32]:
    if transform is not None:
        uv = (uv.astype(np.float64) @ transform[:2, :2].T + transform[:2, 2]).astype(np.float32)
    return np.nan_to_num(np.stack([uv[:, 0], 1 - uv[:, 1]], axis=1))


def _positions(primitive: Primitive, place: Placed) -> tuple[FloatArray, bool]:
    """(N, 3) where the points stand, and whether that mirrors the surface."""
    points = primitive.points
    with np.errstate(all="ignore"):  # what is not finite is left out later
        if place.joints is None or primitive.joints is None or primitive.weights is None:
            matrix = place.matrix
            return points @ matrix[:3, :3].T + matrix[:3, 3], bool(np.linalg.det(matrix[:3, :3]) < 0)
        if len(primitive.joints) and not 0 <= primitive.joints.min() <= primitive.joints.max() < len(place.joints):
            raise damaged("JOINTS_0")
        weights = primitive.weights / np.maximum(primitive.weights.sum(axis=1, keepdims=True), 1e-12)
        result = np.zeros_like(points)
        for k in range(4):
            matrices = place.joints[primitive.joints[:, k]]
            moved = np.einsum("nij,nj->ni", matrices[:, :3, :3], points) + matrices[:, :3, 3]
            result += weights[:, k : k + 1] * moved
        return result, bool(np.linalg.det(place.joints[0][:3, :3]) < 0)
