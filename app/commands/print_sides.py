"""On which sides of the paper the pages of a file are printed, and what may be chosen of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.dispatch.files.facts import FileFacts
from app.i18n import Text, text

ONE = "one-sided"
LONG, SHORT = "two-sided-long-edge", "two-sided-short-edge"
FRONT_AND_BACK = 2


@dataclass(frozen=True)
class SidesChoice:
    """One way. key: what it is called on a command line; ``sides``: what a printer is told (RFC 8011)."""

    key: str
    sides: str
    title: Text


def sides_of(width_mm: float, height_mm: float, *, both: bool) -> str:
    """What a printer is told of the sides of a page: backs are drawn for one that is turned over its left edge, like a page."""
    if not both:
        return ONE
    return LONG if height_mm >= width_mm else SHORT


def is_two_sided(options: Mapping[str, object]) -> bool:
    """Whether a job with these options is printed on both sides of the paper."""
    return options.get("sides") in {LONG, SHORT}


def choices_for(facts: FileFacts) -> tuple[SidesChoice, ...]:
    """How a PDF that was made elsewhere can be printed, the usual way first; none where there is nothing to choose.

    Two pages are a front and its back. What more of them are nobody but its maker knows: a set of cards, or cards with backs.
    """
    width, height = facts.page_mm
    if facts.pages < FRONT_AND_BACK or not width:
        return ()
    usual = sides_of(width, height, both=True)
    ways = (
        SidesChoice("both", usual, text("Both sides, turned over like a page")),
        SidesChoice("both-top", SHORT if usual == LONG else LONG, text("Both sides, turned over the upper edge")),
        SidesChoice("one", ONE, text("One side: each page on paper of its own")),
    )
    return ways if facts.pages == FRONT_AND_BACK else (ways[2], *ways[:2])
