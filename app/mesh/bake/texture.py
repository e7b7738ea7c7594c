"""Paint the picture of a surface that has texture coordinates with the colours of another surface."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.bake.giver import Giver
from app.mesh.bake.layout import GUTTER, Layout
from app.mesh.bake.source_color import CODE
from app.mesh.bake.surface import Surface
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.texel_paint import EMPTY, NOBODY, owners, paint, widen
from app.mesh.mesh import Texture

THREADS = 2
BAND = 256  # rows whose owners are held at a time
FACES_A_CALL = 100_000
TEXELS_A_SLICE = 40_000  # about 0.05 s of work


def painted(giver: Giver, taker: Surface, layout: Layout, fallback: NDArray[np.float32], progress: Progress) -> Texture:
    """The picture of ``taker``, laid out as in ``layout``, with the colours of ``giver``.

    ``fallback`` (V, 4) float32 linear light with straight alpha at the vertices of ``taker``: for texels that no point of
    the giver agrees with. Around the charts their rim is repeated over ``GUTTER`` texels, so far as there is room; the
    rest of the picture has its mean colour.

    Every texel is looked up for itself, so the bytes do not depend on how many threads share the work.
    """
    width, height = layout.width, layout.height
    pixels = np.zeros((height, width, 4), np.uint8)
    state = np.zeros((height, width), np.uint8)
    uv = as_input(layout.uv, np.float64)
    surface = (*taker.arrays(), uv, as_input(fallback, np.float32))
    rest = (*giver.surface.arrays(), *giver.color.arrays(), as_input(CODE, np.uint8), pixels, state)
    low, high = uv[:, :, 1].min(axis=1), uv[:, :, 1].max(axis=1)
    part = progress.part(0.0, 0.9)
    with ThreadPoolExecutor(THREADS) as pool:
        for row in range(0, height, BAND):
            owner = np.full((min(BAND, height - row), width), NOBODY, np.int32)
            here = np.flatnonzero((high >= row - 2) & (low <= row + BAND + 2))
            first, last = (int(here[0]), int(here[-1]) + 1) if len(here) else (0, 0)
            for begin in range(first, last, FACES_A_CALL):
                part(row / height)
                owners(uv, begin, min(last, begin + FACES_A_CALL), row, owner)
            count = (owner != NOBODY).sum(axis=1)
            jobs = [pool.submit(paint, owner[a:b], row + a, *surface, *rest) for a, b in _slices(count)]
            for number, job in enumerate(jobs):
                _wait(job, jobs, part, (row + len(owner) * number / len(jobs)) / height)
        add_gutters(pixels, state, pool, progress.part(0.9, 0.95))
    fill_background(pixels, state, progress.part(0.95, 1.0))
    pixels.flags.writeable = False
    return Texture(pixels)


def _slices(count: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of rows with about the same number of texels."""
    total = np.cumsum(count)
    a = 0
    while a < len(count):
        b = int(np.searchsorted(total, (total[a - 1] if a else 0) + TEXELS_A_SLICE)) + 1
        yield a, min(b, len(count))
        a = b


def _wait(job: Future[None], jobs: list[Future[None]], progress: Progress, done: float) -> None:
    """Wait for the job; where the work is cancelled meanwhile, the jobs that have not begun never do."""
    try:
        progress(done)
        job.result()
    except BaseException:
        for other in jobs:
            other.cancel()
        raise


def add_gutters(
    pixels: NDArray[np.uint8], state: NDArray[np.uint8], pool: ThreadPoolExecutor, progress: Progress
) -> None:
    for ring in range(1, GUTTER + 1):
        for row, _ in zip(
            range(0, len(pixels), BAND),
            pool.map(
                lambda begin, ring=ring: widen(pixels, state, begin, min(len(pixels), begin + BAND), ring),
                range(0, len(pixels), BAND),
            ),
            strict=True,
        ):
            progress((ring - 1 + row / len(pixels)) / GUTTER)


def fill_background(pixels: NDArray[np.uint8], state: NDArray[np.uint8], progress: Progress) -> None:
    """Where no chart is, the mean colour: smaller versions of the picture then have no dark rims."""
    total, count = np.zeros(4), 0
    for row in range(0, len(pixels), BAND):
        progress(0.5 * row / len(pixels))
        shown = pixels[row : row + BAND][state[row : row + BAND] != EMPTY]
        total += shown.sum(axis=0, dtype=np.float64)
        count += len(shown)
    mean = np.rint(total / max(count, 1)).astype(np.uint8)
    for row in range(0, len(pixels), BAND):
        progress(0.5 + 0.5 * row / len(pixels))
        pixels[row : row + BAND][state[row : row + BAND] == EMPTY] = mean
