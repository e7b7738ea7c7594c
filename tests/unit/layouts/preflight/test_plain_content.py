"""The fast reader of plain content says what pikepdf says, or nothing."""

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Name, Pdf, Stream

from app.layouts.preflight.objects import number
from app.layouts.preflight.plain_content import Operator, plain_operators

PDF = Pdf.new()
OUTLINE = b"q 1 0 0 1 9.5 -9 cm\n/OC /art BDC [] 0 d [3 1.5]0 d\n0 .2431 +0.5 1. k\n5 0 m 6 7 l\t1 2 3 4 5 6 c h f* /F1 Do EMC\nQ"
TOKENS = [
    "1", "-.5", "+2.", "0.25", "12345678901", "1e5", "1-2", "-", ".", "1_0", "+inf", "nan", "m", "re", "f*", "T*", "d0", "BI",
    "true", "null", "foo", "/Name", "/A#20b", "/", "[1 2]", "[", "]", "[/a]", "[[1]2]", "(a)", "<41>", "<<>>", "%", "{", "'", '"',
    "1m", "m/N", "]m", "1/N", "é", "\0",
]  # fmt: skip


def slowly(data: bytes) -> list[Operator]:
    """What pikepdf says. Raises pikepdf.PdfError."""
    read = []
    for each in pikepdf.parse_content_stream(Stream(PDF, data)):
        assert isinstance(each, pikepdf.ContentStreamInstruction)
        given: list[object] = list(each.operands)
        read.append((str(each.operator), given, [n for n in map(number, given) if n is not None]))
    return read


def told(operators: list[Operator]) -> list[object]:
    """As values that can be compared."""

    def plain(value: object) -> object:
        if isinstance(value, Array):
            return [number(each) for each in value]
        return str(value) if isinstance(value, Name) else number(value)

    return [(word, [plain(v) for v in given], numbers) for word, given, numbers in operators]


def test_outlines_are_read_fast_and_as_pikepdf_reads_them() -> None:
    read = plain_operators(OUTLINE)
    assert read is not None
    assert told(read) == told(slowly(OUTLINE))
    assert len(read) == 14


@pytest.mark.parametrize(
    "data",
    [b"(1 2 m) Tj", b"BI /W 1 ID xEI", b"<</A 1>> BDC", b"1 0 m % 2 0 l", b"1e5 0 m", b"1 0", b"/A#20B Do", b"[(a) 3] TJ",
     b"1\x000 m", b"12345678901 0 m", b"true m", b"1-2 0 m", b"+inf 0 m", b"\xff m"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_pikepdf(data: bytes) -> None:
    assert plain_operators(data) is None


@given(st.lists(st.sampled_from(TOKENS), max_size=8), st.sampled_from([" ", "\n", "\r\n", "\t ", ""]))
def test_it_never_says_something_else(tokens: list[str], white: str) -> None:
    data = white.join(tokens).encode()
    read = plain_operators(data)
    if read is not None:
        assert told(read) == told(slowly(data))
