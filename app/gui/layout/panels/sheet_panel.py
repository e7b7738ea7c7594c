"""Paper or board, gaps, marks, how many of each; and how well it is used."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSpinBox, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.entering import Choice, Number, Switch, caption
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.panels.share_ring import ShareRing
from app.gui.layout.setup import Setup
from app.gui.layout.sheets import Sheets
from app.gui.layout.thing import MOST_COPIES
from app.gui.widgets.basics import Card, ElidedLabel, button, clear, label, rule, tool
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, plural, text, tr
from app.products.product import size_words
from app.settings.shops import shop_title

MARKS: tuple[tuple[str, Text, Text], ...] = (
    ("crop", text("Crop marks"), text("Short lines outside of the corners, where the guillotine cuts")),
    ("registration", text("Registration marks"), text("Circles by which the camera of a cutter finds the sheet")),
    ("color_bar", text("Colour bar"), text("Fields of each ink in the margin, for the printer")),
    ("label", text("Order beside each piece"), text("So that whoever cuts knows whose it is")),
)


class SheetPanel(QWidget):
    """Shows the sheets and how they are wanted.

    arrange_wanted, edit_wanted (number of a thing), remove_wanted (number of a thing)
    """

    arrange_wanted = Signal()
    edit_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, look: Look, desk: LayoutDesk, sheets: Sheets, setup: Setup) -> None:
        super().__init__()
        self._look, self._desk, self._sheets, self._setup = look, desk, sheets, setup
        self._keys: tuple[str, ...] = ()
        self.copies: list[QSpinBox] = []
        self._names: list[ElidedLabel] = []
        self.ring = ShareRing(look)
        self.title, self.words = label("", "title"), label("", "dim", wrap=True)
        self.arrange = button(
            text("Arrange the sheet"), self.arrange_wanted.emit, "primary", look.icon("mdi6.auto-fix", "on_fill")
        )
        say(self.arrange, setToolTip=text("Lay all things anew with as little waste as possible"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(5)
        self.progress.setRange(0, 1000)
        self.enough = button(text("Good enough"), sheets.enough, "small")
        say(self.enough, setToolTip=text("Take the best that was found so far"))
        self.cancel = button(text("Cancel"), sheets.stop, "small", tip=text("Stop; the sheet stays as it was"))
        self.sizes = Choice(())
        self.shop = Choice(())
        self.gap = Number(0, 50, 0.5)
        self.marks = {name: Switch(title, tip) for name, title, tip in MARKS}
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._arrange()
        self.sizes.entered.connect(setup.choose_sheet)
        self.shop.entered.connect(setup.choose_shop)
        self.gap.entered.connect(lambda value: setup.change(gap_mm=value))
        for switch in self.marks.values():
            switch.entered.connect(lambda _on: self._marked())
        setup.changed.connect(self.refresh)
        for signal in (sheets.changed, sheets.moved, desk.opened, desk.copied, desk.changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it is now."""
        setup = self._setup
        self.sizes.offer([(name, _size_words(setup, name)) for name in setup.sheets])
        self.sizes.show_value(setup.sheet.id)
        self.shop.offer([(name, shop_title(shop)) for name, shop in setup.shops.items()])
        self.shop.show_value(setup.shop.id)
        self.gap.show_value(setup.shop.gap_mm)
        for name, switch in self.marks.items():
            switch.show_value(name in setup.shop.marks)
        self._show_use()
        self._show_things()

    def _show_use(self) -> None:
        sheets = self._sheets
        busy = sheets.busy
        self.arrange.setVisible(not busy)
        for widget in (self.progress, self.enough, self.cancel):
            widget.setVisible(busy)
        self.enough.setEnabled(sheets.layout is not None)
        if sheets.job is not None:
            self.progress.setValue(round(1000 * sheets.job.done))
        layout = sheets.layout
        if layout is None or not layout.sheets:
            self.ring.show_share(None)
            self.title.setText(tr("Not arranged yet"))
            self.words.setText(tr("Choose the sheet, then arrange it."))
            return
        from app.layouts.imposition.room import utilisation  # noqa: PLC0415 - loaded with the first sheet

        self.ring.show_share(utilisation(layout))
        placed = sum(len(sheet.placements) for sheet in layout.sheets)
        pieces = plural("{n} piece", "{n} pieces", placed)
        count = plural("{n} sheet", "{n} sheets", len(layout.sheets))
        self.title.setText(f"{pieces} · {count}")
        notes = []
        if layout.left:
            notes.append(str(plural("{n} has no room.", "{n} have no room.", len(layout.left))))
        if sheets.crowded:
            notes.append(tr("Red ones lie too near to others or to the edge."))
        if not sheets.fresh and not busy:
            notes.append(tr("Something has changed since; arrange it anew."))
        if busy:
            notes.append(tr("Looking for a tighter one…"))
        self.words.setText(" ".join(notes) or tr("Drag and turn pieces by hand; they stay where you put them."))

    def _show_things(self) -> None:
        things = self._desk.things
        keys = tuple(thing.key for thing in things)
        if keys != self._keys:
            self._keys = keys
            self._make_rows()
        for number, thing in enumerate(things):
            box = self.copies[number]
            if box.value() != thing.copies:
                box.blockSignals(True)
                box.setValue(thing.copies)
                box.blockSignals(False)
            size = size_words(thing.design.height_mm, thing.design.width_mm)
            self._names[number].set_text(f"{thing.title or thing.label} · {size}")

    def _make_rows(self) -> None:
        clear(self._list)
        self.copies, self._names = [], []
        for number in range(len(self._keys)):
            row = QWidget()
            across = QHBoxLayout(row)
            across.setContentsMargins(0, 0, 0, 0)
            across.setSpacing(4)
            name = ElidedLabel()
            copies = QSpinBox()
            copies.setRange(1, MOST_COPIES)
            copies.setKeyboardTracking(False)
            copies.setPrefix("× ")
            hold_width(copies, 70)
            say(copies, setAccessibleName=text("Copies"), setToolTip=text("How many are printed"))
            copies.valueChanged.connect(lambda value, number=number: self._desk.set_copies(number, value))
            edit = tool(
                self._look.icon("mdi6.pencil-outline"), text("Edit this one"),
                lambda number=number: self.edit_wanted.emit(number),  # type: ignore[misc]
            )  # fmt: skip
            remove = tool(
                self._look.icon("mdi6.close"), text("Take it off the bench"),
                lambda number=number: self.remove_wanted.emit(number),  # type: ignore[misc]
            )  # fmt: skip
            across.addWidget(name, 1)
            across.addWidget(copies)
            across.addWidget(edit)
            across.addWidget(remove)
            self.copies.append(copies)
            self._names.append(name)
            self._list.addWidget(row)

    def _marked(self) -> None:
        self._setup.change(marks=tuple(name for name, switch in self.marks.items() if switch.isChecked()))

    def _arrange(self) -> None:
        card = Card()
        across = QHBoxLayout(card)
        across.setContentsMargins(12, 10, 12, 10)
        across.setSpacing(12)
        across.addWidget(self.ring)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.words)
        across.addLayout(words, 1)
        busy = QHBoxLayout()
        busy.addWidget(self.enough)
        busy.addWidget(self.cancel)
        busy.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 12)
        column.setSpacing(8)
        column.addWidget(card)
        column.addWidget(self.progress)
        column.addLayout(busy)
        column.addWidget(self.arrange)
        for title, field in (
            (text("Printed at"), self.shop),
            (text("Print sheet"), self.sizes),
            (text("Gap"), self.gap),
        ):
            row = QHBoxLayout()
            row.addWidget(caption(title))
            say(field, setAccessibleName=title, setToolTip=title)
            row.addWidget(field, 1)
            column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(label(text("Marks"), "heading"))
        for switch in self.marks.values():
            column.addWidget(switch)
        column.addWidget(rule())
        column.addWidget(label(text("On the bench"), "heading"))
        column.addLayout(self._list)
        column.addStretch()


def _size_words(setup: Setup, name: str) -> str:
    return setup.sheets[name].title()
