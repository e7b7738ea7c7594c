"""What can be done with the revisions of the history: compare, show beside, restore, save."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.commands.workshop import Workshop
from app.gui.base.display import Display
from app.gui.bench.history_strip import HistoryStrip
from app.gui.bench.side_view import SideView
from app.gui.bench.thumbnails import ThumbnailMaker
from app.i18n import text, tr
from app.mesh.mesh import Mesh
from app.session.bench import Document


class Revisions(QObject):
    """Connects the strip with the bench.

    compare  shows a revision before the line
    save     asks for a file for it
    settled  does something once every stroke of a brush is on the bench
    """

    def __init__(  # noqa: PLR0917 - what it connects
        self,
        workshop: Workshop,
        strip: HistoryStrip,
        display: Display,
        side: SideView,
        pictures: ThumbnailMaker,
        compare: Callable[[str], object],
        save: Callable[[str], object],
        settled: Callable[[Callable[[], object]], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workshop, self._display, self._side = workshop, display, side
        self._compare, self._save, self._settled = compare, save, settled
        self._beside = ""
        strip.take_pictures_from(pictures.pixmap)
        pictures.made.connect(strip.show_picture)
        strip.chosen.connect(self._chosen)
        display.beside_loaded.connect(self._show_beside)
        workshop.bench.opened.connect(lambda _document: self.end_beside())
        workshop.bench.closed.connect(self.end_beside)

    def beside(self, position: int | None) -> None:
        """Show the revision after this many edits beside the model; None: none."""
        document = self._workshop.bench.document
        if document is None or position is None:
            self.end_beside()
            return
        self._beside = document.revision_at(position)
        self._display.load_beside(self._beside)

    def toggle_beside(self, *, on: bool) -> None:
        """Show what the model is compared with beside it, or stop that."""
        document = self._workshop.bench.document
        if document is None or not on:
            self.end_beside()
            return
        self._beside = document.reference
        self._display.load_beside(self._beside)

    def end_beside(self) -> None:
        """Show the model alone."""
        self._beside = ""
        self._side.hide()

    def _chosen(self, what: str, position: int) -> None:
        document = self._workshop.bench.document
        if document is None:
            return
        if what == "compare":
            self._compare(document.revision_at(position))
        elif what == "beside":
            self.beside(position)
        elif what == "restore":
            title = text("Back to “{step}”", step=_name(document, position))
            self._settled(lambda: self._workshop.bench.restore(position, title))
        elif what == "save":
            self._save(document.revision_at(position))

    def _show_beside(self, mesh: Mesh) -> None:
        document = self._workshop.bench.document
        if document is None or mesh.revision != self._beside:
            return  # nobody wants it any more
        positions = [n for n in range(len(document.edits) + 1) if document.revision_at(n) == self._beside]
        self._side.show(mesh, _name(document, positions[0]) if positions else "")


def _name(document: Document, position: int) -> str:
    return str(document.edits[position - 1].title) if position else tr("Original")
