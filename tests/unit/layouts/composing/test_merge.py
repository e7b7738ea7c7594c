from collections.abc import Iterator

from app.layouts.composing.art.shelf import ArtShelf
from app.layouts.composing.merge import Row, RowFault, merge
from app.layouts.design.templates import SHIPPED, read_templates
from app.layouts.piece import Piece
from tests.unit.layouts.composing.shelves import shop

TEMPLATE = next(template for template in read_templates([SHIPPED]).all if template.id == "postcard-player")
GOOD = {"cover": "art:cover", "title": "夏日晚风", "artist": "小海", "link": "https://music.example/r/1"}


def test_a_row_that_is_wrong_does_not_stop_the_others() -> None:
    rows = [
        Row("1", GOOD, "MG-1", 2),
        Row("2", GOOD | {"title": ""}),
        Row("3", GOOD | {"link": "music"}),
        Row("4", GOOD | {"title": "한"}),
        Row("5", GOOD | {"cover": "gone.png"}),
        Row("6", GOOD | {"title": "想你🎵"}),
    ]
    found = list(merge(TEMPLATE, rows, ArtShelf(), shop(ppi=100.0)))
    assert [type(one) for one in found] == [Piece, RowFault, RowFault, RowFault, RowFault, Piece]
    first = found[0]
    assert isinstance(first, Piece)
    assert (first.id, first.label, first.quantity) == ("1", "MG-1", 2)
    words = [str(one.words) for one in found if isinstance(one, RowFault)]
    assert "Song title" in words[0]
    assert "https://" in words[1]
    assert "한" in words[2]
    assert "gone.png" in words[3]


def test_rows_are_read_as_pieces_are_taken() -> None:
    taken: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(1000):
            taken.append(number)
            yield Row(str(number), GOOD)

    pieces = merge(TEMPLATE, rows(), ArtShelf(), shop(ppi=100.0), check_codes=False)
    next(pieces)
    next(pieces)
    assert taken == [0, 1]


def test_pieces_share_what_is_the_same_and_differ_in_what_is_not() -> None:
    one, two = merge(TEMPLATE, [Row("1", GOOD), Row("2", GOOD | {"title": "海"})], ArtShelf(), shop(ppi=100.0))
    assert isinstance(one, Piece)
    assert isinstance(two, Piece)
    assert one.front.marks[0] is two.front.marks[0]
    assert one.front != two.front
