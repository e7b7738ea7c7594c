"""What can be done with everything that a question finds, as entries of a menu."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QMenu

from app.gui.base.look import Look
from app.gui.orders.doing import PRIORITIES
from app.gui.orders.everything import Everything
from app.gui.orders.steps import ASIDE, forward
from app.i18n import Text, text, tr
from app.orders.item_states import ITEM
from app.security.actor import Actor
from app.security.permissions import Permission, may


def fill_everything_menu(
    menu: QMenu,
    look: Look,
    everything: Everything,
    actor: Actor,
    *,
    workers: Mapping[int, str],
    exported: Callable[[tuple[int, ...]], None],
) -> None:
    """Only what this person may do is there. ``exported`` gets the ids of the items that are to be written to a file."""
    menu.clear()
    if everything.every is None:
        return

    def entry(into: QMenu, title: Text | str, icon: str, done: Callable[[], object]) -> None:
        into.addAction(look.icon(icon), str(title)).triggered.connect(lambda _checked=False: done())

    steps = everything.steps()
    first = forward(steps)
    if first is not None:
        entry(menu, f"{ITEM.event[first.event].title}…", "mdi6.arrow-right-bold", partial(everything.step, first))
    others = [step for step in steps if step is not first and step.event not in ASIDE]
    if others:
        further = menu.addMenu(look.icon("mdi6.arrow-decision-outline"), tr("Other steps"))
        for step in others:
            entry(further, f"{ITEM.event[step.event].title}…", "mdi6.arrow-right", partial(everything.step, step))
    if steps:
        menu.addSeparator()
    if workers and may(actor, Permission.ORDERS_ASSIGN):
        people = menu.addMenu(look.icon("mdi6.account-multiple-outline"), tr("Assign to"))
        for account, name in sorted(workers.items(), key=lambda pair: pair[1]):
            entry(people, name, "mdi6.account-outline", partial(everything.assign, account, name))
        people.addSeparator()
        nobody = text("Nobody")
        entry(people, nobody, "mdi6.account-off-outline", partial(everything.assign, None, nobody))
    if may(actor, Permission.ORDERS_EDIT):
        ranks = menu.addMenu(look.icon("mdi6.flag-outline"), tr("Priority"))
        for rank, title, icon in PRIORITIES:
            entry(ranks, title, icon, partial(everything.set_priority, rank))
    for event in ASIDE:
        aside = next((step for step in steps if step.event == event), None)
        if aside is not None:
            entry(menu, f"{ITEM.event[event].title}…", "mdi6.pause-circle-outline" if event == "hold" else "mdi6.cancel",
                  partial(everything.step, aside))  # fmt: skip
    if may(actor, Permission.ORDERS_EXPORT):
        menu.addSeparator()
        entry(menu, tr("Export…"), "mdi6.file-export-outline", lambda: everything.items(exported))
