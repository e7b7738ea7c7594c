"""Labels: every code is read back from the printed dots, nothing leaves the paper, whatever stands on it."""

import io
import re
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.shipping.carriers import CARRIERS, LONGEST
from app.shipping.labels.bars import NARROWEST_MM, code128, narrowest_px, readable
from app.shipping.labels.canvas import LEADING, Box, Canvas, wrapped
from app.shipping.labels.card import unboxing_card
from app.shipping.labels.errors import LabelRefusedError
from app.shipping.labels.fonts import font
from app.shipping.labels.packing_list import packing_list
from app.shipping.labels.pages import Printed
from app.shipping.labels.parcel_label import parcel_label
from app.shipping.labels.slip import DPI, LABEL_SIZES, LIST_SIZES, UNIT_SIZES, Goods, Party, Slip
from app.shipping.labels.unit_labels import UnitLabel, unit_labels

INCH = 25.4
SENDER = Party("样例手办工坊", "400-000-0000", "四川省成都市样例区测试大道一百号样例园三栋")
RECEIVER = Party("测**", "138******21", "四川省成都市样例区测试路88号****")


def cover(width: int = 300, height: int = 400) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 80, 40)).save(buffer, "PNG")
    return buffer.getvalue()


def slip(**changes: object) -> Slip:
    usual: dict[str, object] = {
        "parcel": "P-20261125-031",
        "orders": ("MG-20261125-0172",),
        "carrier": "顺丰速运",
        "waybill": "SF1234567890123",
        "sender": SENDER,
        "receiver": RECEIVER,
        "goods": (
            Goods("星夜主播", "彩膜手办 100 mm", 1, "SN-2A9NMA", "MG-20261125-0172", cover()),
            Goods("彩铃封面", "明信片 148 × 100 mm", 4, "SN-2A9NMA"),
        ),
        "weight_g": 412,
        "date": "2026-11-25",
        "card": "https://example.invalid/unbox/P-20261125-031",
    }
    return Slip(**{**usual, **changes})  # type: ignore[arg-type]


def pictures(made: Printed) -> list[Image.Image]:
    return [Image.open(io.BytesIO(page)) for page in made.pages]


def margin_is_white(made: Printed, margin_mm: float) -> bool:
    edge = round(margin_mm * made.dpi / INCH)
    for picture in pictures(made):
        dots = np.asarray(picture.convert("L"))
        inner = np.zeros(dots.shape, bool)
        inner[edge:-edge, edge:-edge] = True
        if (dots[~inner] < 128).any():
            return False
    return True


@pytest.mark.parametrize("size", LABEL_SIZES)
@pytest.mark.parametrize("dpi", DPI)
def test_a_label_of_every_size_is_read_back_from_its_dots(size: str, dpi: int) -> None:
    made = parcel_label(slip(), size, dpi)
    (picture,) = pictures(made)
    assert readable(picture) == {("code128", "SF1234567890123"), ("qr", "P-20261125-031")}
    assert picture.mode == "1"
    width, height = (LABEL_SIZES[size].width_mm, LABEL_SIZES[size].height_mm)
    assert picture.size == (round(width * dpi / INCH), round(height * dpi / INCH))
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)


