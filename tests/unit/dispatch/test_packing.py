"""Packing: every layout is measured again from the surfaces, by programs that know nothing of cells."""

from collections.abc import Mapping

import manifold3d
import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.dispatch.plates import bed, shelves, strip, volume
from app.dispatch.plates.body import SIDES, Body, Layout, Place, Room, placed, rotation
from app.dispatch.plates.cells import shadow, solid_cells, turned_cells
from app.dispatch.plates.labels import labels
from app.dispatch.plates.proof import prove
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.kernels.cover import covered_cells
from app.mesh.kernels.free_places import lowest_place, packed_bits, runs
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import box, icosphere, torus

QUICK = 0.0  # the first layout is taken


def body(id_: int, mesh: Mesh, rank: int = 0) -> Body:
    return Body(id_, mesh.vertices, mesh.faces, rank)


def corner(id_: int, long: float = 60.0, wide: float = 12.0, tall: float = 20.0, rank: int = 0) -> Body:
    """An L, as seen from above."""
    area = manifold3d.CrossSection([[(0, 0), (long, 0), (long, wide), (wide, wide), (wide, long), (0, long)]])
    mesh = manifold3d.Manifold.extrude(area, tall).to_mesh64()
    return Body(id_, np.array(mesh.vert_properties), np.array(mesh.tri_verts).astype(np.int32), rank)


def cup(id_: int, outer: float = 30.0, wall: float = 4.0, tall: float = 60.0) -> Body:
    """Open at the top: something small goes into it from above."""
    solid = manifold3d.Manifold.cylinder(tall, outer) - manifold3d.Manifold.cylinder(tall, outer - wall).translate(
        [0, 0, wall]
    )
    mesh = solid.to_mesh64()
    return Body(id_, np.array(mesh.vert_properties), np.array(mesh.tri_verts).astype(np.int32))


def assert_apart(bodies: list[Body], layout: Layout, room: Room) -> None:
    """With trimesh and manifold3d, from the vertices and how they are turned."""
    known = {b.id: b for b in bodies}
    solids = {}
    for id_, place in layout.places.items():
        mesh = trimesh.Trimesh(known[id_].vertices, known[id_].faces, process=False)
        matrix = np.eye(4)
        matrix[:3, :3] = rotation(place)
        mesh.apply_transform(matrix)
        mesh.apply_translation(np.array([place.x, place.y, place.z]) - mesh.bounds[0])
        assert (mesh.bounds[0] > -1e-6).all()
        assert (mesh.bounds[1] <= np.array([room.width, room.depth, room.height or np.inf]) + 1e-6).all()
        solid = manifold3d.Manifold(
            manifold3d.Mesh64(
                vert_properties=np.ascontiguousarray(mesh.vertices), tri_verts=mesh.faces.astype(np.uint64)
            )
        )
        assert solid.status() == manifold3d.Error.NoError
        solids[id_] = solid
    ids = sorted(solids)
    for n, a in enumerate(ids):
        for b in ids[n + 1 :]:
            assert solids[a].min_gap(solids[b], room.spacing + 1) > room.spacing - 1e-6, (a, b)
    assert set(layout.left) == set(known) - set(layout.places)


def rising(bodies: list[Body], places: Mapping[int, Place], order: list[int]) -> list[int]:
    """Which of them cannot be taken out upwards or to a side, in this order, by small steps."""
    known, stuck = {b.id: b for b in bodies}, []
    solids = {
        id_: manifold3d.Manifold(
            manifold3d.Mesh64(
                vert_properties=np.ascontiguousarray(placed(known[id_].vertices, p)),
                tri_verts=known[id_].faces.astype(np.uint64),
            )
        )
        for id_, p in places.items()
    }
    for id_ in order:
        others = [s for other, s in solids.items() if other != id_]
        ways = [(0, 0, 1), (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0)]

        def free(way: tuple[int, int, int], id_: int = id_, others: list[manifold3d.Manifold] = others) -> bool:
            steps = (solids[id_].translate([float(w) * 4.0 * n for w in way]) for n in range(1, 40))
            return all((step ^ other).is_empty() for step in steps for other in others)

        if not any(free(way) for way in ways):
            stuck.append(id_)
        del solids[id_]
    return stuck


# ---- kernels ----------------------------------------------------------------


