"""The judge in a child: files in, figures out."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.judge import renders
from tests.bench.judge.reading import placed, read_painted, read_shape
from tests.bench.judge.shape import (
    Faces,
    Points,
    as_stored,
    crossing_faces_meshlib,
    crossing_faces_pymeshlab,
    judge_shape,
    meshlib_part,
)
from tests.bench.judge.surface import Dust, Reference

RUNS = 3
E_STEP, E_BINS = 0.02, 5001  # a histogram of ΔE00 up to 100
_references: dict[tuple[str, float, float], Reference] = {}


def verdict(given: str, result: str, dust_mm3: float, dust_share: float) -> dict[str, Any]:
    """Shape and faithfulness of a result (3MF or archive) of the input in the archive ``given``."""
    vertices, faces = read_shape(Path(result)) if result.endswith(".3mf") else _archive(result)
    points, welded = as_stored(vertices, faces)
    shape = judge_shape(vertices, faces)
    kept = _reference(given, dust_mm3, dust_share).judge(points, welded)
    return {
        **asdict(shape),
        **asdict(kept),
        "printable": shape.printable,
        "faults": shape.faults,
        "faithful": kept.faithful,
        "diagonal": _reference(given, dust_mm3, dust_share).diagonal,
    }


def colors(source: str, given: str, result: str) -> dict[str, Any] | None:
    """ΔE00 between the source file and the result as a histogram; None where the source has no colours we can place."""
    before, after = placed(read_painted(Path(source)), _archive(given)[0]), read_painted(Path(result))
    if before is None or not before.colored:
        return None
    if after.pictures and not before.pictures:
        return (
            None  # trimesh did not find the pictures of the source (an MTL with backslashes), so it cannot judge them
        )
    difference = renders.color_differences(before, after)
    if not len(difference):
        return None
    bins = np.minimum((difference / E_STEP).astype(np.int64), E_BINS - 1)
    return {
        "mean": float(difference.mean()),
        "p95": float(np.quantile(difference, 0.95)),
        "histogram": (np.bincount(bins, minlength=E_BINS) / len(bins)).tolist(),
    }


def crossings(given: str) -> dict[str, Any]:
    """Our search for crossing faces beside MeshLib's on the same mesh: seconds, and who flags which face."""
    from meshlib import mrmeshpy

    from app.jobs.progress import silent
    from app.mesh.kernels.self_intersection import intersecting_pairs

    points, welded = as_stored(*_archive(given))
    points, welded = points.copy(), welded.copy()
    _mesh, part = meshlib_part(points, welded)
    seconds: dict[str, float] = {}
    for name, search in (
        ("ours", lambda: intersecting_pairs(points, welded, silent())),
        ("meshlib", lambda: mrmeshpy.findSelfCollidingTriangles(part)),
    ):
        seconds[name] = min(_timed(search) for _ in range(RUNS))
    ours = set(np.unique(intersecting_pairs(points, welded, silent())).tolist())
    theirs = set(crossing_faces_meshlib(points, welded).tolist())
    third = set(crossing_faces_pymeshlab(points, welded).tolist())
    return {
        "seconds": seconds,
        "faces": {"ours": len(ours), "meshlib": len(theirs), "pymeshlab": len(third)},
        "only_ours": sorted(ours - theirs),
        "only_meshlib": sorted(theirs - ours),
        "pymeshlab_with_ours": len((ours - theirs) & third),
        "pymeshlab_with_meshlib": len((theirs - ours) & third),
    }


def _timed(search: Any) -> float:
    began = time.perf_counter()
    search()
    return time.perf_counter() - began


def _archive(file: str) -> tuple[Points, Faces]:
    with np.load(file) as given:
        return given["vertices"], given["faces"]


def _reference(given: str, dust_mm3: float, dust_share: float) -> Reference:
    key = (given, dust_mm3, dust_share)
    if key not in _references:
        _references.clear()
        _references[key] = Reference(*as_stored(*_archive(given)), Dust(dust_mm3, dust_share))
    return _references[key]
