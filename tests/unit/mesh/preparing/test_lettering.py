"""Text: where it goes, how far it stands out, what colour it has, and that the figure stays one printable body."""

import manifold3d
import numpy as np
import pytest

from app.errors import AppError, Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.base import bodies
from app.mesh.preparing.solid_section import section
from tests.unit.mesh.preparing.figures import figurine, solid
from tests.unit.mesh.preparing.walker import PROCESS, WHITE, painted, pictured, report, walker

INK = (0x20, 0x24, 0x2C)


@pytest.fixture(scope="module")
def statue() -> Mesh:
    return on_base(pictured(walker()))


def on_base(mesh: Mesh, shape: str = "round") -> Mesh:
    values = {"shape": shape, "height_mm": 8.0, "margin_mm": 9.0, "color": "#e0e0e0"}
    return ALL["base"].run(mesh, values, PROCESS, silent()).mesh


def written(mesh: Mesh, process=PROCESS, **values) -> tuple[Mesh, str]:
    result = ALL["lettering"].run(mesh, {"text": "手办 A1", **values}, process, silent())
    return result.mesh, str(result.summary)


def rim(mesh: Mesh) -> float:
    """How far the base reaches to the front."""
    return float(-mesh.bounds[0, 1])


@pytest.mark.parametrize("style", ["raised", "engraved", "inlaid"])
def test_on_the_front_of_the_rim(statue, style):
    mesh, _ = written(statue, style=style, depth_mm=0.5)
    assert report(mesh).printable
    assert bodies(mesh) == 1
    change = solid(mesh).volume() - solid(statue).volume()
    ink = mesh.material_of_face == [m.base_color for m in mesh.materials].index((*INK, 255))
    corners = mesh.vertices[mesh.faces[ink]].reshape(-1, 3)
    out = np.hypot(corners[:, 0], corners[:, 1])
    radius = rim(statue)
    if style == "raised":
        assert change > 1.0
        assert out.max() == pytest.approx(radius + 0.5, abs=0.02)
    elif style == "engraved":
        assert change < -1.0
        assert out.min() == pytest.approx(radius - 0.5, abs=0.03)
    else:
        assert 0 < change < 0.021 * face_areas(mesh.vertices, mesh.faces[ink]).sum()  # less than a layer
        assert out.max() == pytest.approx(radius + 0.02, abs=0.02)
        assert out.min() > radius - 0.03
    # it reads from the front: all letters lie there, over the middle of the rim, from left to right
    assert corners[:, 1].max() < 0
    assert corners[:, 2].min() > 0.2
    assert corners[:, 2].max() < 7.2
    assert abs(corners[:, 0].min() + corners[:, 0].max()) < 0.5


def test_letters_are_not_mirrored(statue):
    """An L has its foot to the right: from the front that is +x, from below with the head to the back it is -x."""
    for where, sign in (("front", 1.0), ("bottom", -1.0), ("top", 1.0)):
        mesh, _ = written(statue, text="L", where=where, style="engraved", size_mm=2.5)
        ink = mesh.material_of_face == len(mesh.materials) - 1
        center = mesh.vertices[mesh.faces[ink]].mean(axis=1)
        upright = center[:, 2] if where == "front" else center[:, 1]
        low = upright < upright.min() + 0.25 * np.ptp(upright)
        assert sign * (center[low, 0].mean() - center[~low, 0].mean()) > 0, where


def test_on_the_top_and_the_bottom(statue):
    mesh, words = written(statue, where="top", style="raised", depth_mm=0.4)
    ink = mesh.vertices[mesh.faces[mesh.material_of_face == len(mesh.materials) - 1]]
    assert ink[:, :, 2].max() == pytest.approx(8.4, abs=0.01)
    assert ink[:, :, 1].max() < 0  # in front of the feet
    assert report(mesh).printable, words
    mesh, _ = written(statue, where="bottom", style="engraved", depth_mm=0.4)
    ink = mesh.vertices[mesh.faces[mesh.material_of_face == len(mesh.materials) - 1]]
    assert ink[:, :, 2].max() == pytest.approx(0.4, abs=0.01)
    assert mesh.bounds[0, 2] == 0.0
    assert report(mesh).printable
    with pytest.raises(AppError, match="lift the figure"):
        written(statue, where="bottom", style="raised")


