"""What can be done with the rows that are chosen, as entries of a menu: only what this person may do is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu

from app.gui.base.look import Look
from app.gui.orders.doing import PRIORITIES, OrderDoings, Target, target_of
from app.gui.orders.steps import ASIDE, common_steps, forward
from app.i18n import Text, text, tr
from app.orders import due
from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.queue import QueueRow
from app.products.table import PRODUCTS
from app.security.actor import Actor
from app.security.permissions import Permission, may

_SIGNS = {
    "hold": "mdi6.pause-circle-outline",
    "cancel": "mdi6.cancel",
    "remake": "mdi6.restart",
    "resume": "mdi6.play-circle-outline",
}

PRINTABLE = frozenset({"queued", "producing"})
"""Stages in which an item may be sent to print."""


@dataclass(frozen=True)
class Wishes:
    """Who asks, whom work can be given to, what does it; and what else is wanted: open, bench, write to a file.

    printed  wants to send the item of a row to print
    recipe   wants one recipe for the models of these items (their ids)
    together wants these items (their ids) laid out on common sheets
    relief   wants a solid made of the picture of a row
    decided  takes a step that has a window of its own; False: it has none
    """

    actor: Actor
    workers: Mapping[int, str]
    doings: OrderDoings
    opened: Callable[[QueueRow], object]
    benched: Callable[[QueueRow], object]
    exported: Callable[[Sequence[QueueRow]], object]
    printed: Callable[[QueueRow], object]
    recipe: Callable[[tuple[int, ...]], object]
    decided: Callable[[QueueRow, Step], bool]
    together: Callable[[tuple[int, ...]], object] = lambda _items: None
    relief: Callable[[QueueRow], object] = lambda _row: None


def with_models(rows: Sequence[QueueRow]) -> tuple[int, ...]:
    """Items of these rows that are made from a 3D model."""
    return tuple(
        row.item
        for row in rows
        if (product := PRODUCTS.get(row.product)) is not None and product.bench(row.finish) == "figurine"
    )


def flat_items(rows: Sequence[QueueRow]) -> tuple[int, ...]:
    """Items of these rows that are printed flat."""
    return tuple(
        row.item
        for row in rows
        if (product := PRODUCTS.get(row.product)) is not None and product.bench(row.finish) == "flat"
    )


def fill_row_menu(
    menu: QMenu,
    look: Look,
    rows: Sequence[QueueRow],
    wishes: Wishes,
    offered: frozenset[str] | None = None,
) -> None:
    """Fill a menu for these rows. ``offered``: events that the book offers for the one row; None where it was not asked."""
    actor, doings = wishes.actor, wishes.doings
    menu.clear()
    if not rows:
        return

    targets = tuple(map(target_of, rows))

    def entry(into: QMenu, title: Text | str, icon: str, done: Callable[[], object], tip: Text | str = "") -> None:
        action = into.addAction(look.icon(icon), str(title))
        if str(tip):
            action.setToolTip(str(tip))
        action.triggered.connect(lambda _checked=False: done())

    if len(rows) == 1:
        row = rows[0]
        entry(menu, tr("Open the order") + "\tReturn", "mdi6.text-box-outline", lambda: wishes.opened(row))
        entry(menu, tr("Put on the bench") + "\tCtrl+Return", "mdi6.cube-outline", lambda: wishes.benched(row))
        if row.stage in PRINTABLE and may(actor, Permission.PRODUCE):
            entry(menu, tr("Send to print…") + "\tCtrl+Alt+P", "mdi6.printer-3d-nozzle", lambda: wishes.printed(row))
        menu.addSeparator()
    steps = [step for step in common_steps(actor, rows) if offered is None or step.event in offered]
    first = forward(steps)
    if first is not None:
        entry(menu, ITEM.event[first.event].title, "mdi6.arrow-right-bold", partial(_do, first, rows, wishes))
    others = [step for step in steps if step is not first and step.event not in ASIDE]
    if others:
        further = menu.addMenu(look.icon("mdi6.arrow-decision-outline"), tr("Other steps"))
        for step in others:
            entry(
                further, ITEM.event[step.event].title, _SIGNS.get(step.event, "mdi6.arrow-right"),
                partial(_do, step, rows, wishes),
            )  # fmt: skip
    if steps:
        menu.addSeparator()
    _people(menu, look, targets, wishes, entry)
    if may(actor, Permission.ORDERS_EDIT):
        ranks = menu.addMenu(look.icon("mdi6.flag-outline"), tr("Priority"))
        for rank, title, icon in PRIORITIES:
            entry(ranks, title, icon, partial(doings.set_priority, targets, rank))
            action = ranks.actions()[-1]
            action.setCheckable(True)
            action.setChecked(all(row.priority == rank for row in rows))
    if may_set_date(actor, rows):
        entry(menu, tr("Set a date…") + "\tF2", "mdi6.calendar-clock-outline", partial(set_date, rows[0], doings))
    for event in ASIDE:
        aside = next((step for step in steps if step.event == event), None)
        if aside is not None:
            entry(menu, f"{ITEM.event[event].title}…", _SIGNS[event], partial(_do, aside, rows, wishes))
    flat = flat_items(rows)
    if len(flat) > 1:
        menu.addSeparator()
        entry(
            menu, tr("Lay out together"), "mdi6.view-dashboard-edit-outline", lambda: wishes.together(flat),
            text("The flat items that are chosen in the queue, on common sheets"),
        )  # fmt: skip
    if len(rows) == 1 and rows[0].cover and may(actor, Permission.MODEL_WORK):
        menu.addSeparator()
        entry(
            menu, tr("Make a solid of its picture…"), "mdi6.cube-send", lambda: wishes.relief(rows[0]),
            text("A keychain, a magnet, a medallion or a lithophane of the picture of this order"),
        )  # fmt: skip
    models = with_models(rows)
    if models and may(actor, Permission.MODEL_WORK):
        menu.addSeparator()
        words = tr("Do a recipe to this…") if len(rows) == 1 else tr("Do a recipe to these…")
        entry(
            menu, words, "mdi6.script-text-outline", lambda: wishes.recipe(models),
            text("Repair and prepare the models of what is chosen, one after the other"),
        )  # fmt: skip
    if may(actor, Permission.ORDERS_EXPORT):
        menu.addSeparator()
        entry(
            menu, tr("Export…"), "mdi6.file-export-outline", lambda: wishes.exported(rows),
            text("Write what is chosen to a file; buyers stay masked"),
        )  # fmt: skip


def may_set_date(actor: Actor, rows: Sequence[QueueRow]) -> bool:
    """Whether this is one row that is in a step which has a date, and whoever asks may change dates."""
    return len(rows) == 1 and due.step_of(rows[0].stage) is not None and may(actor, Permission.ORDERS_EDIT)


def set_date(row: QueueRow, doings: OrderDoings) -> None:
    """Ask until when the step has to be done that the item of this row is in."""
    step = due.step_of(row.stage)
    if step is not None:
        title = tr("{step}: {title}", step=due.STEPS[step], title=row.title or row.number)
        doings.set_due(row.item, step, title, row.due_at)


def _people(
    menu: QMenu,
    look: Look,
    targets: Sequence[Target],
    wishes: Wishes,
    entry: Callable[..., None],
) -> None:
    actor, names, doings = wishes.actor, wishes.workers, wishes.doings
    if not names or not may(actor, Permission.ORDERS_ASSIGN):
        return
    if actor.account:
        entry(
            menu, tr("Assign to me") + "\tCtrl+T", "mdi6.account-arrow-left-outline",
            lambda: doings.assign(targets, actor.account),
        )  # fmt: skip
    people = menu.addMenu(look.icon("mdi6.account-multiple-outline"), tr("Assign to"))
    for account, name in sorted(names.items(), key=lambda pair: pair[1]):
        entry(people, name, "mdi6.account-outline", partial(doings.assign, targets, account))
    people.addSeparator()
    entry(people, tr("Nobody"), "mdi6.account-off-outline", lambda: doings.assign(targets, None))


def _do(step: Step, rows: Sequence[QueueRow], wishes: Wishes) -> None:
    """Decisions about proofs have a window of their own; everything else is a step."""
    if len(rows) == 1 and wishes.decided(rows[0], step):
        return
    wishes.doings.step(tuple(map(target_of, rows)), step)
