"""A desk over a real order book in a folder of its own, with orders that were entered through the real commands."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import accounts, logging_in, orders
from app.commands.office import Office
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.detail import DetailPage
from app.gui.orders.order_queue import OrderQueue
from app.gui.widgets.covers import Covers
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.record import now
from app.orders.records import Order
from app.security.actor import OWNER, Actor
from app.security.roles import Role
from tests.gui.desks import desk_over, office_in

PASSWORD = "violet kettle 42"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office_in(tmp_path, monkeypatch, OWNER) as office:
        yield office


@pytest.fixture
def desk(office: Office, qapp: QApplication) -> Iterator[OfficeDesk]:
    with desk_over(office, qapp) as desk:
        yield desk


@pytest.fixture
def enter(office: Office) -> Callable[..., Order]:
    """Enter an order by hand: ``enter("Night singer", 2)`` has two items."""

    def it(
        title: str = "Night singer",
        items: int = 1,
        *,
        due: timedelta = timedelta(days=9),
        cover: str = "",
        product: str = "figurine",
        finish: str = "color",
        priority: int = 0,
        received: datetime | None = None,
    ) -> Order:
        return orders.new_order(
            office,
            OrderDraft(
                items=tuple(
                    ItemDraft(product=product, title=title, finish=finish, height_mm=120.0, creation="c")
                    for _ in range(items)
                ),
                buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
                channel="manual",
                priority=priority,
                received_at=received,
                due_at=now() + due,
                consent=ConsentDraft(channel="test", given_at=now()),
                creations=(CreationDraft(key="c", title=title, cover=cover),),
            ),
        )

    return it


@pytest.fixture
def boss(office: Office) -> Actor:
    """The first account, with every role of a person: the workshop has accounts from now on."""
    done = accounts.first_account(office, "boss", "Boss Zhang", PASSWORD, (Role.ADMIN, Role.ENGINEER, Role.SERVICE))
    return logging_in.accept_duty(office.acting(done.actor)).actor


OpenDetail = Callable[..., DetailPage]


@pytest.fixture
def detail(desk: OfficeDesk, look: Look, qtbot: QtBot) -> DetailPage:
    """The page of an order, before one is chosen."""
    covers = Covers()
    covers.connect_to(desk)
    page = DetailPage(desk, look, covers)
    page.resize(1100, 720)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.fixture
def open_detail(detail: DetailPage, desk: OfficeDesk, qtbot: QtBot) -> OpenDetail:
    """The page of this order, as its owner or somebody else sees it."""

    def it(order: Order, actor: Actor = OWNER) -> DetailPage:
        desk.act_as(actor)
        desk.start()
        detail.show_order(order.id)
        qtbot.waitUntil(lambda: detail.view is not None, timeout=60_000)
        return detail

    return it


@pytest.fixture
def open_queue(desk: OfficeDesk, look: Look, qtbot: QtBot) -> Callable[..., OrderQueue]:
    """The queue over the real book, as its owner or somebody else, with its first answer."""

    def it(actor: Actor = OWNER) -> OrderQueue:
        queue = OrderQueue(look)
        queue.resize(320, 720)
        qtbot.addWidget(queue)
        queue.connect_to(desk)
        queue.show()
        desk.act_as(actor)
        desk.start()
        qtbot.waitUntil(lambda: queue.model.ready and queue.totals.text() != "", timeout=60_000)
        return queue

    return it
