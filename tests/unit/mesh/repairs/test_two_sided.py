"""A panel with two sides, each in a colour of its own: a cape, red outside and lined in blue."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.healing.edit import Draft
from app.mesh.healing.sheets import thickened
from app.mesh.healing.topology import without_duplicates
from app.mesh.mesh import Material, Mesh
from app.mesh.repair import repair_automatically
from app.mesh.repairs import ALL
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, cut_up

PROCESS = find_process(None)
GREY, RED, BLUE = range(3)
MATERIALS = tuple(Material(name) for name in ("grey", "red", "blue"))


def cape(order: str, cells: int = 4, size: float = 20.0) -> Mesh:
    """In the plane y = 30: red towards +y, blue towards -y, its vertices numbered at random.

    order  of the faces: "sides" (all red ones first), "pairs" (red before blue), "mixed" (blue first now and then)
    """
    x, z = np.meshgrid(np.linspace(0, size, cells + 1), np.linspace(0, size, cells + 1), indexing="ij")
    number = np.random.default_rng(5).permutation(x.size)
    points = np.empty((x.size, 3))
    points[number] = np.column_stack([x.ravel(), np.full(x.size, 30.0), z.ravel()])
    n = np.arange(cells)[:, None] * (cells + 1) + np.arange(cells)
    red = number[np.stack([n, n + 1, n + cells + 2, n, n + cells + 2, n + cells + 1], axis=2).reshape(-1, 3)]
    faces = np.concatenate([red, red[:, [1, 0, 2]]])
    count = len(red)
    both = np.arange(2 * count).reshape(2, count).T
    if order == "sides":
        both = both.T
    elif order == "mixed":
        both[::3] = both[::3, ::-1]
    rows = both.ravel()
    return painted(points, faces[rows], np.where(rows < count, RED, BLUE))


def painted(points: np.ndarray, faces: np.ndarray, color: np.ndarray) -> Mesh:
    """A picture of three fields side by side, one a colour, and three materials besides."""
    uv = np.broadcast_to((color[:, None, None] + 0.5) / 3, (len(faces), 3, 2))
    return Mesh(points, faces.astype(np.int32), uv.astype(np.float32), None, color.astype(np.int16), MATERIALS)


def figure(order: str) -> Mesh:
    """A cube with a cape behind it that is far less than half of the mesh."""
    body, panel = cut_up(box(), 3), cape(order)
    assert panel.corner_uv is not None
    return painted(
        np.concatenate([body.vertices, panel.vertices]),
        np.concatenate([body.faces, panel.faces + len(body.vertices)]),
        np.concatenate([np.full(len(body.faces), GREY), panel.material_of_face]),
    )


def on_cape(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """(F,) bool: faces of the cape that look towards +y, and those towards -y."""
    corners = mesh.vertices[mesh.faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    there = corners[:, :, 1].min(axis=1) > 25
    return there & (normal[:, 1] > 0.9), there & (normal[:, 1] < -0.9)


def shown(mesh: Mesh, faces: np.ndarray) -> set[tuple[int, int]]:
    """Material, and field of the picture, of these faces."""
    assert mesh.corner_uv is not None
    fields = np.floor(mesh.corner_uv[faces][:, :, 0] * 3).astype(int)
    return {(int(m), int(f)) for m, corner in zip(mesh.material_of_face[faces], fields, strict=True) for f in corner}


@pytest.mark.parametrize("order", ["sides", "pairs", "mixed"])
def test_the_side_that_was_drawn_first_stays(order: str) -> None:
    mesh = cape(order)
    after = without_duplicates(Draft.of(mesh)).to_mesh()
    assert len(after.faces) == len(mesh.faces) // 2
    front, back = on_cape(after)
    assert front.all()
    assert not back.any()
    assert shown(after, front) == {(RED, RED)}


def test_a_cape_that_can_be_seen_is_no_inner_wall() -> None:
    mesh = figure("pairs")
    after = ALL["drop_duplicates"].run(mesh, PROCESS, silent()).mesh
    front, back = on_cape(after)
    assert front.sum() == 32
    assert not back.any()
    assert shown(after, front) == {(RED, RED)}


def test_a_plate_shows_both_sides_whichever_way_it_looks() -> None:
    """The pictures of both sides are in place: as far along as the corners are, each side in its own material."""
    mesh = cape("mixed")
    places = mesh.vertices[mesh.faces][:, :, [0, 2]] / 100 + mesh.material_of_face[:, None, None]
    sheet = without_duplicates(Draft.of(mesh.with_(corner_uv=places.astype(np.float32))))
    for draft in (sheet, sheet.turned()):
        plate = thickened(draft, 1.0).to_mesh()
        front, back = on_cape(plate)
        assert front.sum() == back.sum() == sheet.size
        for side, color in ((front, RED), (back, BLUE)):
            assert (plate.material_of_face[side] == color).all()
            there = plate.vertices[plate.faces[side]][:, :, [0, 2]] / 100 + color
            assert np.abs(plate.corner_uv[side] - there).max() < 1e-5


@pytest.mark.parametrize("order", ["sides", "mixed"])
def test_the_automatic_repair_keeps_the_colours_of_a_cape(order: str) -> None:
    result = repair_automatically(figure(order), PROCESS, 40.0)
    assert result.after.printable
    front, back = on_cape(result.mesh)
    assert shown(result.mesh, front) == {(RED, RED)}
    assert shown(result.mesh, back) == {(BLUE, BLUE)}
