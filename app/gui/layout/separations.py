"""Plates of the print file: made by Ghostscript beside the window, shown alone or together."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.gui.layout.latest import Latest
from app.gui.layout.pictures import qimage
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.settings.shop import PrintShop

if TYPE_CHECKING:
    from app.layouts.plates.plates import Plates

LONGEST_PX = 3200
FINEST_PPI, COARSEST_PPI = 300.0, 72.0


class Separations(QObject):
    """found: the plates of a page are there; shown: a picture of the chosen ones (QImage); refused: an AppError."""

    found = Signal()
    shown = Signal(object)
    refused = Signal(object)

    def __init__(self, runner: Runner, shop: Callable[[], PrintShop], parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._shop = runner, shop
        self._drawing = Latest(runner, "thread")
        self.plates: Plates | None = None
        self.hidden: frozenset[str] = frozenset()
        self.page = 0
        self.job: Job | None = None
        self._path: Path | None = None

    def make(self, path: Path, page: int = 0) -> None:
        """Make the plates of a page of a file (0 is the first)."""
        if self.job is not None:
            self.job.cancel()
        self._path = path

        def work(*, progress: Progress) -> "Plates":
            from app.layouts.plates.plates import plates  # noqa: PLC0415 - looked at by few

            made = plates(path, _fine(path, page), progress, page=page)
            for name in made.names:  # all at once, here: ink values are asked for while the pointer moves
                made.plate(name)
            return made

        self.job = self._runner.run(
            text("Make the plates"), work, then=lambda made: self._made(made, page), failed=self._failed, lane="batch"
        )

    def switch(self, name: str, *, on: bool) -> None:
        """Show a plate or hide it."""
        self.hidden = self.hidden - {name} if on else self.hidden | {name}
        self.draw()

    def alone(self, name: str) -> None:
        """Show this plate by itself; all of them where it is alone already."""
        if self.plates is None:
            return
        others = frozenset(self.plates.names) - {name}
        self.hidden = frozenset() if self.hidden == others else others
        self.found.emit()
        self.draw()

    def looks(self) -> Mapping[str, tuple[int, int, int]]:
        """The colour (sRGB, 0 to 255) that each plate is shown in."""
        if self.plates is None:
            return {}
        from app.layouts.plates.view import ink_looks  # noqa: PLC0415 - see make

        return {name: look.color for name, look in ink_looks(self.plates, self._shop()).items()}

    def draw(self) -> None:
        """Draw what is not hidden."""
        plates = self.plates
        if plates is None:
            return
        chosen, shop = [name for name in plates.names if name not in self.hidden], self._shop()

        def work() -> QImage:
            from app.layouts.plates.view import composite, ink_looks  # noqa: PLC0415 - see make

            try:
                return qimage(composite(plates, chosen, ink_looks(plates, shop)))
            except OSError:
                if plates is self.plates:
                    raise
                return QImage()  # other plates have come, and these were taken away

        def done(image: QImage) -> None:
            if plates is self.plates and not image.isNull():
                self.shown.emit(image)

        self._drawing.ask(work, then=done)

    def inks(self, x_mm: float, y_mm: float) -> Mapping[str, float]:
        """How much of each ink lies at a place of the page, 0 to 1."""
        return {} if self.plates is None else self.plates.ink_at(x_mm, y_mm)

    def close(self) -> None:
        """Take the files away."""
        plates, self.plates = self.plates, None  # before they are gone: whoever draws them just now is told by it
        if plates is not None:
            plates.close()

    def _made(self, made: "Plates", page: int) -> None:
        self.close()
        self.plates, self.page, self.hidden = made, page, self.hidden & frozenset(made.names)
        self.found.emit()
        self.draw()

    def _failed(self, error: AppError) -> None:
        self.refused.emit(error)


def _fine(path: Path, page: int) -> float:
    """As fine as a screen needs when it looks closely, and not more pixels than it can hold."""
    import pikepdf  # noqa: PLC0415 - see Separations.make

    try:
        with pikepdf.open(path) as pdf:
            box = [float(value) for value in pdf.pages[page].mediabox.as_list()]
    except (pikepdf.PdfError, OSError, IndexError, TypeError, ValueError):
        return COARSEST_PPI  # whoever makes the plates says what is wrong with the file
    longest = max(abs(box[2] - box[0]), abs(box[3] - box[1])) / 72
    return min(FINEST_PPI, max(COARSEST_PPI, LONGEST_PX / max(longest, 0.01)))
