import pytest

from app.commands import queue
from app.commands.claims import add_evidence, claim_words, decide_claim, open_claim, remake_for
from app.commands.orders import move, open_order, possible, remake
from app.commands.proofs import decide, draft_proof, expire_proofs, proof_remarks, send_proof
from app.orders.book import StaleError
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.queue import QueueQuery
from app.orders.records import FileLink, Item, Order
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.service.records import Claim, Proof
from tests.new_content import revise

TO_REVIEW = ("start", "save", "submit", "to_review")


def sent(world, item):
    """The proof of an item that waits for the buyer."""
    item = world.walk(item, *TO_REVIEW)
    proof = draft_proof(world.office, item.id, sheet=b"a proof sheet")
    return send_proof(world.office, proof.id, version=proof.version)


def complained_about(world) -> list[int]:
    """Items in the view of what buyers complain about."""
    return sorted(row.item for row in queue.page(world.office, QueueQuery(claimed=True)).rows)


def test_a_proof_and_its_item_move_together(world) -> None:
    item = world.items(world.order())[0]
    proof = sent(world, item)
    assert (proof.state, proof.round, world.item(item).state) == ("sent", 1, "proof_sent")
    assert world.office.assets.get(proof.file) == b"a proof sheet"
    decided = decide(world.office, proof.id, "approve", version=proof.version, by="buyer")
    item = world.item(item)
    assert (decided.state, decided.decided_by, item.state, item.approved) == (
        "approved",
        "buyer",
        "approved",
        item.revision,
    )
    kinds = [e.kind for e in world.events(order=item.order)]
    assert kinds.count("proof.approve") == kinds.count("item.approve") == 1


def test_moving_the_item_moves_the_proof(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_REVIEW, "send_proof")
    proof = world.find(Proof, item=item.id)[0]
    assert (proof.state, proof.sent_at) == ("sent", world.at)
    world.step(item, "want_changes", reason="hair too short")
    assert world.get(Proof, proof.id).state == "changes"
    item = world.walk(item, "next_round", "save", "submit", "to_review", "send_proof")
    assert item.round == 2
    assert [p.round for p in world.find(Proof, item=item.id)] == [1, 2]


def test_moving_the_proof_alone_is_not_possible(world) -> None:
    proof = sent(world, world.items(world.order())[0])
    move(world.office, Proof, proof.id, "view", version=None)
    move(world.office, Proof, proof.id, "approve", version=None)
    assert world.item(proof.item).state == "approved"


def test_a_person_enters_a_decision_only_with_evidence(world) -> None:
    world.account("sue", Role.SERVICE)
    proof = sent(world, world.items(world.order())[0])
    for by in ("buyer", "on_behalf"):
        with pytest.raises(StepRefusedError, match="Add what shows"):
            decide(world.as_("sue"), proof.id, "approve", version=proof.version, by=by)
    with pytest.raises(StepRefusedError, match="Add what shows"):
        world.step(proof.item, "approve", who="sue", evidence="0" * 64)
    assert world.get(Proof, proof.id) == proof
    decided = decide(
        world.as_("sue"), proof.id, "approve", version=proof.version, evidence=b"screenshot", remarks="测试甲: 很好"
    )
    assert (decided.decided_by, world.office.assets.get(decided.evidence)) == ("on_behalf", b"screenshot")
    assert proof_remarks(world.as_("sue"), proof.id) == "测试甲: 很好"
    assert "测试甲" not in str(world.events())
    assert world.events(kinds=("item.approve",))[0].facts["decided_by"] == "on_behalf"
    assert [f.kind for f in world.find(FileLink, order=proof.order)] == ["proof", "evidence"]


def test_an_old_proof_cannot_be_decided(world) -> None:
    item = world.items(world.order())[0]
    old = sent(world, item)
    world.step(item, "send_proof")
    assert [p.state for p in world.find(Proof, item=item.id)] == ["superseded", "sent"]
    with pytest.raises(StepRefusedError):
        move(world.office, Proof, old.id, "approve", version=None)
    assert world.item(item).state == "proof_sent"


def test_new_content_takes_a_sent_proof_back(world) -> None:
    proof = sent(world, world.items(world.order())[0])
    item = revise(world.office, proof.item, "e" * 64)
    assert (item.state, item.round, world.get(Proof, proof.id).state) == ("modeling", 2, "superseded")
    with pytest.raises(StepRefusedError):
        decide(world.office, proof.id, "approve", version=None, by="buyer")


