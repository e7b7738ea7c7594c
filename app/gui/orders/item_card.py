"""An item on the page of its order: picture, what it is, where it stands, and the steps that may follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout

from app.commands.order_view import ItemRow
from app.gui.base.look import Look
from app.gui.base.row_words import due_words
from app.gui.base.thing_words import made_words, product_icon
from app.gui.base.words import say
from app.gui.orders.steps import forward
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import Card, ElidedLabel, button, label, mark
from app.gui.widgets.covers import Covers
from app.i18n import Text, text, tr
from app.moments import minute
from app.orders import due
from app.orders.item_states import BEFORE_PRODUCTION, HOLD_REASONS, ITEM
from app.orders.machine import Machine, Step
from app.orders.record import now
from app.orders.records import Item
from app.products.table import PRODUCTS

COVER = 60

_BEYOND_FREE = text("The buyer was asked more often than is free: agree on the price of the changes")


@dataclass(frozen=True)
class ItemWishes:
    """What a card lets be done."""

    step: Callable[[ItemRow, Step], object]
    bench: Callable[[ItemRow], object]
    due: Callable[[ItemRow, str], object]
    assign: Callable[[ItemRow, int | None], object]
    claim: Callable[[ItemRow], object] | None
    where: Callable[[ItemRow], object]
    relief: Callable[[ItemRow], object] | None = None
    proof: Callable[[ItemRow], object] | None = None


class ItemCard(Card):
    """Shows one item; made anew when anything of it changes."""

    def __init__(
        self,
        look: Look,
        covers: Covers,
        row: ItemRow,
        wishes: ItemWishes,
        *,
        people: Mapping[int, str],
        workers: Mapping[int, str],
        may_edit: bool,
    ) -> None:
        super().__init__(kind="item")
        self.row = row
        item = row.record
        self.setObjectName(f"item-{item.id}")
        self._look, self._covers = look, covers
        self._picture = QLabel()
        say(self._picture, setAccessibleName=text("Picture of the creation"))
        self._picture.setFixedSize(COVER, COVER)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.draw_cover()
        words = QVBoxLayout()
        words.setSpacing(2)
        title = ElidedLabel("strong")
        title.set_text(item.title or tr("Without a title"))
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(title, 1)
        first.addWidget(StateBadge(look, row.state))
        words.addLayout(first)
        facts = ElidedLabel("dim")
        base = str(row.base) if item.base else ""
        facts.set_text(" · ".join(part for part in (made_words(item), base, item.serial) if part))
        words.addWidget(facts)
        words.addLayout(self._marks(people))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        if row.waits_for_consent and item.state not in {"cancelled", "remade"}:
            warning = label(text("The buyer's consent is missing."), "problem", wrap=True)
            column.addWidget(warning)
        buttons = self._buttons(wishes, workers, may_edit=may_edit)
        column.addLayout(buttons)

    def draw_cover(self) -> None:
        """Show the picture, or the sign of the product while there is none."""
        picture = self._covers.pixmap(self.row.cover, COVER)
        if picture is not None:
            self._picture.setPixmap(picture)
        else:
            self._picture.setPixmap(self._look.icon(product_icon(self.row.record.product), "dim").pixmap(28, 28))

    def _marks(self, people: Mapping[int, str]) -> QHBoxLayout:
        item = self.row.record
        line = QHBoxLayout()
        line.setSpacing(6)
        words, late = due_words(item.due_at, now())
        if item.due_at is not None and self.row.state.open:
            step = due.step_of(item.stage)
            what = tr("{step}: {when}", step=due.STEPS[step], when=words) if step is not None else str(words)
            when = label(what, "badge")
            when.setToolTip(minute(item.due_at))
            mark(when, tone="bad" if late else "plain")
            line.addWidget(when)
        if item.assignee:
            line.addWidget(_plain(people.get(item.assignee, tr("somebody")), text("Who works on it")))
        if item.round > 1:
            tip = _BEYOND_FREE if self.row.beyond_free else text("How often the buyer was asked")
            asked = _plain(tr("round {n}", n=item.round), tip)
            mark(asked, tone="warn" if self.row.beyond_free else "plain")
            line.addWidget(asked)
        if item.remake_of:
            line.addWidget(_plain(tr("Remake"), text("It takes the place of another item")))
        if row_hold := HOLD_REASONS.get(item.hold_reason if item.state == "on_hold" else ""):
            held = _plain(str(row_hold), text("What it waits for"))
            mark(held, tone="warn")
            line.addWidget(held)
        line.addStretch()
        return line

    def _buttons(self, wishes: ItemWishes, workers: Mapping[int, str], *, may_edit: bool) -> QHBoxLayout:
        row, line = self.row, QHBoxLayout()
        line.setSpacing(6)
        first = forward(row.steps)
        self.go = None
        if first is not None:
            self.go = button(
                ITEM.event[first.event].title,
                lambda: wishes.step(row, first),
                "primary",
                tip=text("The next step; it is written into the order book"),
            )
            line.addWidget(self.go)
        bench = button(
            text("Put on the bench"), lambda: wishes.bench(row), "second", self._look.icon("mdi6.cube-outline")
        )
        bench.setToolTip(tr("Work on this item at the bench"))
        line.addWidget(bench)
        proof, item = wishes.proof, row.record
        if proof is not None and item.revision and item.state in BEFORE_PRODUCTION and is_flat(item):
            make = button(
                text("Make the proof…"), lambda: proof(row), "second", self._look.icon("mdi6.file-certificate-outline")
            )
            make.setToolTip(tr("Pictures and a sheet for the buyer of this item to agree to, kept with its order"))
            line.addWidget(make)
        line.addStretch()
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(lambda: self._fill_menu(wishes, workers, first, may_edit=may_edit))
        line.addWidget(menu_button(self._look, self.menu, text("Other steps, dates, people")))
        return line

    def _fill_menu(self, wishes: ItemWishes, workers: Mapping[int, str], first: Step | None, *, may_edit: bool) -> None:
        row = self.row
        self.menu.clear()
        fill_steps(self.menu, ITEM, [step for step in row.steps if step is not first], lambda s: wishes.step(row, s))
        if may_edit:
            if self.menu.actions():
                self.menu.addSeparator()
            dates = self.menu.addMenu(self._look.icon("mdi6.calendar-clock-outline"), tr("Set a date"))
            for step, title in due.STEPS.items():
                action = dates.addAction(str(title))
                action.triggered.connect(lambda _checked=False, step=step: wishes.due(row, step))
        if workers:
            people = self.menu.addMenu(self._look.icon("mdi6.account-multiple-outline"), tr("Assign to"))
            for account, name in sorted(workers.items(), key=lambda pair: pair[1]):
                action = people.addAction(name)
                action.triggered.connect(lambda _checked=False, account=account: wishes.assign(row, account))
            people.addSeparator()
            people.addAction(tr("Nobody")).triggered.connect(lambda _checked=False: wishes.assign(row, None))
        if wishes.relief is not None and row.cover:
            solid = wishes.relief
            action = self.menu.addAction(self._look.icon("mdi6.cube-send"), tr("Make a solid of its picture…"))
            action.setToolTip(tr("A keychain, a magnet, a medallion or a lithophane of the picture of this order"))
            action.triggered.connect(lambda _checked=False: solid(row))
        if wishes.claim is not None:
            claim = wishes.claim
            action = self.menu.addAction(self._look.icon("mdi6.alert-decagram-outline"), tr("The buyer complains…"))
            action.triggered.connect(lambda _checked=False: claim(row))
        if self.menu.actions():
            self.menu.addSeparator()
        where = self.menu.addAction(self._look.icon("mdi6.sitemap-outline"), tr("Show where it stands…"))
        where.triggered.connect(lambda _checked=False: wishes.where(row))


def is_flat(item: Item) -> bool:
    """Whether it is worked on at the layout bench."""
    product = PRODUCTS.get(item.product)
    return product is not None and product.bench(item.finish) == "flat"


def _plain(words: str, tip: Text) -> QLabel:
    """A mark that is no warning."""
    made = label(words, "badge")
    made.setToolTip(str(tip))
    mark(made, tone="plain")
    return made


def fill_steps(menu: QMenu, machine: Machine, steps: list[Step], take: Callable[[Step], object]) -> None:
    """Entries for steps; those that ask something first end in dots."""
    for step in steps:
        title = machine.event[step.event].title
        action = menu.addAction(f"{title}…" if step.needs_reason or step.event == "hold" else str(title))
        action.triggered.connect(lambda _checked=False, step=step: take(step))


def menu_button(look: Look, menu: QMenu, tip: Text) -> QToolButton:
    """A button with three dots that opens a menu."""
    made = QToolButton()
    made.setProperty("kind", "menu")
    made.setIcon(look.icon("mdi6.dots-horizontal"))
    made.setIconSize(QSize(18, 18))
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setMenu(menu)
    made.setToolTip(str(tip))
    made.setAccessibleName(str(tip))
    return made
