"""What it becomes: templates by product, searched, and the places that the order fills."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.fields.entering import Words
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.panels.gallery import Gallery
from app.gui.widgets.basics import ElidedLabel, button, clear, label
from app.gui.widgets.panel import scrolling
from app.i18n import Text, text, tr
from app.jobs.runner import Runner
from app.layouts.design.document import Slot, Template

PRODUCTS: tuple[tuple[str, Text], ...] = (
    ("", text("All")), ("photo", text("Photo")), ("postcard", text("Postcard")), ("magnet", text("Magnet")),
    ("keychain", text("Keychain")),
)  # fmt: skip


class TemplatePanel(QWidget):
    """Emits ``wanted`` and ``drop_wanted`` (a Template), ``entered`` (slot, value) and ``file_wanted`` (a Slot)."""

    wanted = Signal(object)
    drop_wanted = Signal(object)
    entered = Signal(str, str)
    file_wanted = Signal(object)

    def __init__(self, look: Look, desk: LayoutDesk, runner: Runner, folder: Path) -> None:
        super().__init__()
        self._look, self._desk = look, desk
        self._all: tuple[Template, ...] = ()
        self._slots: tuple[Slot, ...] = ()
        self.fields: dict[str, QWidget] = {}
        self.product = ""
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        say(
            self.search,
            setPlaceholderText=text("Search templates…"),
            setAccessibleName=text("Search templates…"),
            setToolTip=text("Show only templates whose name holds these words"),
        )
        self.gallery = Gallery(look, runner, folder)
        self.gallery.setMinimumHeight(200)
        chips = QHBoxLayout()
        chips.setSpacing(4)
        self._group = QButtonGroup(self)
        self.chips: dict[str, QToolButton] = {}
        for name, title in PRODUCTS:
            chip = QToolButton()
            chip.setProperty("kind", "view")
            chip.setCheckable(True)
            say(chip, setText=title, setToolTip=text("Show templates for: {product}", product=title))
            chip.clicked.connect(lambda _checked=False, name=name: self.choose_product(name))
            self._group.addButton(chip)
            self.chips[name] = chip
            chips.addWidget(chip)
        chips.addStretch()
        inside = QWidget()
        self._fill = QVBoxLayout(inside)
        self._fill.setContentsMargins(0, 0, 4, 8)
        self._fill.setSpacing(4)
        self._places = scrolling(inside)
        self._places.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addLayout(chips)
        column.addWidget(self.gallery, 1)
        column.addWidget(self._places, 1)
        self._typed = once(self, 80, self._filter)
        self.search.textChanged.connect(lambda _words: self._typed.start())
        self.gallery.wanted.connect(self.wanted.emit)
        self.gallery.drop_wanted.connect(self.drop_wanted.emit)
        desk.changed.connect(self.refresh)
        self.chips[""].setChecked(True)

    @property
    def known(self) -> tuple[Template, ...]:
        """All that are there."""
        return self._all

    def show_templates(self, templates: Sequence[Template]) -> None:
        """These are there."""
        self._all = tuple(templates)
        self._filter()

    def choose_product(self, product: str) -> None:
        """Show templates of one product; "" for all."""
        self.product = product
        self.chips[product].setChecked(True)
        self._filter()

    def refresh(self) -> None:
        """Show the places of the thing that is edited."""
        thing = self._desk.thing
        template = None if thing is None else thing.template
        self.gallery.show_chosen("" if template is None else template.id)
        slots = () if template is None else template.slots
        if slots != self._slots:
            self._slots = slots
            self._make_fields()
        if thing is not None:
            for slot in slots:
                _show(self.fields[slot.name], thing.values.get(slot.name, ""))

    def say_again(self) -> None:
        """Everything in the language of now."""
        self._filter()
        self._make_fields()
        self.refresh()

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        self.gallery.show_templates(
            t
            for t in self._all
            if (not self.product or t.design.product == self.product) and all(word in _haystack(t) for word in words)
        )
        thing = self._desk.thing
        self.gallery.show_chosen("" if thing is None or thing.template is None else thing.template.id)

    def _make_fields(self) -> None:
        clear(self._fill)
        self.fields = {}
        self._places.setVisible(bool(self._slots))
        if not self._slots:
            return
        self._fill.addWidget(label(text("Filled in"), "heading"))
        for slot in self._slots:
            self._fill.addWidget(label(tr(slot.title), "dim"))
            field = self._field(slot)
            self.fields[slot.name] = field
            self._fill.addWidget(field)
        self._fill.addStretch()

    def _field(self, slot: Slot) -> QWidget:
        if slot.kind in {"picture", "sound"}:
            return FileRow(self._look, slot, lambda: self.file_wanted.emit(slot))
        if slot.kind == "text" and "\n" in slot.sample:
            words = Words(3)
            words.setPlaceholderText(slot.sample)
            words.setAccessibleName(tr(slot.title))
            words.setToolTip(tr(slot.title))
            words.entered.connect(lambda value: self.entered.emit(slot.name, value))
            return words
        line = QLineEdit()
        line.setPlaceholderText(slot.sample)
        line.setAccessibleName(tr(slot.title))
        line.setToolTip(tr(slot.title))
        line.textEdited.connect(lambda value: self.entered.emit(slot.name, value))
        return line


class FileRow(QWidget):
    """A picture or a sound that fills a place."""

    def __init__(self, look: Look, slot: Slot, choose: object) -> None:
        super().__init__()
        assert callable(choose)
        self._empty = text("No picture yet") if slot.kind == "picture" else text("No sound yet")
        self.name = ElidedLabel("dim")
        icon = "mdi6.image-outline" if slot.kind == "picture" else "mdi6.music"
        self.choose = button(
            text("Choose…"), choose, "small", look.icon(icon), tip=text("Choose a file for this place")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.choose)
        self.show_value("")

    def show_value(self, value: str) -> None:
        """Show whether something fills it."""
        self.name.set_text(tr("Filled in") if value else str(self._empty))


def _show(field: QWidget, value: str) -> None:
    if isinstance(field, QLineEdit):
        if field.text() != value:
            field.setText(value)
    elif isinstance(field, Words | FileRow):
        field.show_value(value)


def _haystack(template: Template) -> str:
    design = template.design
    size = f"{design.width_mm:g}x{design.height_mm:g} {design.width_mm:g}×{design.height_mm:g}"
    return " ".join((template.id, template.title, tr(template.title), template.theme, size)).casefold()
