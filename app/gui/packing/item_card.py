"""One thing of the parcel: its picture, what it is, how many of it are in."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout

from app.commands.parcel_view import ParcelLine
from app.gui.base.look import Look
from app.gui.base.thing_words import made_words, product_icon
from app.gui.base.words import say
from app.gui.widgets.basics import Card, ElidedLabel, label, mark
from app.gui.widgets.sign import Sign
from app.i18n import text, tr

PICTURE = 96
AROUND = 11  # pixels above and below it


class ItemCard(Card):
    """Emits what is wanted with the item's id: ``take_out``, ``take_back`` (one scan), ``labels`` (print its labels)."""

    take_out = Signal(int)
    take_back = Signal(int)
    labels = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(kind="packItem")
        self._look = look
        self.line: ParcelLine | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.picture = QLabel()
        say(self.picture, setAccessibleName=text("Picture of the creation"))
        self.picture.setFixedSize(PICTURE, PICTURE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("kind", "picture")
        self.title = label("", "packTitle", wrap=True)
        self.what = ElidedLabel("packWhat")
        self.serial = ElidedLabel("packWhat")
        self.problem = label("", "problem", wrap=True)
        self.count = label("", "packCount")
        self.sign = Sign(look, side=30)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch()
        for widget in (self.title, self.what, self.serial, self.problem):
            words.addWidget(widget)
        words.addStretch()
        self.setMinimumHeight(PICTURE + 2 * AROUND)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, AROUND, 14, AROUND)
        row.setSpacing(14)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        how_many = QVBoxLayout()
        how_many.setSpacing(4)
        how_many.addStretch()
        how_many.addWidget(self.count, 0, Qt.AlignmentFlag.AlignHCenter)
        how_many.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        how_many.addStretch()
        row.addLayout(how_many)

    def show_line(
        self, line: ParcelLine, picture: QPixmap | None, *, open_: bool, named: bool, last: bool = False
    ) -> None:
        """Show this item.

        ``open_``: whether things still go in; ``named``: with the number of its order; ``last``: it was scanned last
        """
        self.line = line
        item = line.item
        self.title.setText(item.title or tr("Without a title"))
        self.what.set_text(f"{made_words(item)} · {line.number}" if named else made_words(item))
        self.serial.set_text(item.serial)
        self.count.setText(f"{line.scanned} / {item.quantity}")
        self.problem.setText("" if line.stop is None else str(line.stop.sentence))
        self.problem.setVisible(line.stop is not None)
        if picture is not None:
            self.picture.setPixmap(picture)
        else:
            self.picture.setPixmap(self._look.icon(product_icon(item.product), "dim").pixmap(QSize(34, 34)))
        if line.stop is not None:
            state, icon, role = "stop", "mdi6.hand-back-left", "bad"
        elif line.complete:
            state, icon, role = "done", "mdi6.check-circle", "ok"
        else:
            state, icon, role = "", "mdi6.dots-horizontal", "dim"
        self.sign.show_sign(icon, role)  # type: ignore[arg-type]
        mark(self, state=state, last=last and open_)
        told = f"{item.title} · {item.serial} · {line.scanned} / {item.quantity}"
        self.setAccessibleName(f"{told} · {line.stop.sentence}" if line.stop is not None else told)
        self.setToolTip(
            tr("Delete takes it out of the parcel; the menu key shows more")
            if open_
            else tr("The menu key shows what can be done with it")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete takes it out."""
        if event.key() == Qt.Key.Key_Delete and self.line is not None:
            self.take_out.emit(self.line.item.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with it."""
        if self.line is None:
            return
        menu, item = QMenu(self), self.line.item.id
        back = menu.addAction(self._look.icon("mdi6.undo"), str(text("Take back its last scan")))
        back.setEnabled(self.line.scanned > 0)
        back.triggered.connect(lambda: self.take_back.emit(item))
        out = menu.addAction(self._look.icon("mdi6.package-variant-remove"), str(text("Take it out of the parcel…")))
        out.triggered.connect(lambda: self.take_out.emit(item))
        printed = menu.addAction(self._look.icon("mdi6.barcode"), str(text("Print its labels…")))
        printed.triggered.connect(lambda: self.labels.emit(item))
        menu.popup(event.globalPos())
