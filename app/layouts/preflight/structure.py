"""All rules that need no plates, one page after the other. Runs in a child process: ``judge_structure`` is what it calls."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pikepdf import Pdf

from app.i18n import Text, text
from app.jobs.progress import Progress
from app.layouts.preflight.box_rules import check_boxes, check_count
from app.layouts.preflight.color_rules import Profiles, check_colors
from app.layouts.preflight.cut_rules import check_cuts
from app.layouts.preflight.edge_rules import check_edges
from app.layouts.preflight.file_rules import check_file
from app.layouts.preflight.forbidden_rules import check_forbidden, check_notes, check_painted
from app.layouts.preflight.intent_rules import check_intent, intent_inks, intent_profile
from app.layouts.preflight.opening import head_of, opened
from app.layouts.preflight.overprinted import write_overprinted
from app.layouts.preflight.picture_rules import check_depth, check_pictures
from app.layouts.preflight.report import Finding, PageFacts, Rule
from app.layouts.preflight.spot_rules import Spots, check_spots, role_of
from app.layouts.preflight.type_rules import check_fonts, check_type
from app.layouts.preflight.view import View, view_of
from app.layouts.preflight.walk import Painted, Walker
from app.layouts.preflight.white_rules import check_white
from app.settings.shop import PrintShop

AGAIN = text("Export it again from the program that made it.")
DAMAGED = Rule(
    "damaged", "warns", text("The file is damaged; it could be repaired here, but a press may refuse it."), AGAIN
)
CONTENT = Rule("content_broken", "blocks", text("The content of the page cannot be read to its end."), AGAIN)
CIRCLES = Rule(
    "form_in_circles", "blocks", text("A part of the page contains itself: a press would stop there."), AGAIN
)
DEEP = Rule("form_too_deep", "blocks", text("Parts lie within parts too deeply for a press."), AGAIN)
COMPLEX = Rule(
    "too_complex", "blocks", text("The file draws more than could be looked at; the rest was not judged."),
    text("Flatten the page to a picture, or split the file."),
)  # fmt: skip
OPERATOR = Rule("operator_unknown", "warns", text("The page uses commands that no standard knows ({words})."), AGAIN)
PHOTO = Rule(
    "route_photo", "warns", text("This shop prints pictures, not PDF files."),
    text("Send it a JPEG, PNG or TIFF in sRGB."),
)  # fmt: skip
MORE = Rule("more", "informs", text("{n} more places are not listed: {fault}"), text("Mend the listed ones first."))
RULES = (DAMAGED, CONTENT, CIRCLES, DEEP, COMPLEX, OPERATOR, PHOTO, MORE)
SAMPLED_PAGES = 10
"""Of which plates are made in a long file: the first, the last, and some between."""
SAMPLED_FILE, OVERPRINTED_FILE = "sampled.pdf", "overprinted.pdf"
"""Names of the copies; the first is made of long files only."""
MOST_ON_A_PAGE, MOST_OF_A_RULE = 12, 60
FINISHING = ("white", "varnish", "primer", "cut", "kiss_cut", "perforate", "crease")


@dataclass(frozen=True)
class Structure:
    """What the child gives back.

    sample    the pages whose plates are to be made
    compared  whether a copy with everything set to overprint was written, to tell knock-outs
    """

    findings: tuple[Finding, ...]
    pages: tuple[PageFacts, ...]
    spots: tuple[str, ...]
    sample: tuple[int, ...]
    compared: bool


@dataclass
class _Told:
    """What was said once and need not be said on every page."""

    fonts: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


def judge_structure(
    path: Path,
    shop: PrintShop | None,
    sheet_mm: tuple[float, float] | None,
    copies: Path | None,
    *,
    progress: Progress,
) -> Structure:
    """Judge a file without plates. ``copies``: folder for the copies that plates are made of, if any are.

    Raises FileRefusedError with one sentence.
    """
    head = head_of(path)
    with opened(path) as pdf:
        views = tuple(view_of(page, n + 1) for n, page in enumerate(pdf.pages))
        findings: list[Finding] = []
        if shop is not None and shop.route == "photo":
            findings.append(PHOTO.at())
        findings += check_file(pdf, head)
        findings += check_intent(pdf, shop)
        findings += check_forbidden(pdf, progress.part(0.0, 0.2))
        findings += check_count(views)
        told = _Told(ids={f.id for f in findings})
        spots = Spots()
        walker = Walker(pdf, progress.part(0.2, 0.9))
        profiles, inks = Profiles(intent_profile(pdf)), intent_inks(pdf)
        for view, page in zip(views, pdf.pages, strict=True):
            painted = walker.page(page)
            findings += check_boxes(view, views[0], sheet_mm)
            findings += _page(view, painted, shop, told)
            findings += check_colors(view, painted, shop, inks, profiles)
            spots.add(view, painted.marks)
            progress.part(0.2, 0.9)(view.number / len(views))
        findings += check_spots(spots, shop)
        if pdf.get_warnings():
            findings.append(DAMAGED.at())
        sample = _sample(len(views))
        compared = copies is not None and any(role_of(s, shop) in FINISHING for s in spots.names)
        if copies is not None:
            _copy(pdf, sample, copies, compared=compared)
        return Structure(tuple(_thinned(findings)), tuple(v.facts() for v in views), spots.names, sample, compared)


def _page(view: View, painted: Painted, shop: PrintShop | None, told: _Told) -> list[Finding]:
    marks = painted.marks
    findings: list[Finding] = []
    for rule, met in (
        (CONTENT, painted.broken or painted.unbalanced),
        (CIRCLES, painted.in_circles),
        (DEEP, painted.too_deep),
    ):
        if met:
            findings.append(rule.at(view.number))
    if painted.too_much and COMPLEX.id not in told.ids:
        told.ids.add(COMPLEX.id)
        findings.append(COMPLEX.at(view.number))
    if painted.unknown:
        findings.append(OPERATOR.at(view.number, words=", ".join(sorted(painted.unknown)[:5])))
    findings += check_notes(view)
    findings += check_painted(
        view, postscript=painted.postscript, opi=painted.opi, lzw=painted.lzw, told=tuple(told.ids)
    )
    findings += check_fonts(view, painted.fonts, told.fonts)
    findings += check_type(view, marks, shop)
    findings += check_pictures(view, marks, shop)
    if "picture_16_bit" not in told.ids:
        findings += check_depth(painted.pictures)
    findings += check_cuts(view, marks, shop)
    findings += check_white(view, marks, shop)
    findings += check_edges(view, marks, shop)
    told.ids |= {f.id for f in findings if f.id == "picture_16_bit"}
    return findings


def _sample(pages: int) -> tuple[int, ...]:
    if pages <= SAMPLED_PAGES:
        return tuple(range(1, pages + 1))
    step = (pages - 1) / (SAMPLED_PAGES - 1)
    return tuple(sorted({1 + round(step * n) for n in range(SAMPLED_PAGES)}))


def _copy(pdf: Pdf, sample: tuple[int, ...], folder: Path, *, compared: bool) -> None:
    """What Ghostscript reads instead of the file: it would open a long file anew for each page."""
    if len(sample) < len(pdf.pages):
        wanted = set(sample)
        for index in range(len(pdf.pages) - 1, -1, -1):
            if index + 1 not in wanted:
                del pdf.pages[index]
        pdf.save(folder / SAMPLED_FILE, encryption=False, fix_metadata_version=False)
    if compared:
        write_overprinted(pdf, folder / OVERPRINTED_FILE)


def _thinned(findings: list[Finding]) -> list[Finding]:
    """No more than a person reads: some places of each rule on a page, and some pages."""
    on_page: Counter[tuple[str, int | None]] = Counter()
    of_rule: Counter[str] = Counter()
    left: Counter[str] = Counter()
    last: dict[str, Text] = {}
    kept: list[Finding] = []
    for finding in findings:
        on_page[finding.id, finding.page] += 1
        of_rule[finding.id] += 1
        if on_page[finding.id, finding.page] > MOST_ON_A_PAGE or of_rule[finding.id] > MOST_OF_A_RULE:
            left[finding.id] += 1
            last[finding.id] = finding.words
        else:
            kept.append(finding)
    return kept + [MORE.at(n=count, fault=last[rule]) for rule, count in sorted(left.items())]
