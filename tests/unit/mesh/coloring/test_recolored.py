"""Changing colours on a model: what is chosen changes, everything else stays to the bit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import AppError, Cancelled, RepairFailedError
from app.jobs.progress import Progress, silent
from app.mesh.coloring import ALL
from app.mesh.coloring.recolored import recolored
from app.mesh.coloring.region import Region
from app.mesh.forms import FORMS
from app.mesh.forms.facts import MeshFacts
from app.mesh.loading import load
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.proof.color_difference import colors_at
from app.mesh.tints import TINTS
from app.settings.process import find_process
from tests.unit.mesh.bake.colored_shapes import gradient, painted_ball, plain, two_sided_plate
from tests.unit.mesh.shapes import box, icosphere

PROCESS = find_process(None)
MIDDLE = np.full(3, 1 / 3)


def run(tool: str, mesh: Mesh, **values: Any) -> Mesh:
    return ALL[tool].run(mesh, values, PROCESS, silent()).mesh


def negative(colors: np.ndarray) -> np.ndarray:
    return 255 - colors


def middles(mesh: Mesh) -> np.ndarray:
    """(F, 3) colour in the middle of each face."""
    faces = np.arange(len(mesh.faces), dtype=np.int32)
    return colors_at(mesh, faces, np.broadcast_to(MIDDLE, (len(faces), 3)))


def vertex_ball() -> Mesh:
    ball = icosphere(20.0, 4)
    shade = ((ball.vertices / 20 + 1) * 127).astype(np.uint8)
    return ball.with_(vertex_colors=np.column_stack([shade, np.full(len(shade), 255, np.uint8)]))


def unwrapped_box() -> Mesh:
    """Each face of a box has a triangle of its own in the picture, two to a square."""
    mesh = box((20.0, 20.0, 20.0))
    uv = np.zeros((12, 3, 2), np.float32)
    for face in range(12):
        column, row = face // 2 % 4, face // 8
        corner = np.array([[0.02, 0.02], [0.9, 0.02], [0.02, 0.9]]) if face % 2 == 0 else 1 - np.array(
            [[0.02, 0.02], [0.9, 0.02], [0.02, 0.9]]
        )  # fmt: skip
        uv[face] = (corner + np.array([column, row])) / 4
    return mesh.with_(corner_uv=uv, materials=(Material("skin", texture=gradient(256)),))


def two_materials() -> Mesh:
    mesh = box((20.0, 20.0, 20.0))
    return mesh.with_(
        face_material=(np.arange(12) % 2).astype(np.int16),
        materials=(Material("red", (200, 30, 30, 255)), Material("blue", (30, 30, 200, 120))),
    )


KINDS: dict[str, Callable[[], Mesh]] = {
    "vertex": vertex_ball, "texture": unwrapped_box, "ball": painted_ball, "plate": two_sided_plate, "materials": two_materials,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_shape_coordinates_and_alpha_stay(kind: str) -> None:
    mesh = KINDS[kind]()
    for tool, values in (("adjust", {"exposure_ev": 0.7}), ("hue_shift", {"turn_deg": 90.0}), ("into_gamut", {})):
        result = run(tool, mesh, **values)
        np.testing.assert_array_equal(result.vertices, mesh.vertices)
        np.testing.assert_array_equal(result.faces, mesh.faces)
        if mesh.corner_uv is not None:
            np.testing.assert_array_equal(result.corner_uv, mesh.corner_uv)
        for before, after in zip(mesh.materials, result.materials, strict=True):
            assert before.base_color[3] == after.base_color[3]
            if before.texture is not None and after.texture is not None:
                np.testing.assert_array_equal(before.texture.pixels[..., 3], after.texture.pixels[..., 3])


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_model_gets_what_the_tint_says(kind: str) -> None:
    mesh = KINDS[kind]()
    values = {"exposure_ev": -0.8, "saturation": 20.0}
    result = run("adjust", mesh, **values)
    complete = FORMS["adjust"].complete(values, MeshFacts(1, 1.0, 1.0))
    wanted = TINTS["adjust"](middles(mesh), complete, PROCESS)
    away = np.abs(middles(result).astype(int) - wanted).max(axis=1)
    assert np.quantile(away, 0.98) <= 3  # between vertices of different colours the order of mixing and changing shows
    assert result.revision != mesh.revision
    assert run("adjust", mesh, **values).revision == result.revision  # the same every time


@pytest.mark.parametrize("kind", KINDS)
def test_only_chosen_faces_change(kind: str) -> None:
    mesh = KINDS[kind]()
    centre = mesh.vertices[mesh.faces].mean(axis=1)
    chosen = centre[:, 2] > 0.05
    if kind == "materials":
        chosen = np.arange(12) < 5
    region = Region(mesh, chosen)
    result = recolored(region, negative, silent())
    before, after = middles(mesh).astype(int), middles(result).astype(int)
    inside = np.abs(after - (255 - before)).max(axis=1)
    outside = np.abs(after - before).max(axis=1)
    if kind == "vertex":  # faces that share vertices with chosen ones go along in part
        shared = np.zeros(len(mesh.vertices), np.bool_)
        shared[mesh.faces[chosen]] = True
        touched = shared[mesh.faces].any(axis=1) & ~chosen
        assert inside[chosen].max() <= 1
        assert outside[~chosen & ~touched].max() == 0
        assert touched.sum() < 0.1 * len(mesh.faces)
    else:
        assert inside[chosen].max() <= 1
        assert (outside[~chosen] > 0).sum() <= 4  # of the ball: slivers at the border, a third of a texel wide


def test_a_picture_that_others_show_too_is_copied_for_the_chosen_faces() -> None:
    ball = painted_ball()  # front and back show the same texels
    front = ball.vertices[ball.faces].mean(axis=1)[:, 1] < 0
    result = recolored(Region(ball, front), negative, silent())
    assert len(result.materials) == 2
    assert (result.material_of_face[front] != result.material_of_face[~front][0]).all()
    old, new = ball.materials[0].texture, result.materials[int(result.material_of_face[~front][0])].texture
    assert old is not None
    assert new is not None
    np.testing.assert_array_equal(old.pixels, new.pixels)


def test_a_picture_of_ones_own_is_changed_in_place_with_its_padding() -> None:
    mesh = unwrapped_box()
    chosen = np.zeros(12, np.bool_)
    chosen[:4] = True
    result = recolored(Region(mesh, chosen), negative, silent())
    assert len(result.materials) == 1
    old, new = mesh.materials[0].texture, result.materials[0].texture
    assert old is not None
    assert new is not None
    same = (old.pixels == new.pixels).all(axis=2)
    assert not same[200:250, 8:50].any()  # rows count from the top, v from the bottom
    assert same[:130].all()  # the upper half shows other faces, or nothing
    # Padding goes along: the texels below and left of the first chosen triangle, which begins at (5.12, 5.12).
    assert not same[252, 20]
    assert not same[230, 2]


def test_a_soft_edge_fades_in_from_the_border() -> None:
    for mesh in (vertex_ball(), painted_ball()):
        chosen = mesh.vertices[mesh.faces].mean(axis=1)[:, 2] > 0
        hard = recolored(Region(mesh, chosen), negative, silent())
        soft = recolored(Region(mesh, chosen, 6.0), negative, silent())
        before, full, part = (middles(m).astype(float) for m in (mesh, hard, soft))
        far = mesh.vertices[mesh.faces].mean(axis=1)[:, 2]
        share = np.abs(part - before).sum(axis=1) / np.maximum(np.abs(full - before).sum(axis=1), 1)
        strong = np.abs(full - before).sum(axis=1) > 60
        assert share[strong & chosen & (far < 1.0)].mean() < 0.2
        middle = share[strong & (far > 2.4) & (far < 3.6)].mean()
        assert 0.3 < middle < 0.75
        assert share[strong & (far > 9.0)].min() > 0.97
        assert np.abs(part - before)[~chosen].max() <= 6


def test_a_soft_edge_on_a_tiled_and_mirrored_picture_stays_inside() -> None:
    """Coordinates outside of 0 to 1 repeat the picture: the same texels, whatever tile they are in."""
    mesh = unwrapped_box()
    assert mesh.corner_uv is not None
    moved = mesh.with_(corner_uv=mesh.corner_uv + np.array([3, -2], np.float32))
    chosen = np.arange(12) < 4
    first, second = (recolored(Region(m, chosen, 3.0), negative, silent()) for m in (mesh, moved))
    a, b = first.materials[0].texture, second.materials[0].texture
    assert a is not None
    assert b is not None
    assert np.abs(a.pixels.astype(int) - b.pixels).max() <= 2


def test_palettes_are_split_face_by_face() -> None:
    """Models painted from a table of flat colours: many faces share a texel, the chosen ones get one of their own."""
    mesh = box((20.0, 20.0, 20.0))
    pixels = np.full((8, 8, 4), 255, np.uint8)
    pixels[..., :3] = np.arange(64, dtype=np.uint8).reshape(8, 8, 1) * 4
    uv = np.broadcast_to(np.array([[0.19, 0.19]] * 3, np.float32), (12, 3, 2))
    mesh = mesh.with_(corner_uv=uv, materials=(Material("table", texture=Texture(pixels)),))
    chosen = np.arange(12) < 3
    result = recolored(Region(mesh, chosen), negative, silent())
    before, after = middles(mesh), middles(result)
    np.testing.assert_array_equal(after[chosen], 255 - before[chosen])
    np.testing.assert_array_equal(after[~chosen], before[~chosen])


def test_a_base_color_goes_into_the_picture() -> None:
    mesh = two_sided_plate()
    dyed = mesh.with_(materials=tuple(Material(m.name, (255, 128, 64, 200), m.texture) for m in mesh.materials))
    result = run("fill_color", dyed, color="#123456")
    assert (middles(result) == (0x12, 0x34, 0x56)).all()
    assert all(m.base_color == (255, 255, 255, 200) for m in result.materials)
    assert recolored(Region(dyed, np.ones(12, np.bool_)), lambda colors: colors, silent()) is dyed


def test_a_white_model_is_filled_and_nothing_else() -> None:
    mesh = box((20.0, 20.0, 20.0))
    chosen = np.arange(4, dtype=np.int32)
    result = run("fill_color", mesh, color="#ff8000", faces=chosen)
    shades = middles(result)
    assert (shades[:4] == (255, 128, 0)).all()
    assert (shades[4:] == 255).all()
    for tool in ("adjust", "hue_shift", "replace_color", "into_gamut", "vertex_colors", "bake_texture"):
        with pytest.raises(RepairFailedError):
            run(tool, mesh)


def test_what_changes_nothing_gives_back_the_mesh_itself() -> None:
    mesh = painted_ball()
    assert run("adjust", mesh) is mesh
    assert run("replace_color", mesh, old="#00ff00", tolerance=1.0) is mesh
    grey = mesh.with_(materials=(Material("grey", texture=plain((90, 90, 90))),))
    assert run("into_gamut", grey) is grey


def test_values_that_cannot_be_are_refused() -> None:
    mesh = painted_ball()
    with pytest.raises(AppError):
        run("adjust", mesh, exposure_ev=40.0)
    with pytest.raises(AppError):
        run("adjust", mesh, exposure_ev=1.0, faces=np.array([len(mesh.faces)], np.int32))
    with pytest.raises(AppError):
        run("replace_color", mesh, old="red")


def test_cancel_stops_it() -> None:
    mesh = painted_ball()
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > 3

    with pytest.raises(Cancelled):
        ALL["adjust"].run(mesh, {"exposure_ev": 1.0}, PROCESS, Progress(cancelled=cancelled))


@pytest.mark.corpus
def test_a_real_figurine_gets_printable(corpus: Path) -> None:
    mesh = load(corpus / "figurines" / "glTF-Transform--chr_knight.glb", silent()).mesh
    vivid = run("adjust", mesh, saturation=100.0)
    result = ALL["into_gamut"].run(vivid, {}, PROCESS, silent())
    from app.mesh.coloring.into_gamut import unprintable_share
    from app.mesh.soft_proof import proof_for

    proof = proof_for(PROCESS)
    assert unprintable_share(vivid, proof) > unprintable_share(result.mesh, proof)
    assert unprintable_share(result.mesh, proof) < 0.01
