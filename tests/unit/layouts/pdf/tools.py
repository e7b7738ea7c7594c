"""Programs that judge files, and how to look into pages."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import Polygon


def needs(program: str) -> None:
    """Skip the test where a judge is not on this machine; CI has all of them."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def said(*command: object) -> str:
    """What a program says; it must succeed."""
    needs(str(command[0]))
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def trim_origin_mm(pdf: Path, page: int = 0) -> tuple[float, float]:
    """Left and top of the trim box from the top left of the page."""
    with pikepdf.open(pdf) as file:
        found = file.pages[page]
        media = [float(v) for v in found.mediabox.as_list()]
        trim = [float(v) for v in found.trimbox.as_list()]
    return trim[0] / 72 * 25.4, (media[3] - trim[3]) / 72 * 25.4


def on_page(shape: Polygon, pdf: Path) -> Polygon:
    """A shape of a piece where it is on the page of its own."""
    return affinity.translate(shape, *trim_origin_mm(pdf))


def edge_mm(plate: NDArray[np.uint8], ppi: float) -> NDArray[np.float64]:
    """(N, 2) x, y in mm of where a plate changes from ink to none."""
    from skimage.measure import find_contours

    found = [line for line in find_contours(plate.astype(np.float64), 127.5) if len(line) > 20]
    return (np.concatenate(found)[:, ::-1] + 0.5) * 25.4 / ppi


def inside(shape: Polygon, plate: NDArray[np.uint8], ppi: float) -> NDArray[np.bool_]:
    """(H, W) whether the middle of a pixel is in a shape given in mm."""
    from shapely import contains_xy, prepare

    prepare(shape)
    height, width = plate.shape
    x, y = (np.arange(n) * 25.4 / ppi + 12.7 / ppi for n in (width, height))
    result = np.zeros(plate.shape, np.bool_)
    left, top, right, bottom = shape.bounds
    columns = np.flatnonzero((x >= left) & (x <= right))
    rows = np.flatnonzero((y >= top) & (y <= bottom))
    grid_x, grid_y = np.meshgrid(x[columns], y[rows])
    result[np.ix_(rows, columns)] = contains_xy(shape, grid_x, grid_y)
    return result
