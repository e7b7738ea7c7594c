"""Small pictures of pages for a report: from the plates where Ghostscript is there, else as PDFium shows them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.jobs.child import run_in_child
from app.jobs.progress import Progress
from app.layouts.preflight.ghostscript import PROCESS, Plates
from app.layouts.preflight.judging import plates_of
from app.layouts.preflight.report import PreflightReport
from app.layouts.preflight.spot_rules import CUTS, role_of
from app.settings.shop import PrintShop

PIXELS = 700
"""Along the longer side."""
CUT_COLOR = np.array([255, 0, 140], np.float32)
SHADE = 0.75
"""How dark a spot colour that is not known is shown."""


def thumbnail(
    path: Path, page: int, report: PreflightReport, shop: PrintShop | None, progress: Progress
) -> NDArray[np.uint8] | None:
    """SRGB (H, W, 3) of one page, unturned; None where nothing can draw it."""
    facts = report.page_facts[page - 1]
    longer = max(facts.width_mm, facts.height_mm, 1.0)
    try:
        return shown(plates_of(path, page, report, PIXELS / longer * 25.4, progress), shop)
    except AppError:  # no Ghostscript, or it gave up: the finding about it is in the report
        pass
    try:
        return run_in_child(
            draw_page, path.absolute(), page, PIXELS, seconds=20, memory_bytes=800_000_000, progress=progress
        )
    except AppError:
        return None


def shown(plates: Plates, shop: PrintShop | None) -> NDArray[np.uint8]:
    """Plates as a picture: inks multiplied, cut lines in magenta on top, white ink as a light shade of the paper."""
    ink = plates.ink.astype(np.float32) / 255
    cyan, magenta, yellow, black = ink[:4]
    rgb = np.stack([(1 - c) * (1 - black) for c in (cyan, magenta, yellow)], axis=-1) * 255
    for index, name in enumerate(plates.names):
        role = role_of(name, shop)
        if name in PROCESS or role in CUTS:
            continue
        bare = ink[:4].max(axis=0) < 0.02
        shade = 1 - ink[index] * (0.08 if role == "white" else 0.04 if role else 1 - SHADE) * bare
        rgb *= shade[..., None]
    for index, name in enumerate(plates.names):
        if role_of(name, shop) in CUTS and name not in PROCESS:
            share = ink[index][..., None]
            rgb = rgb * (1 - share) + CUT_COLOR * share
    return np.clip(rgb + 0.5, 0, 255).astype(np.uint8)


def draw_page(path: Path, page: int, pixels: int, *, progress: Progress) -> NDArray[np.uint8]:
    """As PDFium draws it. White ink on top may hide the picture there (layout2d §4.3). Runs in a child process."""
    import pypdfium2  # noqa: PLC0415 - only in the child

    progress(0.0)
    with pypdfium2.PdfDocument(path) as document:
        found = document[page - 1]
        found.set_rotation(0)
        width, height = found.get_size()
        picture = found.render(scale=pixels / max(width, height, 1.0), rev_byteorder=True).to_numpy()
    return np.array(picture[..., :3], np.uint8)
