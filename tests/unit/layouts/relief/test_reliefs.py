import numpy as np
import pytest
from shapely.geometry import MultiPolygon

from app.errors import AppError, Cancelled
from app.jobs.progress import Progress, silent
from app.layouts.design.document import Cut
from app.layouts.relief.lithophane import in_layers, lithophane, thickness
from app.layouts.relief.made import Relief
from app.layouts.relief.plaque import Given, plaque
from app.layouts.relief.shading import backlit, shaded
from app.layouts.relief.wishes import STARTS, Lithophane, Plaque, Start, start_with
from app.layouts.silhouette.outline import silhouette
from app.mesh.inspect import inspect
from app.settings.process import load_processes
from app.settings.shop import PrintShop

from .closedness import euler, open_edges, volume
from .pictures import halves, portrait

PROCESSES = load_processes()


def made(wishes: Lithophane | Plaque, picture: np.ndarray, thinnest: float = 0.0) -> Relief:
    if isinstance(wishes, Lithophane):
        return lithophane(picture, wishes, silent(), thinnest_mm=thinnest)
    return plaque(picture, wishes, silent(), thinnest_mm=thinnest)


@pytest.mark.parametrize(
    ("kind", "process_id"), [*((kind, "full-color-jetting") for kind in STARTS), ("keychain", "full-color-binder")]
)
def test_what_people_begin_with_is_printable(kind: Start, process_id: str) -> None:
    process = PROCESSES[process_id]
    wishes = start_with(kind, process.min_wall_mm)
    small = {"width_mm": 25.0} if isinstance(wishes, Lithophane) else {"size_mm": 28.0}
    relief = made(wishes.model_copy(update=small), portrait(), process.min_wall_mm)
    report = inspect(relief.mesh, process, None, silent())
    assert report.printable, [(f.id, f.count) for f in report.findings if f.severity == "blocks" and f.count]
    assert report.watertight
    assert report.self_intersections == 0
    assert report.bodies == 1
    thin = [finding.count for finding in report.findings if finding.id == "wall_thickness"]
    assert isinstance(wishes, Lithophane) or not any(thin)
    assert report.color == ("texture" if isinstance(wishes, Plaque) and wishes.color else "none")


def test_a_hole_makes_a_ring_and_none_makes_a_ball() -> None:
    for hole, number in ((3.0, 0), (0.0, 2)):
        mesh = made(Plaque(size_mm=25, hole_mm=hole), portrait()).mesh
        assert open_edges(mesh.faces.astype(np.int64)) == 0
        assert euler(mesh.faces) == number


def test_the_outline_of_a_design_is_that_of_the_solid() -> None:
    """One outline for acrylic and print: drawn by hand, with its hole, and smaller than the picture."""
    shop = PrintShop.model_validate({"id": "test", "title": "Test", "route": "cut"})
    points = ((3.0, 2.0), (27.0, 4.0), (24.0, 27.0), (5.0, 25.0))
    outline = silhouette(MultiPolygon(), Cut(by_hand=points, hole_mm=3, hole_at=45, tab=False), shop)
    wishes = Plaque(base_mm=2, relief_mm=0, edge_mm=0)
    mesh = plaque(portrait(clear=False), wishes, silent(), given=Given(outline, 240 / 30)).mesh
    assert volume(mesh.vertices, mesh.faces) == pytest.approx(2 * outline.cut.area, rel=2e-3)
    assert mesh.size_mm[:2] == pytest.approx((24, 25), abs=0.1)
    assert euler(mesh.faces) == 0


@pytest.mark.parametrize("edge", ["round", "bevel"])
def test_both_edges_are_broken(edge: str) -> None:
    wishes = Plaque.model_validate(
        {
            "shape": "ellipse",
            "size_mm": 25,
            "base_mm": 3,
            "relief_mm": 0,
            "edge": edge,
            "edge_mm": 0.8,
            "back_edge_mm": 0.6,
        }
    )
    mesh = made(wishes, portrait()).mesh
    away = np.hypot(mesh.vertices[:, 0], mesh.vertices[:, 1])
    border = away > 12.5 - 0.001
    assert mesh.vertices[border, 2].min() == pytest.approx(0.6, abs=0.03)
    assert mesh.vertices[border, 2].max() == pytest.approx(2.2, abs=0.03)
    level = np.abs(mesh.vertices[:, 2] - 3) < 1e-3
    assert away[level].max() <= 12.5 - 0.7
    assert open_edges(mesh.faces.astype(np.int64)) == 0