def test_a_draft_of_other_content_is_not_sent(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_REVIEW)
    draft = draft_proof(world.office, item.id)
    world.walk(item, "save", "submit", "to_review")
    assert world.get(Proof, draft.id).state == "superseded"
    with pytest.raises(StepRefusedError):
        send_proof(world.office, draft.id, version=None)
    assert world.item(item).state == "internal_review"


def test_no_proof_of_nothing(world) -> None:
    with pytest.raises(StepRefusedError, match="no finished model"):
        draft_proof(world.office, world.items(world.order())[0].id)


def test_a_decision_on_an_old_version_is_shown_both(world) -> None:
    proof = sent(world, world.items(world.order())[0])
    move(world.office, Proof, proof.id, "view", version=proof.version)
    with pytest.raises(StaleError) as stale:
        decide(world.office, proof.id, "approve", version=proof.version, by="buyer")
    assert (stale.value.mine.state, stale.value.theirs.state) == ("approved", "viewed")


def test_a_held_item_is_not_decided(world) -> None:
    proof = sent(world, world.items(world.order())[0])
    world.step(proof.item, "hold", hold="client")
    with pytest.raises(StepRefusedError):
        decide(world.office, proof.id, "approve", version=None, by="buyer")
    assert world.get(Proof, proof.id).state == "sent", "neither of them has moved"


def test_proofs_that_nobody_answers_expire_and_can_be_sent_again(world) -> None:
    proof = sent(world, world.items(world.order())[0])
    world.later(days=2)
    assert expire_proofs(world.office) == 0
    assert possible(world.office, world.item(proof.item))[0].event == "approve"
    world.later(days=3)
    assert expire_proofs(world.office) == 1
    assert world.get(Proof, proof.id).state == "expired"
    assert world.item(proof.item).state == "proof_sent"
    offered = [step.event for step in possible(world.office, world.item(proof.item))]
    assert offered[0] == "send_proof", "no decision is offered about what is not there any more"
    assert "want_changes" not in offered
    with pytest.raises(StepRefusedError, match="no proof that waits"):
        world.step(proof.item, "approve")
    with pytest.raises(StepRefusedError, match="no proof that waits"):
        world.step(proof.item, "want_changes", reason="so")
    assert world.walk(proof.item, "send_proof", "approve").state == "approved"


def test_a_cancelled_item_has_no_open_proof(world) -> None:
    proof = sent(world, world.items(world.order())[0])
    world.step(proof.item, "cancel", reason="changed their mind")
    assert world.get(Proof, proof.id).state == "superseded"


def test_proofs_are_sent_by_those_who_work_on_it(world) -> None:
    world.account("ann", Role.ENGINEER)
    world.account("bob", Role.ENGINEER)
    item = world.walk(world.items(world.order())[0], *TO_REVIEW, who="ann")
    with pytest.raises(NotAllowedError):
        draft_proof(world.as_("bob"), item.id)
    draft = draft_proof(world.as_("ann"), item.id)
    with pytest.raises(NotAllowedError):
        send_proof(world.as_("bob"), draft.id, version=None)


# Claims


def delivered(world):
    order = world.order()
    world.ready(world.items(order)[0])
    world.shipped(order)
    return order, world.items(order)[0]


def decided(world, claim, decision="remake", cause="print", amount=50.0):
    move(world.office, Claim, claim.id, "triage", version=None)
    return decide_claim(world.office, claim.id, cause=cause, decision=decision, amount=amount, version=None)


def test_a_claim_is_opened_with_what_the_buyer_says_sealed(world) -> None:
    order, item = delivered(world)
    claim = open_claim(world.office, order.id, item=item.id, words="测试甲: 断了", evidence=[b"photo"])
    assert claim.number == "C-20261125-001"
    assert claim_words(world.office, claim.id) == "测试甲: 断了"
    assert "测试甲" not in repr(claim)
    assert world.get(Order, order.id).status == "warranty"
    assert world.office.assets.get(claim.evidence[0]) == b"photo"
    more = add_evidence(world.office, claim.id, b"another")
    assert len(more.evidence) == 2
    assert add_evidence(world.office, claim.id, b"another") == more
    assert complained_about(world) == [item.id]


def test_a_claim_is_about_its_order(world) -> None:
    order, _ = delivered(world)
    other = world.items(world.order(key="2"))[0]
    with pytest.raises(StepRefusedError, match="does not belong"):
        open_claim(world.office, order.id, item=other.id)