@pytest.mark.parametrize("size", LABEL_SIZES)
@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("carrier", [c.example for c in CARRIERS] + ["", "A" * LONGEST, "Z9" * (LONGEST // 2)])
def test_a_label_with_any_waybill_is_read_back(size: str, dpi: int, carrier: str) -> None:
    made = parcel_label(slip(waybill=carrier), size, dpi)
    assert ("code128", carrier or "P-20261125-031") in readable(pictures(made)[0])


@pytest.mark.parametrize("size", LABEL_SIZES)
@pytest.mark.parametrize("dpi", DPI)
def test_no_bar_is_narrower_than_a_quarter_millimetre(size: str, dpi: int) -> None:
    for number in ("SF1234567890123", "A" * LONGEST):
        picture = pictures(parcel_label(slip(waybill=number), size, dpi))[0]
        dots = np.asarray(picture.convert("L"))
        row = dots[round((11 + 8) * dpi / INCH)] < 128  # through the bars of every size
        edges = np.flatnonzero(np.diff(row.astype(np.int8)))
        assert len(edges) > 60
        assert np.diff(edges).min() * INCH / dpi >= NARROWEST_MM


@pytest.mark.parametrize("size", LABEL_SIZES)
@pytest.mark.parametrize("dpi", DPI)
def test_the_longest_of_everything_stays_on_the_label(size: str, dpi: int) -> None:
    party = Party("欧阳" * 20, "+86 138******21 转 999999", "新疆维吾尔自治区巴音郭楞蒙古自治州样例县" + "测试路" * 22)
    long = slip(
        sender=party,
        receiver=party,
        carrier="名字非常非常长的一家快递物流供应链有限责任公司",
        orders=tuple(f"MG-20261125-{n:04}" for n in range(12)),
        goods=tuple(Goods("很长的作品名" * 9, "彩膜手办带椭圆底座 100 mm", 999, "SN-2A9NMA") for _ in range(12)),
        weight_g=29_999,
    )
    made = parcel_label(long, size, dpi)
    assert margin_is_white(made, 2.0)
    assert margin_is_white(packing_list(long, "100x150", dpi), 3.0)


def test_an_address_that_does_not_fit_is_refused_and_never_cut() -> None:
    endless = Party("测*", "138******21", "测试路" * 200)
    with pytest.raises(LabelRefusedError, match="larger"):
        parcel_label(slip(receiver=endless), "76x130", 203)


def test_latin_addresses_wrap_between_words() -> None:
    lines = wrapped("Unit of an Example Building, 42 Example Road", 150, 20, bold=False)
    assert len(lines) > 2
    assert all(font(20, bold=False).getlength(line) <= 150 for line in lines)
    assert " ".join(lines) == "Unit of an Example Building, 42 Example Road"


@given(st.text(st.sampled_from("测试路号，。 AbC12-：）"), max_size=120), st.integers(60, 400))
@settings(max_examples=150, deadline=None)
def test_wrapping_loses_nothing_and_keeps_to_the_width(words: str, width: int) -> None:
    words = " ".join(words.split())
    lines = wrapped(words, width, 24, bold=False)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(font(24, bold=False).getlength(line) <= width for line in lines)


@given(st.text("测试明信片Wg，1 ", min_size=1, max_size=200), st.floats(8, 60), st.floats(4, 40))
@settings(max_examples=60, deadline=None)
def test_text_never_leaves_its_box(words: str, width: float, height: float) -> None:
    canvas = Canvas(80, 60, 203)
    box = Box(8, 8, width, height)
    used = canvas.write(words, box, 6, whole=False)
    assert used <= height + canvas.mm(1) or height < 1.9 * LEADING
    dots = np.asarray(canvas.image) < 128
    ys, xs = np.nonzero(dots)
    if len(xs):
        room = 0.4  # of a millimetre: the foot of a g, the arm of a W
        assert xs.min() >= canvas.px(8 - room)
        assert xs.max() <= canvas.px(8 + width + room)
        assert ys.min() >= canvas.px(8 - room)
        assert ys.max() <= canvas.px(8 + max(height, 1.9 * LEADING) + room)


def test_signs_that_no_font_has_are_seen_to_be_missing() -> None:
    canvas = Canvas(40, 20, 203)
    assert canvas.write("🙂", Box(2, 2, 30, 10), 6) > 0
    assert (np.asarray(canvas.image) < 128).any()


def test_a_damaged_label_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Canvas.black_and_white

    def with_a_dead_print_head(canvas: Canvas) -> Image.Image:
        image = drawn(canvas)
        image.paste(255, (image.width // 3, 0, image.width // 3 + 20, image.height))
        return image

    monkeypatch.setattr(Canvas, "black_and_white", with_a_dead_print_head)
    with pytest.raises(LabelRefusedError, match="read back"):
        parcel_label(slip(), "100x150", 203)


def test_the_pdf_has_pages_of_exactly_that_size() -> None:
    for size, paper in LABEL_SIZES.items():
        made = parcel_label(slip(), size, 203)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made.pdf)
        assert len(boxes) == 1
        width, height = (float(side) / 72 * INCH for side in boxes[0])
        assert (width, height) == pytest.approx((paper.width_mm, paper.height_mm), abs=0.001)


def test_the_pictures_in_the_pdf_are_the_dots_that_were_read_back() -> None:
    made = parcel_label(slip(), "76x130", 203)
    start = made.pdf.index(b"/BitsPerComponent 1")
    begin = made.pdf.index(b"stream\n", start) + len(b"stream\n")
    packed = made.pdf[begin : made.pdf.index(b"\nendstream", begin)]
    (picture,) = pictures(made)
    again = Image.frombytes("1", picture.size, zlib.decompress(packed))
    assert readable(again) == set(made.codes)
    table = made.pdf[int(made.pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0]) :]
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", table), 1):
        assert made.pdf[int(place) :].startswith(f"{number} 0 obj".encode())


@pytest.mark.parametrize("size", LIST_SIZES)
@pytest.mark.parametrize("dpi", DPI)
def test_the_packing_list_has_as_many_pages_as_it_takes(size: str, dpi: int) -> None:
    short = packing_list(slip(), size, dpi)
    assert len(short.pages) == 1
    goods = tuple(Goods(f"作品 {n}", "彩膜手办 100 mm", 1, "SN-2A9NMA", picture=cover()) for n in range(23))
    long = packing_list(slip(goods=goods), size, dpi)
    assert len(long.pages) > 2
    assert len(re.findall(rb"/MediaBox", long.pdf)) == len(long.pages)
    for picture in pictures(long):
        assert ("code128", "P-20261125-031") in readable(picture)


def test_a_cover_that_is_no_picture_leaves_its_frame_empty() -> None:
    broken = slip(
        goods=(Goods("作品", "彩膜手办", 1, picture=b"no picture"), Goods("作品", "彩膜手办", 1, picture=cover(1, 1)))
    )
    assert packing_list(broken, "100x150", 203).pages


@pytest.mark.parametrize("dpi", DPI)
def test_the_unboxing_card_leads_to_its_page(dpi: int) -> None:
    made = unboxing_card(slip(), dpi)
    assert readable(pictures(made)[0]) == {("qr", "https://example.invalid/unbox/P-20261125-031")}
    assert margin_is_white(made, 2.0)


@pytest.mark.parametrize("size", UNIT_SIZES)
@pytest.mark.parametrize("dpi", DPI)
def test_every_unit_gets_a_label_of_its_own(size: str, dpi: int) -> None:
    labels = [
        UnitLabel("SN-2A9NMA", "很长的作品名" * 8, "彩膜手办 100 mm", "MG-20261125-0172", n, 12) for n in range(1, 13)
    ]
    made = unit_labels(labels, size, dpi)
    read = [{content for _, content in readable(picture)} for picture in pictures(made)]
    assert read == [{f"SN-2A9NMA-{n}"} for n in range(1, 13)]
    barred = [form for form, _ in made.codes].count("code128")
    assert barred == (12 if size == "50x30" else 0)
    assert margin_is_white(made, 1.0)


def test_a_code_that_does_not_fit_is_not_drawn() -> None:
    canvas = Canvas(40, 20, 203)
    assert not code128(canvas, "A" * 20, Box(0, 0, 40, 10))
    assert (np.asarray(canvas.image) == 255).all()
    assert narrowest_px(203) == 2
    assert narrowest_px(300) == 3
