"""The modelling engineer: from the queue to the bench, mended, given a base and words, hollowed, its colours looked at."""

from typing import Any

from app.commands import item_work
from app.orders.records import Item
from tests.e2e.day.bundle import ORDERS
from tests.e2e.day.hands import CONTROL, SHIFT, Key, button, until
from tests.e2e.day.workshop import Day

LINK = "https://example.com/c/01"


def put_on_bench(day: Day, title: str) -> Item:
    """Open an item from the queue: its generated mesh comes at the height that was ordered."""
    item, bench = day.item(title), day.window.workshop.bench
    with day.diary.step(f"open “{title}” from the queue"):
        day.hands.find(day.get(item))
        day.hands.press(Key.Key_G, CONTROL | SHIFT)
        until(lambda: bench.document is not None and bench.document.item == item.id, "the item is on the bench")
        until(lambda: bench.report is not None and _idle(day), "the report")
        assert abs(bench.document.height_mm - item.height_mm) < 1e-6
    return item


def inspect(day: Day, title: str) -> None:
    """The report finds what is wrong with this mesh, and flies to it."""
    made = day.meshes[_mesh_of(title)]
    report, panel = day.window.workshop.bench.report, day.window.docks.report
    with day.diary.step(f"look at the report of “{title}”"):
        found = {finding.id for finding in report.findings if finding.count}
        assert made.finds <= found, f"{made.name}: {sorted(made.finds - found)} was not found"
        assert not report.printable or made.finds.isdisjoint({"open_edges", "self_intersections", "inverted"})
        show_report(day)
        card = panel.cards[min(made.finds)]
        day.hands.click(card)
        until(lambda: day.window.wiring.display is not None, "the places are shown")


def repair(day: Day, title: str) -> None:
    """One button, and it is printable; its looks are kept."""
    made, bench, panel = day.meshes[_mesh_of(title)], day.window.workshop.bench, day.window.docks.report
    with day.diary.step(f"repair “{title}”"):
        before = bench.document.revision
        day.hands.click(panel.repair)
        _changed(day, before)
        assert bench.report.printable, [f.id for f in bench.report.findings if f.severity == "blocks"]
        assert bench.report.color == made.color


def use(day: Day, tool: str, **typed: str) -> None:
    """Use one of the tools that stand below the report; ``typed``: what is entered into its fields."""
    bench, hands = day.window.workshop.bench, day.hands
    names = {"base": "Base", "hollow": "Hollow", "lettering": "Text", "qr": "QR"}
    with day.diary.step(f"{names[tool].lower()} of “{_title(day)}”"):
        show_report(day)
        hands.click(button(day.window.docks.report, names[tool]))
        page = day.window.docks.pages["prepare"]
        until(lambda: page.form is not None and page.form.form.id == tool, f"the form “{tool}”")
        for name, value in typed.items():
            _enter(day, page.form.fields[name], value)
        before = bench.document.revision
        hands.click(page.form.start)
        _changed(day, before)
        assert bench.report.printable, [f.id for f in bench.report.findings if f.severity == "blocks"]


def look_at_colors(day: Day) -> None:
    """Switch the soft proof on: the viewport shows what the machine can print, the page says how much is out of reach."""
    tool = day.window.soft_proof
    with day.diary.step(f"look at the printed colours of “{_title(day)}”"):
        action = day.window.actions_.by_id["view.softproof"]
        day.hands.command(action.text())
        until(lambda: tool.view.state.proof and tool.view.share is not None, "the soft proof, and what is out of reach")
        assert 0.0 <= tool.view.share <= 1.0
        day.hands.command(action.text())
        until(lambda: not tool.view.state.proof, "its own colours again")


def filed(day: Day, *items: Item) -> None:
    """Other workstations can go on with it: every version that was made is in the book and in the asset store."""
    with day.diary.step(f"the models of {len(items)} items are filed"):
        until(lambda: not day.window.items.waits, "the book knows each step")
        until(lambda: all(item_work.take_up(day.office, item.id).filed for item in items), "every version is filed")


# ---- inside ---------------------------------------------------------------------------------------------------------


def _mesh_of(title: str) -> str:
    return next(thing.mesh for things in ORDERS for thing in things if thing.title == title)


def _title(day: Day) -> str:
    return day.get(_on_bench(day)).title


def _on_bench(day: Day) -> Item:
    number = day.window.workshop.bench.document.item
    with day.office.book.reading() as book:
        return book.get(Item, number)


def show_report(day: Day) -> None:
    """Go to the page of the report beside the viewport."""
    side = day.window.docks.side
    if side.page != "check":
        day.hands.click(side.buttons["check"])
        until(lambda: side.page == "check", "the page of the report")


def _idle(day: Day) -> bool:
    return not any(job.open for job in day.window.workshop.runner.jobs if not job.quiet)


def _changed(day: Day, before: str) -> None:
    bench = day.window.workshop.bench
    until(lambda: bench.document.revision != before, "the model has changed")
    until(lambda: bench.report is not None and bench.report.revision == bench.document.revision, "the new report")
    until(lambda: _idle(day), "nothing runs any more")


def _enter(day: Day, entry: Any, value: str) -> None:
    target = entry.focusProxy() or entry
    day.hands.click(target)
    until(target.hasFocus, "the field")
    day.hands.press(Key.Key_A, CONTROL)
    day.hands.write(value)
    day.hands.press(Key.Key_Tab)
