"""The pictures of the README: the main job on a sample figurine, a layout, an order, a parcel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from screens.stage import ROOT, Stage

SCREENS = ROOT / "resources" / "screens"
SIZE = (1600, 1000)


def take(home: Path) -> None:
    """Take all of them."""
    stage = Stage(home, SIZE)
    window = stage.window
    window.set_language("en")
    window.show()
    window.start([])
    stage.open_sample()
    _model(stage)
    _layouts(stage)
    _orders(stage)
    stage.close()


def _save(stage: Stage, name: str) -> None:
    stage.rest(0.2)
    stage.save(SCREENS / f"{name}.png")


def _model(stage: Stage) -> None:
    window = stage.window
    bench, viewport, report = window.workshop.bench, window.bench.viewport, window.docks.report
    stage.until(lambda: bench.report is not None and bool(window.workshop.repairs) and stage.model_drawn())
    stage.rest(1.5)
    _save(stage, "model-en-dark")
    window.set_language("zh_CN")
    _save(stage, "model-zh-dark")
    window.look.choose("light")
    _save(stage, "model-zh-light")
    window.set_language("en")
    report.choose(report.cards["self_intersections"].finding)
    _save(stage, "report-en-light")
    window.look.choose("dark")
    window.set_language("zh_CN")
    _save(stage, "report-zh-dark")
    window.set_language("en")
    report.choose(None)
    report.repair.click()
    stage.until(lambda: bench.document.position == 1 and bench.report is not None and stage.model_drawn())
    stage.rest(1.5)
    _save(stage, "repaired-en-dark")
    stage.action("view.compare")
    stage.until(lambda: viewport.split_at() is not None)
    stage.rest(1.5)
    _save(stage, "compare-en-dark")
    stage.action("view.compare")
    window.look.choose("light")
    stage.action("tool.base")
    stage.rest(1.0)
    _save(stage, "prepare-en-light")
    window.look.choose("dark")
    window.set_language("zh_CN")
    window.docks.side.choose("measure")
    window.wiring.heat.show_figure("wall_thickness")
    stage.action("view.beside")
    stage.until(lambda: window.bench.side.on)
    stage.rest(3.0)
    _save(stage, "measure-zh-dark")
    stage.action("view.beside")


def _layouts(stage: Stage) -> None:
    """The layout bench with the samples of the templates: one keychain, and a sheet of several."""
    window = stage.window
    flat = begin_keychain(stage)
    _save(stage, "layout-zh-dark")
    fill_sheet(stage)
    window.look.choose("light")
    window.set_language("en")
    show_sheet(stage)
    _save(stage, "sheet-en-light")
    flat.desk.open(())
    window.look.choose("dark")


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


def _orders(stage: Stage) -> None:
    """The sample workshop: the page of an order with several things, and a parcel of which some is scanned."""
    window = stage.window
    window.set_language("en")
    fill_workshop(stage)
    show_busy_order(stage)
    _save(stage, "order-en-dark")
    window.look.choose("light")
    window.set_language("zh_CN")
    stage.action("orders.back")
    begin_parcel(stage)
    _save(stage, "pack-zh-light")


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
