"""3MF in millimetres with its colours: pictures, colours of vertices, base materials."""

import hashlib
import uuid
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text, plural
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.files.formats import SideFile
from app.mesh.files.images import encode_png
from app.mesh.files.welding import weld_exact
from app.mesh.io.threemf.native import add_coordinates, new_model, set_geometry, set_properties
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.srgb import tinted

TEXTURE_RELATION = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture"
DIGITS = 9  # of texture coordinates
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first that ZIP knows: the same file for the same mesh


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """One object, one build item; the same bytes for the same mesh and name."""
    return (), write_objects([(stem, mesh)], path, progress)


def write_objects(parts: Sequence[tuple[str, Mesh]], path: Path, progress: Progress) -> Sequence[Text]:
    """One object and one build item for each mesh, under its name, all where they are; returns what had to be left out."""
    folded = [_names_a_vertex_twice(mesh.faces) for _, mesh in parts]
    left_out = sum(int(mask.sum()) for mask in folded)
    notes = (
        [
            plural(
                "3MF takes no faces without area: {n} was left out.",
                "3MF takes no faces without area: {n} were left out.",
                left_out,
            )
        ]
        if left_out
        else []
    )
    kept = [
        (name, mesh.keep_faces(~mask) if mask.any() else mesh) for (name, mesh), mask in zip(parts, folded, strict=True)
    ]
    model = new_model()
    model.SetUnit(1)  # Lib3MF.ModelUnit.MilliMeter
    pictures: dict[str, Any] = {}
    revisions = hashlib.sha256()
    for number, (name, mesh) in enumerate(kept):
        _add(model, name, mesh, pictures, progress.part(0.6 * number / len(kept), 0.6 * (number + 1) / len(kept)))
        revisions.update(mesh.revision.encode())
    names = kept[0][1].revision if len(kept) == 1 else revisions.hexdigest()
    model.SetBuildUUID(str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, f"statuette:{names}"), "build")))
    writer = model.QueryWriter("3mf")
    writer.SetDecimalPrecision(DIGITS)
    progress(0.6)
    writer.WriteToFile(str(path))
    _finished(path, [mesh.vertices for _, mesh in kept])
    return notes


def _add(model: Any, name: str, mesh: Mesh, pictures: dict[str, Any], progress: Progress) -> None:
    """The mesh as an object with its build item. ``pictures``: those that the model has already."""
    thing = model.AddMeshObject()
    thing.SetName(name)
    set_geometry(thing, mesh.vertices, mesh.faces)
    progress(0.3)
    table = _properties(model, mesh, pictures, progress.part(0.3, 1.0))
    if table is not None:
        first = table[0]
        thing.SetObjectLevelProperty(int(first[0]), int(first[1]))
        set_properties(thing, table)
    item = model.AddBuildItem(thing, _identity())
    names = uuid.uuid5(uuid.NAMESPACE_URL, f"statuette:{mesh.revision}")
    thing.SetUUID(str(uuid.uuid5(names, "object")))
    item.SetUUID(str(uuid.uuid5(names, "item")))


def _names_a_vertex_twice(faces: IntArray) -> BoolArray:
    """(F,): such a triangle is against the 3MF core specification (4.1.4.1), and the library refuses it."""
    a, b, c = faces.T
    return np.asarray((a == b) | (b == c) | (c == a), np.bool_)


def _identity() -> Any:
    from lib3mf import Lib3MF  # noqa: PLC0415 - see native

    transform = Lib3MF.Transform()
    for axis in range(3):
        transform.Fields[axis][axis] = 1.0
    return transform


def _properties(model: Any, mesh: Mesh, pictures: dict[str, Any], progress: Progress) -> NDArray[np.int64] | None:
    """(F, 4): resource and properties of every triangle, or None for a mesh without colour."""
    if mesh.color == "none" and all(m.base_color == (255, 255, 255, 255) for m in mesh.materials):
        return None
    table = np.zeros((len(mesh.faces), 4), np.int64)
    plain = np.ones(len(mesh.faces), np.bool_)
    if mesh.corner_uv is not None:
        for index in np.unique(mesh.material_of_face).tolist():
            material = mesh.materials[index] if mesh.materials else Material()
            if material.texture is not None:
                chosen = mesh.material_of_face == index
                picture = _picture(material)
                if picture.digest not in pictures:
                    pictures[picture.digest] = _add_picture(model, picture, len(pictures))
                table[chosen] = _add_coordinates(model, pictures[picture.digest], mesh.corner_uv[chosen])
                plain &= ~chosen
            progress(0.5)
    if plain.any():
        table[plain] = _colors(model, mesh)[plain] if mesh.vertex_colors is not None else _bases(model, mesh)[plain]
    return table


