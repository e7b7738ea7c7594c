"""How often the database is asked: on a server every question is a way there and back."""

from sqlalchemy import event

from app.commands.orders import open_order
from app.orders.draft import ItemDraft
from app.storage.book import DatabaseBook
from tests.unit.commands.orders.world import World

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50)


def test_an_order_is_opened_with_as_many_questions_however_many_items_it_has(world: World) -> None:
    asked: list[str] = []
    book = world.office.book
    assert isinstance(book, DatabaseBook)
    event.listen(book.engine, "before_cursor_execute", lambda _c, _cursor, words, *_rest: asked.append(words))

    def questions(count: int) -> int:
        order = world.order(*[MAGNET] * count, key=str(count))
        for item in world.items(order):
            world.ready(item)
        world.shipped(order, to="verified")
        asked.clear()
        view = open_order(world.office, order.id)
        assert [row.state.id for row in view.items] == ["verified"] * count
        return len(asked)

    assert questions(1) == questions(4)
