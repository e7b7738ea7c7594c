"""A new order, written down by hand: who, what, until when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.orders.doing import PRIORITIES
from app.gui.widgets.basics import LEAVE, Card, button, label, millimetres, tool
from app.gui.widgets.day_format import show_days
from app.gui.widgets.panel import scrolling
from app.i18n import Text, text, tr
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.record import now
from app.products.product import Product, Size
from app.products.table import ALL, PRODUCTS

OTHER = "other"
USUAL_DAYS = 7


class ItemFields(Card):
    """One thing to be made; ``gone`` takes it off the list."""

    def __init__(self, look: Look, gone: Callable[["ItemFields"], object]) -> None:
        super().__init__()
        self.product, self.finish, self.size_, self.base = (QComboBox() for _ in range(4))
        self.title = QLineEdit()
        self.title.setMaxLength(120)
        self.height_, self.width_ = millimetres(100.0), millimetres(100.0)
        self.quantity = QSpinBox()
        self.quantity.setRange(1, 999)
        self.quantity.setPrefix("× ")
        self.quantity.lineEdit().setTextMargins(8, 0, 0, 0)
        named: tuple[tuple[QWidget, Text], ...] = (
            (self.product, text("Product")), (self.finish, text("Finish")), (self.size_, text("Size")),
            (self.base, text("Base")), (self.title, text("Title")), (self.height_, text("Height")),
            (self.width_, text("Width")), (self.quantity, text("Quantity")),
        )  # fmt: skip
        for widget, words in named:
            say(widget, setAccessibleName=words, setToolTip=words)
        say(self.title, setPlaceholderText=text("Title of the creation"))
        for product in ALL:
            self.product.addItem(look.icon(product.icon), str(product.title), product.id)
        self.remove = tool(look.icon("mdi6.close", "dim"), text("Take this off the order"), lambda: gone(self), 16)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.product)
        first.addWidget(self.title, 1)
        first.addWidget(self.quantity)
        first.addWidget(self.remove)
        for widget in (self.finish, self.size_, self.width_, self.height_, self.base):
            second.addWidget(widget)
        second.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)
        self.product.currentIndexChanged.connect(lambda _n: self._show_product())
        self.size_.currentIndexChanged.connect(lambda _n: self._show_size())
        self._show_product()

    def draft(self) -> ItemDraft:
        """What was filled in."""
        size = self._size()
        own = size is None
        product = self._product()
        width = self.width_.value() if own and product.kind == "flat" else None
        return ItemDraft(
            product=product.id,
            title=self.title.text().strip(),
            finish=self.finish.currentData() or "",
            base=self.base.currentData() or "",
            height_mm=self.height_.value() if size is None else size.height_mm,
            width_mm=width if size is None else size.width_mm,
            quantity=self.quantity.value(),
        )

    def _product(self) -> Product:
        return PRODUCTS[self.product.currentData()]

    def _size(self) -> Size | None:
        data = self.size_.currentData()
        return next((size for size in self._product().sizes if size.id == data), None)

    def _show_product(self) -> None:
        product = self._product()
        for box, entries in ((self.finish, product.finishes), (self.base, product.bases)):
            box.clear()
            for key, words in entries:
                box.addItem(str(words), key)
            box.setVisible(bool(entries))
        self.size_.clear()
        for size in product.sizes:
            self.size_.addItem(str(size.title), size.id)
        self.size_.addItem(tr("Made to measure…"), OTHER)
        self._show_size()

    def _show_size(self) -> None:
        own = self.size_.currentData() == OTHER
        self.height_.setVisible(own)
        self.width_.setVisible(own and self._product().kind == "flat")


class NewOrderDialog(QDialog):
    """Calls ``save`` with the draft; stays open until it is told that the order is there (:meth:`accept`)."""

    def __init__(self, look: Look, save: Callable[[OrderDraft], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._save = look, save
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("New order"))
        self.resize(720, 640)
        self.items: list[ItemFields] = []
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(20, 16, 20, 8)
        inner.setSpacing(10)
        inner.addWidget(label(text("What is to be made"), "heading"))
        self._item_column = QVBoxLayout()
        self._item_column.setSpacing(8)
        inner.addLayout(self._item_column)
        self.more = button(
            text("One more thing"),
            self.add_item,
            "small",
            look.icon("mdi6.plus"),
            tip=text("Add another thing that is made for this order"),
        )
        inner.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addSpacing(4)
        inner.addWidget(label(text("Until when, from where"), "heading"))
        inner.addLayout(self._make_order_fields())
        inner.addSpacing(4)
        inner.addWidget(label(text("Buyer (kept encrypted, shown masked)"), "heading"))
        inner.addLayout(self._make_buyer_fields())
        inner.addStretch()
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.go = button(text("Take the order in"), self._go, "primary", tip=text("Write the order into the book"))
        self.go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 4, 20, 16)
        buttons.addWidget(self.problem, 1)
        buttons.addStretch()
        buttons.addWidget(button(text("Cancel"), self.reject, "second", tip=LEAVE))
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(body), 1)
        column.addLayout(buttons)
        self.add_item()

    def add_item(self) -> ItemFields:
        """One more thing to be made."""
        fields = ItemFields(self._look, self._remove)
        self.items.append(fields)
        self._item_column.addWidget(fields)
        self._show_remove()
        fields.title.setFocus()
        return fields

    def draft(self) -> OrderDraft:
        """What was filled in."""
        consent = ConsentDraft(channel="manual", given_at=now()) if self.consent.isChecked() else None
        return OrderDraft(
            items=tuple(fields.draft() for fields in self.items),
            buyer=Buyer(self.name.text().strip(), self.phone.text().strip(), self.address.toPlainText().strip()),
            channel=self.channel.text().strip(),
            campaign=self.campaign.text().strip(),
            priority=self.priority.currentData(),
            due_at=datetime.fromtimestamp(self.due.dateTime().toSecsSinceEpoch(), UTC),
            consent=consent,
        )

    def show_problem(self, error: AppError) -> None:
        """Say why it was not taken in; everything that was filled in stays."""
        self.problem.setText(str(error))
        self.problem.show()
        self.go.setEnabled(True)

    def _go(self) -> None:
        self.problem.hide()
        self.go.setEnabled(False)
        self._save(self.draft())

    def _remove(self, fields: ItemFields) -> None:
        if len(self.items) > 1:
            self.items.remove(fields)
            fields.hide()
            fields.deleteLater()
            self._show_remove()

    def _show_remove(self) -> None:
        for fields in self.items:
            fields.remove.setVisible(len(self.items) > 1)

    def _make_order_fields(self) -> QGridLayout:
        due = (datetime.now().astimezone() + timedelta(days=USUAL_DAYS)).replace(hour=18, minute=0, second=0)
        self.due = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(int(due.timestamp())))
        show_days(self.due, time=True)
        self.due.setCalendarPopup(True)
        self.priority = QComboBox()
        for rank, title, icon in PRIORITIES:
            self.priority.addItem(self._look.icon(icon), str(title), rank)
        self.channel, self.campaign = QLineEdit(), QLineEdit()
        for field in (self.channel, self.campaign):
            field.setMaxLength(80)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        named: tuple[tuple[Text, QWidget], ...] = (
            (text("Due"), self.due), (text("Priority"), self.priority),
            (text("Channel"), self.channel), (text("Campaign"), self.campaign),
        )  # fmt: skip
        _fill(grid, named)
        return grid

    def _make_buyer_fields(self) -> QGridLayout:
        self.name, self.phone = QLineEdit(), QLineEdit()
        self.name.setMaxLength(80)
        self.phone.setMaxLength(40)
        self.address = QPlainTextEdit()
        self.address.setProperty("kind", "words")
        self.address.setTabChangesFocus(True)
        self.address.setFixedHeight(52)
        self.consent = QCheckBox()
        say(
            self.consent,
            setText=text("The buyer has agreed that the likeness is used for this"),
            setToolTip=text("Without it the items are held until the consent is there"),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        _fill(grid, ((text("Buyer's name"), self.name), (text("Phone"), self.phone)))
        words = label(text("Address"), "dim")
        words.setBuddy(self.address)
        say(self.address, setAccessibleName=text("Address"), setToolTip=text("Address"))
        grid.addWidget(words, 1, 0)
        grid.addWidget(self.address, 1, 1, 1, 3)
        grid.addWidget(self.consent, 2, 1, 1, 3)
        return grid


def _fill(grid: QGridLayout, named: tuple[tuple[Text, QWidget], ...]) -> None:
    """Names and fields, two to a line."""
    for number, (title, widget) in enumerate(named):
        line, place = divmod(number, 2)
        words = label(title, "dim")
        words.setBuddy(widget)
        say(widget, setAccessibleName=title, setToolTip=title)
        grid.addWidget(words, line, 2 * place)
        grid.addWidget(widget, line, 2 * place + 1)
    for number in (0, 2):
        grid.setColumnMinimumWidth(number, 68)  # the fields of all groups stand below each other
        grid.setColumnStretch(number + 1, 1)
