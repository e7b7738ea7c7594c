"""The scenes of flat souvenirs: photos, a postcard, a keychain, the sheet that they are nested on, and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.day import Story
    from screens.stage import Stage

NAMES = ("photos", "postcard", "keychain", "nest", "preflight")


def take(stage: Stage, story: Story) -> None:
    """What is flat in the sample workshop, laid out."""
    if not story.wants(*NAMES):
        return
    window = stage.window
    for name in ("jobs", "printers"):
        window.docks.by_name[name].hide()
    stage.go("layout")
    flat = window.flat
    page = flat.page
    if story.wants("photos"):
        _open(stage, "photo", 6)
        flat.show_view("sheet")
        page.side.choose("sheet")
        _arrange(stage)
        story.take("photos")
    if story.wants("postcard"):
        _open(stage, "postcard", 1)
        flat.show_view("design")
        page.side.choose("template")
        story.take("postcard", wait=3.0)
    if story.wants("keychain", "nest", "preflight"):
        _open(stage, "keychain", 8)
        flat.show_view("design")
        page.side.choose("cut")
        story.take("keychain", wait=3.0)
    if story.wants("nest", "preflight"):
        for number in range(len(flat.desk.things)):
            flat.desk.set_copies(number, 4)
        stage.action("layout.sheet")
        page.side.choose("sheet")
        _arrange(stage)
        story.take("nest")
    if story.wants("preflight"):
        page.side.choose("output")
        flat.output.make(stage.home / "keychains.pdf", sheets=True)
        stage.until(lambda: bool(flat.output.made))
        story.take("preflight", wait=2.0)
    flat.desk.open(())


def _open(stage: Stage, product: str, most: int) -> None:
    """Items of this product on the layout bench, in place of what lies there."""
    from app.orders.records import Item  # noqa: PLC0415 - after the path is set

    flat = stage.window.flat
    flat.desk.open(())
    with stage.desk.office.book.reading() as book:
        items = [one for one in book.find(Item) if one.product == product][:most]
    flat.open_items([one.id for one in items])
    stage.until(lambda: len(flat.desk.things) >= len(items))
    stage.rest(3.0)


def _arrange(stage: Stage) -> None:
    flat = stage.window.flat
    flat.sheets.arrange()
    stage.until(lambda: flat.sheets.layout is not None and not flat.sheets.busy)
    stage.rest(3.0)