def test_what_is_level_needs_few_faces() -> None:
    relief = made(Plaque(shape="rectangle", size_mm=30, relief_mm=0.0, edge_mm=0.0), portrait())
    assert len(relief.mesh.faces) < 2000


def test_the_longest_side_is_what_was_asked_for() -> None:
    size = made(Plaque(size_mm=30, margin_mm=2, base_mm=2.0, relief_mm=1.0), portrait()).mesh.size_mm
    assert max(size[:2]) == pytest.approx(30, abs=0.1)
    assert 2.5 < size[2] <= 3.01


def test_a_texture_lies_the_right_way_round() -> None:
    picture = np.zeros((100, 100, 4), np.uint8)
    picture[:] = (0, 0, 255, 255)
    picture[:50, 50:] = (255, 0, 0, 255)  # red above on the right
    mesh = made(Plaque(shape="rectangle", size_mm=20, relief_mm=0), picture).mesh
    texture = mesh.materials[0].texture
    assert texture is not None
    assert mesh.corner_uv is not None
    for where, color in (((6.0, 6.0), (255, 0, 0)), ((-6.0, 6.0), (0, 0, 255)), ((6.0, -6.0), (0, 0, 255))):
        corner = np.argmin(
            np.hypot(*(mesh.vertices[mesh.faces[:, 0], :2] - where).T) - mesh.vertices[mesh.faces[:, 0], 2]
        )
        u, v = mesh.corner_uv[corner, 0]
        height, width = texture.pixels.shape[:2]
        assert tuple(texture.pixels[int((1 - v) * (height - 1)), int(u * (width - 1)), :3]) == color
    top = mesh.material_of_face == 0
    assert mesh.vertices[mesh.faces[top]][..., 2].min() > 1.4


def test_light_is_high_or_dark_is() -> None:
    picture = np.full((120, 120, 4), 255, np.uint8)
    picture[:, :60, :3] = 20  # dark on the left
    for relief, left_is_higher in (("light", False), ("dark", True)):
        field = made(Plaque.model_validate({"shape": "rectangle", "size_mm": 20, "relief": relief}), picture).field
        left, right = (float(field.heights[80:, :][:, slice_].mean()) for slice_ in (slice(30, 50), slice(90, 110)))
        assert (left > right) == left_is_higher
        assert abs(left - right) == pytest.approx(1.2, abs=0.1)


def test_a_pocket_leaves_its_wall_or_is_refused() -> None:
    wishes = Plaque(shape="ellipse", size_mm=30, base_mm=3.0, relief_mm=0.5, magnet_mm=10, magnet_deep_mm=2.0)
    with_pocket, without = (
        made(one, portrait(), 1.0).mesh for one in (wishes, wishes.model_copy(update={"magnet_mm": 0.0}))
    )
    removed = volume(without.vertices, without.faces) - volume(with_pocket.vertices, with_pocket.faces)
    assert removed == pytest.approx(np.pi * 25 * 2, rel=5e-3)
    with pytest.raises(AppError, match="over the magnet"):
        made(wishes.model_copy(update={"magnet_deep_mm": 2.5}), portrait(), 1.0)
    with pytest.raises(AppError, match="no room for a magnet"):
        made(wishes.model_copy(update={"magnet_mm": 28.0}), portrait(), 1.0)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Plaque(base_mm=1.0), "plate is 1 mm thick"),
        (Plaque(base_mm=2.0, edge_mm=1.8), "round edges"),
        (Plaque(size_mm=9, hole_mm=8, tab=False), "no room for the hole"),
        (Plaque(size_mm=9, margin_mm=5), "no room for the picture"),
        (Lithophane(thin_mm=3.0, thick_mm=2.0), "thicker than the thinnest"),
        (Lithophane(thin_mm=1.0), "plate is 1 mm thick"),
    ],
)
def test_what_does_not_fit_is_said(wishes: Lithophane | Plaque, words: str) -> None:
    with pytest.raises(AppError, match=words):
        made(wishes, portrait(), 1.5)


def test_a_clear_picture_and_a_ribbon_are_refused() -> None:
    with pytest.raises(AppError, match="clear all over"):
        made(Plaque(), np.zeros((50, 50, 4), np.uint8))
    with pytest.raises(AppError, match="too long and narrow"):
        made(Lithophane(), np.full((20, 400, 4), 255, np.uint8))


