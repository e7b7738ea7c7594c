"""The judge itself: its colour formula against the published table, and verdicts that are known beforehand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh

pytest.importorskip("meshlib")
pytest.importorskip("pymeshlab")

from tests.bench.judge.color import delta_e, lab_of
from tests.bench.judge.reading import read_painted
from tests.bench.judge.renders import color_differences
from tests.bench.judge.shape import judge_shape
from tests.bench.judge.surface import Dust, Reference

NO_DUST = Dust(0.0, 0.0)

# Sharma, Wu and Dalal 2005, table 1: L1 a1 b1 L2 a2 b2 and the difference
SHARMA = """
50 2.6772 -79.7751 50 0 -82.7485 2.0425
50 3.1571 -77.2803 50 0 -82.7485 2.8615
50 2.8361 -74.0200 50 0 -82.7485 3.4412
50 -1.3802 -84.2814 50 0 -82.7485 1.0000
50 -1.1848 -84.8006 50 0 -82.7485 1.0000
50 -0.9009 -85.5211 50 0 -82.7485 1.0000
50 0 0 50 -1 2 2.3669
50 -1 2 50 0 0 2.3669
50 2.4900 -0.0010 50 -2.4900 0.0009 7.1792
50 2.4900 -0.0010 50 -2.4900 0.0010 7.1792
50 2.4900 -0.0010 50 -2.4900 0.0011 7.2195
50 2.4900 -0.0010 50 -2.4900 0.0012 7.2195
50 -0.0010 2.4900 50 0.0009 -2.4900 4.8045
50 -0.0010 2.4900 50 0.0010 -2.4900 4.8045
50 -0.0010 2.4900 50 0.0011 -2.4900 4.7461
50 2.5 0 50 0 -2.5 4.3065
50 2.5 0 73 25 -18 27.1492
50 2.5 0 61 -5 29 22.8977
50 2.5 0 56 -27 -3 31.9030
50 2.5 0 58 24 15 19.4535
50 2.5 0 50 3.1736 0.5854 1.0000
50 2.5 0 50 3.2972 0 1.0000
50 2.5 0 50 1.8634 0.5757 1.0000
50 2.5 0 50 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""


def arrays(mesh: trimesh.Trimesh) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(mesh.vertices, np.float64), np.asarray(mesh.faces, np.int32)


def ball(radius: float = 10.0) -> trimesh.Trimesh:
    return trimesh.creation.icosphere(subdivisions=3, radius=radius)


def without_cap(mesh: trimesh.Trimesh, height: float) -> trimesh.Trimesh:
    keep = mesh.triangles_center[:, 2] < height
    return trimesh.Trimesh(mesh.vertices, mesh.faces[keep], process=False)


def test_the_color_formula_gives_the_published_table():
    table = np.array([[float(v) for v in line.split()] for line in SHARMA.strip().splitlines()])
    assert len(table) == 34
    assert delta_e(table[:, :3], table[:, 3:6]) == pytest.approx(table[:, 6], abs=1e-4)


def test_white_is_white_and_black_is_black():
    assert lab_of(np.array([[255.0] * 3, [0.0] * 3])) == pytest.approx(np.array([[100, 0, 0], [0, 0, 0]]), abs=1e-6)


def test_a_ball_is_printable_and_an_open_one_is_not():
    whole, holed = judge_shape(*arrays(ball())), judge_shape(*arrays(without_cap(ball(), 8.0)))
    assert whole.printable
    assert whole.second_opinion == 0
    assert not holed.watertight
    assert not holed.printable


def test_bodies_that_cross_are_not_printable():
    other = ball()
    other.apply_translation([9.0, 1.0, 0.5])
    shape = judge_shape(*arrays(trimesh.util.concatenate([ball(), other])))
    assert shape.watertight
    assert shape.crossings > 0
    assert shape.second_opinion == shape.crossings
    assert not shape.printable


def test_inside_out_is_not_printable():
    mesh = ball()
    mesh.invert()
    assert not judge_shape(*arrays(mesh)).printable


def test_what_can_be_seen_is_missed_and_what_is_hidden_is_not():
    inner, outer = ball(5.0), ball(10.0)
    reference = Reference(*arrays(trimesh.util.concatenate([outer, inner])), NO_DUST)
    assert reference.judge(*arrays(outer)).faithful
    assert reference.judge(*arrays(inner)).missing > 0.99


def test_a_filled_hole_is_no_stray_but_a_bump_is():
    holed = without_cap(ball(), 8.0)
    reference = Reference(*arrays(holed), NO_DUST)
    closed = reference.judge(*arrays(ball()))
    assert closed.faithful
    assert closed.filled > 0.05
    bumped = ball()
    bumped.vertices[bumped.vertices[:, 2] < -8.0] *= 1.1
    assert not reference.judge(*arrays(bumped)).faithful


def test_the_lid_of_one_part_is_no_stray_beside_the_skin_of_another():
    cup = without_cap(ball(), 2.0)
    neighbor = trimesh.creation.box(extents=(6.0, 6.0, 6.0))
    neighbor.apply_translation([0.0, 0.0, 9.0])  # comes nearer to the middle of the opening than its rim is
    reference = Reference(*arrays(trimesh.util.concatenate([cup, neighbor])), NO_DUST)
    lid = trimesh.util.concatenate([ball(), neighbor])
    assert reference.judge(*arrays(lid)).strays < 0.01


def test_the_flat_lid_of_a_shallow_bowl_is_no_stray():
    bowl = without_cap(ball(), -7.0)  # what is left is shallow: the middle of the lid is nearer to it than to its rim
    reference = Reference(*arrays(bowl), NO_DUST)
    lid = bowl.convex_hull
    assert reference.judge(*arrays(lid)).strays < 0.01


def test_the_back_of_a_sheet_that_was_made_a_wall_is_a_stray():
    sheet = trimesh.creation.box(extents=(20.0, 20.0, 2.0))
    top = sheet.copy()
    top.update_faces(sheet.face_normals[:, 2] > 0.5)
    top.remove_unreferenced_vertices()
    reference = Reference(*arrays(top), NO_DUST)
    assert reference.judge(*arrays(sheet)).strays > 0.3


def test_removed_dust_is_not_missed_but_a_small_part_that_touches_is():
    grain = ball(0.8)
    grain.apply_translation([0.0, 0.0, 14.0])
    dust = Dust(volume=5.0, area_share=0.02)
    apart = Reference(*arrays(trimesh.util.concatenate([ball(), grain])), dust)
    assert apart.judge(*arrays(ball())).missing == 0
    grain.apply_translation([0.0, 0.0, -3.6])
    touching = Reference(*arrays(trimesh.util.concatenate([ball(), grain])), dust)
    assert touching.judge(*arrays(ball())).missing > 0


def test_colors_are_read_as_they_look_and_told_apart(tmp_path: Path):
    gray = ball()
    gray.visual = trimesh.visual.TextureVisuals(
        material=trimesh.visual.material.PBRMaterial(baseColorFactor=[128, 128, 128, 255])
    )
    gray.export(tmp_path / "gray.glb")
    painted = read_painted(tmp_path / "gray.glb")
    assert painted.corner_color == pytest.approx(np.full_like(painted.corner_color, 188), abs=1)  # 0.5 of the light
    darker = replace(painted, corner_color=painted.corner_color * 0.8)
    wanted = delta_e(lab_of(np.full((1, 3), 188.0)), lab_of(np.full((1, 3), 188.0 * 0.8)))
    assert color_differences(painted, painted).max() == 0
    assert color_differences(painted, darker) == pytest.approx(wanted[0], abs=0.1)
