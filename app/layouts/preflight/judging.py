"""Whether a PDF can be printed: the one door of this room."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.errors import BudgetExceededError, FileRefusedError
from app.i18n import text
from app.jobs.child import ChildCrashedError, run_in_child
from app.jobs.progress import Progress, silent
from app.layouts.preflight.edge_rules import NO_BLEED
from app.layouts.preflight.ghostscript import Plates, PlatesFailedError, find_ghostscript, make_plates
from app.layouts.preflight.plate_rules import (
    FAILED,
    NEEDING,
    SAMPLED,
    SLOW,
    UNJUDGED,
    UNPRINTED,
    check_knock_outs,
    check_plates,
)
from app.layouts.preflight.report import Finding, PageFacts, PreflightReport, in_order
from app.layouts.preflight.structure import OVERPRINTED_FILE, SAMPLED_FILE, Structure, judge_structure
from app.layouts.preflight.white_rules import PICTURE_OUT, WHITE_OUT
from app.settings.shop import PrintShop

PPI = 300.0
COMPARED_PPI = 100.0
MOST_PIXELS = 45_000_000
"""Of one page's plates: a sheet of 600 × 400 mm has 33 million at 300 ppi; larger ones are made coarser."""
MEMORY = 1_500_000_000
SECONDS = 120.0
"""By the clock, for one page."""
RIP_MEMORY = 2_500_000_000


def preflight(
    path: Path,
    shop: PrintShop | None = None,
    *,
    plates: bool = True,
    sheet_mm: tuple[float, float] | None = None,
    progress: Progress | None = None,
) -> PreflightReport:
    """Judge a PDF for a print shop, or by the rules that all share.

    Nothing in the file can take this process down: it is read in a child, and by Ghostscript. ``sheet_mm``: what it is
    to be printed on. Raises FileRefusedError, BudgetExceededError and Cancelled.
    """
    progress = progress or silent()
    began = time.perf_counter()
    program = find_ghostscript() if plates else None
    with tempfile.TemporaryDirectory(prefix="statuette-preflight-") as folder:
        copies = Path(folder)
        structure = _structure(path.absolute(), shop, sheet_mm, copies if program else None, progress.part(0.0, 0.5))
        findings = list(structure.findings)
        made: tuple[int, ...] = ()
        if program and structure.sample:
            rip = _Rip(program, structure.pages, progress.part(0.5, 1.0))
            made, judged = _plates(rip, path.absolute(), copies, structure, shop)
            if made and structure.compared:  # the plates know it better than boxes do
                mine = (WHITE_OUT.id, PICTURE_OUT.id)
                findings = [f for f in findings if f.id not in mine or f.page not in made]
            findings += _unsaid(judged, findings)
        elif plates and not program:
            findings.append(UNJUDGED.at())
    progress(1.0)
    return PreflightReport(
        passed=not any(f.severity == "blocks" for f in findings),
        pages=len(structure.pages),
        rules=in_order(findings),
        spots=structure.spots,
        unjudged=() if made else tuple(rule.id for rule in NEEDING),
        plate_pages=made,
        page_facts=structure.pages,
        seconds=time.perf_counter() - began,
    )


def _structure(
    path: Path, shop: PrintShop | None, sheet_mm: tuple[float, float] | None, copies: Path | None, progress: Progress
) -> Structure:
    progress(0.0, text("Reading {name}", name=path.name))
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileRefusedError(
            text("“{name}” cannot be read; check that it is there and that you may open it.", name=path.name)
        ) from error
    try:
        return run_in_child(
            judge_structure, path, shop, sheet_mm, copies,
            seconds=60 + size / 4_000_000, memory_bytes=min(MEMORY, 800_000_000 + 4 * size), progress=progress,
        )  # fmt: skip
    except ChildCrashedError as error:
        raise FileRefusedError(
            text(
                "“{name}” made its reader crash: it is damaged. Export it again from the program that made it.",
                name=path.name,
            )
        ) from error


def plates_of(
    path: Path, page: int, report: PreflightReport, ppi: float = PPI, progress: Progress | None = None
) -> Plates:
    """The plates of one page (from 1) of a file that was judged, for looking at; coarser where the page is very large.

    Raises PlatesFailedError (also without Ghostscript), BudgetExceededError and Cancelled.
    """
    program = find_ghostscript()
    if program is None:
        raise PlatesFailedError(text("Install Ghostscript to see the plates."))
    return _Rip(program, report.page_facts, progress or silent()).plates(path.absolute(), page, ppi)


def _unsaid(judged: list[Finding], said: list[Finding]) -> list[Finding]:
    """What the plates add: bleed that is not drawn is not told again as bleed that is not printed."""
    missing = {(f.page, str(f.words.values.get("side"))) for f in said if f.id == NO_BLEED.id}
    return [f for f in judged if f.id != UNPRINTED.id or (f.page, str(f.words.values.get("side"))) not in missing]


@dataclass(frozen=True)
class _Rip:
    """Ghostscript on one file. ``facts``: of all pages."""

    program: str
    facts: tuple[PageFacts, ...]
    progress: Progress

    def plates(self, path: Path, page: int, ppi: float, at: int | None = None) -> Plates:
        """Of one page, which is number ``at`` in ``path`` where that holds a choice of pages."""
        facts = self.facts[page - 1]
        inches = facts.width_mm * facts.height_mm / 25.4**2
        ppi = round(min(ppi, (MOST_PIXELS / max(inches, 1e-6)) ** 0.5), 2)
        return make_plates(
            self.program, path, at or page, page, facts.rotate, ppi=ppi,
            seconds=SECONDS, memory_bytes=RIP_MEMORY, progress=self.progress,
        )  # fmt: skip


def _plates(
    rip: _Rip, path: Path, copies: Path, structure: Structure, shop: PrintShop | None
) -> tuple[tuple[int, ...], list[Finding]]:
    """The pages whose plates were judged, and what they show. One page at a time: plates of a sheet take 100 MB."""
    findings: list[Finding] = []
    done: list[int] = []
    sample, facts = structure.sample, structure.pages
    whole = structure.spots if len(facts) == 1 else ()
    sampled = copies / SAMPLED_FILE
    source = sampled if sampled.exists() else path
    try:
        for index, page in enumerate(sample):
            rip.progress(index / len(sample), text("Making the plates"))
            with ThreadPoolExecutor(2) as pool:  # they are processes of their own: two at a time
                fine = pool.submit(rip.plates, source, page, PPI, index + 1)
                if structure.compared:
                    real = pool.submit(rip.plates, source, page, COMPARED_PPI, index + 1)
                    free = pool.submit(rip.plates, copies / OVERPRINTED_FILE, page, COMPARED_PPI, index + 1)
                    findings += check_knock_outs(real.result(), free.result(), facts[page - 1], shop)
                findings += check_plates(fine.result(), facts[page - 1], shop, whole)
                del fine
            done.append(page)
    except PlatesFailedError:
        findings.append(FAILED.at(sample[len(done)]))
    except BudgetExceededError:
        findings.append(SLOW.at(sample[len(done)]))
    if len(sample) < len(facts):
        findings.append(SAMPLED.at(n=len(sample), all=len(facts)))
    return tuple(done), findings
