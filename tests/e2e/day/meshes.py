"""Six generated figures, made here, each wrong in its own ways; what the report has to find in each of them.

A figure is one closed body of some thousand faces, 50 mm tall, +Z up, until something is done to it.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import manifold3d
import numpy as np
import trimesh
from PIL import Image

TALL_MM = 50.0


@dataclass(frozen=True)
class Generated:
    """A file as the generator sent it.

    name     of the file; its ending says how it is read
    finds    ids of checks that have to complain before anything is mended
    color    what of its looks has to be there in the end: "none", "vertex" or "texture"
    """

    name: str
    content: bytes
    finds: frozenset[str]
    color: str = "none"


def generated() -> dict[str, Generated]:
    """Every figure by the key of its creation."""
    return {made.name.partition(".")[0]: made for made in (make() for make in _ALL)}


def figure(seed: int) -> trimesh.Trimesh:
    """Somebody with a round head and outstretched arms; another stance with each seed."""
    chance = np.random.default_rng(seed)
    lift = float(chance.uniform(-4, 6))
    parts = [
        _capsule((0, 0, 14), (0, 0, 28), 7.0), _ball((0, 0, 41), 9.0), _capsule((0, 0, 28), (0, 0, 36), 4.5),
        _capsule((-5, 0, 29), (-17, 0, 29 + lift), 3.2), _capsule((5, 0, 29), (17, 0, 31 - lift), 3.2),
        _capsule((-4, 0, 14), (-5, 0, 3.2), 4.0), _capsule((4, 0, 14), (5, 0, 3.2), 4.0), _ball((0, -8, 41), 2.4),
    ]  # fmt: skip
    whole = manifold3d.Manifold.batch_boolean([_solid(part) for part in parts], manifold3d.OpType.Add)
    whole = whole.trim_by_plane((0.0, 0.0, 1.0), 0.6)  # flat feet
    mesh = whole.to_mesh()
    made = trimesh.Trimesh(mesh.vert_properties[:, :3].astype(float), mesh.tri_verts, process=True)
    made.apply_translation((0, 0, -made.bounds[0, 2]))
    made.apply_scale(TALL_MM / made.extents[2])
    assert made.is_watertight
    return made


# ---- what went wrong ------------------------------------------------------------------------------------------------


def holed() -> Generated:
    """White, STL: five patches are missing."""
    mesh = figure(1)
    mesh.update_faces(_apart_from(mesh, 5, 14))
    return Generated("holed.stl", _exported(mesh, "stl"), frozenset({"open_edges"}))


def finned() -> Generated:
    """White, OBJ in metres: fins on edges that have two faces already, and faces that are there twice."""
    mesh = figure(2)
    chance = np.random.default_rng(2)
    edges = mesh.edges_unique[chance.choice(len(mesh.edges_unique), 12, replace=False)]
    tips = mesh.vertices[edges].mean(axis=1) + 2.0 * mesh.vertex_normals[edges[:, 0]]
    fins = np.column_stack([edges, len(mesh.vertices) + np.arange(len(edges))])
    twice = mesh.faces[chance.choice(len(mesh.faces), 25, replace=False)]
    made = _raw(np.vstack([mesh.vertices, tips]), np.vstack([mesh.faces, fins, twice]))
    made.apply_scale(0.001)
    return Generated("finned.obj", _exported(made, "obj"), frozenset({"non_manifold_edges", "duplicate_faces"}))


def flipped() -> Generated:
    """White, STL: every fifth face is seen from its back."""
    mesh = figure(3)
    faces = mesh.faces.copy()
    faces[::5] = faces[::5, ::-1]
    return Generated("flipped.stl", _exported(_raw(mesh.vertices, faces), "stl"), frozenset({"inconsistent_winding"}))


def crossing() -> Generated:
    """Colour at its vertices, PLY: a bag that was only pushed into the body, crumbs around it, a ball left inside."""
    body = figure(4)
    bag = trimesh.creation.icosphere(subdivisions=3, radius=6.0)
    bag.apply_translation((0, 8.5, 24))
    inside = trimesh.creation.icosphere(subdivisions=2, radius=2.5)
    inside.apply_translation((0, 0, 24))
    crumbs = [_moved(trimesh.creation.box((0.3, 0.3, 0.3)), (14 + n, 3, 40 - 2 * n)) for n in range(4)]
    parts = [body, bag, inside, *crumbs]
    mesh = _raw(
        np.vstack([part.vertices for part in parts]),
        np.vstack([part.faces + sum(len(p.vertices) for p in parts[:n]) for n, part in enumerate(parts)]),
    )
    mesh.visual.vertex_colors = _by_height(mesh.vertices)
    finds = frozenset({"self_intersections", "fragments"})
    return Generated("crossing.ply", _exported(mesh, "ply"), finds, "vertex")


def textured() -> Generated:
    """A picture on its skin, GLB: holes on the head and the back, which have to be closed in its colours."""
    mesh = figure(5)
    mesh.update_faces(_apart_from(mesh, 3, 20))
    return Generated("textured.glb", _glb(mesh, picture=True), frozenset({"open_edges"}), "texture")


def inverted() -> Generated:
    """Colour at its vertices, GLB: inside out altogether."""
    mesh = figure(6)
    made = _raw(mesh.vertices, mesh.faces[:, ::-1])
    return Generated("inverted.glb", _glb(made, picture=False), frozenset({"inverted"}), "vertex")


_ALL: tuple[Callable[[], Generated], ...] = (holed, finned, flipped, crossing, textured, inverted)


# ---- how it is made -------------------------------------------------------------------------------------------------


def _raw(vertices: np.ndarray, faces: np.ndarray) -> trimesh.Trimesh:
    """Exactly these faces: nothing is merged, turned or left out."""
    return trimesh.Trimesh(vertices, faces, process=False, validate=False)


def _solid(mesh: trimesh.Trimesh) -> manifold3d.Manifold:
    return manifold3d.Manifold(manifold3d.Mesh(mesh.vertices.astype(np.float32), mesh.faces.astype(np.uint32)))


def _moved(mesh: trimesh.Trimesh, to: tuple[float, ...]) -> trimesh.Trimesh:
    mesh.apply_translation(to)
    return mesh


def _ball(at: tuple[float, float, float], radius: float) -> trimesh.Trimesh:
    return _moved(trimesh.creation.icosphere(subdivisions=3, radius=radius), at)


def _capsule(start: tuple[float, ...], end: tuple[float, ...], radius: float) -> trimesh.Trimesh:
    a, b = np.array(start, float), np.array(end, float)
    along = b - a
    made = trimesh.creation.capsule(height=float(np.linalg.norm(along)), radius=radius, count=[20, 20])
    made.apply_translation((0, 0, -made.bounds.mean(axis=0)[2]))
    made.apply_transform(trimesh.geometry.align_vectors((0, 0, 1), along))
    return _moved(made, tuple((a + b) / 2))


def _apart_from(mesh: trimesh.Trimesh, patches: int, faces: int) -> np.ndarray:
    """Which faces stay when so many patches of so many faces are gone, all of them well above the feet."""
    chance = np.random.default_rng(patches)
    middles = mesh.triangles_center
    kept = np.ones(len(mesh.faces), bool)
    high = np.flatnonzero(middles[:, 2] > 0.35 * TALL_MM)
    for start in chance.choice(high, patches, replace=False):
        kept[np.argsort(np.linalg.norm(middles - middles[start], axis=1))[:faces]] = False
    return kept


def _by_height(vertices: np.ndarray) -> np.ndarray:
    """From rust at the feet to a pale blue at the head, sRGB."""
    share = np.clip(vertices[:, 2] / TALL_MM, 0, 1)[:, None]
    colors = (1 - share) * np.array([176, 84, 60]) + share * np.array([120, 160, 196])
    return np.column_stack([colors, np.full(len(vertices), 255)]).astype(np.uint8)


def _exported(mesh: trimesh.Trimesh, kind: str) -> bytes:
    content = mesh.export(file_type=kind)
    return content.encode() if isinstance(content, str) else bytes(content)


def _glb(mesh: trimesh.Trimesh, *, picture: bool) -> bytes:
    """glTF is metres and Y-up."""
    x, y, z = mesh.vertices.T
    faces, places = mesh.faces, np.column_stack([x, z, -y]) / 1000
    if not picture:
        made = _raw(places, faces)
        made.visual.vertex_colors = _by_height(mesh.vertices)
        return _exported(made, "glb")
    around = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0]) / (2 * np.pi) + 0.5
    made = _raw(places, faces)
    skin = Image.new("RGB", (512, 512))
    steps = np.linspace(0, 1, 512)
    rows = np.clip(np.stack([190 - 90 * steps, 120 + 40 * steps, 90 + 90 * steps], axis=1), 0, 255)
    wide = np.repeat(rows[:, None, :], 512, axis=1)
    wide[:, ::64] = (40, 44, 60)
    skin = Image.fromarray(wide.astype(np.uint8))
    buffer = io.BytesIO()
    skin.save(buffer, "PNG")
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=Image.open(buffer), metallicFactor=0.0)
    uv = np.column_stack([around, mesh.vertices[:, 2] / TALL_MM])
    made.visual = trimesh.visual.TextureVisuals(uv=uv, material=material)
    return _exported(made, "glb")
