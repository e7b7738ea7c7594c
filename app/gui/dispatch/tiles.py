"""What a printer's tile says, made from the book and from what is seen at the printer now. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.commands.print_board import JobRow
from app.dispatch import maintenance
from app.dispatch.driver import DriverKind, Status
from app.dispatch.pilot import News
from app.dispatch.records import Printer
from app.gui.dispatch.job_words import job_title
from app.i18n import Text, plural, text
from app.orders.machine import State

NEEDS = frozenset({"unclear", "clear", "offline", "trouble", "attention", "error", "no_key"})
"""States in which somebody has to do something."""

STATES: dict[str, State] = {
    state.id: state
    for state in (
        State("unclear", text("Unclear"), "bad", icon="mdi6.help-rhombus-outline"),
        State("clear", text("Clear the plate"), "warn", icon="mdi6.broom"),
        State("offline", text("Does not answer"), "bad", icon="mdi6.lan-disconnect"),
        State("elsewhere", text("Driven elsewhere"), "dim", icon="mdi6.desktop-tower-monitor"),
        State("unseen", text("Not connected yet"), "dim", icon="mdi6.lan-pending"),
        State("trouble", text("Needs somebody"), "bad", icon="mdi6.alert-outline"),
        State("attention", text("Wants attention"), "warn", icon="mdi6.hand-back-right-outline"),
        State("error", text("Fault"), "bad", icon="mdi6.alert-octagon-outline"),
        State("halted", text("Print is paused"), "warn", icon="mdi6.pause-circle-outline"),
        State("paused", text("Takes no jobs"), "warn", icon="mdi6.pause-octagon-outline"),
        State("sending", text("Being sent"), "accent", icon="mdi6.upload-outline"),
        State("printing", text("Printing"), "accent", icon="mdi6.printer-3d-nozzle-outline"),
        State("foreign", text("Prints something else"), "dim", icon="mdi6.printer-3d-nozzle-off-outline"),
        State("busy", text("Busy"), "dim", icon="mdi6.timer-sand"),
        State("starting", text("Starting"), "dim", icon="mdi6.power"),
        State("service", text("Maintenance is due"), "warn", icon="mdi6.wrench-clock"),
        State("free", text("Free"), "ok", icon="mdi6.check-circle-outline"),
    )
}


@dataclass(frozen=True)
class Tile:
    """One printer as it is shown. share: 0 to 1, None where nothing is printed; facts: temperatures, ink, resin."""

    id: int
    name: str
    icon: str
    state: str
    what: str = ""
    words: Text | str = ""
    share: float | None = None
    left_s: float | None = None
    facts: tuple[str, ...] = ()
    waiting: int = 0
    stand_in: bool = False
    job: int | None = None


def make_tile(
    printer: Printer,
    kind: DriverKind | None,
    news: News | None,
    live: JobRow | None,
    *,
    waiting: int = 0,
    station: str = "",
    own_station: str = "",
) -> Tile:
    """``live``: the job that may be at it; ``station``: who drives it, "" for nobody."""
    status = news.status if news is not None and news.here else None
    state, words = _state(printer, news, status, live, station, own_station)
    going = live is not None and live.job.state != "unknown"
    share = None
    if going and state in {"printing", "sending", "halted"} and news is not None:
        share = news.progress if news.job == (live.job.id if live else None) else None
        share = share if share is not None else (status.progress if status is not None else None)
    return Tile(
        printer.id, printer.name, "mdi6.printer-3d" if kind is None else kind.icon, state,
        "" if live is None else job_title(live), words, share,
        status.left_s if status is not None and going and state in {"printing", "halted"} else None,
        fact_words(status), waiting, kind is not None and kind.stand_in, None if live is None else live.job.id,
    )  # fmt: skip


def is_due(printer: Printer) -> bool:
    """Whether maintenance is due by the hours it has printed."""
    return maintenance.need(printer) == "due"


def fact_words(status: Status | None) -> tuple[str, ...]:
    """Temperatures and levels, short."""
    if status is None:
        return ()
    heat = [f"{name} {now:.0f}°" + (f"/{aim:.0f}°" if aim else "") for name, (now, aim) in status.temperatures.items()]
    return (*heat, *(f"{name} {share:.0%}" for name, share in status.levels.items()))


def time_words(seconds: float) -> Text:
    """How long something takes, roughly."""
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return plural("{n} min", "{n} min", minutes)
    return text("{hours} h {minutes} min", hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def counts(tiles: Mapping[int, Tile]) -> tuple[int, int, int]:
    """How many print, are free, need somebody."""
    states = [tile.state for tile in tiles.values()]
    going = sum(state in {"printing", "sending", "halted"} for state in states)
    return going, states.count("free"), sum(state in NEEDS for state in states)


_ACTIVITY = {
    "printing": "printing", "paused": "halted", "attention": "attention", "error": "error", "busy": "busy",
    "starting": "starting", "idle": "free", "offline": "offline",
}  # fmt: skip


def _state(  # noqa: PLR0917 - one answer after another, the first that holds
    printer: Printer, news: News | None, status: Status | None, live: JobRow | None, station: str, own: str
) -> tuple[str, Text | str]:
    if live is not None and live.job.state == "unknown":
        return "unclear", text("Nobody can tell whether it was printed: look, and decide.")
    going = live is not None
    if printer.to_be_cleared and not printer.queues and not going:
        return "clear", text("Something may lie on the plate.")
    if news is None or not news.here:
        if station and station != own:
            return "elsewhere", text("{station} drives it.", station=station)
        return ("trouble", news.trouble) if news is not None and news.trouble else ("unseen", "")
    if live is not None and live.job.state in {"sending", "maybe_sent"}:
        return "sending", ""
    if status is None and live is not None and news.job == live.job.id and not news.trouble:
        return "printing", ""
    if status is None:
        return ("offline", news.trouble) if news.trouble else ("unseen", "")
    state = _ACTIVITY[status.activity]
    if state in {"attention", "error", "offline", "halted"}:
        return state, status.message or news.trouble
    if going:
        return "printing", status.message
    if state == "printing":
        return "foreign", text("Something that was not sent from here.")
    if printer.paused:
        return "paused", printer.pause_reason
    if news.trouble:
        return "trouble", news.trouble
    if state == "free" and is_due(printer):
        return "service", text("It has printed for longer than it should without maintenance.")
    return state, status.message
