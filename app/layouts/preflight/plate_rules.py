"""What only the plates show: total ink, knock-outs, plates without ink, bleed that is really printed."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.i18n import text
from app.layouts.preflight.edge_rules import BLEED_MM, EXTEND, SIDES
from app.layouts.preflight.ghostscript import PROCESS, Plates
from app.layouts.preflight.report import Finding, PageFacts, Place, Rule
from app.layouts.preflight.spot_rules import CUTS, role_of
from app.layouts.preflight.white_rules import FINISHES, PICTURE_OUT, WHITE_OUT
from app.settings.shop import PrintShop

TOO_MUCH = Rule(
    "ink_total", "blocks", text("Up to {percent} % ink lie on {area} mm²; this press takes {limit} %: it would not dry."),
    text("Convert the pictures with the profile of the press, which keeps to its limit."),
)  # fmt: skip
EMPTY = Rule(
    "plate_empty", "warns", text("The plate “{name}” has no ink on it: something covers it or takes it away."),
    text("Look at the plates, and set what lies over it to overprint."),
)  # fmt: skip
NOTHING = Rule(
    "plates_all_empty", "warns", text("No ink at all is printed on this page."), text("Delete the page, or fill it.")
)
UNPRINTED = Rule(
    "bleed_unprinted", "blocks", text("On the {side}, {percent} % of the edge has no ink in the bleed."), EXTEND
)
FAILED = Rule(
    "plates_failed", "blocks", text("Ghostscript could not make the plates of this file: a press may not either."),
    text("Export it again from the program that made it."),
)  # fmt: skip
SLOW = Rule(
    "plates_too_slow", "warns", text("The plates take too long or too much memory: this file was judged without them."),
    text("Make the file simpler."),
)  # fmt: skip
SAMPLED = Rule(
    "plates_sampled", "informs", text("Plates were made of {n} of {all} pages only."),
    text("Nothing; the others were judged without."),
)  # fmt: skip
UNJUDGED = Rule(
    "plates_not_made", "informs", text("Ghostscript is not installed: total ink, knock-outs and bleed were not measured."),
    text("Install Ghostscript to have them measured."),
)  # fmt: skip
RULES = (TOO_MUCH, EMPTY, NOTHING, UNPRINTED, FAILED, SLOW, SAMPLED, UNJUDGED)
NEEDING = (TOO_MUCH, EMPTY, NOTHING, UNPRINTED)
LIMIT = 3.0
ROUNDING = 5
"""Levels of 255: four plates of 8 bits are rounded each."""
LEAST_MM2 = 0.05
KNOCKED_MM2 = 0.5
INKED = 12
EDGE_SHARE = 0.1
STRONG_SHARE = 0.3


def check_plates(plates: Plates, facts: PageFacts, shop: PrintShop | None, spots: Sequence[str]) -> Iterator[Finding]:
    """One page. ``spots``: the plates of its own that the file uses on some page."""
    if not plates.ink.any():
        yield NOTHING.at(plates.page)
        return
    yield from _total(plates, facts, shop)
    yield from _bleed(plates, facts, shop)
    for name in spots:
        if name in plates.names and not plates.of(name).any():
            yield EMPTY.at(plates.page, name=name)


def check_knock_outs(real: Plates, free: Plates, facts: PageFacts, shop: PrintShop | None) -> Iterator[Finding]:
    """``free``: the same page with everything set to overprint, at the same resolution."""
    pixel = _pixel_mm2(real, facts)
    lines = np.zeros(real.ink.shape[1:], bool)  # a cut line that knocks out has a rule of its own
    for name in free.names:
        if role_of(name, shop) in CUTS and name not in PROCESS:
            lines |= free.of(name) > 0
    process_lost = _process(free).astype(np.int16) - _process(real)
    for name in free.names:
        if role_of(name, shop) not in FINISHES or name in PROCESS:
            continue
        meant = free.of(name)
        kept = real.of(name) if name in real.names else np.zeros_like(meant)
        lost = ((meant.astype(np.int16) - kept) > 96) & ~lines
        if lost.sum() * pixel > KNOCKED_MM2:
            yield WHITE_OUT.at(real.page, _around(lost, real, facts))
        taken = (process_lost > 64) & (kept > 64) & ~lines
        if taken.sum() * pixel > KNOCKED_MM2:
            yield PICTURE_OUT.at(real.page, _around(taken, real, facts))


def _process(plates: Plates) -> NDArray[np.int16]:
    total: NDArray[np.int16] = plates.ink[:4].sum(axis=0, dtype=np.int16)
    return total


def _total(plates: Plates, facts: PageFacts, shop: PrintShop | None) -> Iterator[Finding]:
    limit = shop.ink_limit if shop is not None else LIMIT
    counted = [i for i, n in enumerate(plates.names) if n in PROCESS or role_of(n, shop) is None]
    region = _region(facts.bleed or facts.trim, plates, facts)
    total = plates.ink[counted[0]][region].astype(np.uint16)
    for index in counted[1:]:
        total += plates.ink[index][region]
    over = total > limit * 255 + ROUNDING
    area = float(over.sum()) * _pixel_mm2(plates, facts)
    if area > LEAST_MM2:
        whole = np.zeros(plates.ink.shape[1:], bool)
        whole[region] = over
        yield TOO_MUCH.at(
            plates.page, _around(whole, plates, facts), "blocks" if area > 1 else "warns",
            percent=round(float(total.max()) / 2.55), area=round(area, 1), limit=round(limit * 100),
        )  # fmt: skip


def _bleed(plates: Plates, facts: PageFacts, shop: PrintShop | None) -> Iterator[Finding]:
    """Where ink runs up to the trim, it has to run on to the edge of the bleed."""
    if facts.trim is None or facts.bleed is None or (shop is not None and shop.route == "cut"):
        return
    needed = min(shop.bleed_mm if shop is not None else BLEED_MM, BLEED_MM)
    art = [i for i, n in enumerate(plates.names) if role_of(n, shop) not in CUTS]
    inked = plates.ink[art].max(axis=0) > INKED
    px, py = plates.ink.shape[2] / facts.width_mm, plates.ink.shape[1] / facts.height_mm
    left, top, right, bottom = facts.trim
    strips = (
        inked[round(top * py) : round(bottom * py)].T, inked[::-1, round(left * px) : round(right * px)],
        inked[round(top * py) : round(bottom * py), ::-1].T, inked[:, round(left * px) : round(right * px)],
    )  # fmt: skip
    at = (left * px, (facts.height_mm - bottom) * py, (facts.width_mm - right) * px, top * py)
    bleed = facts.bleed
    outer = (bleed[0] * px, (facts.height_mm - bleed[3]) * py, (facts.width_mm - bleed[2]) * px, bleed[1] * py)
    for side, words in enumerate(SIDES):
        edge, scale = round(at[side]), px if side in (0, 2) else py
        width = min(needed * scale, at[side] - outer[side])
        inside, far = round(0.6 * scale), edge - round(0.8 * width)
        near_end = edge - round(0.4 * width)
        if width < 2 or far >= near_end or strips[side].size == 0:
            continue
        runs_up = strips[side][edge + 1 : edge + 1 + max(inside, 2)].mean(axis=0) > 0.8
        runs_on = strips[side][max(far, 0) : near_end].any(axis=0)
        share = float((runs_up & ~runs_on).mean())
        if share > EDGE_SHARE:
            yield UNPRINTED.at(
                plates.page, _side_place(facts, side, needed), "blocks" if share > STRONG_SHARE else "warns",
                side=words, percent=round(share * 100),
            )  # fmt: skip


def _side_place(facts: PageFacts, side: int, needed: float) -> Place | None:
    if facts.trim is None:
        return None
    left, top, right, bottom = facts.trim
    return (
        (max(left - needed, 0), top, left, bottom),
        (left, bottom, right, min(bottom + needed, facts.height_mm)),
        (right, top, min(right + needed, facts.width_mm), bottom),
        (left, max(top - needed, 0), right, top),
    )[side]


def _region(box: Place | None, plates: Plates, facts: PageFacts) -> tuple[slice, slice]:
    height, width = plates.ink.shape[1:]
    if box is None:
        return slice(0, height), slice(0, width)
    px, py = width / facts.width_mm, height / facts.height_mm
    return slice(round(box[1] * py), round(box[3] * py)), slice(round(box[0] * px), round(box[2] * px))


def _pixel_mm2(plates: Plates, facts: PageFacts) -> float:
    rows, columns = plates.ink.shape[1:]
    return float(facts.width_mm / columns * facts.height_mm / rows)


def _around(mask: NDArray[np.bool_], plates: Plates, facts: PageFacts) -> Place:
    """The box around what is set."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    px, py = facts.width_mm / plates.ink.shape[2], facts.height_mm / plates.ink.shape[1]
    return (
        float(columns[0] * px),
        float(rows[0] * py),
        float((columns[-1] + 1) * px),
        float((rows[-1] + 1) * py),
    )