def test_no_cell_that_is_touched_is_left_out() -> None:
    mesh = icosphere(7.3, 2)
    low = mesh.bounds[0] - 0.4
    cells = covered_cells(mesh.vertices, mesh.faces, low, 1.0, np.array([17, 17, 17]))
    weights = np.random.default_rng(1).dirichlet((1, 1, 1), 400)
    points = (weights @ mesh.vertices[mesh.faces]).reshape(-1, 3)
    at = np.floor(points - low).astype(int)
    assert cells[at[:, 0], at[:, 1], at[:, 2]].all()
    far = np.linalg.norm(np.argwhere(cells) + 0.5 + low, axis=1)
    assert (abs(far - 7.3) < 1.3).all()  # none that the surface does not come near


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(5, 150), st.booleans())
def test_the_lowest_free_place_is_that_of_a_plain_search(seed: int, tall: int, first_row: bool) -> None:
    random = np.random.default_rng(seed)
    full = random.random((6, 5, tall)) < 0.25
    piece = random.random((2, 2, min(4, tall))) < 0.5
    piece[0, 0, 0] = True
    size = piece.shape
    highest = tall - size[2]
    free = [
        (i, j, k)
        for i in range(7 - size[0])
        for j in range(6 - size[1])
        for k in range(highest + 1)
        if not (full[i : i + size[0], j : j + size[1], k : k + size[2]] & piece).any()
    ]
    wanted = min(
        free, key=lambda at: (at[0], at[2], at[1]) if first_row else (at[2], at[0], at[1]), default=(-1, -1, -1)
    )
    found = lowest_place(packed_bits(full), runs(piece), 6 - size[0], 5 - size[1], highest, first_row=first_row)
    assert tuple(found) == wanted


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_cells_turn_as_the_surface_does(side: str, turn: int) -> None:
    mesh = corner(1, 40, 10, 26)
    turned = placed(mesh.vertices, Place(0, 0, 0, turn, side))
    again = solid_cells(Body(1, turned, mesh.faces), 2.0)
    assert (turned_cells(solid_cells(mesh, 2.0), side, turn) == again).all()


# ---- on a plate -------------------------------------------------------------


def test_shapes_go_into_each_other_where_boxes_would_not() -> None:
    bodies = [corner(n) for n in range(1, 7)]
    room = Room(100, 100, 0, 2)
    layout = bed.nest(bodies, room, silent(), 0.5)
    boxes = shelves.box_layout(bodies, room)
    assert len(boxes.places) == 1
    assert len(layout.places) >= 3
    assert_apart(bodies, layout, room)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.floats(20, 70), st.floats(6, 18), st.integers(0, 2)), min_size=1, max_size=7),
    st.floats(0.5, 8.0),
)
def test_nothing_is_nearer_than_the_spacing(sizes: list[tuple[float, float, int]], spacing: float) -> None:
    bodies = [corner(n, long, wide, 15, rank) for n, (long, wide, rank) in enumerate(sizes, 1)]
    room = Room(120, 90, 0, spacing)
    layout = bed.nest(bodies, room, silent(), QUICK)
    assert_apart(bodies, layout, room)
    assert len(layout.places) >= len(shelves.box_layout(bodies, room).places) or any(b.rank for b in bodies)


def test_what_is_due_first_is_on_the_plate_first() -> None:
    late = [body(n, box((18, 18, 10))) for n in range(1, 20)]
    bodies = [Body(b.id, b.vertices, b.faces, rank=1) for b in late] + [body(50, box((58, 58, 10)))]
    layout = bed.nest(bodies, Room(60, 60, 0, 2), silent(), QUICK)
    assert 50 in layout.places


def test_too_tall_or_too_wide_is_left() -> None:
    bodies = [body(1, box((30, 30, 90))), body(2, box((200, 30, 20))), body(3, box((30, 30, 20)))]
    layout = bed.nest(bodies, Room(100, 100, 50, 3), silent(), QUICK)
    assert (set(layout.places), layout.left) == ({3}, (1, 2))


def test_the_strip_packer_holds_to_spacing_and_plate() -> None:
    bodies = [corner(n, 58, 13, 10) for n in range(1, 7)]
    outlines = {b.id: strip.outline(shadow(b)) for b in bodies}
    room = Room(130, 130, 0, 2)
    found = strip.pack(outlines, room, bed.TURNS, silent(), 2.0)
    assert found is not None
    assert_apart(bodies, Layout(found), room)
    assert strip.pack(outlines, Room(60, 60, 0, 2), bed.TURNS, silent(), 1.0) is None


def test_packing_ends_when_it_is_cancelled() -> None:
    asked = iter(range(100))
    stop = Progress(cancelled=lambda: next(asked) > 3)
    with pytest.raises(Cancelled):
        bed.nest([corner(n) for n in range(1, 9)], Room(100, 100), stop, 30.0)
    with pytest.raises(Cancelled):
        volume.stack([corner(n) for n in range(1, 9)], Room(100, 100, 100), stop, seconds=30.0)


