"""The main window: every workplace, with every side of it."""

from collections.abc import Iterator

from tests.faces.ways import open_dispatch, open_side
from tests.faces.world import Face, World


def main_faces() -> Iterator[Face]:
    yield "model/check", lambda world: open_side(world, "check")
    yield "model/card", _card
    yield "model/first-job", lambda world: (open_side(world, "check"), world.window.first_job.begin())
    for name in ("prepare", "fix", "color", "measure"):
        yield f"model/{name}", lambda world, name=name: open_side(world, name)
    for kind in ("smooth", "paint"):
        yield f"model/brush-{kind}", lambda world, kind=kind: _brush(world, kind)
    for tool in ("scale", "base", "lettering", "qr", "hollow", "split", "adjust", "replace_color"):
        yield f"model/tool-{tool}", lambda world, tool=tool: _tool(world, tool)
    for name in ("service", "overview", "pack"):
        yield name, lambda world, name=name: world.workplace(name)
    yield "pack/parcel", lambda world: _parcel(world, "new")
    yield "pack/label", lambda world: _parcel(world, "verified")
    yield "pack/hand-over", lambda world: _parcel(world, "labelled")
    yield "pack/after", lambda world: _parcel(world, "problem")
    yield "pack/chase", lambda world: (world.workplace("pack"), world.act("pack.chase"))
    for view in ("printers", "queue", "plates", "statistics"):
        yield f"dispatch/{view}", lambda world, view=view: open_dispatch(world, view)
    yield "dispatch/plate", _plate
    yield "order", _order
    yield "layout/empty", lambda world: (world.workplace("layout"), world.window.flat.desk.open(()))
    for side in ("template", "layers", "picture", "cut", "output", "sheet", "plates", "mockup"):
        yield f"layout/{side}", lambda world, side=side: _layout(world, side)


def _card(world: World) -> None:
    open_side(world, "check")
    report = world.window.docks.report
    report.choose(next(iter(report.cards.values())).finding)


def _tool(world: World, tool: str) -> None:
    world.workplace("model")
    world.act(f"tool.{tool}")


def _brush(world: World, kind: str) -> None:
    world.workplace("model")
    world.act(f"brush.{kind}")


def _parcel(world: World, state: str) -> None:
    from app.shipping.records import Parcel

    with world.office.book.reading() as book:
        parcels = {parcel.state: parcel for parcel in book.find(Parcel)}
    world.workplace("pack")
    if state == "new" and "new" not in parcels:
        from app.commands import packing

        item = world.choose(lambda item: item.stage == "ready_to_pack")
        parcel = packing.open_by_code(world.office, item.serial).parcel.parcel
        packing.scan(world.office, parcel.id, item.serial)
    else:
        parcel = parcels[state]
    world.window.packing.open_parcel(parcel.id)
    world.until(lambda: world.window.packing.page.station.view is not None)


def _plate(world: World) -> None:
    """A plate that is being filled: one of its two pieces has no place yet."""
    import io

    from PIL import Image

    from app.dispatch.records import Piece, Plate

    shown = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(shown, "PNG")
    item = world.choose(lambda item: item.product == "figurine" and item.stage == "queued")
    with world.office.book.writing(world.office.actor) as book:
        plates = book.find(Plate)
        if not plates:
            picture = world.office.assets.put(shown.getvalue(), sensitive=True).digest
            plates = [book.add(Plate(name="Mimaki 11-30 18:00", process="full-color-jetting", picture=picture))]
            for unit in (1, 2):
                book.add(Piece(item=item.id, order=item.order, unit=unit, plate=plates[0].id, state="placed"))
            book.note("plate.new", plates[0])
    open_dispatch(world, "plates")
    page = world.window.dispatch.page
    world.until(page.plates.list.count)
    page.plates.choose(plates[0].id)
    world.until(page.plate_detail.pack_now.isVisible)
    page.pieces.list.setCurrentRow(0)


def _order(world: World) -> None:
    from app.orders.records import Item, Order

    with world.office.book.reading() as book:
        items = book.find(Item)
        busy = max(book.find(Order), key=lambda o: (o.status == "warranty", sum(item.order == o.id for item in items)))
    world.window.orders.show_order(busy.id)


def _layout(world: World, side: str) -> None:
    from app.layouts.design.templates import load_templates

    world.workplace("layout")
    flat = world.window.flat
    if not flat.desk.things:
        flat.use_template(next(one for one in load_templates() if one.id == "charm-60-name"))
        world.until(lambda: flat.desk.things)
    if side in {"plates", "mockup"}:
        flat.show_view(side)
    elif side == "sheet":
        flat.show_view(side)
        flat.page.side.choose(side)
    else:
        flat.show_view("design")
        flat.page.side.choose(side)
