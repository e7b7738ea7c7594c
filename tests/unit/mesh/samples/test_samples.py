import numpy as np
import pytest
import trimesh
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from app.mesh.mesh import Mesh
from app.mesh.samples import ALL


@pytest.fixture(scope="module", params=list(ALL))
def mesh(request: pytest.FixtureRequest) -> Mesh:
    return ALL[request.param].make()


@pytest.fixture(scope="module")
def cat() -> Mesh:
    return ALL["cat"].make()


@pytest.fixture(scope="module")
def singer() -> Mesh:
    return ALL["singer"].make()


def proper(mesh: Mesh) -> np.ndarray:
    """Faces of three different vertices."""
    a, b, c = mesh.faces.T
    return mesh.faces[(a != b) & (b != c) & (c != a)]


def edge_uses(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many faces each edge has, and how often it is passed forwards less backwards."""
    directed = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    forward = np.where(directed[:, 0] < directed[:, 1], 1, -1)
    _, edge = np.unique(np.sort(directed, axis=1), axis=0, return_inverse=True)
    return np.bincount(edge.ravel()), np.bincount(edge.ravel(), forward)


def shells(mesh: Mesh) -> list[np.ndarray]:
    """Face indices of each connected part, largest first."""
    faces = mesh.faces
    graph = coo_matrix(
        (np.ones(2 * len(faces)), (np.tile(faces[:, 0], 2), faces[:, 1:].T.ravel())), shape=(len(mesh.vertices),) * 2
    )
    label = connected_components(graph, directed=False)[1][faces[:, 0]]
    return sorted((np.flatnonzero(label == k) for k in np.unique(label)), key=len, reverse=True)


def volume(mesh: Mesh, faces: np.ndarray) -> float:
    a, b, c = (mesh.vertices[mesh.faces[faces, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def test_the_cat_is_large_textured_and_as_high_as_a_figurine(cat: Mesh) -> None:
    assert len(cat.faces) >= 200_000
    assert cat.color == "texture"
    assert cat.materials[0].texture is not None
    assert cat.materials[0].texture.pixels.shape == (2048, 2048, 4)
    assert cat.size_mm[2] == pytest.approx(120)


def test_the_singer_carries_vertex_colors(singer: Mesh) -> None:
    assert 20_000 <= len(singer.faces) <= 60_000
    assert singer.color == "vertex"
    assert singer.size_mm[2] == pytest.approx(110)


def test_it_stands_on_the_ground_facing_minus_y(mesh: Mesh) -> None:
    assert abs(mesh.bounds[0, 2]) < 0.2
    middle = mesh.bounds.mean(axis=0)
    assert np.abs(middle[:2]).max() < 5


def test_it_is_welded(mesh: Mesh) -> None:
    assert len(np.unique(mesh.vertices, axis=0)) == len(mesh.vertices)


@pytest.mark.parametrize("name", list(ALL))
def test_it_is_the_same_every_time(name: str) -> None:
    assert ALL[name].make().revision == ALL[name].make().revision


def test_it_has_holes_and_edges_that_more_than_two_faces_share(mesh: Mesh) -> None:
    uses, _ = edge_uses(proper(mesh))
    assert (uses == 1).sum() > 20  # rims
    assert (uses > 2).sum() > 5  # more than two faces at an edge
    assert trimesh.Trimesh(mesh.vertices, proper(mesh), process=False).is_watertight is False


def test_it_has_faces_twice_and_faces_without_area(mesh: Mesh) -> None:
    assert len(proper(mesh)) < len(mesh.faces)
    assert len(np.unique(np.sort(proper(mesh), axis=1), axis=0)) < len(proper(mesh))


def test_it_is_made_of_many_shells_and_some_are_crumbs(mesh: Mesh) -> None:
    parts = shells(mesh)
    assert len(parts) > 20
    assert sum(abs(volume(mesh, part)) < 5 for part in parts) >= 2


def test_the_cat_has_a_patch_inside_out(cat: Mesh) -> None:
    uses, balance = edge_uses(proper(cat))
    border = (uses == 2) & (np.abs(balance) == 2)
    assert 20 < border.sum() < 1000


def test_the_singer_has_one_shell_inside_out(singer: Mesh) -> None:
    wrong = [part for part in shells(singer) if volume(singer, part) < -1]
    assert len(wrong) == 1
    assert singer.vertices[singer.faces[wrong[0]]][..., 0].max() < -20  # the left bunch


def test_the_cat_has_three_holes(cat: Mesh) -> None:
    faces = np.unique(np.sort(proper(cat), axis=1), axis=0)
    edges = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    each, count = np.unique(np.sort(edges, axis=1), axis=0, return_counts=True)
    rim = each[count == 1]
    loops = connected_components(
        coo_matrix((np.ones(len(rim)), rim.T), shape=(len(cat.vertices),) * 2), directed=False
    )[1]
    lengths = np.unique(loops[rim[:, 0]], return_counts=True)[1]
    assert sorted(lengths > 8).count(True) == 3


def test_the_cable_of_the_cat_is_thin(cat: Mesh) -> None:
    radii = []
    for part in shells(cat):
        points = cat.vertices[np.unique(cat.faces[part])]
        if np.ptp(points[:, 2]) > 40 and points[:, 0].max() < -20:
            area = trimesh.Trimesh(cat.vertices, cat.faces[part], process=False).area
            radii.append(2 * abs(volume(cat, part)) / area)  # of a round wire
    assert len(radii) == 1
    assert 0.1 < radii[0] < 0.25
