"""How every face of the program is opened. A new window is one more line in one of these tables.

A face is opened from the main window over the sample workshop (:class:`World`); what is judged is whatever windows are
open then over the main window, or the main window itself.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.faces.world import World

Open = Callable[[World], Any]
Face = tuple[str, Open]


def faces() -> Iterator[Face]:
    """Name and opener of every face, those of one workplace after each other."""
    yield from _main_faces()
    yield from _dialogs()
    yield from _questions()
    yield from _workshop_pages()
    yield from _covers()


# ---- the main window ---------------------------------------------------------


def _main_faces() -> Iterator[Face]:
    yield "model/check", lambda world: _side(world, "check")
    yield "model/card", _card
    yield "model/first-job", lambda world: (_side(world, "check"), world.window.first_job.begin())
    for name in ("prepare", "fix", "color", "measure"):
        yield f"model/{name}", lambda world, name=name: _side(world, name)
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
        yield f"dispatch/{view}", lambda world, view=view: _dispatch(world, view)
    yield "dispatch/plate", _plate
    yield "order", _order
    yield "layout/empty", lambda world: (world.workplace("layout"), world.window.flat.desk.open(()))
    for side in ("template", "layers", "picture", "cut", "output", "sheet", "plates", "mockup"):
        yield f"layout/{side}", lambda world, side=side: _layout(world, side)


def _side(world: World, name: str) -> None:
    world.workplace("model")
    world.window.docks.side.choose(name)


def _card(world: World) -> None:
    _side(world, "check")
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


def _dispatch(world: World, view: str) -> None:
    _printers(world)
    world.workplace("dispatch")
    page = world.window.dispatch.page
    page.choose_view(view)
    world.until(lambda: page.station.board is not None and page.station.board.printers)
    if view == "printers":
        page.go_to_printer(page.station.board.printers[0].id)


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
    _dispatch(world, "plates")
    page = world.window.dispatch.page
    world.until(page.plates.list.count)
    page.plates.choose(plates[0].id)
    world.until(page.plate_detail.pack_now.isVisible)
    page.pieces.list.setCurrentRow(0)


def _printers(world: World) -> tuple[Any, Any]:
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


# ---- windows over it ---------------------------------------------------------


def _dialogs() -> Iterator[Face]:
    for name in ("file.proof", "model.repair_options", "model.recipes", "model.batch", "help.palette", "help.settings"):
        yield f"dialog/{name}", lambda world, name=name: (_side(world, "check"), world.act(name))
    for name in ("orders.new", "orders.watch", "orders.server", "orders.sample", "orders.manage_views", "help.about"):
        yield f"dialog/{name}", lambda world, name=name: world.act(name)
    yield "dialog/orders.save_view", _save_view
    yield "dialog/orders.map", _map
    yield "dialog/orders.import", _import
    yield "dialog/orders.conflict", _conflict
    yield "dialog/picture", _picture
    yield "dialog/relief", lambda world: world.window.reliefs.ask_picture()
    yield "dialog/recipe-step", _recipe_step
    yield "dialog/crash", lambda world: world.workstation.crashes.show(ValueError("a bug that was made for this"))
    yield "dialog/print.add", lambda world: _print(world, "add")
    yield "dialog/print.find", lambda world: _print(world, "find")
    yield "dialog/print.change", lambda world: _print(world, "change")
    yield "dialog/print.decide", lambda world: _print(world, "decide")
    yield "dialog/print.service", lambda world: _print(world, "service")
    yield "dialog/print.send", _send
    yield "dialog/print.judge", _judge
    yield "dialog/layout.proof", _flat_proof
    yield "dialog/camera", _camera
    yield "dialog/camera-scan", _camera_scan
    yield "dialog/typed", _typed
    yield from _help()


def _help() -> Iterator[Face]:
    """What the menu "Help" opens, and what comes when something has gone wrong."""
    from app.gui.assistant.dialog import STEPS

    for step in STEPS:
        yield (
            f"assistant/{step.id}",
            lambda world, at=step.id: world.window.assistant._open(first=False, at=at),
        )
    for name in ("help.diagnosis", "help.updates", "help.manual", "help.keys"):
        yield f"dialog/{name}", lambda world, name=name: world.act(name)
    yield "dialog/report", lambda world: world.workstation.trouble.show_report()
    yield "dialog/drafts", _drafts
    yield "dialog/crashed-start", lambda _world: _crashed_start()


def _drafts(world: World) -> None:
    from app.gui.trouble.drafts import Draft
    from app.gui.trouble.drafts_dialog import DraftsDialog

    DraftsDialog((Draft("Note", "The ears are a little larger", 1.8e9, ""),), lambda: None, world.window).open()


def _crashed_start() -> None:
    from app.gui.trouble.crashed_start import CrashedStartDialog

    dialog = CrashedStartDialog(3)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _save_view(world: World) -> None:
    from app.gui.orders.view_dialogs import ask_view_name

    ask_view_name(world.workstation.desk, world.window, world.queue).open()


def _map(world: World) -> None:
    from app.gui.orders.state_map import StateMap

    StateMap(world.window.look, world.window).open()


def _import(world: World) -> None:
    path = world.folder / "orders.csv"
    path.write_text("title,what,colour\nNight singer,figurine,white\nTwo cats,magnet,\n", "utf-8")
    world.window.orders.import_file(path)


def _conflict(world: World) -> None:
    from dataclasses import replace

    from app.gui.orders.conflict import ask_again
    from app.orders.book import StaleError
    from app.orders.records import Order

    with world.office.book.reading() as book:
        order = book.find(Order)[0]
    theirs = replace(order, priority=2, version=order.version + 1)
    ask_again(StaleError(order, theirs), "Night singer", lambda: None, world.window, {})


def _picture(world: World) -> None:
    from app.gui.orders.picture_window import PictureWindow
    from tests.gui.orders.shop import png

    PictureWindow(png(side=200), "Night singer", world.window).open()


def _recipe_step(world: World) -> None:
    from app.gui.dialogs.recipe_step import RecipeStepDialog
    from app.mesh.forms import FORMS

    RecipeStepDialog(FORMS["base"], {}, world.window.look, world.window).open()


def _print(world: World, what: str) -> None:
    _, job = _printers(world)
    _dispatch(world, "printers")
    if what == "decide":
        world.window.dispatch.jobs.decide(job.id)
    else:
        world.window.dispatch.do(what)


def _send(world: World) -> None:
    from app.commands.print_files import Approved, process_of
    from app.gui.dispatch.send_dialog import SendDialog

    printer, _ = _printers(world)
    item = world.choose(lambda item: item.product == "figurine" and item.stage == "queued")
    approved = Approved(item, process_of(item), "")
    SendDialog(
        world.window.look, world.window.dispatch.page.station.names, approved, (printer,), {}, world.window
    ).open()


def _judge(world: World) -> None:
    item = world.choose(lambda item: item.stage == "qc")
    world.window.dispatch.judge((item.id,))


def _flat_proof(world: World) -> None:
    from app.commands.proof import ProofWishes
    from app.gui.proof.flat_dialog import FlatProofDialog

    FlatProofDialog(ProofWishes("Two cats", "cats"), world.folder, lambda _w, _f: None, world.window).open()


def _no_camera(_number: int) -> Any:
    class Dark:
        def read(self) -> tuple[bool, None]:
            return False, None

        def isOpened(self) -> bool:  # noqa: N802 - as OpenCV calls it
            return False

        def release(self) -> None:
            """Nothing is held."""

    return Dark()


def _camera(world: World) -> None:
    from app.gui.widgets.camera import CameraDialog

    CameraDialog(world.window, _no_camera).open()


def _camera_scan(world: World) -> None:
    from app.gui.packing.camera_scan import CameraScan

    CameraScan(world.window, _no_camera).show()


def _typed(world: World) -> None:
    from app.gui.people.typed_confirmation import TypedConfirmation
    from app.i18n import text

    dialog = TypedConfirmation(
        world.window.look, text("Restore the backup"), text("Everything that was written since is lost."),
        word="PC-01", verb=text("Restore the backup"), parent=world.window, with_password=True,
    )  # fmt: skip
    dialog.open()


# ---- questions ---------------------------------------------------------------


def _questions() -> Iterator[Face]:
    from app.gui.dispatch.clear_question import ClearQuestion
    from app.gui.dispatch.plate_doings import ProposeQuestion
    from app.gui.orders.asking import DueQuestion, ask_hold
    from app.gui.orders.claim_questions import ComplaintQuestion, EvidenceQuestion, VerdictQuestion
    from app.gui.orders.proof_decision import DecisionQuestion, SendQuestion
    from app.gui.packing.chase_page import ChaseQuestion
    from app.gui.widgets.question import ReasonQuestion
    from app.i18n import text
    from app.service.records import Claim

    def ask(make: Callable[[Any, Any], Any]) -> Open:
        return lambda world: make(world.window.look, world.window).open()

    yield "question/hold", ask(lambda _look, parent: ask_hold("Night singer", lambda *_a: None, parent))
    yield (
        "question/reason",
        ask(lambda _look, parent: ReasonQuestion(
            text("Cancel the order"), text("Why?"), lambda _why: None, parent, done=text("Cancel the order")
        )),
    )  # fmt: skip
    yield "question/due", ask(lambda _look, parent: DueQuestion("Night singer", None, lambda _due: None, parent))
    yield "question/complaint", ask(lambda look, parent: ComplaintQuestion(look, "Cat", lambda _q: None, parent))
    yield "question/evidence", ask(lambda look, parent: EvidenceQuestion(look, lambda _f: None, parent))
    yield (
        "question/verdict",
        ask(lambda _look, parent: VerdictQuestion(Claim(number="C-1", order=1), lambda *_a: None, parent)),
    )
    yield "question/proof-sent", ask(lambda look, parent: SendQuestion(look, lambda _f: None, parent))
    yield (
        "question/proof-decided",
        ask(lambda look, parent: DecisionQuestion(look, "approve", lambda _q: None, parent, accounts=False)),
    )
    yield "question/clear", lambda world: ClearQuestion(_printers(world)[0], lambda: None, world.window).open()
    yield "question/plate", lambda world: _propose(world, ProposeQuestion)
    yield "question/add-to-plate", _add_to_plate
    yield "question/material", _material
    yield "question/chase", lambda world: _chase(world, ChaseQuestion)


def _chase(world: World, kind: type[Any]) -> None:
    from app.commands import shipping

    kind(shipping.chase_list(world.office)[0], world.window).open()


def _add_to_plate(world: World) -> None:
    from app.commands.plate_pieces import Unit
    from app.gui.dispatch.add_question import AddQuestion

    item = world.choose(lambda item: item.product == "figurine" and item.stage == "queued")
    units = [Unit(item, number, None, "", "", number - 1, item.due_at, "20261125-0001") for number in (1, 2)]
    AddQuestion("Mimaki 11-30 18:00", units, lambda _units: None, world.window).open()


def _material(world: World) -> None:
    from app.dispatch.records import PrintJob
    from app.gui.dispatch.material_question import MaterialQuestion, choices

    job = PrintJob(uid="o1", state="planned", suffix=".gcode", process="white-fdm", name="SN-1")
    among = choices(job, world.window.dispatch.page.station.names.materials)
    MaterialQuestion("SN-1", job, among, lambda _material: None, world.window).open()


def _propose(world: World, kind: type[Any]) -> None:
    from app.commands.plate_view import Waiting

    printer, _ = _printers(world)
    page = world.window.dispatch.page
    kind(
        (Waiting("full-color-jetting", "", ()),), (printer,), page.station.names, lambda _draft: None, world.window
    ).open()


# ---- the window "Workshop", and what covers the window -----------------------


def _workshop_pages() -> Iterator[Face]:
    from app.gui.people.sections import SECTIONS

    for _title, kinds in SECTIONS:
        for kind in kinds:
            yield f"workshop/{kind.id}", lambda world, name=kind.id: world.window.people.show_page(name)
    yield "workshop/recovery-code", _recovery_code
    yield "workshop/key-lock", _key_lock


def _recovery_code(world: World) -> None:
    from app.gui.people.recovery_code_dialog import RecoveryCodeDialog

    RecoveryCodeDialog(world.workstation.desk, world.window.look, world.window).open()


def _key_lock(world: World) -> None:
    from app.gui.people.key_lock_dialog import KeyLockDialog

    KeyLockDialog(world.workstation.desk, world.window.look, world.window, locked=True).open()


def _covers() -> Iterator[Face]:
    def cover(world: World, name: str, *, begin: Callable[[Any], object] = lambda _page: None) -> None:
        guard = world.window.people.guard
        begin(getattr(guard, name))
        guard._cover(getattr(guard, name))

    yield "cover/wait", lambda world: cover(world, "wait", begin=lambda page: page.show_opening())
    yield "cover/first", lambda world: cover(world, "first", begin=lambda page: page.begin())
    yield "cover/log-in", lambda world: cover(world, "log_in", begin=lambda page: page.ask_anybody())
    yield "cover/password", lambda world: cover(world, "password", begin=lambda page: page.ask_both("Boss", "boss"))
    yield "cover/duty", lambda world: cover(world, "duty", begin=lambda page: page.show_duty("…\n" * 40, "1"))
    yield "cover/trouble", lambda world: cover(world, "trouble", begin=_trouble)


def _trouble(page: Any) -> None:
    from app.orders.book import BookOfflineError

    page.show_error(BookOfflineError(), leave=True)


def close(world: World) -> None:
    """Close what a face has opened, so that the next one begins with the main window alone."""
    for dialog in world.dialogs():
        dialog.close()
        if type(dialog).__name__ in {"Palette", "SettingsDialog"}:
            dialog.deleteLater()  # they would be styled anew with every change of theme
    guard = world.window.people.guard
    if guard.covered:
        guard._uncover()
    world.window.first_job.leave()
    world.live()


def path_of(face: str, folder: Path, *more: str) -> Path:
    """Where the picture of a face lies."""
    return folder / ("-".join([face.replace("/", "_"), *more]) + ".png")
