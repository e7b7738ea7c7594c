"""Ways to a face that several of them begin with."""

from typing import Any

from tests.faces.world import World


def open_side(world: World, name: str) -> None:
    world.workplace("model")
    world.window.docks.side.choose(name)


def open_dispatch(world: World, view: str) -> None:
    made_printers(world)
    world.workplace("dispatch")
    page = world.window.dispatch.page
    page.choose_view(view)
    world.until(lambda: page.station.board is not None and page.station.board.printers)
    if view == "printers":
        page.go_to_printer(page.station.board.printers[0].id)


def made_printers(world: World) -> tuple[Any, Any]:
    """Two printers behind folders, one job that waits and one that is unclear."""
    from app.dispatch.records import Attempt, Holder, Printer, PrintJob
    from app.dispatch.uids import fresh_uid

    with world.office.book.writing(world.office.actor) as book:
        there = book.find(Printer)
        if there:
            return there[0], book.find(PrintJob)[-1]
        for name in ("K1 left", "Mimaki"):
            folder = world.folder / name
            folder.mkdir(exist_ok=True)
            printer = book.add(Printer(name=name, driver="hot_folder", settings={"folder": str(folder)}, paused=True))
        waits = PrintJob(uid=fresh_uid(1), state="assigned", name="SN-1", suffix=".3mf", size=1, printer=printer.id)
        book.add(waits)
        job = book.add(
            PrintJob(uid=fresh_uid(2), state="unknown", name="SN-2", suffix=".3mf", size=1, printer=printer.id)
        )
        holder = book.add(Holder(station="PC-03"))
        book.add(
            Attempt(
                job=job.id, number=1, uid=job.uid, printer=printer.id, phase="starting", holder=holder.id,
                quiet_at=book.moment(),
            )
        )  # fmt: skip
        book.note("job.new", job)
    return printer, job