# ---- in a volume ------------------------------------------------------------


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(["torus", "corner", "sphere", "box"]), st.floats(0.5, 1.3)), min_size=1, max_size=7
    ),
    st.floats(1.0, 6.0),
)
def test_in_a_volume_nothing_is_nearer_than_the_spacing(sizes: list[tuple[str, float]], spacing: float) -> None:
    made = {"torus": torus(), "sphere": icosphere(15, 2), "box": box((30, 22, 50))}
    bodies = []
    for n, (name, size) in enumerate(sizes, 1):
        one = corner(n, 50, 14) if name == "corner" else body(n, made[name])
        bodies.append(Body(n, one.vertices * size, one.faces))
    room = Room(110, 90, 120, spacing)
    layout = volume.stack(bodies, room, silent(), seconds=QUICK)
    assert_apart(bodies, layout, room)


def test_small_ones_go_into_the_free_space_of_large_ones() -> None:
    bodies = [cup(1), body(2, box((20, 20, 30)))]
    room = Room(66, 66, 100, 3)
    layout = volume.stack(bodies, room, silent(), sides=("z",), seconds=QUICK)
    assert layout.left == ()
    assert layout.height < 70
    assert_apart(bodies, layout, room)
    assert len(shelves.box_layout(bodies, room).places) == 2
    assert shelves.box_layout(bodies, room).height > 90


def test_all_can_be_taken_out() -> None:
    bodies = [body(n, torus(18, 4)) for n in range(1, 6)] + [corner(6, 60, 8, 8), corner(7, 60, 8, 8)]
    room = Room(70, 70, 120, 2)
    layout = volume.stack(bodies, room, silent(), seconds=QUICK)
    assert_apart(bodies, layout, room)
    top_down = sorted(layout.places, key=lambda id_: -layout.places[id_].z)
    stuck = rising(bodies, layout.places, top_down)
    assert rising(bodies, layout.places, [*(i for i in top_down if i not in stuck), *stuck]) == []


def test_a_ring_through_a_ring_does_not_come_out() -> None:
    lying = solid_cells(body(1, torus(18, 4)), 2.0)
    upright = turned_cells(lying, "y", 0)
    full = np.zeros((60, 40, 40), np.bool_)
    full[5:27, 5:27, 12:16] = lying
    through = (14, 14, 3)  # it goes through the middle of the one that lies, and around its rim
    assert not (full[14:36, 14:18, 3:25] & upright).any()
    assert not volume._gets_out(packed_bits(full), upright, through, 40)
    assert volume._gets_out(packed_bits(full), upright, (28, 14, 3), 40)


# ---- the proof, labels ------------------------------------------------------


def test_the_proof_finds_what_is_too_near_and_what_is_outside() -> None:
    bodies = {n: body(n, box((20, 20, 20))) for n in (1, 2, 3)}
    room = Room(100, 100, 50, 3)
    good = {1: Place(0, 0), 2: Place(23, 0), 3: Place(0, 23, 30)}
    assert prove(bodies, good, room, silent()).good
    near = prove(bodies, {**good, 2: Place(22, 0)}, room, silent())
    assert (near.near, near.outside) == (((1, 2),), ())
    assert near.gap == pytest.approx(2.0)
    assert prove(bodies, {**good, 3: Place(0, 23, 31)}, room, silent()).outside == (3,)
    inside = {1: body(1, box((50, 50, 45))), 2: body(2, box((10, 10, 10)))}
    assert prove(inside, {1: Place(0, 0), 2: Place(20, 20, 20)}, room, silent()).near == ((1, 2),)


def test_the_proof_measures_what_is_no_solid_too() -> None:
    open_box = box((20, 20, 20)).keep_faces(np.arange(11))
    bodies = {1: body(1, open_box), 2: body(2, box((20, 20, 20)))}
    found = prove(bodies, {1: Place(0, 0), 2: Place(21, 0)}, Room(100, 100, 50, 3), silent())
    assert (found.near, found.unproven) == (((1, 2),), 1)
    assert found.gap == pytest.approx(1.0, abs=1e-4)


def test_the_proof_sees_bars_that_cross_without_a_corner_near() -> None:
    """Neither of the two is a solid, and no corner of one is near the other: only points between the corners are."""
    along, across = box((80, 10, 10)).keep_faces(np.arange(11)), box((10, 80, 10)).keep_faces(np.arange(11))
    bodies = {1: body(1, along), 2: body(2, across)}
    found = prove(bodies, {1: Place(0, 35, 0), 2: Place(35, 0, 11)}, Room(100, 100, 50, 3), silent())
    assert (found.near, found.unproven) == (((1, 2),), 1)
    assert found.gap == pytest.approx(1.0, abs=0.05)


def test_labels_follow_rows_and_layers() -> None:
    places = {1: Place(50, 0), 2: Place(0, 10), 3: Place(0, 100), 4: Place(0, 0, 200)}
    assert labels(places, layered=False) == {2: "A1", 4: "A2", 1: "A3", 3: "B1"}
    assert labels(places, layered=True)[4] == "B1"
    many = labels({n: Place(0, 60.0 * n) for n in range(30)}, layered=False)
    assert (many[25], many[26]) == ("Z1", "AA1")
    assert len(set(many.values())) == 30
