"""A desk over a real order book in a folder of its own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.office import make_office
from app.commands import accounts, logging_in
from app.commands.accounts import AccountDraft, AccountView
from app.commands.office import Office
from app.commands.orders import new_order
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.database_page import DatabasePage
from app.gui.people.guard import Guard
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.sections import SECTIONS
from app.gui.people.workshop_window import WorkshopWindow
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.record import now
from app.orders.records import Item, Order
from app.security.actor import NOBODY, OWNER, Actor
from app.security.roles import Role
from app.settings.preferences import FILE, Preferences, save_preferences
from app.shipping.records import Parcel
from tests.gui.desks import desk_over, office_in
from tests.quick_passwords import hash_quickly

BOSS_PASSWORD = "violet kettle 42"
WORKER_PASSWORD = "green harbour 77"
NAME, PHONE, ADDRESS = "测试甲", "13800000000", "测试省测试市测试路1号"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office_in(tmp_path, monkeypatch, NOBODY) as office:
        yield office


@pytest.fixture
def desk(office: Office, qapp: QApplication) -> Iterator[OfficeDesk]:
    with desk_over(office, qapp) as desk:
        yield desk


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> Iterator[QMainWindow]:
    assert look.tokens
    window = QMainWindow()
    window.resize(1280, 800)
    window.setCentralWidget(QLabel("the bench"))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield window
    window.close()


def accept_duty(qtbot: QtBot, guard: Guard) -> None:
    """Read the duty to keep things to oneself to its end, and agree."""
    qtbot.waitUntil(guard.duty.isVisible, timeout=60_000)
    bar = guard.duty.words.verticalScrollBar()
    bar.setValue(bar.maximum())
    guard.duty.agree.click()
    guard.duty.accept.click()


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def boss(office: Office, quick_passwords: None) -> Actor:  # noqa: ARG001 - a fixture cannot name it otherwise
    """The administrator of a workshop that has accounts."""
    done = accounts.first_account(office.acting(OWNER), "boss", "Boss", BOSS_PASSWORD, (Role.ADMIN,))
    boss = office.acting(done.actor)
    return logging_in.accept_duty(boss).actor


@pytest.fixture
def add_worker(office: Office, boss: Actor) -> Callable[..., AccountView]:
    def add(login: str, *roles: Role) -> AccountView:
        draft = AccountDraft(login, login.title(), roles)
        return accounts.save_account(office.acting(boss), draft, WORKER_PASSWORD)

    return add


@pytest.fixture
def enter(office: Office) -> Callable[..., Order]:
    """Enter an order by hand, with a picture of a face. ``accepted``: when its buyer accepted it."""

    def it(name: str = NAME, phone: str = PHONE, *, accepted: datetime | None = None) -> Order:
        face = office.assets.put(f"a face of {phone}".encode(), sensitive=True)
        draft = OrderDraft(
            items=(ItemDraft(product="figurine", title="Night singer", finish="color", height_mm=120.0, creation="c"),),
            buyer=Buyer(name, phone, ADDRESS),
            channel="manual",
            due_at=now() + timedelta(days=9),
            consent=ConsentDraft(channel="test", given_at=now()),
            creations=(CreationDraft(key="c", title="Night singer", cover=face.digest),),
        )
        order = new_order(office.acting(OWNER), draft)
        if accepted is None:
            return order
        parcel = Parcel(
            number=f"P-{order.number}", order=order.id, state="accepted", state_since=accepted, accepted_at=accepted
        )
        with office.book.writing(OWNER) as book:
            book.add(parcel)
            [item] = book.find(Item, order=order.id)
            book.save(replace(item, state="packed", stage="parcel.accepted", parcel=parcel.id))
            return book.save(replace(book.get(Order, order.id), status="accepted"))

    return it


@pytest.fixture
def open_page(qtbot: QtBot, desk: OfficeDesk, look: Look, boss: Actor, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of the window "Workshop" as the administrator, or as somebody else."""
    windows: list[WorkshopWindow] = []

    def it(page_id: str, actor: Actor | None = None) -> Page:
        desk.act_as(actor or boss)
        workshop = WorkshopWindow(desk, look, Local(Preferences(), lambda: None, tmp_path, tmp_path), SECTIONS, None)
        qtbot.addWidget(workshop)
        windows.append(workshop)
        with qtbot.waitExposed(workshop):
            workshop.show()
        workshop.activateWindow()
        qtbot.waitUntil(workshop.isActiveWindow)
        page = workshop.show_page(page_id)
        assert page is not None
        return page

    yield it
    for workshop in windows:
        workshop.close()


def kinds_in(office: Office) -> list[str]:
    """What stands in the audit chain."""
    with office.book.reading() as book:
        return [event.kind for event in book.events()]


def words_on(widget: QWidget) -> str:
    """Everything that labels below a widget say."""
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def new_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a PC on which nothing was begun yet."""
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    for name in ("STATUETTE_DATABASE", "STATUETTE_ASSETS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def real_desk(new_home: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[OfficeDesk]:
    """A desk over the office of a PC, key file, places and all."""
    assert not new_home.exists()
    opened = make_office()
    with desk_over(opened.office, qapp, opened.again) as desk:
        desk.open()
        qtbot.waitUntil(lambda: desk.ready, timeout=60_000)
        yield desk
    opened.office.book.close()


@pytest.fixture
def database_page(real_desk: OfficeDesk, look: Look, new_home: Path, qtbot: QtBot) -> DatabasePage:
    """The page of the database of that PC, on the screen, once it has asked what is in use."""
    preferences = Preferences()
    settings = new_home / "settings"
    local = Local(preferences, lambda: save_preferences(preferences, settings / FILE), new_home / "data", settings)
    page = DatabasePage(real_desk, look, local)
    qtbot.addWidget(page)
    page.resize(820, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.load()
    qtbot.waitUntil(lambda: "It answers" in page.state.text(), timeout=60_000)
    return page
