"""What the pictures show: the sample workshop, the page of its busiest order, a parcel, a keychain, a sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.stage import Stage


def begin_keychain(stage: Stage) -> object:
    """The layout bench with a keychain from a template."""
    from app.layouts.design.templates import load_templates  # noqa: PLC0415 - after the path is set

    templates = {template.id: template for template in load_templates()}
    stage.go("layout")
    flat = stage.window.flat
    flat.use_template(templates["charm-60-name"])
    stage.until(lambda: bool(flat.desk.things))
    stage.rest(4.0)
    return flat


def fill_sheet(stage: Stage) -> None:
    """Five more keychains beside the one that is there, six copies of each."""
    from app.layouts.design.templates import load_templates  # noqa: PLC0415 - after the path is set

    flat, templates = stage.window.flat, {template.id: template for template in load_templates()}
    for name in ("charm-50", "keychain-wave", "keychain-vinyl", "keychain-ring", "keychain-code"):
        thing = flat.desk.thing
        another = replace(thing, key=name, title=str(templates[name].title), template=None)
        flat.desk.open((*flat.desk.things, another), len(flat.desk.things))
        flat.use_template(templates[name])
    for number in range(len(flat.desk.things)):
        flat.desk.set_copies(number, 6)
    flat.setup.choose_sheet("a3")


def show_sheet(stage: Stage) -> None:
    """The sheet of all that is on the layout bench, arranged."""
    flat = stage.window.flat
    stage.action("layout.sheet")
    flat.sheets.arrange()
    stage.until(lambda: flat.sheets.layout is not None and not flat.sheets.busy)
    stage.rest(3.0)


def fill_workshop(stage: Stage) -> None:
    """Fill in the sample workshop, and wait until the queue shows it."""
    from app.commands.intake.sample import fill_sample  # noqa: PLC0415 - after the path is set

    stage.until(lambda: stage.desk.ready)
    fill_sample(stage.desk.office)
    queue = stage.window.docks.orders.queue
    stage.until(lambda: bool(queue.list.model().rowCount()))
    stage.rest(1.0)


def show_busy_order(stage: Stage) -> None:
    """The page of the order with a claim and the most items."""
    from app.orders.records import Item, Order  # noqa: PLC0415 - after the path is set

    with stage.desk.office.book.reading() as book:
        items = book.find(Item)
        busy = max(book.find(Order), key=lambda o: (o.status == "warranty", sum(item.order == o.id for item in items)))
    stage.window.orders.show_order(busy.id)
    stage.rest(2.0)


def begin_parcel(stage: Stage) -> int:
    """The packing bench with a parcel whose first thing is scanned; gives the parcel."""
    from app.commands import packing  # noqa: PLC0415 - after the path is set
    from app.orders.records import Item  # noqa: PLC0415

    office = stage.desk.office
    with office.book.reading() as book:
        ready = [item for item in book.find(Item) if item.stage == "ready_to_pack"]
    most = max(ready, key=lambda item: sum(other.order == item.order for other in ready))
    opened = packing.open_by_code(office, most.serial)
    assert opened.parcel is not None
    parcel: int = opened.parcel.parcel.id
    packing.scan(office, parcel, most.serial)
    stage.go("pack")
    stage.window.packing.open_parcel(parcel)
    stage.rest(2.0)
    return parcel
