"""What is against printing a design as it is."""

from dataclasses import dataclass

from app.errors import AppError
from app.i18n import Text


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a layer, or with the whole where ``layer`` is "".

    id      the same for all of its kind: "signs-missing"
    blocks  it must not be printed so; others are only said
    at      where, mm from the top left of the trim box of the design
    """

    id: str
    words: Text | str
    layer: str = ""
    blocks: bool = True
    at: tuple[float, float] | None = None


class DesignRefusedError(AppError):
    """A design that cannot be printed as it is. ``faults``: all that is against it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(next(fault.words for fault in faults if fault.blocks))
        self.faults = faults
