"""The rows of a queue, as its tests read and choose them."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel

from app.gui.orders.order_queue import OrderQueue

Open = Callable[..., OrderQueue]
SELECT = QItemSelectionModel.SelectionFlag.Select


def titles(queue: OrderQueue) -> list[str]:
    rows = (queue.model.row(n) for n in range(queue.model.rowCount()))
    return ["" if row is None else row.title for row in rows]


def stages(queue: OrderQueue) -> list[str]:
    rows = (queue.model.row(n) for n in range(queue.model.rowCount()))
    return ["" if row is None else row.stage for row in rows]


def choose_rows(queue: OrderQueue, *numbers: int) -> None:
    queue.list.setCurrentIndex(queue.model.index(numbers[0]))
    for number in numbers[1:]:
        queue.list.selectionModel().select(queue.model.index(number), SELECT)
