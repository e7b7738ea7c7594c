"""What the print queue is told of a sheet."""

from pathlib import Path

from shapely.geometry import box

from app.gui.layout.making import ToMake, _sheet
from app.gui.layout.thing import Thing
from app.layouts.design.document import Design, Page
from app.layouts.making.job import STANDARD_TIME
from app.layouts.making.make import Made
from app.layouts.piece import Face, Piece
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize
from app.settings.folders import standard_folders
from app.settings.shops import load_shops


def test_copies_that_had_no_room_are_not_said_to_be_there(tmp_path: Path) -> None:
    design = Design(product="postcard", width_mm=50, height_mm=40, pages=(Page(),))
    things = tuple(Thing(f"item-{n}", "Card", f"SN-{n}", design, copies=3, item=n) for n in (7, 8))
    piece = Piece("a", "a", "postcard", box(0, 0, 50, 40), 0.0, Face(()), quantity=3)
    lying = (Placement(1, 0, 10, 10), Placement(0, 0, 70, 10), Placement(1, 2, 10, 60))
    layout = Layout((piece, piece), (Sheet(SheetSize("a5", 148, 210), lying),), 0.0, ((0, 1), (0, 2), (1, 1)))
    shop = load_shops(standard_folders()).find("digital-press")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"%PDF")
    told = _sheet(ToMake(things, None, layout, shop, "Sheet", STANDARD_TIME), path, Made((path,), layout))
    assert told is not None
    assert told.copies == {7: 1, 8: 2}
