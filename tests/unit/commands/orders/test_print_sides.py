"""A PDF that was made elsewhere is printed on the sides that it is made for, and otherwise where somebody says so."""

import io
from dataclasses import replace

import pikepdf
import pytest

from app.commands import print_files
from app.commands.print_sides import is_two_sided
from app.commands.queue_file import MadeFile, queue_file
from app.dispatch.files.reading import read_print_file
from app.errors import AppError
from app.orders.draft import ItemDraft
from app.orders.records import Item
from tests.new_content import revise
from tests.unit.commands.orders.world import World

_POINTS = 72 / 25.4
CARD, UPRIGHT = (148.0, 100.0), (100.0, 148.0)


def pdf(*sizes_mm: tuple[float, float], turned: int = 0) -> bytes:
    """Empty pages of these sizes, shown turned by so many degrees."""
    document, written = pikepdf.Pdf.new(), io.BytesIO()
    for width, height in sizes_mm:
        document.add_blank_page(page_size=(width * _POINTS, height * _POINTS))
    if turned:
        for page in document.pages:
            page.obj["/Rotate"] = turned
    document.save(written)
    return written.getvalue()


def approved(world: World, content: bytes) -> Item:
    """A postcard whose buyer has approved this file."""
    kept = world.office.assets.put(content, sensitive=True)
    draft = ItemDraft(
        product="postcard", finish="glossy", width_mm=148, height_mm=100, quantity=2, title="卡", creation="c1"
    )
    item = world.items(world.order(draft))[0]
    world.step(item, "start")
    revise(world.office, item.id, kept.digest)
    return world.walk(item, "submit", "to_review", "send_proof", "approve", "preflight", "queue")


def made(world: World, content: bytes) -> MadeFile:
    return print_files.from_layout(world.office, approved(world, content).id)


@pytest.mark.parametrize(
    ("content", "sides"),
    [
        (pdf(CARD, CARD), "two-sided-short-edge"),  # a front and its back
        (pdf(UPRIGHT, UPRIGHT), "two-sided-long-edge"),
        (pdf(UPRIGHT, UPRIGHT, turned=90), "two-sided-short-edge"),  # as it is looked at
        (pdf(CARD), None),
        (pdf(CARD, UPRIGHT), None),  # no back of it
        (pdf(CARD, CARD, CARD, CARD), "one-sided"),  # four cards, or two with backs: nobody can tell
        (b"%PDF-1.7 and nothing more", None),
        (b"\x89PNG\r\n\x1a\n a picture", None),
    ],
)
def test_the_sides_follow_from_the_pages(world: World, content: bytes, sides: str | None) -> None:
    file = made(world, content)
    assert file.draft.options.get("sides") == sides
    assert bool(file.sides) == (sides is not None)
    assert file.content == content


def test_another_way_can_be_chosen(world: World) -> None:
    item = approved(world, pdf(CARD, CARD))
    file = print_files.from_layout(world.office, item.id)
    assert [choice.key for choice in file.sides] == ["both", "both-top", "one"]
    assert file.printed_on("both") == file
    assert file.printed_on("both-top").draft.options["sides"] == "two-sided-long-edge"
    assert file.printed_on("both-top").printed_on("one").draft == replace(
        file.draft, options={**file.draft.options, "sides": "one-sided"}
    )
    (job,) = queue_file(world.office, item.id, file.printed_on("both-top"))
    assert job.options["sides"] == "two-sided-long-edge"
    assert is_two_sided(job.options)
    assert job.copies == 2


def test_four_pages_can_be_two_cards_with_backs(world: World) -> None:
    file = made(world, pdf(CARD, CARD, CARD, CARD))
    assert [choice.key for choice in file.sides] == ["one", "both", "both-top"]
    assert not is_two_sided(file.draft.options)
    assert file.printed_on("both").draft.options["sides"] == "two-sided-short-edge"


def test_where_there_is_nothing_to_choose_it_says_so(world: World) -> None:
    with pytest.raises(AppError, match="nothing to choose"):
        made(world, pdf(CARD)).printed_on("both")


def test_what_a_pdf_says_of_its_pages() -> None:
    facts = read_print_file(pdf(CARD, (148.2, 100.0)))
    assert (facts.suffix, facts.family, facts.pages) == (".pdf", "flat", 2)
    assert facts.page_mm == pytest.approx(CARD, abs=0.1)
    assert read_print_file(pdf(CARD, UPRIGHT)).page_mm == (0.0, 0.0)
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf(CARD))).save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert read_print_file(locked.getvalue()).pages == 0
