"""Thumbnails without a graphics card: shape, colours, the same picture every time."""

import numpy as np

from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.samples import ALL
from app.mesh.thumbnail import thumbnail
from tests.unit.mesh.shapes import icosphere


def test_a_ball_is_round_and_in_the_middle():
    picture = thumbnail(icosphere(5.0, 3), 128, 96)
    there = picture[..., 3] > 0
    rows, columns = np.nonzero(there)
    assert abs(rows.mean() - 47.5) < 1
    assert abs(columns.mean() - 63.5) < 1
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 2
    assert there.sum() > 0.97 * np.pi / 4 * (np.ptp(rows) + 1) ** 2  # no hole in it
    assert picture[rows.min() + 8, 64, :3].mean() > picture[rows.max() - 8, 64, :3].mean()  # lit from above


def test_colours_are_those_of_the_model():
    ball = icosphere(5.0, 3)
    red = ball.with_(vertex_colors=np.tile(np.array([230, 20, 20, 255], np.uint8), (len(ball.vertices), 1)))
    mean = thumbnail(red, 64, 64)[24:40, 24:40, :3].mean(axis=(0, 1))
    assert mean[0] > 4 * mean[1]
    blue = Material(texture=Texture(np.full((4, 4, 4), [10, 10, 240, 255], np.uint8)))
    textured = ball.with_(corner_uv=np.zeros((len(ball.faces), 3, 2), np.float32), materials=(blue,))
    mean = thumbnail(textured, 64, 64)[24:40, 24:40, :3].mean(axis=(0, 1))
    assert mean[2] > 4 * mean[0]


def test_the_nearest_surface_wins():
    ball = icosphere(5.0, 2)
    before = ball.vertices - np.array([-10.0, 17.0, 0.0])  # towards the eye
    both = Mesh(
        np.concatenate([ball.vertices, before]),
        np.concatenate([ball.faces, ball.faces + len(ball.vertices)]),
        vertex_colors=np.repeat(np.array([[0, 0, 255, 255], [0, 255, 0, 255]], np.uint8), len(ball.vertices), axis=0),
    )
    middle = thumbnail(both, 96, 96)[44:52, 44:52, :3].mean(axis=(0, 1))
    assert middle[1] > middle[2]


def test_a_sample_gives_the_same_picture_every_time_and_nothing_gives_an_empty_one():
    mesh = next(iter(ALL.values())).make()
    assert (thumbnail(mesh, 64, 48) == thumbnail(mesh, 64, 48)).all()
    assert not thumbnail(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)), 16, 16).any()
