"""Requests and answers of IPP: what is written is read back, and hostile bytes are refused."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drivers.printers.ipp_codec import Answer, Attribute, CodecError, Operation, Tag, of, parse, request

VALUES: dict[Tag, st.SearchStrategy[object]] = {
    Tag.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Tag.ENUM: st.integers(0, 2**31 - 1),
    Tag.BOOLEAN: st.booleans(),
    Tag.RANGE: st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
    Tag.KEYWORD: st.text(alphabet="abcdefghijklmnopqrstuvwxyz-0123456789", min_size=1, max_size=60),
    Tag.NAME: st.text(min_size=1, max_size=60).filter(lambda name: "\x00" not in name and name.isprintable()),
}
NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=30)
PLAIN = st.sampled_from(list(VALUES)).flatmap(
    lambda tag: st.lists(VALUES[tag], min_size=1, max_size=3).map(lambda values: Attribute(tag, tuple(values)))  # type: ignore[arg-type]
)
NESTED = st.dictionaries(NAMES, PLAIN, min_size=1, max_size=4).map(lambda members: of(Tag.COLLECTION, members))


def _plain(attribute: Attribute) -> list[object]:
    return [
        {name: _plain(member) for name, member in value.items()} if isinstance(value, Mapping) else value
        for value in attribute.values
    ]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, PLAIN | NESTED, max_size=6))
def test_what_is_written_is_read_back(job: dict[str, Attribute]) -> None:
    answer = parse(request(Operation.CREATE_JOB, "ipp://printer/ipp/print", {}, job))
    assert answer.one(Tag.JOB) == {name: _plain(value) for name, value in job.items()}
    assert answer.one(Tag.OPERATION)["printer-uri"] == ["ipp://printer/ipp/print"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_hostile_bytes(content: bytes) -> None:
    try:
        answer = parse(b"\x02\x00\x00\x00\x00\x00\x00\x01" + content)
    except CodecError:
        return
    assert isinstance(answer, Answer)


def test_a_cut_answer_is_refused() -> None:
    whole = request(Operation.GET_JOBS, "ipp://printer/", {"limit": of(Tag.INTEGER, 5)})
    for length in range(9, len(whole) - 1, 3):
        try:
            parse(whole[:length])
        except CodecError:
            continue
    with pytest.raises(CodecError):
        parse(b"\x02")


def test_collections_in_collections_to_no_end() -> None:
    deep = (
        b"\x02\x00\x00\x00\x00\x00\x00\x01\x04"
        b"\x34\x00\x01a\x00\x00" + b"\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00" * 5000
    )
    with pytest.raises(CodecError):
        parse(deep)