def test_a_claim_is_closed_though_its_item_was_made_anew_elsewhere(world) -> None:
    order, item = delivered(world)
    claim = decided(world, open_claim(world.office, order.id, item=item.id))
    claim = move(world.office, Claim, claim.id, "execute", version=None)
    fresh = remake(world.office, item.id, cause="print", reason="arm broken", version=None)
    assert remake_for(world.office, claim.id, reason="arm broken", version=None).id == fresh.id
    move(world.office, Claim, claim.id, "close", version=None)


def test_a_claim_is_not_closed_on_what_was_cancelled_elsewhere(world) -> None:
    order, item = delivered(world)
    claim = decided(world, open_claim(world.office, order.id, item=item.id))
    move(world.office, Claim, claim.id, "execute", version=None)
    gone = remake(world.office, item.id, cause="print", reason="arm broken", version=None)
    world.step(gone, "cancel", reason="by mistake")
    fresh = remake_for(world.office, claim.id, reason="arm broken", version=None)
    assert fresh.id != gone.id
    assert (fresh.remake_of, fresh.state, fresh.approved) == (item.id, "queued", item.approved)
    assert world.get(Claim, claim.id).replacement == fresh.id
    move(world.office, Claim, claim.id, "close", version=None)


def test_a_claim_whose_new_item_was_cancelled_points_to_another_or_is_decided_again(world) -> None:
    order, item = delivered(world)
    claim = decided(world, open_claim(world.office, order.id, item=item.id))
    move(world.office, Claim, claim.id, "execute", version=None)
    first = remake_for(world.office, claim.id, reason="arm broken", version=None)
    with pytest.raises(StepRefusedError, match="being made anew already"):
        move(world.office, Claim, claim.id, "triage", version=None, reason="the buyer wants the money")
    world.step(first, "cancel", reason="by mistake")
    with pytest.raises(StepRefusedError, match="Make the item anew first"):
        move(world.office, Claim, claim.id, "close", version=None)
    with pytest.raises(StepRefusedError, match="Say why"):
        remake_for(world.office, claim.id, reason=" ", version=None)
    second = remake_for(world.office, claim.id, reason="arm broken", version=None)
    world.walk(second, "produce", "produced", "spoil")
    third = remake(world.office, second.id, cause="print", reason="arm broken again", version=None)
    world.step(third, "cancel", reason="the buyer wants the money")
    assert world.get(Claim, claim.id).replacement is None
    move(world.office, Claim, claim.id, "triage", version=None, reason="the buyer wants the money")
    decide_claim(world.office, claim.id, cause="print", decision="refund", amount=50.0, version=None)
    move(world.office, Claim, claim.id, "execute", version=None)
    move(world.office, Claim, claim.id, "close", version=None)
    assert world.get(Order, order.id).status == "cancelled"


def test_claims_link_the_old_item_and_the_new_one(world) -> None:
    order, item = delivered(world)
    claim = decided(world, open_claim(world.office, order.id, item=item.id))
    with pytest.raises(StepRefusedError, match="Decide first"):
        remake_for(world.office, claim.id, reason="arm broken", version=None)
    claim = move(world.office, Claim, claim.id, "execute", version=None)
    with pytest.raises(StepRefusedError, match="Make the item anew"):
        move(world.office, Claim, claim.id, "close", version=None)
    fresh = remake_for(world.office, claim.id, reason="arm broken", version=claim.version)
    assert (world.get(Claim, claim.id).replacement, fresh.remake_of) == (fresh.id, item.id)
    assert world.item(item).state == "remade"
    assert world.get(Order, order.id).status == "warranty"
    with pytest.raises(StepRefusedError, match="already"):
        remake_for(world.office, claim.id, reason="again", version=None)
    move(world.office, Claim, claim.id, "close", version=None)
    assert world.get(Order, order.id).status == "warranty", "until the new one is accepted"
    assert complained_about(world) == []


def test_above_the_limit_the_client_decides(world) -> None:
    order, item = delivered(world)
    claim = decided(world, open_claim(world.office, order.id, item=item.id), "refund", amount=200.5)
    with pytest.raises(StepRefusedError, match="ask the client"):
        move(world.office, Claim, claim.id, "execute", version=None, facts={"limit": 10_000})
    move(world.office, Claim, claim.id, "ask_client", version=None)
    move(world.office, Claim, claim.id, "client_agrees", version=None)
    assert move(world.office, Claim, claim.id, "close", version=None).state == "closed"
    assert world.get(Order, order.id).status == "accepted"


