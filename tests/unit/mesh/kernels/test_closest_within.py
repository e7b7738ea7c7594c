"""The closest point within a radius is that of a search through all faces."""

import numpy as np

from app.mesh.kernels.closest_within import NearSurface
from app.mesh.kernels.gated_closest import closest_on_triangle
from tests.unit.mesh.shapes import icosphere


def test_the_same_as_looking_at_every_face() -> None:
    mesh = icosphere(20.0, 2)
    surface = NearSurface.of(mesh.vertices, mesh.faces)
    random = np.random.default_rng(7)
    points = random.uniform(-1.6, 1.6, (300, 3)) * np.abs(mesh.vertices).max()
    corners = np.ascontiguousarray(mesh.vertices[mesh.faces].reshape(-1, 9))
    corners.flags.writeable = False
    distance = np.array(
        [np.sqrt(min(closest_on_triangle(x, y, z, corners, f)[0] for f in range(len(corners)))) for x, y, z in points]
    )
    radius = distance * random.choice([0.9, 1.1], len(points))
    face, nearest = surface.closest_within(points, radius)
    within = distance < radius
    assert 100 < within.sum() < 200
    assert np.array_equal(face >= 0, within)
    assert np.allclose(np.linalg.norm(nearest - points, axis=1)[within], distance[within], rtol=1e-12, atol=1e-12)
    assert np.array_equal(nearest[~within], points[~within])
    for row in np.flatnonzero(within).tolist():
        x, y, z = points[row]
        assert np.isclose(np.sqrt(closest_on_triangle(x, y, z, corners, face[row])[0]), distance[row])
