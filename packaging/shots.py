"""Takes the pictures of README and manual from the real window: `dev.py shots` (needs a display; under Linux, Xvfb).

Opens the workstation on a folder of its own with the sample figurine, in both languages and themes, and writes
resources/screens/*.png.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "resources" / "screens"
SIZE = (1600, 1000)
PATIENCE = 180.0


def main() -> int:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["STATUETTE_HOME"] = home
        return _take()


def _take() -> int:
    from app import bootstrap  # noqa: PLC0415 - after the folder and the path are set

    SCREENS.mkdir(parents=True, exist_ok=True)
    workstation = bootstrap.assemble()
    window, application = workstation.window, workstation.application
    bench, viewport, report = window.workshop.bench, window.bench.viewport, window.docks.report

    def until(there: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get as far as the picture")
            application.processEvents()
            time.sleep(0.005)

    def rest(seconds: float) -> None:
        end = time.monotonic() + seconds
        until(lambda: time.monotonic() > end)

    def save(name: str) -> None:
        rest(1.0)
        image = window.grab().toImage()
        path = SCREENS / f"{name}.png"
        image.save(str(path), "PNG", 0)
        _shrink(path)
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")

    def model_drawn() -> bool:
        mesh = window.wiring.display.mesh
        return mesh is not None and bench.document is not None and mesh.revision == bench.document.revision

    window.resize(*SIZE)
    window.set_language("en")
    window.show()
    window.workshop.preferences.first_start_done = True  # no assistant over what is shown
    window.start([])
    window.wiring.open_sample("cat")
    until(lambda: bench.report is not None and bool(window.workshop.repairs) and model_drawn())
    rest(1.5)
    save("model-en-dark")
    window.set_language("zh_CN")
    save("model-zh-dark")
    window.look.choose("light")
    save("model-zh-light")
    window.set_language("en")
    report.choose(report.cards["self_intersections"].finding)
    save("report-en-light")
    window.look.choose("dark")
    window.set_language("zh_CN")
    save("report-zh-dark")
    window.set_language("en")
    report.choose(None)
    report.repair.click()
    until(lambda: bench.document.position == 1 and bench.report is not None and model_drawn())
    rest(1.5)
    save("repaired-en-dark")
    window.actions_.by_id["view.compare"].trigger()
    until(lambda: viewport.split_at() is not None)
    rest(1.5)
    save("compare-en-dark")
    window.actions_.by_id["view.compare"].trigger()
    window.look.choose("light")
    window.actions_.by_id["tool.base"].trigger()
    rest(1.0)
    save("prepare-en-light")
    window.look.choose("dark")
    window.set_language("zh_CN")
    window.docks.side.choose("measure")
    window.wiring.heat.show_figure("wall_thickness")
    window.actions_.by_id["view.beside"].trigger()
    until(lambda: window.bench.side.on)
    rest(3.0)
    save("measure-zh-dark")
    window.actions_.by_id["view.beside"].trigger()
    _take_layouts(workstation, until, rest, save)
    _take_orders(workstation, until, rest, save)
    workstation.close()
    return 0


def _take_layouts(
    workstation: Any,
    until: Callable[[Callable[[], bool]], None],
    rest: Callable[[float], None],
    save: Callable[[str], None],
) -> None:
    """Pictures of the layout bench with the samples of the templates: one keychain, and a sheet of several."""
    from app.layouts.design.templates import load_templates  # noqa: PLC0415 - after the path is set

    window, templates = workstation.window, {template.id: template for template in load_templates()}
    window.top_bar.workplace_chosen.emit("layout")
    flat = window.flat
    flat.use_template(templates["charm-60-name"])
    until(lambda: bool(flat.desk.things))
    rest(4.0)
    save("layout-zh-dark")
    for name in ("charm-50", "keychain-wave", "keychain-vinyl", "keychain-ring", "keychain-code"):
        thing = flat.desk.thing
        flat.desk.open((*flat.desk.things, replace(thing, key=name, template=None)), len(flat.desk.things))
        flat.use_template(templates[name])
    for number in range(len(flat.desk.things)):
        flat.desk.set_copies(number, 6)
    flat.setup.choose_sheet("a3")
    window.look.choose("light")
    window.set_language("en")
    window.actions_.by_id["layout.sheet"].trigger()
    flat.sheets.arrange()
    until(lambda: flat.sheets.layout is not None and not flat.sheets.busy)
    rest(3.0)
    save("sheet-en-light")
    flat.desk.open(())
    window.look.choose("dark")


def _take_orders(
    workstation: Any,
    until: Callable[[Callable[[], bool]], None],
    rest: Callable[[float], None],
    save: Callable[[str], None],
) -> None:
    """Pictures of the sample workshop: the page of an order with several things, and a parcel of which some is scanned."""
    from app.commands import packing  # noqa: PLC0415 - after the path is set
    from app.commands.intake.sample import fill_sample  # noqa: PLC0415
    from app.orders.records import Item, Order  # noqa: PLC0415

    window, desk = workstation.window, workstation.desk
    until(lambda: desk.ready)
    window.set_language("en")
    fill_sample(desk.office)
    queue = window.docks.orders.queue
    until(lambda: bool(queue.list.model().rowCount()))
    with desk.office.book.reading() as book:
        items = book.find(Item)
        busy = max(book.find(Order), key=lambda o: (o.status == "warranty", sum(item.order == o.id for item in items)))
        ready = [item for item in items if item.stage == "ready_to_pack"]
    window.orders.show_order(busy.id)
    rest(2.0)
    save("order-en-dark")
    window.look.choose("light")
    window.set_language("zh_CN")
    window.actions_.by_id["orders.back"].trigger()
    window.top_bar.workplace_chosen.emit("pack")
    most = max(ready, key=lambda item: sum(other.order == item.order for other in ready))
    opened = packing.open_by_code(desk.office, most.serial)
    assert opened.parcel is not None
    parcel = opened.parcel.parcel.id
    packing.scan(desk.office, parcel, most.serial)
    window.packing.open_parcel(parcel)
    rest(2.0)
    save("pack-zh-light")


def _shrink(path: Path) -> None:
    """256 colours are enough for a screen picture and a quarter of the bytes."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG)
    small.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
