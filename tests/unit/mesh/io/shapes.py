"""Small coloured meshes for the tests of the formats."""

import numpy as np
from hypothesis import strategies as st

from app.mesh.mesh import Material, Mesh, Texture

FACES = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32)


def tetrahedron() -> Mesh:
    return Mesh(np.array([[0.0, 0, 0], [10, 0, 0], [0, 20, 0], [0, 0, 30]]), FACES)


def with_vertex_colors() -> Mesh:
    colors = np.array([[255, 0, 0, 255], [0, 200, 10, 255], [3, 90, 250, 255], [128, 128, 128, 255]], np.uint8)
    return tetrahedron().with_(vertex_colors=colors)


def with_texture() -> Mesh:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (4, 8, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    uv = rng.random((4, 3, 2)).astype(np.float32)
    return tetrahedron().with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels, "skin.png")),))


def with_materials() -> Mesh:
    return tetrahedron().with_(
        materials=(Material("red", (255, 0, 0, 255)), Material("blue", (0, 30, 255, 255))),
        face_material=np.array([0, 1, 1, 0], np.int16),
    )


@st.composite
def meshes(draw: st.DrawFn) -> Mesh:
    """Any surface on 32-bit coordinates (what most formats keep), every vertex used and at a place of its own."""
    count = draw(st.integers(3, 12))
    coordinate = st.integers(-(2**20), 2**20).map(lambda i: i / 1024)
    places = draw(st.lists(st.tuples(coordinate, coordinate, coordinate), min_size=count, max_size=count, unique=True))
    corners = st.lists(st.integers(0, count - 1), min_size=3, max_size=3, unique=True)
    faces = draw(st.lists(corners, min_size=1, max_size=12))
    mesh = Mesh(np.array(places), np.array(faces, np.int32)).keep_faces(np.arange(len(faces)))
    # readers number vertices as faces first name them
    order = list(dict.fromkeys(mesh.faces.reshape(-1).tolist()))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    mesh = mesh.with_(vertices=mesh.vertices[order], faces=rank[mesh.faces])
    channel = st.integers(0, 255)
    if draw(st.booleans()):
        shades = draw(st.lists(st.tuples(channel, channel, channel), min_size=len(order), max_size=len(order)))
        colors = np.full((len(order), 4), 255, np.uint8)
        colors[:, :3] = shades
        mesh = mesh.with_(vertex_colors=colors)
    return mesh
