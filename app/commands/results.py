"""What the parts of commands that run in the helper process hand back. Imports nothing that is slow to import."""

from dataclasses import dataclass

from app.i18n import Text
from app.mesh.report import Report
from app.session.bench import Changes


@dataclass(frozen=True)
class Edited:
    """What an edit made; ``height_mm``: the printed height that counts as chosen now, where the edit knows it."""

    revision: str
    summary: Text
    seconds: float
    height_mm: float | None = None


@dataclass(frozen=True)
class Opened:
    """A model in the store.

    ``height_mm``: the height it has; ``proposed``: whether we chose it and the user should confirm; ``overruled_mm``: the height
    that the file would give it, where no figurine has that; ``scaled``: the same model at the height that was ordered.
    """

    revision: str
    height_mm: float
    proposed: bool
    notes: tuple[Text, ...]
    overruled_mm: float | None = None
    scaled: Edited | None = None


@dataclass(frozen=True)
class AutoRepaired:
    """What the automatic repair made: the figures of its result without the mesh, which is in the store."""

    revision: str
    summary: Text
    seconds: float
    report: Report
    changes: Changes


@dataclass(frozen=True)
class RepairName:
    """What a repair is called, for menus and buttons."""

    id: str
    title: Text
    description: Text
