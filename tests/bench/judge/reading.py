"""Reads meshes and their colours with libraries that are not ours: trimesh, and lib3mf for what 3MF says of colour."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray
from PIL import Image

from tests.bench.judge.shape import Faces, Points

Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])  # glTF to +Z up


@dataclass(frozen=True, eq=False)
class Painted:
    """A mesh and what colours it.

    corner_color  (F, 3, 3) float64 0-255: sRGB of each corner, multiplies the picture
    picture       (F,) index into ``pictures``, -1 for none
    corner_uv     (F, 3, 2) float64, v upwards
    """

    vertices: Points
    faces: Faces
    corner_color: NDArray[np.float64]
    picture: NDArray[np.int32]
    corner_uv: NDArray[np.float64]
    pictures: list[NDArray[np.uint8]] = field(default_factory=list)

    @property
    def colored(self) -> bool:
        return bool(self.pictures) or bool((self.corner_color < 254.5).any())


def read_shape(path: Path) -> tuple[Points, Faces]:
    """Positions and faces by trimesh, in the numbers of the file."""
    scene = trimesh.load_scene(path, process=False)
    parts = [part for part in scene.dump() if isinstance(part, trimesh.Trimesh)]
    offsets = np.cumsum([0, *(len(part.vertices) for part in parts)])
    return (
        np.concatenate([np.asarray(part.vertices, np.float64) for part in parts] or [np.zeros((0, 3))]),
        np.concatenate(
            [np.asarray(part.faces) + o for part, o in zip(parts, offsets[:-1], strict=True)] or [np.zeros((0, 3))]
        ).astype(np.int32),
    )


def read_painted(path: Path) -> Painted:
    """Shape and colours by trimesh; by lib3mf for 3MF, of which trimesh knows no colours."""
    if path.suffix.lower() == ".3mf":
        return _read_3mf(path)
    scene = trimesh.load_scene(path, process=False)
    pictures: list[NDArray[np.uint8]] = []
    linear = path.suffix.lower() in (".glb", ".gltf")  # glTF's factors and vertex colours are, its pictures are not
    parts = [_painted_part(part, pictures, linear=linear) for part in scene.dump() if isinstance(part, trimesh.Trimesh)]
    offsets = np.cumsum([0, *(len(part.vertices) for part in parts)])
    return Painted(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.faces + np.int32(o) for part, o in zip(parts, offsets[:-1], strict=True)]),
        np.concatenate([part.corner_color for part in parts]),
        np.concatenate([part.picture for part in parts]),
        np.concatenate([part.corner_uv for part in parts]),
        pictures,
    )


def placed(painted: Painted, vertices: Points) -> Painted | None:
    """The same mesh where ``vertices`` (the input as all tools got it) has it, or None where it does not fit there."""
    goal = np.array([vertices.min(axis=0), vertices.max(axis=0)])
    used = painted.vertices[np.unique(painted.faces)]
    for turn in (np.eye(3), Y_UP):
        turned = used @ turn.T
        size = np.ptp(turned, axis=0)
        factor = (goal[1] - goal[0])[2] / size[2] if size[2] > 0 else 0.0
        moved = painted.vertices @ turn.T * factor
        bounds = np.array([turned.min(axis=0), turned.max(axis=0)]) * factor
        if np.allclose(bounds, goal, atol=1e-3 * float(np.linalg.norm(goal[1] - goal[0]))):
            return Painted(
                moved, painted.faces, painted.corner_color, painted.picture, painted.corner_uv, painted.pictures
            )
    return None


def _painted_part(part: trimesh.Trimesh, pictures: list[NDArray[np.uint8]], *, linear: bool) -> Painted:
    faces = np.asarray(part.faces, np.int32)
    color = np.full((len(faces), 3, 3), 255.0)
    picture = np.full(len(faces), -1, np.int32)
    uv = np.zeros((len(faces), 3, 2))
    visual = part.visual
    vertex_color = None
    if visual.kind == "vertex":
        vertex_color = visual.vertex_colors
    elif visual.kind == "face":
        color[:] = np.asarray(visual.face_colors, np.float64)[:, None, :3]
    elif visual.kind == "texture":
        vertex_color = visual.vertex_attributes.get("color")
        image, base = _material(visual.material)
        factor = np.ones(3) if base is None else np.asarray(base[:3], np.float64) / 255
        if image is not None and visual.uv is not None:
            pictures.append(_tinted(np.asarray(image.convert("RGB"), np.uint8), factor, linear=linear))
            picture[:] = len(pictures) - 1
            uv = np.asarray(visual.uv, np.float64)[faces]
        else:
            color *= _encoded(factor) if linear else factor
    if vertex_color is not None and len(vertex_color) == len(part.vertices):
        shade = np.asarray(vertex_color, np.float64)[faces][:, :, :3] / 255
        color *= _encoded(shade) if linear else shade
    return Painted(np.asarray(part.vertices, np.float64), faces, color, picture, uv)


def _tinted(pixels: NDArray[np.uint8], factor: NDArray[np.float64], *, linear: bool) -> NDArray[np.uint8]:
    """A picture times the factor of its material, which glTF multiplies in linear light."""
    if (factor == 1).all():
        return pixels
    levels = np.arange(256)[:, None] / 255
    table = _encoded(_decoded(levels) * factor) if linear else levels * factor
    return np.stack([np.round(255 * table[:, k]).astype(np.uint8)[pixels[:, :, k]] for k in range(3)], axis=2)


def _encoded(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light 0-1 as sRGB 0-1 (IEC 61966-2-1)."""
    return np.where(linear > 0.0031308, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055, 12.92 * linear)


