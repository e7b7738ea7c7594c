"""Each repair by itself."""

import pickle

import numpy as np
import pytest

from app.errors import RepairFailedError
from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.mesh import Mesh
from app.mesh.repairs import ALL
from app.mesh.report import Report
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, uv_sphere

PROCESS = find_process(None)


def repaired(repair: str, mesh: Mesh) -> tuple[Mesh, str]:
    result = ALL[repair].run(mesh, PROCESS, silent())
    return result.mesh, str(result.summary)


def report(mesh: Mesh) -> Report:
    return inspect(mesh, PROCESS, None, silent())


def together(*meshes: Mesh) -> Mesh:
    offsets = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        vertices=np.concatenate([m.vertices for m in meshes]),
        faces=np.concatenate([m.faces + o for m, o in zip(meshes, offsets[:-1], strict=True)]),
    )


@pytest.mark.parametrize("repair", sorted(ALL))
def test_a_good_mesh_is_the_same_mesh_afterwards(repair: str):
    mesh = icosphere()
    assert repaired(repair, mesh)[0] is mesh


@pytest.mark.parametrize("repair", sorted(ALL))
def test_a_repair_can_go_to_another_process(repair: str):
    assert pickle.loads(pickle.dumps(ALL[repair].run)) is ALL[repair].run


def test_every_finding_names_repairs_that_there_are():
    mesh = icosphere()
    broken = together(mesh.keep_faces(np.arange(9, len(mesh.faces))), mesh.with_(faces=mesh.faces[:, ::-1]))
    for finding in report(broken).findings:
        assert set(finding.repairs) <= {*ALL, "auto", "scale_to_height"}


def test_weld_closes_a_seam_that_is_a_hair_open():
    mesh = uv_sphere(20.0)
    upper = mesh.vertices[mesh.faces].mean(axis=1)[:, 2] > 0
    parts = [mesh.keep_faces(upper), mesh.keep_faces(~upper)]
    apart = together(parts[0].with_(vertices=parts[0].vertices + np.array([0, 0, 1e-5])), parts[1])
    assert not report(apart).watertight
    after, words = repaired("weld", apart)
    assert report(after).watertight
    assert words == "Merged 32 close vertices"


def test_weld_leaves_what_is_far_apart():
    mesh = together(box(), box(at=(20.5, 0.0, 0.0)))
    assert repaired("weld", mesh)[0] is mesh


def test_collapsed_faces_go_and_the_surface_stays_closed():
    mesh = icosphere()
    a, b, c = mesh.faces[0]
    middle = len(mesh.vertices)
    vertices = np.vstack([mesh.vertices, (mesh.vertices[a] + mesh.vertices[b]) / 2])
    flat = [(a, b, middle)]
    faces = np.concatenate([mesh.faces[1:], [(a, middle, c), (middle, b, c), *flat]])
    faces = np.concatenate([faces, [(a, a, b)]])
    assert len(faces) == len(mesh.faces) + 3
    after, _ = repaired("drop_degenerate", Mesh(vertices, faces))
    assert report(after).finding("degenerate_faces").count == 0
    assert report(after).printable


def test_doubled_faces_go():
    mesh = icosphere()
    after, words = repaired("drop_duplicates", Mesh(mesh.vertices, np.concatenate([mesh.faces, mesh.faces[:3]])))
    assert words == "Removed 3 doubled faces"
    assert report(after).printable


def test_a_two_sided_sheet_keeps_one_side():
    sheet = icosphere().keep_faces(np.arange(40))
    doubled = Mesh(sheet.vertices, np.concatenate([sheet.faces, sheet.faces[:, ::-1]]))
    after, _ = repaired("drop_duplicates", doubled)
    assert len(after.faces) == 40


def test_orient_turns_faces_and_whole_bodies_outwards():
    mesh = icosphere()
    faces = mesh.faces[:, ::-1].copy()
    faces[7] = faces[7][::-1]
    after, words = repaired("orient", mesh.with_(faces=faces))
    assert report(after).printable
    assert words == f"Turned {len(mesh.faces) - 1} faces outwards"


def test_orient_leaves_a_hollow_alone():
    hollow = icosphere(10.0)
    mesh = together(icosphere(20.0), hollow.with_(faces=hollow.faces[:, ::-1]))
    assert repaired("orient", mesh)[0] is mesh


def test_boxes_that_share_an_edge_are_parted():
    first, second = box(), box(at=(20.0, 20.0, 0.0))
    vertices, index = np.unique(np.concatenate([first.vertices, second.vertices]), axis=0, return_inverse=True)
    mesh = Mesh(vertices, index.ravel()[np.concatenate([first.faces, second.faces + 8])])
    assert report(mesh).finding("non_manifold_edges").count > 0
    after, _ = repaired("split_non_manifold", mesh)
    assert report(after).printable
    assert report(after).bodies == 2


def test_holes_are_filled_with_counts_in_words():
    mesh = uv_sphere(20.0)
    after, words = repaired("fill_holes", mesh.keep_faces(np.arange(len(mesh.faces) - 32)))
    assert report(after).printable
    assert words == "Closed 1 hole with 32 faces"  # with a new vertex in the middle: the ball goes on over it
    assert after.vertices[:, 2].min() == pytest.approx(mesh.vertices[:, 2].min(), abs=0.25)


def test_a_very_long_rim_is_closed_too():
    mesh = uv_sphere(20.0, 6, 900)
    after, _ = repaired("fill_holes", mesh.keep_faces(np.arange(900, len(mesh.faces))))
    assert report(after).watertight


def test_overlapping_shells_are_joined():
    after, words = repaired("union_shells", together(uv_sphere(20.0), uv_sphere(12.0, at=(18.0, 3.0, 1.0))))
    assert report(after).printable
    assert report(after).bodies == 1
    assert words == "Joined 2 overlapping shells"


def test_open_shells_cannot_be_joined_and_it_says_what_to_do():
    mesh = icosphere()
    with pytest.raises(RepairFailedError, match="fill the holes first"):
        repaired("union_shells", mesh.keep_faces(np.arange(4, len(mesh.faces))))


def test_dust_goes_but_not_what_is_part_of_the_model():
    dust, button = uv_sphere(0.2, at=(40.0, 0.0, 0.0)), uv_sphere(0.2, at=(20.0, 0.0, 0.0))
    after, words = repaired("remove_fragments", together(uv_sphere(20.0), dust, button))
    assert words == "Removed 1 loose fragment"
    assert after.bounds[1, 0] < 21


def test_crossing_faces_are_undone():
    mesh = icosphere(20.0, 3)
    moved = mesh.vertices.copy()
    moved[100] *= -1.2
    broken = Mesh(moved, mesh.faces)
    assert report(broken).self_intersections > 0
    after, _ = repaired("cut_crossings", broken)
    assert report(after).printable
