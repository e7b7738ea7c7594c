"""The outline that an SVG file draws: paths, polygons, rectangles, circles and ellipses, with their transforms.

Nothing is loaded from elsewhere, and no script or style is run: a drawing comes from a customer.
"""

import re
from pathlib import Path
from typing import Any

import manifold3d
import numpy as np

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.arrays import FloatArray
from app.mesh.preparing.outline_path import FARTHEST, polygons_of_path

LARGEST = 4_000_000  # bytes
MOST_POINTS = 200_000
DEEPEST = 50  # groups in groups
AROUND = 128  # sides of a circle
HIDDEN = frozenset({"defs", "clipPath", "mask", "symbol", "marker", "pattern"})
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def outline_of_svg(path: Path) -> manifold3d.CrossSection:
    """All closed areas of the drawing united, y upwards, in units of the drawing.

    Raises FileRefusedError for a file that is missing, too large, no SVG, or draws no area.
    """
    from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415 - only a drawing needs it

    if not str(path) or not path.is_file():
        raise FileRefusedError(text("Choose the SVG file with the outline."))
    if path.stat().st_size > LARGEST:
        raise FileRefusedError(text("“{name}” is too large for an outline: simplify the drawing.", name=path.name))
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (DefusedXmlException, ElementTree.ParseError, ValueError, OSError) as error:
        raise FileRefusedError(text("“{name}” is no SVG drawing that can be read.", name=path.name)) from error
    loops: list[FloatArray] = []
    _collect(root, np.eye(3), loops, 0)
    if sum(map(len, loops)) > MOST_POINTS:
        raise FileRefusedError(text("“{name}” is too large for an outline: simplify the drawing.", name=path.name))
    loops = [loop * [1.0, -1.0] for loop in loops if len(loop) > 2]
    outline = manifold3d.CrossSection(loops, manifold3d.FillRule.EvenOdd) if loops else manifold3d.CrossSection()
    if outline.area() <= 0:
        raise FileRefusedError(text("“{name}” draws no closed outline.", name=path.name))
    return max(outline.decompose(), key=lambda piece: piece.area())


def _collect(element: Any, above: FloatArray, loops: list[FloatArray], depth: int) -> None:
    name = str(element.tag).rsplit("}", 1)[-1]
    step = _matrix(element.get("transform", ""))
    if name in HIDDEN or depth > DEEPEST or np.abs(step).max() > FARTHEST:
        return
    here = above @ step
    if np.abs(here).max() > FARTHEST:
        return
    shapes = [loop for loop in _shape(name, element) if len(loop) and np.abs(loop).max() < FARTHEST]
    loops += [loop @ here[:2, :2].T + here[:2, 2] for loop in shapes]
    for child in element:
        _collect(child, here, loops, depth + 1)


def _shape(name: str, element: Any) -> list[FloatArray]:
    def value(key: str) -> float:
        found = NUMBER.match(element.get(key, "").strip())
        return float(found.group()) if found else 0.0

    if name == "path":
        return polygons_of_path(element.get("d", ""))
    if name in {"polygon", "polyline"}:
        numbers = [float(v) for v in NUMBER.findall(element.get("points", ""))]
        return [np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)]
    if name == "rect":
        x, y, w, h = value("x"), value("y"), value("width"), value("height")
        return [np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])]
    if name in {"circle", "ellipse"}:
        radii = np.array([value("r")] * 2 if name == "circle" else [value("rx"), value("ry")])
        angle = 2 * np.pi * np.arange(AROUND) / AROUND
        return [np.column_stack([np.cos(angle), np.sin(angle)]) * radii + [value("cx"), value("cy")]]
    return []


def _matrix(words: str) -> FloatArray:
    """(3, 3): what a transform attribute says."""
    result = np.eye(3)
    for kind, inside in re.findall(r"(\w+)\s*\(([^)]*)\)", words):
        v = [float(n) for n in NUMBER.findall(inside)]
        step = np.eye(3)
        if kind == "matrix" and len(v) == 6:
            step[:2] = np.array(v).reshape(3, 2).T
        elif kind == "translate" and v:
            step[:2, 2] = v[0], v[1] if len(v) > 1 else 0.0
        elif kind == "scale" and v:
            step[0, 0], step[1, 1] = v[0], v[1] if len(v) > 1 else v[0]
        elif kind == "rotate" and v:
            c, s = np.cos(np.radians(v[0])), np.sin(np.radians(v[0]))
            step[:2, :2] = [[c, -s], [s, c]]
            if len(v) == 3:
                middle = np.array(v[1:])
                step[:2, 2] = middle - step[:2, :2] @ middle
        result = result @ step
    return result
