"""Crossings undone without a slip of the picture or of the colours."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.healing.edit import Draft
from app.mesh.healing.uncrossing import WIDER, without_needles_that_cross
from app.mesh.mesh import Material, Mesh

CELLS = 6


def pierced_grid() -> Mesh:
    """A flat grid of 6 × 6 cells of a millimetre, its picture one to one, and a triangle that passes through it."""
    x, y = np.meshgrid(np.arange(CELLS + 1.0), np.arange(CELLS + 1.0), indexing="ij")
    points = np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)])
    n = np.arange(CELLS)[:, None] * (CELLS + 1) + np.arange(CELLS)
    faces = np.stack([n, n + CELLS + 1, n + CELLS + 2, n, n + CELLS + 2, n + 1], axis=2).reshape(-1, 3)
    points = np.vstack([points, [[2.6, 2.4, -1.0], [3.4, 2.6, -1.0], [2.9, 3.1, 1.0]]])
    faces = np.vstack([faces, [[x.size, x.size + 1, x.size + 2]]])
    return Mesh(points, faces, points[faces][:, :, :2] / CELLS, materials=(Material("skin"),))


def slip(draft: Draft) -> float:
    """By how many cells the picture is away from where it was, at the worst corner."""
    return float(np.abs(draft.uv * CELLS - draft.points[draft.faces][:, :, :2]).max())


@pytest.mark.parametrize("looks", [True, False])
def test_the_picture_stays_in_place(looks: bool) -> None:
    draft = Draft.of(pierced_grid())
    after = without_needles_that_cross(draft, WIDER, draft.diagonal, silent(), looks=looks)
    assert after.size < draft.size
    assert slip(after) < 1e-3


@pytest.mark.parametrize("looks", [True, False])
def test_no_face_runs_across_a_seam(looks: bool) -> None:
    """The right half of the grid shows another place of the picture."""
    draft = Draft.of(pierced_grid())
    right = draft.points[draft.faces][:, :, 0].mean(axis=1) > 3
    uv = draft.uv.copy()
    uv[right] += 10
    after = without_needles_that_cross(draft.with_(uv=uv), WIDER, draft.diagonal, silent(), looks=looks)
    assert after.size < draft.size
    assert np.ptp(after.uv, axis=1).max() <= 1
    if looks:
        shown = after.uv[:, :, 0].mean(axis=1) > 5
        assert np.array_equal(shown, after.points[after.faces][:, :, 0].mean(axis=1) > 3)


def test_colours_stay_in_place() -> None:
    mesh = pierced_grid()
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    colors[mesh.vertices[:, 0] > 2.5, :3] = 0
    draft = Draft.of(mesh.with_(corner_uv=None, materials=(), vertex_colors=colors))
    after = without_needles_that_cross(draft, WIDER, draft.diagonal, silent())
    assert after.size < draft.size
    assert np.array_equal(after.colors[:, 0] == 0, after.points[:, 0] > 2.5)
    grey = after.colors[after.faces][:, :, 0]
    mixed = np.ptp(grey, axis=1) > 0
    assert (np.ptp(after.points[after.faces][mixed][:, :, 0], axis=1) <= 1 + 1e-9).all()