def test_thickness_follows_the_formula() -> None:
    wishes = Lithophane(width_mm=30, thin_mm=0.8, thick_mm=3.0, frame_mm=0)
    field = thickness(halves(), wishes, silent())

    def at(x: float, y: float) -> float:
        return float(field.heights[round(y / field.step_mm[1]), round(x / field.step_mm[0])])

    assert at(5, 20) == pytest.approx(3.0)
    assert at(25, 20) == pytest.approx(0.8)
    assert at(15, 3) == pytest.approx(0.8 + (1 - 128 / 255) * 2.2, abs=1e-3)
    negative = thickness(halves(), wishes.model_copy(update={"negative": True}), silent())
    assert negative.heights + field.heights == pytest.approx(np.full(field.heights.shape, 3.8))


def test_a_standing_lithophane_is_seen_from_the_front_as_the_picture() -> None:
    mesh = made(Lithophane(width_mm=30, frame_mm=0), halves()).mesh
    front = mesh.vertices[:, 1] < mesh.vertices[:, 1].max() - 1e-6
    x, depth, z = (mesh.vertices[front, k] for k in range(3))
    assert mesh.vertices[:, 2].min() == pytest.approx(0)
    low = z < 20
    assert depth[low & (x < -3)].mean() < depth[low & (x > 3)].mean() - 1.0, "black on the left is thick, towards -y"
    assert open_edges(mesh.faces.astype(np.int64)) == 0
    assert volume(mesh.vertices, mesh.faces) > 0


def test_a_bent_one_is_a_part_of_a_cylinder() -> None:
    flat, bent = (made(Lithophane(width_mm=30, frame_mm=0, bend_deg=deg), halves()).mesh for deg in (0.0, 180.0))
    assert open_edges(bent.faces.astype(np.int64)) == 0
    black, grey = 3.0, 0.8 + (1 - 128 / 255) * 2.2  # the thickest on the left and on the right
    assert bent.size_mm[0] == pytest.approx(2 * (30 / np.pi) + black + grey, abs=0.02)
    assert volume(bent.vertices, bent.faces) > volume(flat.vertices, flat.faces)


def test_lying_it_goes_in_whole_layers() -> None:
    wishes = Lithophane(width_mm=30, frame_mm=0, standing=False, layer_mm=0.12, thin_mm=0.8)
    heights = thickness(portrait(clear=False), wishes, silent(), thinnest_mm=0.8).heights
    layers = heights / 0.12
    assert np.abs(layers - np.round(layers)).max() < 1e-9
    assert heights.min() >= 0.8
    assert in_layers(np.array([0.01, 0.18, 0.19]), 0.12) == pytest.approx([0.12, 0.24, 0.24])


def test_the_preview_is_lit_from_the_upper_left_and_clear_outside() -> None:
    relief = made(Plaque(shape="ellipse", size_mm=25, relief="puffy", relief_mm=2.0, color=False), portrait())
    picture = np.asarray(shaded(relief.field)).astype(int)
    rows, columns = picture.shape[:2]
    assert picture[0, 0, 3] == 0
    assert picture[rows // 2, columns // 2, 3] == 255
    assert picture[rows // 4, columns // 4, :3].sum() > picture[3 * rows // 4, 3 * columns // 4, :3].sum() + 30


def test_a_lamp_shines_through_where_it_is_thin() -> None:
    lamp = np.asarray(backlit(thickness(halves(), Lithophane(width_mm=30, frame_mm=0), silent()))).astype(int)
    assert lamp[-5, -5, 0] > lamp[5, 5, 0] > lamp[-5, 5, 0]


def test_the_same_picture_is_the_same_solid() -> None:
    first, again = (made(Plaque(size_mm=20), portrait()) for _ in range(2))
    assert first.mesh.revision == again.mesh.revision


def test_it_stops_when_it_is_told_to() -> None:
    with pytest.raises(Cancelled):
        plaque(portrait(), Plaque(), Progress(cancelled=lambda: True))


def test_a_portrait_of_45_mm_is_fine_and_light() -> None:
    picture = portrait(1000, clear=False)
    relief = made(Plaque(shape="rounded", size_mm=45, relief="light"), picture)
    assert max(relief.field.step_mm) == pytest.approx(0.15)
    assert len(relief.mesh.faces) < 400_000
    assert len(relief.mesh.faces) < 0.6 * 2 * relief.field.heights.size, "level parts need few"


def test_large_ones_are_made_coarser() -> None:
    for width, bend, sides in ((180.0, 90.0, 2), (300.0, 0.0, 1)):
        heights = thickness(halves(), Lithophane(width_mm=width, bend_deg=bend), silent()).heights
        assert 2 * sides * heights.size < 400_000
