"""Proofs of flat things: drawn from the kept design and about it alone, from the draft to the print file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from app.commands import print_files, proofs
from app.commands.layout_designs import save, take_up
from app.commands.layout_proof import draw_flat_proof, flat_proof, keep_flat_proof
from app.commands.proof import ProofWishes
from app.commands.proof_mark import proof_mark
from app.errors import WriteRefusedError
from app.jobs.progress import silent
from app.layouts.design.document import TextLayer
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.watermark import code_in, code_of
from app.service.records import Proof
from tests.unit.commands.orders.flat_items import composed, nothing
from tests.unit.commands.orders.flat_items import flat as flat  # noqa: PLC0414 - a fixture
from tests.unit.commands.orders.world import World

WISHES = ProofWishes(title="彩铃少女", stem="girl", day="2026-11-25")
SHEET = b"%PDF-1.7 the sheet that the buyer is shown\n%%EOF"


def designed(world: World, item: Item, name: str) -> Item:
    work = take_up(world.office, item.id)
    save(world.office, item.id, composed(work, name), nothing, work.item.revision)
    return world.item(item)


def test_a_proof_shows_the_design_in_its_size_with_marks(
    world: World, flat: Callable[..., Item], tmp_path: Path
) -> None:
    item = designed(world, flat("keychain", clear=True), "charm-50")
    begun = flat_proof(world.office, item.id)
    assert (begun.revision, begun.round, begun.title) == (item.revision, 1, "彩铃少女")
    mark = proof_mark(world.office, item.id)
    assert mark is not None
    drawn = draw_flat_proof(world.office, begun, replace(WISHES, mark=mark), tmp_path / "proof", silent())
    assert [path.name for path in drawn.files] == ["girl-r1-charm.png", "girl-r1-flat-front.png"]
    assert max(drawn.size_mm) == pytest.approx(50, abs=12)
    assert drawn.to_scale.shape[1] / drawn.to_scale.shape[0] == pytest.approx(
        drawn.size_mm[0] / drawn.size_mm[1], rel=0.01
    )
    assert drawn.hole
    assert (drawn.back, drawn.second) == (None, None)
    assert tuple(drawn.to_scale[0, 0]) == (255, 255, 255), "the corner is cut off"
    for path in drawn.files:
        assert code_in(path.read_bytes()) == code_of(world.office.vault, begun.number)


def test_words_of_the_design_are_there_to_be_read(world: World, flat: Callable[..., Item], tmp_path: Path) -> None:
    item = flat()
    made = composed(take_up(world.office, item.id), "photo-6-wide")
    page = made.design.pages[0]
    words = TextLayer(id="words", x_mm=20, y_mm=20, width_mm=80, height_mm=10, text="小满 2026")
    front = page.model_copy(update={"layers": (*page.layers, words)})
    made = made.model_copy(update={"design": made.design.model_copy(update={"pages": (front,)})})
    save(world.office, item.id, made, nothing)
    drawn = draw_flat_proof(world.office, flat_proof(world.office, item.id), WISHES, tmp_path / "proof", silent())
    assert drawn.words == ("小满 2026",)
    assert drawn.size_mm == pytest.approx((152, 102), abs=0.5)
    assert not drawn.codes
    with Image.open(drawn.files[0]) as picture:
        assert picture.size == (1600, 1400)


def test_from_the_design_to_the_print_file_only_what_was_approved_goes(
    world: World, flat: Callable[..., Item], tmp_path: Path
) -> None:
    item = flat()
    with pytest.raises(StepRefusedError, match="Nothing was designed"):
        flat_proof(world.office, item.id)
    item = designed(world, item, "photo-6-wide")
    begun = flat_proof(world.office, item.id)
    draw_flat_proof(world.office, begun, WISHES, tmp_path / "proof", silent())
    proof = keep_flat_proof(world.office, begun, SHEET)
    assert (proof.digest, proof.state, proof.round) == (item.revision, "draft", 1)
    (link,) = [link for link in world.find(FileLink, item=item.id) if link.kind == "proof"]
    assert world.office.assets.get(link.digest) == SHEET
    world.walk(item, "submit", "to_review")
    sent = proofs.send_proof(world.office, proof.id, version=None)
    assert sent.state == "sent"
    with pytest.raises(StepRefusedError):
        print_files.from_layout(world.office, item.id)
    proofs.decide(world.office, sent.id, "approve", version=None, evidence=b"screenshot")
    assert world.item(item).approved == begun.revision
    world.walk(item, "preflight", "queue")
    file = print_files.from_layout(world.office, item.id)
    assert file.draft.content == begun.revision
    save(world.office, item.id, composed(take_up(world.office, item.id), "photo-6-border"), nothing, begun.revision)
    with pytest.raises(StepRefusedError):
        print_files.from_layout(world.office, item.id)
    assert flat_proof(world.office, item.id).round == 2


def test_a_proof_of_what_was_changed_meanwhile_is_not_kept(
    world: World, flat: Callable[..., Item], tmp_path: Path
) -> None:
    item = designed(world, flat(), "photo-6-wide")
    begun = flat_proof(world.office, item.id)
    designed(world, item, "photo-6-border")
    with pytest.raises(StepRefusedError, match="once more"):
        draw_flat_proof(world.office, begun, WISHES, tmp_path / "proof", silent())
    with pytest.raises(StepRefusedError, match="once more"):
        keep_flat_proof(world.office, begun, SHEET)
    assert not world.find(Proof, item=item.id)
    begun = flat_proof(world.office, item.id)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteRefusedError, match="another folder"):
        draw_flat_proof(world.office, begun, WISHES, tmp_path / "file", silent())
    world.account("packer", Role.LOGISTICS)
    with pytest.raises(NotAllowedError):
        flat_proof(world.as_("packer"), item.id)
