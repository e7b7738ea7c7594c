"""The colours of files that other programs write."""

from pathlib import Path

import numpy as np

from app.jobs.progress import silent
from app.mesh.files.assembly import assemble
from app.mesh.files.formats import Parts
from app.mesh.loading import find_format
from app.mesh.mesh import Mesh


def parts_of(path: Path) -> Parts:
    found = find_format(path)
    assert found is not None
    assert found.read is not None
    return found.read(path, silent())


def mesh_of(path: Path) -> Mesh:
    return assemble(parts_of(path), silent())[0]


def test_points_of_obj_without_a_color_show_their_material(tmp_path: Path) -> None:
    (tmp_path / "it.mtl").write_text("newmtl red\nKd 1 0 0\n", "ascii")
    points = "v 0 0 0 0 0 1\nv 1 0 0 0 0 1\nv 0 1 0 0 0 1\nv 5 0 0\nv 6 0\nv 5 1 0\n"
    (tmp_path / "it.obj").write_text(f"mtllib it.mtl\n{points}f 1 2 3\nusemtl red\nf 4 5 6\n", "ascii")
    parts = parts_of(tmp_path / "it.obj")
    np.testing.assert_array_equal(parts.points[4], [6, 0, 0])
    assert parts.point_colors is not None
    assert parts.point_colors[:, :3].tolist() == [[0, 0, 255]] * 3 + [[255, 255, 255]] * 3
    mesh = mesh_of(tmp_path / "it.obj")
    assert mesh.vertex_colors is not None
    shades = mesh.vertex_colors[mesh.faces][..., :3]
    assert sorted(map(tuple, shades.reshape(-1, 3).tolist())) == [(0, 0, 255)] * 3 + [(255, 0, 0)] * 3
