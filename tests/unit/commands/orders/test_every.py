"""What is done with a whole question reaches all of it, stops where it is told to, and says what was refused."""

import pytest

from app.commands import order_every, orders
from app.commands.office import Office
from app.commands.order_every import assign_every, items_of, move_every, set_priority_every, whole
from app.errors import Cancelled
from app.jobs.progress import Progress
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.machine import StepRefusedError
from app.orders.queue import QueueQuery
from app.orders.records import Item, Order
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role

MAGNET = ItemDraft(product="magnet", title="磁贴", finish="printed", height_mm=50, width_mm=50)
TWO_FIT = QueueQuery(text="磁贴")


def enter(office: Office, title: str = "磁贴", items: int = 2, *, consent: bool = True) -> Order:
    draft = OrderDraft(
        items=tuple(ItemDraft(product="magnet", title=title, finish="printed", height_mm=50, width_mm=50) for _ in range(items)),
        buyer=Buyer("测试甲", "13800000000", "某路1号"),
        consent=ConsentDraft() if consent else None,
    )  # fmt: skip
    return orders.new_order(office, draft)


def states(office: Office) -> list[str]:
    with office.book.reading() as book:
        return [item.state for item in book.find(Item, order_by="id")]


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_every, "PAGE", 3)


def test_a_question_is_counted_with_the_stages_in_it(office: Office) -> None:
    enter(office, items=4)
    enter(office, consent=False)
    enter(office, "别的", items=3)
    assert whole(office, QueueQuery()) == order_every.Whole(9, frozenset({"new", "on_hold"}))
    assert whole(office, TWO_FIT).count == 6
    assert whole(office, QueueQuery(stages=frozenset({"on_hold", "qc"}))).stages == {"on_hold"}
    assert whole(office, QueueQuery(text="nothing")) == order_every.Whole(0, frozenset())


def test_a_step_reaches_everything_though_each_leaves_the_list(office: Office) -> None:
    for _ in range(5):
        enter(office)
    enter(office, "别的", items=1)
    query = QueueQuery(text="磁贴", stages=frozenset({"new"}))
    assert len(items_of(office, query)) == 10
    said: list[str] = []
    done = move_every(office, query, "check_assets", progress=Progress(lambda _done, what: said.append(str(what))))
    assert (done.done, done.refused) == (10, ())
    assert states(office) == ["asset_check"] * 10 + ["new"]
    assert whole(office, query).count == 0
    assert said


def test_what_is_refused_is_listed_and_stops_nobody(office: Office) -> None:
    enter(office, items=3)
    held = enter(office, items=2, consent=False)
    done = move_every(office, QueueQuery(), "check_assets")
    assert done.done == 3
    assert [one.number for one in done.refused] == [held.number] * 2
    assert all(str(one.why) for one in done.refused)
    with pytest.raises(StepRefusedError):
        move_every(office, QueueQuery(), "fly")


def test_it_stops_when_told_to_and_what_was_done_stays_done(office: Office) -> None:
    for _ in range(5):
        enter(office)

    def stop() -> bool:
        return states(office).count("asset_check") >= 4

    with pytest.raises(Cancelled):
        move_every(office, QueueQuery(), "check_assets", progress=Progress(lambda *_: None, stop))
    assert states(office).count("asset_check") == 4


def test_priority_is_set_once_for_each_order(office: Office) -> None:
    ids = [enter(office).id for _ in range(4)]
    enter(office, "别的")
    assert set_priority_every(office, TWO_FIT, 2).done == 4
    with office.book.reading() as book:
        assert [book.get(Order, one).priority for one in ids] == [2] * 4
        assert len(book.events(kinds=("order.priority",), limit=20)) == 4
        assert sum(order.priority for order in book.find(Order)) == 8


def test_each_item_is_allowed_or_refused_as_when_it_is_alone(office: Office, people: dict[Role, Actor]) -> None:
    """An engineer reaches what nobody has and what is theirs; the rest is not in the list that the engineer sees."""
    enter(office, items=6)
    engineer, boss = people[Role.ENGINEER], people[Role.ADMIN]
    with office.book.reading() as book:
        ids = [item.id for item in book.find(Item, order_by="id")]
    orders.assign(office, ids[:2], boss.account)
    inside = office.acting(engineer)
    assert whole(inside, QueueQuery()).count == 4
    assert assign_every(inside, QueueQuery(), engineer.account).done == 4
    assert move_every(inside, QueueQuery(), "check_assets").done == 4
    assert states(office) == ["new"] * 2 + ["asset_check"] * 4
    with pytest.raises(NotAllowedError):
        set_priority_every(office.acting(people[Role.AUDITOR]), QueueQuery(), 2)
    assert assign_every(office, QueueQuery(), None).done == 6
