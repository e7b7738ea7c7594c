"""QR codes: what another reader reads from a picture of the finished surface, and what is refused."""

import cv2
import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.base import bodies
from app.mesh.preparing.qr import modules
from tests.unit.mesh.preparing.walker import PROCESS, WHITE, pictured, report, walker
from tests.unit.mesh.shapes import box, uv_sphere

LINK = "https://example.com/c/018f3a"


@pytest.fixture(scope="module")
def statue() -> Mesh:
    values = {"height_mm": 6.0, "margin_mm": 16.0, "color": "#f0f0f0"}
    return ALL["base"].run(pictured(walker()), values, PROCESS, silent()).mesh


def coded(mesh: Mesh, process=PROCESS, **values) -> tuple[Mesh, str]:
    result = ALL["qr"].run(mesh, {"text": LINK, **values}, process, silent())
    return result.mesh, str(result.summary)


def photographed(mesh: Mesh, *, colored: bool) -> np.ndarray:
    """The bottom as somebody sees it from below, drawn face by face from far to near: by plain colours, or by depth."""
    middle = mesh.bounds.mean(axis=0)
    corners = mesh.vertices[mesh.faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
    height = corners[:, :, 2].mean(axis=1)
    order = np.flatnonzero(normal < 0)
    order = order[np.argsort(-height[order], kind="stable")]
    table = np.array([m.base_color[:3] for m in mesh.materials] or [(255, 255, 255)]).mean(axis=1)
    gray = table[mesh.material_of_face] if colored else np.where(height > 0.2, 0.0, 255.0)
    picture = np.full((480, 480), 255, np.uint8)
    flat = np.stack([240 - 10 * (corners[:, :, 0] - middle[0]), 240 - 10 * (corners[:, :, 1] - middle[1])], axis=2)
    for face in order:
        cv2.fillConvexPoly(picture, np.round(flat[face]).astype(np.int32), int(gray[face]))
    return picture


def read(picture: np.ndarray) -> str:
    words, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    return words


@pytest.mark.parametrize(("style", "colored"), [("engraved", True), ("inlaid", True), ("engraved", False)])
def test_another_reader_reads_it(statue, style, colored):
    figure = statue if colored else Mesh(statue.vertices, statue.faces)
    mesh, words = coded(figure, PROCESS if colored else WHITE, style=style)
    assert "read again" in words
    assert report(mesh).printable
    assert bodies(mesh) == 1
    assert read(photographed(mesh, colored=colored)) == LINK


def test_raised_on_the_skin():
    figure = box((60.0, 6.0, 60.0))
    at = (30.0, 6.0, 30.0, 0.0, 1.0, 0.0)
    mesh, words = coded(figure, WHITE, where="picked", at=at, style="raised", text="A1")
    assert "read again" in words
    assert report(mesh).printable
    assert mesh.bounds[1, 1] == pytest.approx(6.5)


def test_modules_that_touch_at_a_corner_are_one_solid(statue):
    mesh, _ = coded(statue, style="engraved")
    assert report(mesh).manifold


def test_a_code_that_nobody_can_read_is_refused(statue):
    with pytest.raises(AppError, match="cannot be read"):
        coded(statue, style="inlaid", color="#f0f0f0")


def test_what_is_refused_before_anything_is_cut(statue):
    with pytest.raises(AppError, match="finer than this process prints"):
        coded(statue, module_mm=0.2)
    with pytest.raises(AppError, match="and the base has room for"):
        coded(statue, module_mm=5.0)
    with pytest.raises(AppError, match="no level place"):
        coded(uv_sphere(20.0, 40, 80))
    with pytest.raises(AppError, match="say first"):
        coded(statue, text="  ")
    with pytest.raises(AppError, match="lift"):
        coded(statue, style="raised")
    with pytest.raises(AppError, match="too long"):
        modules("x" * 4000, "h")
