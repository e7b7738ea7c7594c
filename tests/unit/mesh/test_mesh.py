import numpy as np
import pytest
import trimesh

from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.turning import seems_to_lie, turned_up

CORNERS = np.array([[0, 0, 0], [2, 0, 0], [0, 3, 0], [0, 0, 4], [9, 9, 9]], dtype=float)
FACES = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]])


def tetrahedron() -> Mesh:
    return Mesh(CORNERS, FACES)


def test_arrays_cannot_be_changed_by_anybody() -> None:
    corners = CORNERS.copy()
    mesh = Mesh(corners, FACES)
    corners[0] = 7
    assert mesh.vertices[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        mesh.vertices[0] = 1


def test_size_counts_used_vertices_only() -> None:
    assert tetrahedron().size_mm.tolist() == [2, 3, 4]


def test_revision_is_of_the_content() -> None:
    mesh = tetrahedron()
    assert mesh.revision == tetrahedron().revision
    others = [
        mesh.scaled(2),
        mesh.with_(vertex_colors=np.zeros((5, 4))),
        mesh.with_(materials=(Material("red", (255, 0, 0, 255)),)),
        mesh.with_(corner_uv=np.zeros((4, 3, 2))),
        mesh.with_(materials=(Material("a", texture=Texture(np.zeros((2, 2, 4), np.uint8))),)),
        mesh.with_(materials=(Material("a", texture=Texture(np.ones((2, 2, 4), np.uint8))),)),
    ]
    assert len({m.revision for m in (mesh, *others)}) == len(others) + 1


@pytest.mark.parametrize(
    "fields",
    [
        {"faces": np.array([[0, 1, 5]])},
        {"faces": np.array([[0, 1, -1]])},
        {"vertices": np.full((5, 3), np.nan)},
        {"vertices": np.full((5, 3), np.inf)},
        {"corner_uv": np.zeros((3, 3, 2))},
        {"vertex_colors": np.zeros((4, 4))},
        {"face_material": np.ones(4)},
        {"face_material": np.zeros(5)},
    ],
)
def test_what_does_not_fit_together_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        tetrahedron().with_(**fields)


def test_keep_faces_keeps_their_corners() -> None:
    mesh = tetrahedron().with_(
        corner_uv=np.arange(24, dtype=float).reshape(4, 3, 2), vertex_colors=np.arange(20).reshape(5, 4)
    )
    part = mesh.keep_faces(np.array([False, True, True, False]))
    assert len(part.vertices) == 4
    assert part.vertices[part.faces].tolist() == mesh.vertices[mesh.faces[1:3]].tolist()
    assert part.corner_uv is not None
    assert part.corner_uv.tolist() == mesh.corner_uv[1:3].tolist()  # type: ignore[index]
    assert part.vertex_colors is not None
    assert part.vertex_colors[part.faces].tolist() == mesh.vertex_colors[mesh.faces[1:3]].tolist()  # type: ignore[index]


def test_color_says_how_it_is_carried() -> None:
    mesh = tetrahedron()
    picture = Material("skin", texture=Texture(np.zeros((2, 2, 4), np.uint8)))
    assert mesh.color == "none"
    assert mesh.with_(vertex_colors=np.zeros((5, 4))).color == "vertex"
    assert mesh.with_(materials=(Material("red", (255, 0, 0, 255)),)).color == "vertex"
    assert mesh.with_(materials=(picture,)).color == "none", "a picture without coordinates shows nothing"
    assert mesh.with_(materials=(picture,), corner_uv=np.zeros((4, 3, 2))).color == "texture"


def test_a_flat_mesh_has_no_height() -> None:
    with pytest.raises(ValueError, match="flat"):
        Mesh(CORNERS[:3], FACES[:1]).scaled_to_height(100)


@pytest.mark.parametrize("axis", ["x", "-x", "y", "-y", "z", "-z"])
def test_turning_brings_the_axis_up_and_mirrors_nothing(axis: str) -> None:
    mesh = tetrahedron()
    turned = turned_up(mesh, axis)
    before = mesh.vertices[mesh.faces] - mesh.bounds.mean(axis=0)
    after = turned.vertices[turned.faces] - turned.bounds.mean(axis=0)
    assert np.linalg.det(np.linalg.lstsq(before.reshape(-1, 3), after.reshape(-1, 3), rcond=None)[0]) == pytest.approx(
        1
    )
    sign = -1 if axis.startswith("-") else 1
    assert after[..., 2] == pytest.approx(sign * before[..., "xyz".index(axis[-1])])


def cone(wide: float, deep: float, high: float) -> Mesh:
    """On its foot."""
    made = trimesh.creation.cone(0.5, 1.0)
    return Mesh(np.asarray(made.vertices) * (wide, deep, high), np.asarray(made.faces, np.int32))


@pytest.mark.parametrize(
    ("figure", "lies"),
    [
        (turned_up(cone(60, 30, 180), "-y"), True),
        (cone(60, 30, 180), False),
        (cone(60, 180, 80), False),  # an animal, a house: longer than high, on its feet
        (turned_up(cone(80, 80, 82), "-y"), False),
        (Mesh(np.array([[0, 0, 5], [40, 0, 5], [40, 60, 5]], float), np.array([[0, 1, 2]], np.int32)), False),
    ],
)
def test_what_is_longest_from_front_to_back_and_would_stand_on_that_end_lies(figure: Mesh, lies: bool):
    assert seems_to_lie(figure) is lies
