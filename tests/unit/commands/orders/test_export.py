"""What is chosen in the queue, written to a file: masked, in the chain, safe to open in a table program."""

import csv
from pathlib import Path

import openpyxl
import pytest

from app.commands.order_export import COLUMNS, ExportRefusedError, export_items
from app.errors import WriteRefusedError
from app.orders.draft import ItemDraft
from app.orders.records import Contact
from app.security.permissions import NotAllowedError
from app.security.roles import Role

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=60, title="冰箱贴", quantity=4)
DANGEROUS = ItemDraft(product="figurine", finish="color", height_mm=120, title='=HYPERLINK("http://x")')


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_table_of_what_is_chosen_with_masked_buyers(world, tmp_path: Path) -> None:
    order = world.order(MAGNET, DANGEROUS)
    first, second = world.items(order)
    done = export_items(world.as_("owner"), [second.id, first.id, second.id, 999_999], tmp_path / "chosen.csv")
    assert done.rows == 2
    title, *rows = read_csv(done.path)
    assert title == [str(column) for column in COLUMNS]
    assert [row[1] for row in rows] == [second.serial, first.serial]
    assert rows[0][2].startswith("'=")  # a title is no formula
    assert rows[1][5:8] == ["60 × 50 mm", "4", "New"]
    content = done.path.read_bytes()
    contact = world.find(Contact, order=order.id)[0]
    assert contact.name_masked.encode() in content
    assert "测试甲".encode() not in content
    events = [event for event in world.events() if event.kind == "order.exported"]
    assert [dict(event.facts) for event in events] == [{"items": 2, "format": "csv"}]


def test_an_xlsx_has_real_dates_and_a_head_that_stays(world, tmp_path: Path) -> None:
    order = world.order(MAGNET)
    done = export_items(world.as_("owner"), [item.id for item in world.items(order)], tmp_path / "chosen.xlsx")
    sheet = openpyxl.load_workbook(done.path).active
    assert sheet.freeze_panes == "A2"
    record = world.items(order)[0]
    assert sheet.cell(2, 10).value == record.due_at.astimezone().replace(tzinfo=None, microsecond=0)


def test_only_those_who_may_export_do(world, tmp_path: Path) -> None:
    world.account("ann", Role.ENGINEER)
    order = world.order(MAGNET)
    with pytest.raises(NotAllowedError):
        export_items(world.as_("ann"), [world.items(order)[0].id], tmp_path / "chosen.csv")
    assert not list(tmp_path.glob("chosen*"))


def test_what_cannot_be_written_is_refused_in_a_sentence(world, tmp_path: Path) -> None:
    item = world.items(world.order(MAGNET))[0]
    for name, items in (("chosen.doc", [item.id]), ("chosen.csv", [])):
        with pytest.raises(ExportRefusedError):
            export_items(world.as_("owner"), items, tmp_path / name)
    with pytest.raises(WriteRefusedError):
        export_items(world.as_("owner"), [item.id], tmp_path / "no such folder" / "chosen.csv")