def test_anywhere_on_the_skin():
    figure = painted(walker())
    place = (0.0, -15.0, 30.0, 0.0, -1.0, 0.0)
    mesh, _ = written(figure, where="picked", at=place, text="A", size_mm=5.0, depth_mm=0.5)
    assert report(mesh).printable
    new = np.linalg.norm(mesh.vertices - [0.0, 0.0, 30.0], axis=1) > 15.2
    belly = new & (mesh.vertices[:, 2] < 36) & (mesh.vertices[:, 2] > 24)
    out = np.linalg.norm(mesh.vertices[belly] - [0.0, 0.0, 30.0], axis=1)
    assert out.max() == pytest.approx(15.5, abs=0.1)  # it follows the belly
    with pytest.raises(AppError, match="falls away"):
        written(figure, where="picked", at=place, text="MMMMMM", size_mm=9.0)
    with pytest.raises(AppError, match="Pick"):
        written(figure, where="picked")


def test_strokes_that_are_too_thin_are_told(statue):
    assert "thinnest strokes" in written(statue, text="饕餮", size_mm=3.0)[1]
    assert "thinnest strokes" not in written(statue, text="L", size_mm=5.0)[1]


def test_a_text_that_does_not_fit_is_refused(statue):
    with pytest.raises(AppError, match=r"room for letters of \d"):
        written(statue, size_mm=9.0)
    with pytest.raises(AppError, match="nothing to write"):
        written(statue, text="  ")
    with pytest.raises(AppError, match="rim"):
        written(walker().with_(vertices=walker().vertices @ np.diag([1.0, 1.0, -1.0]), faces=walker().faces[:, ::-1]))


def test_an_inlay_needs_color():
    figure = on_base(walker()).with_(materials=(), face_material=None)
    with pytest.raises(AppError, match="one colour"):
        written(figure, WHITE, style="inlaid")
    mesh, _ = written(figure, WHITE, style="engraved")
    assert mesh.color == "none"


def test_cancelling():
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        ALL["lettering"].run(on_base(walker()), {"text": "A"}, PROCESS, Progress(cancelled=stop))


@pytest.mark.corpus
def test_printable_stays_printable(corpus):
    figure = on_base(figurine(corpus, "TRELLIS--sample.glb", 100.0), "rectangle")
    for style in ("raised", "engraved", "inlaid"):
        mesh, _ = written(figure, style=style, text="小猫咪 Miao\\n2026")
        assert report(mesh).printable


def test_the_ghost_lies_on_the_rim(statue):
    ghost = ALL["lettering"].preview(statue, {"text": "手办", "style": "raised"}, PROCESS)
    assert ghost is not None
    assert ghost.tone == "add"
    made = written(statue, text="手办", style="raised")[0]
    assert ghost.points[:, 1].min() == pytest.approx(made.bounds[0, 1], abs=1e-3)
    assert ALL["lettering"].preview(statue, {"text": " "}, PROCESS) is None
    assert ALL["lettering"].preview(statue, {"text": "A", "where": "picked"}, PROCESS) is None


def test_sections_agree_with_manifold(statue):
    for z in (0.4, 3.3, 7.7, 20.0, 41.0):
        ours = section(statue.vertices, statue.faces, z)
        theirs = solid(statue).slice(z)
        assert len(ours) == theirs.num_contour()
        area = manifold3d.CrossSection(
            [np.ascontiguousarray(loop) for loop in ours], manifold3d.FillRule.EvenOdd
        ).area()
        assert area == pytest.approx(theirs.area(), rel=1e-9)


@pytest.mark.parametrize("turn", [30.0, 90.0, -135.0])
def test_turned_at_the_bottom(statue, turn):
    mesh, _ = written(statue, text="MMMM", where="bottom", style="engraved", turn_deg=turn, depth_mm=0.3)
    ink = mesh.vertices[mesh.faces[mesh.material_of_face == len(mesh.materials) - 1]].reshape(-1, 3)
    flat = ink[:, :2] - ink[:, :2].mean(axis=0)
    along = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)[2][0]
    # seen from below, x runs to the left: against the clock there is with it from above
    angle = np.degrees(np.arctan2(along[1], -along[0]))
    assert min(abs(angle - turn) % 180, 180 - abs(angle - turn) % 180) < 3.0
    assert report(mesh).printable
    rim_left = np.hypot(*(ink[:, :2] - statue.bounds[:, :2].mean(axis=0)).T).max()
    assert rim_left < rim(statue)
