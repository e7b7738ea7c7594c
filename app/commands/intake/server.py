"""The server that this workshop asks for orders: where it is, how often, and from which PC. Its token is sealed."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.commands.intake.polling import poll
from app.commands.intake.result import IntakeResult
from app.commands.intake.source import OrderSource, SourceRefusedError
from app.commands.office import Office, command
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.records import Setting
from app.security.permissions import Permission
from app.security.vault import Place

NAME = "app"
"""Source of its orders, unless it is said."""
LEAST_S, MOST_S, USUAL_S = 15, 3600, 60
_SETTING = "intake.server"


@dataclass(frozen=True)
class ServerSettings:
    """url: address, "" for none; every_s: seconds between two questions; on: whether it is asked by itself.

    station  the PC that asks: one is enough
    """

    url: str = ""
    every_s: int = USUAL_S
    on: bool = False
    station: str = ""
    name: str = NAME
    has_token: bool = False


@command("intake.server", Permission.ORDERS_IMPORT)
def server_settings(office: Office) -> ServerSettings:
    """What is kept; the token is not told."""
    with office.book.reading() as book:
        return _told(book.one(Setting, name=_SETTING))


@command("intake.keep_server", Permission.SETTINGS)
def keep_server(office: Office, wanted: ServerSettings, token: str | None = None) -> ServerSettings:
    """Keep it, for every PC. ``token`` None: as it was; a token is forgotten with its address.

    Raises SourceRefusedError for an address that is not safe, or that has no token.
    """
    url = wanted.url.strip().rstrip("/")
    every = min(max(wanted.every_s, LEAST_S), MOST_S)
    if url:
        _open(office, wanted.name, url, token or "").close()
    with office.book.writing(office.actor) as book:
        before = book.one(Setting, name=_SETTING)
        kept = before or Setting(name=_SETTING)
        same_place = _told(before).url == url
        sealed = (
            str(kept.value.get("token", "")) if token is None and same_place else _sealed(office, kept, token or "")
        )
        if wanted.on and not (url and sealed):
            raise SourceRefusedError(text("Enter the address and the token of the server first."))
        value: dict[str, Any] = {
            "url": url, "every_s": every, "on": wanted.on, "station": office.station if wanted.on else "",
            "name": wanted.name, "token": sealed if url else "",
        }  # fmt: skip
        changed = replace(kept, value=value)
        saved = book.add(changed) if before is None else book.save(changed)
        book.note("settings.changed", "setting:server", facts={"fields": ["intake_server"], "on": wanted.on})
    return _told(saved)


@command("orders.ask_server", Permission.ORDERS_IMPORT)
def ask_server(office: Office, *, progress: Progress | None = None) -> IntakeResult:
    """Take all that is new at the workshop's server. Raises SourceRefusedError, SourceOfflineError, Cancelled."""
    source = _kept_source(office)
    try:
        return poll(office, source, progress=progress)
    finally:
        source.close()


@command("orders.ask_address", Permission.ORDERS_IMPORT)
def ask_address(
    office: Office, url: str, token: str, *, name: str = NAME, progress: Progress | None = None
) -> IntakeResult:
    """Take all that is new at an address that is not kept. Raises as ``ask_server`` does."""
    source = _open(office, name, url, token)
    try:
        return poll(office, source, progress=progress)
    finally:
        source.close()


def _kept_source(office: Office) -> OrderSource:
    with office.book.reading() as book:
        kept = book.one(Setting, name=_SETTING)
    told = _told(kept)
    if kept is None or not told.url or not told.has_token:
        raise SourceRefusedError(text("Enter the address and the token of the server first."))
    token = office.vault.open(_place(kept), base64.b64decode(str(kept.value["token"])))
    return _open(office, told.name, told.url, token)


def _open(office: Office, name: str, url: str, token: str) -> OrderSource:
    if office.servers is None:
        raise SourceRefusedError(text("This program was put together without a way to ask servers."))
    source: OrderSource = office.servers(name, url, token)
    return source


def _told(kept: Setting | None) -> ServerSettings:
    value: Mapping[str, Any] = {} if kept is None else kept.value
    return ServerSettings(
        str(value.get("url", "")), int(value.get("every_s", USUAL_S)), bool(value.get("on", False)),
        str(value.get("station", "")), str(value.get("name", NAME)), bool(value.get("token", "")),
    )  # fmt: skip


def _sealed(office: Office, kept: Setting, token: str) -> str:
    return base64.b64encode(office.vault.seal(_place(kept), token.strip())).decode() if token.strip() else ""


def _place(kept: Setting) -> Place:
    return Place("setting", "token", kept.id)