def test_a_claim_needs_a_cause_and_a_decision(world) -> None:
    order, item = delivered(world)
    claim = open_claim(world.office, order.id, item=item.id)
    move(world.office, Claim, claim.id, "triage", version=None)
    for cause, decision in (("", "refund"), ("weather", "refund"), ("print", "shrug")):
        with pytest.raises(StepRefusedError):
            decide_claim(world.office, claim.id, cause=cause, decision=decision, version=None)
    with pytest.raises(StepRefusedError, match="0 or more"):
        decide_claim(world.office, claim.id, cause="print", decision="refund", amount=-1, version=None)
    told = decide_claim(world.office, claim.id, cause="print", decision="reject", version=None)
    assert (told.cause, told.decision) == ("print", "reject")
    assert "reject" in str(world.events(kinds=("claim.decide",))[0].facts)


def test_engineers_do_not_open_claims(world) -> None:
    order, item = delivered(world)
    world.account("ann", Role.ENGINEER)
    with pytest.raises(NotAllowedError):
        open_claim(world.as_("ann"), order.id, item=item.id)


# The page of an order


def test_an_order_is_opened_with_all_that_belongs_to_it(world) -> None:
    order, item = delivered(world)
    claim = open_claim(world.office, order.id, item=item.id, words="断了")
    world.later(hours=1)
    view = open_order(world.office, order.id)
    assert (view.order.id, view.status.id, view.consented) == (order.id, "warranty", True)
    assert view.contact.phone_masked.count("*") >= 6
    row = view.items[0]
    assert (row.state.id, row.size, str(row.product), str(row.finish)) == (
        "accepted",
        "120 mm",
        "Figurine",
        "Full colour",
    )
    assert row.cover == view.creations[0].cover
    assert [r.record.id for r in view.claims] == [claim.id]
    assert [s.event for s in view.claims[0].steps] == ["ask_evidence", "triage", "withdraw"]
    assert [r.record.state for r in view.parcels] == ["accepted"]
    assert [r.record.state for r in view.proofs] == ["approved"]
    told = [str(h.what) for h in reversed(view.timeline)]
    assert told[:2] == ["Order received", "Modelling began"]
    assert told[-1] == "The buyer complained"
    assert not any(sentence.startswith("Entry") for sentence in told), "every link has words"
    assert [h.seq for h in view.timeline] == sorted((h.seq for h in view.timeline), reverse=True)
    assert view.items[0].record == world.get(Item, item.id)


@pytest.mark.parametrize(("state", "offered"), [("new", ["dissolve"]), ("verified", []), ("labelled", ["hand_over"])])
def test_what_the_packing_bench_does_is_not_offered_beside_it(world, state: str, offered: list[str]) -> None:
    order = world.order()
    world.ready(world.items(order)[0])
    world.shipped(order, to=state)
    assert [step.event for step in open_order(world.office, order.id).parcels[0].steps] == offered


def test_the_usual_next_step_comes_first(world) -> None:
    order = world.order()
    item = world.items(order)[0]
    first = {
        "new": "check_assets", "modeling": "submit", "self_check": "to_review", "internal_review": "send_proof",
        "proof_sent": "approve", "approved": "preflight", "preflight": "queue", "queued": "produce",
        "producing": "produced", "finishing": "finish", "qc": "pass",
    }  # fmt: skip
    for event in ("start", "save", "submit", "to_review", "send_proof", "approve", "preflight", "queue", "produce",
                  "produced", "finish", "pass"):  # fmt: skip
        row = open_order(world.office, order.id).items[0]
        assert row.steps[0].event == first[row.record.state]
        assert all(step.event != "change" for step in row.steps)
        world.walk(item, event)


def test_what_a_buyer_complains_about_is_found_until_that_is_closed(world) -> None:
    figurine = ItemDraft(product="figurine", finish="color", height_mm=120)
    order = world.order(figurine, figurine)
    first, second = world.items(order)
    world.ready(first)
    world.ready(second)
    world.shipped(order)
    other = world.order(key="2")
    assert complained_about(world) == []
    claim = open_claim(world.office, order.id, item=first.id)
    assert complained_about(world) == [first.id], "it is closed itself, and the other one is none of it"
    open_claim(world.office, other.id)
    whole = [item.id for item in world.items(other)]
    assert complained_about(world) == sorted([first.id, *whole]), "one without an item is about all of its order"
    assert queue.counts(world.office, {"claimed": QueueQuery(claimed=True)}) == {"claimed": 1 + len(whole)}
    narrow = QueueQuery(claimed=True, stages=frozenset({"parcel.accepted"}), sort="received")
    assert [row.item for row in queue.page(world.office, narrow).rows] == [first.id]
    move(world.office, Claim, claim.id, "withdraw", version=None, reason="it was the cat")
    assert complained_about(world) == whole
