"""Outlines: as small as they can be around what stands on them, and what drawings say."""

import numpy as np
import pytest

from app.errors import FileRefusedError
from app.mesh.preparing.outline import hexagon, outline_around, resized
from app.mesh.preparing.outline_path import polygons_of_path
from app.mesh.preparing.outline_svg import outline_of_svg

FEET = np.array([[-10.0, -3.0], [10.0, -3.0], [10.0, 3.0], [-10.0, 3.0]])
MIDDLE = np.zeros(2)


@pytest.mark.parametrize("kind", ["round", "oval", "rectangle", "hexagon", "contour"])
def test_everything_is_inside_with_the_margin(kind):
    triangles = np.stack([FEET[[0, 1, 2]], FEET[[0, 2, 3]]])
    outline = outline_around(kind, FEET, MIDDLE, 2.0, triangles=triangles)
    assert outline.num_contour() == 1
    edge = np.asarray(outline.to_polygons()[0])
    following = np.roll(edge, -1, axis=0)
    along = (following - edge) / np.linalg.norm(following - edge, axis=1, keepdims=True)
    for corner in FEET:
        side = corner - edge
        inside = along[:, 0] * side[:, 1] - along[:, 1] * side[:, 0]
        assert inside.min() > {"contour": 1.9, "oval": 1.0}.get(kind, 1.98)
    assert outline.area() < 3.2 * 24 * 10


def test_contour_joins_feet_that_are_apart():
    left = np.array([[-20.0, 0.0], [-16.0, 0.0], [-18.0, 4.0]])
    triangles = np.stack([left, left + np.array([36.0, 0.0])])
    outline = outline_around("contour", triangles.reshape(-1, 2), MIDDLE, 2.0, triangles=triangles)
    assert outline.num_contour() == 1


def test_hexagon_has_a_side_to_the_front():
    low, high = np.asarray(hexagon(10.0).bounds()).reshape(2, 2)
    assert high - low == pytest.approx([2 * 10 / np.cos(np.pi / 6), 20.0])


def test_resizing_keeps_the_proportions_where_one_size_is_given():
    outline = resized(hexagon(10.0), 46.0, 0.0)
    low, high = np.asarray(outline.bounds()).reshape(2, 2)
    assert (high - low)[0] == pytest.approx(46.0)
    assert (high - low)[1] == pytest.approx(46.0 * np.cos(np.pi / 6))


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("M0,0 h10 v10 h-10 z", 100.0),
        ("m 1 1 l10 0 0 10 -10 0", 100.0),
        ("M0 0H10V10H0Z M2 2 H4 V4 H2 Z", 100.0 + 4.0),
        ("M10 0A10 10 0 1 1 -10 0A10 10 0 1 1 10 0Z", 100 * np.pi),
        ("M0 0 a5 5 0 0 1 10 0 z", 12.5 * np.pi),
        ("M0 0 Q 5 10 10 0 Z", 100 / 3),
        ("M0 0 C 0 10 10 10 10 0 Z", 60.0),
        ("M0 0 C 0 5 5 5 5 0 S 10 -5 10 0", 0.0),
        ("M0 0 Q 2.5 5 5 0 T 10 0", 0.0),
    ],
)
def test_paths_enclose_the_area_that_they_draw(path, area):
    signed = 0.0
    for loop in polygons_of_path(path):
        following = np.roll(loop, -1, axis=0)
        signed += float((loop[:, 0] * following[:, 1] - loop[:, 1] * following[:, 0]).sum() / 2)
    assert abs(signed) == pytest.approx(area, rel=5e-3, abs=1e-6)


def test_transforms_of_a_drawing(tmp_path):
    path = tmp_path / "a.svg"
    path.write_text(
        '<svg><g transform="translate(5,5) scale(2)"><rect x="0" y="0" width="3" height="4" transform="rotate(90)"/></g>'
        '<defs><circle r="900"/></defs></svg>'
    )
    outline = outline_of_svg(path)
    assert outline.area() == pytest.approx(48.0)
    assert outline.bounds() == pytest.approx((-3.0, -11.0, 5.0, -5.0))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg", b"<svg></svg>", b'<svg><path d="M0 0 L nan"/></svg>', b'<svg><path d="M0 0 L1e999 1 2 2"/></svg>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg>&b;</svg>', b'<svg><path d="zzzMMML0"/></svg>',
    ],
)  # fmt: skip
def test_bad_drawings_are_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "a.svg"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError):
        outline_of_svg(path)
