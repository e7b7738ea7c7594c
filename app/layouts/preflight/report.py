"""What preflight found: one finding a fault, with the page, the place and what to do."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.i18n import Text

Severity = Literal["blocks", "warns", "informs"]
Place = tuple[float, float, float, float]
"""Left, top, right, bottom in mm, from the upper left corner of the media box of the page, before any rotation."""
RANK: dict[Severity, int] = {"blocks": 0, "warns": 1, "informs": 2}


@dataclass(frozen=True)
class Finding:
    """One fault.

    id      stable, snake_case: the rule's
    words   one sentence: what is wrong and what it would do in print
    remedy  one sentence: what to do about it
    page    from 1; None where it concerns the whole file
    """

    id: str
    severity: Severity
    words: Text
    remedy: Text
    page: int | None = None
    where: Place | None = None

    def to_json(self) -> dict[str, Any]:
        """For ``--json``, in the language that is spoken now."""
        return {
            "id": self.id,
            "severity": self.severity,
            "message": str(self.words),
            "remedy": str(self.remedy),
            "page": self.page,
            "where": None if self.where is None else [round(float(v), 2) for v in self.where],
        }


@dataclass(frozen=True)
class Rule:
    """A row of the table of rules: what is said when it is broken. ``words`` may have ``{places}`` for values."""

    id: str
    severity: Severity
    words: Text
    remedy: Text

    def at(
        self,
        page: int | None = None,
        where: Place | None = None,
        severity: Severity | None = None,
        **values: object,
    ) -> Finding:
        """The finding that this rule is broken there."""
        words = replace(self.words, values=values) if values else self.words
        return Finding(self.id, severity or self.severity, words, self.remedy, page, where)


@dataclass(frozen=True)
class PageFacts:
    """What is known of a page. Sizes in mm; boxes as places; None for a box that the page has not."""

    width_mm: float
    height_mm: float
    trim: Place | None
    bleed: Place | None
    rotate: int = 0


@dataclass(frozen=True)
class PreflightReport:
    """The answer to "can this be printed?".

    passed       nothing blocks
    pages        number of pages in the file
    rules        the findings, the worst first, then by page
    spots        names of the spot colours that the pages use
    unjudged     ids of the rules that could not be judged (no Ghostscript, or plates not asked for)
    plate_pages  the pages (from 1) whose plates were made
    page_facts   size and boxes of each page
    """

    passed: bool
    pages: int
    rules: tuple[Finding, ...]
    spots: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    plate_pages: tuple[int, ...] = ()
    page_facts: tuple[PageFacts, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def to_json(self) -> dict[str, Any]:
        """For ``--json`` and report files."""
        return {
            "passed": self.passed,
            "pages": self.pages,
            "rules": [finding.to_json() for finding in self.rules],
            "spots": list(self.spots),
            "not_judged": list(self.unjudged),
            "plate_pages": list(self.plate_pages),
            "seconds": round(self.seconds, 3),
        }


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """The worst first, then by page; the order within a page is kept."""
    return tuple(sorted(findings, key=lambda f: (RANK[f.severity], f.page or 0)))