def _picture(material: Material) -> Texture:
    """The picture with the base colour of its material in it, for which 3MF has no place beside a picture."""
    assert material.texture is not None
    if material.base_color == (255, 255, 255, 255):
        return material.texture
    base = np.array(material.base_color, np.uint8)
    return Texture(tinted(material.texture.pixels, base), material.texture.name)


def _add_picture(model: Any, picture: Texture, number: int) -> Any:
    attachment = model.AddAttachment(f"/3D/Textures/picture{number}.png", TEXTURE_RELATION)
    attachment.ReadFromBuffer(encode_png(picture))
    texture = model.AddTexture2DFromAttachment(attachment)
    texture.SetContentType(1)  # Lib3MF.TextureType.PNG
    texture.SetTileStyleUV(0, 0)  # Lib3MF.TextureTileStyle.Wrap
    return texture


def _add_coordinates(model: Any, texture: Any, uv: NDArray[np.float32]) -> NDArray[np.int64]:
    group = model.AddTexture2DGroup(texture)
    flat = uv.reshape(-1, 2).astype(np.float64)
    first, index = weld_exact(np.column_stack([flat, np.zeros(len(flat))]))
    numbers = add_coordinates(group, flat[first])
    return _rows(int(group.GetResourceID()), numbers[index].reshape(-1, 3))


def _colors(model: Any, mesh: Mesh) -> NDArray[np.int64]:
    assert mesh.vertex_colors is not None
    corners = mesh.vertex_colors[mesh.faces]
    base = np.array([m.base_color for m in mesh.materials] or [(255, 255, 255, 255)], np.uint8)
    if (base != 255).any():  # a colour group has no place for the base colour of a material
        corners = tinted(corners, base[mesh.material_of_face][:, None])
    packed = np.ascontiguousarray(corners).view(np.uint32).reshape(-1)
    shades, index = np.unique(packed, return_inverse=True)
    group = model.AddColorGroup()
    numbers = np.array([group.AddColor(_color(c)) for c in shades.view(np.uint8).reshape(-1, 4).tolist()], np.int64)
    return _rows(int(group.GetResourceID()), numbers[index.reshape(-1, 3)])


def _bases(model: Any, mesh: Mesh) -> NDArray[np.int64]:
    group = model.AddBaseMaterialGroup()
    numbers = np.array(
        [group.AddMaterial(m.name or "material", _color(m.base_color)) for m in mesh.materials or [Material()]],
        np.int64,
    )
    return _rows(int(group.GetResourceID()), np.repeat(numbers[mesh.material_of_face][:, None], 3, axis=1))


def _color(channels: Sequence[int]) -> Any:
    from lib3mf import Lib3MF  # noqa: PLC0415 - see native

    return Lib3MF.Color(*channels)


def _rows(resource: int, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.column_stack([np.full(len(numbers), resource), numbers])


def _finished(path: Path, points: Sequence[FloatArray]) -> None:
    """Write the package again with exact coordinates and dates that are always the same.

    The library prints coordinates through 32-bit arithmetic, up to 4e-6 mm off on a 100 mm figurine: enough to make faces
    cross that did not.
    """
    with zipfile.ZipFile(path) as package:
        parts = [(entry.filename, package.read(entry)) for entry in package.infolist()]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            package.writestr(entry, _with_coordinates(content, points) if name.endswith(".model") else content)


def _with_coordinates(model: bytes, points: Sequence[FloatArray]) -> bytes:
    """The model part with its vertices, object by object, in nine digits, which name every 32-bit float exactly."""
    done, at = [], 0
    for vertices in points:
        start = model.index(b"<vertices>", at)
        end = model.index(b"</vertices>", start)
        rows = vertices.astype(np.float32).tolist()
        lines = "".join(f'<vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>\n' for x, y, z in rows)
        done += [model[at:start], b"<vertices>\n", lines.encode()]
        at = end
    return b"".join([*done, model[at:]])
