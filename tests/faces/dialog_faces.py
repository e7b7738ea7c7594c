"""Windows that are opened over the main window."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt

from tests.faces.ways import made_printers, open_dispatch, open_side
from tests.faces.world import Face, World


def dialog_faces() -> Iterator[Face]:
    for name in ("file.proof", "model.repair_options", "model.recipes", "model.batch", "help.palette", "help.settings"):
        yield f"dialog/{name}", lambda world, name=name: (open_side(world, "check"), world.act(name))
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
    _, job = made_printers(world)
    open_dispatch(world, "printers")
    if what == "decide":
        world.window.dispatch.jobs.decide(job.id)
    else:
        world.window.dispatch.do(what)


def _send(world: World) -> None:
    from app.commands.approved import Approved
    from app.commands.printed_with import process_of
    from app.gui.dispatch.send_dialog import SendDialog

    printer, _ = made_printers(world)
    item = world.choose(lambda item: item.product == "figurine" and item.stage == "queued")
    approved = Approved(item, process_of(item), "", item.quantity)
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
