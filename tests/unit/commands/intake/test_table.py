"""Tables: any encoding and separator, columns by their names, bad rows told by their line."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.commands.intake import columns, import_file, look_at_table, values
from app.commands.intake.bad_rows import save_problems
from app.commands.intake.batch import IntakeRefusedError
from app.commands.intake.columns import kept_columns, propose
from app.commands.intake.table import read_table
from app.commands.office import Office
from app.orders.records import Contact, Creation, IntakeRun, Item, Order
from app.orders.working_days import CHINA
from app.security.actor import Actor
from app.security.contact import open_contact
from app.security.permissions import NotAllowedError
from app.security.roles import Role

CHINESE = ("订单号", "收件人", "手机号", "收货地址", "产品", "尺寸", "数量", "下单时间", "肖像授权")
ROWS = (
    ("T-1", "测试甲", "13800000000", "测试省样例路1号", "彩膜手办", "12厘米", "1", "2026年11月25日 9:30", "是"),
    ("T-1", "测试甲", "13800000000", "测试省样例路1号", "明信片", "148×100", "5", "2026年11月25日 9:30", "是"),
    ("T-2", "测试乙", "13800000001", "测试省样例路2号", "钥匙扣", "50x50mm", "2", "2026/11/24", "否"),
)


def write_csv(path: Path, *rows: Any, header: Any = CHINESE, encoding: str = "utf-8", separator: str = ",") -> Path:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator).writerows([header, *rows])
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, *rows: Any, header: Any = CHINESE) -> Path:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    book.save(path)
    return path


def check_in_the_book(office: Office) -> None:
    with office.book.reading() as book:
        first, second = book.find(Order, order_by="key")
        assert (first.key, second.key, first.source) == ("T-1", "T-2", "table")
        assert first.received_at.isoformat() == "2026-11-25T01:30:00+00:00"
        figurine, postcard = book.find(Item, order=first.id, order_by="position")
        assert (figurine.product, figurine.finish, figurine.height_mm) == ("figurine", "color", 120)
        assert (postcard.product, postcard.width_mm, postcard.height_mm, postcard.quantity) == ("postcard", 148, 100, 5)
        assert figurine.state == "new"
        (keychain,) = book.find(Item, order=second.id)
        assert (keychain.state, keychain.hold_reason, keychain.quantity) == ("on_hold", "rights", 2)
        person = open_contact(office.vault, book.find(Contact, order=first.id)[0])
        assert (person.name, person.phone, person.address) == ("测试甲", "13800000000", "测试省样例路1号")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(office: Office, tmp_path: Path, encoding: str, separator: str) -> None:
    result = import_file(office, write_csv(tmp_path / "t.csv", *ROWS, encoding=encoding, separator=separator))
    assert (result.created, result.problems) == (2, ())
    check_in_the_book(office)


def test_an_excel_sheet_with_numbers_and_dates(office: Office, tmp_path: Path) -> None:
    typed = [list(row) for row in ROWS]
    for row in typed:
        row[2], row[6] = int(row[2]), float(row[6])
    typed[0][7] = typed[1][7] = datetime(2026, 11, 25, 9, 30)  # noqa: DTZ001 - as Excel has it
    result = import_file(office, write_xlsx(tmp_path / "t.xlsx", *typed))
    assert (result.created, result.problems) == (2, ())
    check_in_the_book(office)


def test_english_headers(office: Office, tmp_path: Path) -> None:
    header = ("Order No.", "Name", "Phone", "Address", "Item", "Size", "Qty", "Order date", "Consent")
    rows = [(*row[:4], {"彩膜手办": "Colour figurine", "明信片": "Postcard", "钥匙扣": "Keychain"}[row[4]],
             row[5].replace("厘米", " cm"), *row[6:8], "yes" if row[8] == "是" else "no") for row in ROWS]  # fmt: skip
    assert import_file(office, write_csv(tmp_path / "t.csv", *rows, header=header)).problems == ()
    check_in_the_book(office)


def test_bad_rows_are_told_by_their_line_and_good_ones_come_in(office: Office, tmp_path: Path) -> None:
    good = ROWS[2]
    path = write_csv(
        tmp_path / "t.csv",
        good,
        ("", *good[1:]),
        ("T-4", *good[1:4], "蛋糕", *good[5:]),
        ("T-5", *good[1:6], "many", *good[7:]),
        ("T-6", *good[1:], "one too many"),
        ("T-7", *good[1:]),
        ("T-7", "测试丙", *good[2:]),
        ("T-8", *good[1:7], "gestern", good[8]),
        ("T-9", *good[1:]),
    )
    result = import_file(office, path)
    told = [str(p) for p in result.problems]
    assert (result.created, result.refused) == (2, 6)
    for start in ("Line 3: has no order key", "Line 4: product is not made here", "Line 5: Quantity: ",
                  "Line 6: has more cells", "Line 8: says something else than line 7", "Line 9: Received: "):  # fmt: skip
        assert any(line.startswith(start) for line in told), (start, told)
    with office.book.reading() as book:
        assert sorted(order.key for order in book.find(Order)) == ["T-2", "T-9"]
    assert not any("测试" in line or "1380" in line or "蛋糕" in line for line in told)


def test_bad_rows_are_no_formulas_and_come_in_again_as_they_were(office: Office, tmp_path: Path) -> None:
    """What the client wrote is opened in a spreadsheet; corrected, the file is imported as it is."""
    name, phone = '=HYPERLINK("http://elsewhere")', "+86 13800138000"
    row = ROWS[2]
    path = write_csv(tmp_path / "t.csv", ("T-1", name, phone, row[3], "蛋糕", *row[5:]))
    result = import_file(office, path)
    table, _mapping = look_at_table(office, path)
    assert save_problems(office, tmp_path / "bad.csv", result, table) == 1
    written = (tmp_path / "bad.csv").read_text("utf-8-sig")
    assert f"'{phone}" in written
    assert "'=HYPERLINK" in written
    back = read_table(tmp_path / "bad.csv").rows[0][1]
    assert back[1:3] == (name, phone)


def test_columns_that_are_not_known_are_dropped_and_named(office: Office, tmp_path: Path) -> None:
    rows = [(*row, "110101199001011234") for row in ROWS]
    result = import_file(office, write_csv(tmp_path / "t.csv", *rows, header=(*CHINESE, "身份证号")))
    assert result.created == 2
    assert result.dropped == ("身份证号",)
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or b"110101199001011234" not in path.read_bytes()


def test_columns_that_somebody_put_right_are_kept_for_the_next_time(office: Office, tmp_path: Path) -> None:
    header = ("Ref", *CHINESE[1:4], "Ware", *CHINESE[5:])
    path = write_csv(tmp_path / "t.csv", *ROWS, header=header)
    with pytest.raises(IntakeRefusedError, match="Order key"):
        import_file(office, path)
    table, mapping = look_at_table(office, path)
    assert table.header == header
    assert "key" not in mapping.values()
    assert import_file(office, path, columns={"Ref": "key", "Ware": "product"}).created == 2
    assert kept_columns(office, "table")["Ref"] == "key"
    more = write_csv(tmp_path / "more.csv", ("T-9", *ROWS[2][1:]), header=header)
    assert import_file(office, more).created == 1


def test_a_column_that_was_chosen_before_may_be_left_out() -> None:
    assert propose(["订单号", "产品", "地址"]) == {0: "key", 1: "product", 2: "buyer.address"}
    assert propose(["订单号", "产品", "地址"], {"地址": ""}) == {0: "key", 1: "product"}
    assert propose(["key", "Order No.", "product"]) == {0: "key", 2: "product"}


def test_every_field_has_words_and_none_is_of_two() -> None:
    words = [columns._plain(w) for field in columns.FIELDS for w in columns._WORDS[field]]
    assert len(words) == len(set(words))
    assert set(columns._WORDS) == set(columns.FIELDS)


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_a_cell_that_looks_like_a_formula_is_text(office: Office, tmp_path: Path, cell: str) -> None:
    header = (*CHINESE, "作品名称")
    for number, path in enumerate(
        (
            write_csv(tmp_path / "t.csv", ("K-1", *ROWS[2][1:], cell), header=header),
            write_xlsx(tmp_path / "t.xlsx", ("K-2", *ROWS[2][1:], cell), header=header),
        )
    ):
        assert import_file(office, path).created == 1, number
    with office.book.reading() as book:
        assert {c.title for c in book.find(Creation)} == {cell}


def test_the_same_table_twice_creates_nothing_twice(office: Office, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", *ROWS)
    import_file(office, path)
    assert import_file(office, path).again
    shuffled = write_csv(tmp_path / "u.csv", *ROWS, ("T-3", *ROWS[2][1:]))
    result = import_file(office, shuffled)
    assert (result.created, result.known) == (1, 2)


def test_rows_of_an_order_may_stand_apart(office: Office, tmp_path: Path) -> None:
    result = import_file(office, write_csv(tmp_path / "t.csv", ROWS[0], ROWS[2], ROWS[1]))
    assert (result.created, result.problems) == (2, ())
    check_in_the_book(office)


def test_who_may_not_import_may_not_look_either(office: Office, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", *ROWS)
    with pytest.raises(NotAllowedError):
        look_at_table(office.acting(Actor(5, "e", frozenset({Role.ENGINEER}))), path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\xfd", b"\x00\x01\x02" * 50, b"\xff" * 99])
def test_what_is_no_table_is_refused_with_a_sentence(office: Office, tmp_path: Path, content: bytes) -> None:
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"t{suffix}"
        path.write_bytes(content)
        with pytest.raises(IntakeRefusedError):
            import_file(office, path)


def test_a_damaged_excel_file_is_refused_with_a_sentence(office: Office, tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "t.xlsx", *ROWS).read_bytes()
    for cut in (10, len(good) // 2, len(good) - 5):
        (tmp_path / "cut.xlsx").write_bytes(good[:cut])
        with pytest.raises(IntakeRefusedError):
            import_file(office, tmp_path / "cut.xlsx")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(IntakeRefusedError, match="damaged"):
        import_file(office, tmp_path / "other.xlsx")


def test_an_excel_file_that_grows_too_large_or_swells_is_refused(office: Office, tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "t.xlsx", *ROWS)
    bomb = tmp_path / "bomb.xlsx"
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8)
    ) + "]><x>&i;</x>"  # fmt: skip
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(bomb, "w") as new:
        for name in old.namelist():
            new.writestr(name, entity if name.endswith("sheet1.xml") else old.read(name))
    with pytest.raises(IntakeRefusedError):
        import_file(office, bomb)


@pytest.mark.parametrize(
    ("words", "product", "finish"),
    [
        ("手办", "figurine", ""), ("白膜手办", "figurine", "white"), ("Figurine", "figurine", ""), ("photo", "photo", ""),
        ("写真", "photo", ""), ("冰箱贴", "magnet", ""), ("Fridge magnet", "magnet", ""), ("cake", "cake", ""),
    ],
)  # fmt: skip
def test_products_by_their_names(words: str, product: str, finish: str) -> None:
    assert values.product_of(words) == (product, finish)


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("12厘米", "120"), ("12 cm", "120"), ("120mm", "120"), ("120", "120"), ("148x100", "148x100"),
        ("10.2×15.2cm", "102x152"), ("大号", "大号"), ("1x2x3", "1x2x3"),
    ],
)  # fmt: skip
def test_sizes_as_people_write_them(words: str, size: str) -> None:
    assert values.size_of(words) == size


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2026-11-25", "2026-11-25T00:00:00"), ("2026/1/5", "2026-01-05T00:00:00"), ("2026.1.5 8:05", "2026-01-05T08:05:00"),
        ("2026年11月25日", "2026-11-25T00:00:00"),
        ("2026年11月25日 9时30分", "2026-11-25T09:30:00"), ("20261125", "2026-11-25T00:00:00"),
        ("2026-11-25T09:30:00+08:00", "2026-11-25T09:30:00+08:00"), ("2026-02-30", "2026-02-30"), ("soon", "soon"),
        ("2026-11-25 09:30:15", "2026-11-25T09:30:15"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(words: str, iso: str) -> None:
    assert values.date_of(words) == iso


def test_the_words_for_finish_base_priority_and_language() -> None:
    assert [values.finish_of(w, "figurine") for w in ("白膜", "全彩", "White", "gold")] == [
        "white",
        "color",
        "white",
        "gold",
    ]
    assert [values.base_of(w, "figurine") for w in ("圆形底座", "六边形", "无", "Round base")] == [
        "round",
        "hexagon",
        "",
        "round",
    ]
    assert [values.priority_of(w) for w in ("加急", "普通", "High", "soon")] == ["urgent", "normal", "high", "soon"]
    assert [values.language_of(w) for w in ("中文", "English", "fr")] == ["zh_CN", "en", "fr"]


# ---- tables as Excel in a workshop makes them -------------------------------


def excel(path: Path, *rows: tuple[Any, ...], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def test_merged_cells_say_what_is_seen(office: Office, tmp_path: Path) -> None:
    path = excel(
        tmp_path / "t.xlsx",
        ("2026 年秋季活动订单", None, None, None),
        ("订单号", "收件人", "产品", "数量"),
        ("T-1", "测试甲", "冰箱贴", 1),
        (None, None, "钥匙扣", 2),
        (None, None, "明信片", 3),
        ("T-2", "测试乙", "照片", 1),
        merged=("A1:D1", "A3:A5", "B3:B5"),
    )
    table = read_table(path)
    assert table.header == ("订单号", "收件人", "产品", "数量")
    assert [cells[0] for _, cells in table.rows] == ["T-1", "T-1", "T-1", "T-2"]
    result = import_file(office, path, columns={"收件人": ""})
    assert (result.created, result.refused) == (2, 0)
    with office.book.reading() as book:
        assert sorted(item.quantity for item in book.find(Item)) == [1, 1, 2, 3]


def test_days_that_are_numbers_and_phones_with_a_zero(office: Office, tmp_path: Path) -> None:
    path = excel(
        tmp_path / "t.xlsx",
        ("订单号", "下单时间", "收件人", "电话", "地址", "产品"),
        ("T-1", 46351, "测试甲", "01012345678", "测试省测试市样例路1号", "冰箱贴"),
        ("T-2", 46351.75, "测试乙", 13800000000, "测试省测试市样例路2号", "冰箱贴"),
    )
    result = import_file(office, path)
    assert (result.created, result.problems) == (2, ())
    with office.book.reading() as book:
        orders = {order.key: order for order in book.find(Order)}
        contacts = {c.order: c for c in book.find(Contact)}
    first = orders["T-1"]
    assert first.received_at == datetime(2026, 11, 25, tzinfo=CHINA)
    assert orders["T-2"].received_at == datetime(2026, 11, 25, 18, tzinfo=CHINA)
    assert open_contact(office.vault, contacts[first.id]).phone == "01012345678"
    assert open_contact(office.vault, contacts[orders["T-2"].id]).phone == "13800000000"


@pytest.mark.parametrize("cut", ["1.38E+10", "1.3800000000E10", "2E+15"])
def test_a_number_that_was_cut_is_refused_not_guessed(office: Office, tmp_path: Path, cut: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"订单号,收件人,电话,地址,产品\nT-1,测试甲,{cut},样例路1号,冰箱贴\n{cut},,,,冰箱贴\n", "utf-8")
    result = import_file(office, path)
    assert (result.created, result.refused) == (0, 2)
    assert all("has cut" in str(problem) for problem in result.problems)
    assert not any(cut in str(problem).replace("(1.38E+10)", "") for problem in result.problems)


def test_ten_thousand_rows_come_in(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"T-{n // 4},冰箱贴,{n % 4 + 1}" for n in range(10_000)]
    path.write_bytes("\r\n".join(["订单号,产品,数量", *rows]).encode("gb18030"))
    table = read_table(path)
    assert len(table.rows) == 10_000
    result = import_file(office, path, try_only=True)
    assert (result.created, result.refused) == (2500, 0)


def test_what_did_not_come_in_can_be_put_right_and_comes_in_then(office: Office, tmp_path: Path) -> None:
    path, bad = tmp_path / "t.csv", tmp_path / "bad.csv"
    path.write_text("订单号,产品,数量\nT-1,冰箱贴,1\nT-2,飞机,1\nT-2,钥匙扣,1\nT-3,冰箱贴,x\n", "utf-8")
    result = import_file(office, path)
    assert (result.created, result.refused) == (1, 2)
    assert save_problems(office, bad, result, read_table(path)) == 3
    again = import_file(office, bad)
    assert (again.created, again.refused) == (0, 2)
    fixed = bad.read_text("utf-8-sig").replace("飞机", "手办").replace(",x,", ",2,")
    bad.write_text(fixed, "utf-8-sig")
    assert import_file(office, bad).created == 2


def test_nothing_is_kept_where_it_is_only_tried(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("流水,产品\nT-1,冰箱贴\nT-2,飞机\n", "utf-8")
    result = import_file(office, path, columns={"流水": "key"}, try_only=True)
    assert (result.created, result.refused) == (1, 1)
    with office.book.reading() as book:
        assert not book.find(Order)
        assert not book.find(IntakeRun)
    assert kept_columns(office, "table") == {}
    assert import_file(office, path, columns={"流水": "key"}).created == 1