def _decoded(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(srgb > 0.04045, ((srgb + 0.055) / 1.055) ** 2.4, srgb / 12.92)


def _material(material: Any) -> tuple[Any, Any]:
    """(picture, base colour 0-255) of a trimesh material."""
    if hasattr(material, "baseColorTexture"):
        base = material.baseColorFactor
        if base is not None and np.asarray(base).dtype.kind == "f":
            base = np.asarray(base) * 255
        return material.baseColorTexture, base
    image = getattr(material, "image", None)
    return image, None if image is not None else getattr(material, "diffuse", None)


def _read_3mf(path: Path) -> Painted:
    import lib3mf

    wrapper = lib3mf.get_wrapper()
    model = wrapper.CreateModel()
    model.QueryReader("3mf").ReadFromFile(str(path))
    meshes = model.GetMeshObjects()
    if not meshes.MoveNext():
        raise ValueError(f"{path.name} has no mesh")
    mesh = meshes.GetCurrentMeshObject()
    vertices = np.array([list(v.Coordinates) for v in mesh.GetVertices()], np.float64).reshape(-1, 3)
    faces = np.array([list(t.Indices) for t in mesh.GetTriangleIndices()], np.int32).reshape(-1, 3)
    painted = Painted(
        vertices, faces, np.full((len(faces), 3, 3), 255.0), np.full(len(faces), -1, np.int32),
        np.zeros((len(faces), 3, 2)), [],
    )  # fmt: skip
    properties = [(p.ResourceID, *p.PropertyIDs) for p in mesh.GetAllTriangleProperties()]
    if properties:
        _paint(painted, model, np.array(properties, np.int64))
    return painted


def _paint(painted: Painted, model: Any, properties: NDArray[np.int64]) -> None:
    for resource in np.unique(properties[:, 0]).tolist():
        if resource == 0:
            continue
        chosen = properties[:, 0] == resource
        number = properties[chosen, 1:]
        texture, group = _property_group(model, resource)
        ids = np.unique(number)
        rows = {int(i): _property(group, int(i), texture=texture is not None) for i in ids.tolist()}
        table = np.zeros((int(ids.max()) + 1, 2 if texture is not None else 3))
        for i, row in rows.items():
            table[i] = row
        if texture is None:
            painted.corner_color[chosen] = table[number]
        else:
            painted.pictures.append(np.asarray(Image.open(io.BytesIO(texture)).convert("RGB"), np.uint8))
            painted.picture[chosen] = len(painted.pictures) - 1
            painted.corner_uv[chosen] = table[number]


def _property_group(model: Any, resource: int) -> tuple[bytes | None, Any]:
    """(bytes of the picture or None, the group) of a resource."""
    try:
        group = model.GetTexture2DGroupByID(resource)
        return bytes(group.GetTexture2D().GetAttachment().WriteToBuffer()), group
    except Exception:  # noqa: BLE001 - lib3mf says "not a texture group" by raising
        pass
    try:
        return None, model.GetColorGroupByID(resource)
    except Exception:  # noqa: BLE001 - likewise
        return None, model.GetBaseMaterialGroupByID(resource)


def _property(group: Any, number: int, *, texture: bool) -> tuple[float, ...]:
    if texture:
        at = group.GetTex2Coord(number)
        return at.U, at.V
    color = group.GetColor(number) if hasattr(group, "GetColor") else group.GetDisplayColor(number)
    return color.Red, color.Green, color.Blue
