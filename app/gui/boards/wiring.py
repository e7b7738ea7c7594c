"""The two boards in the window: what a click on them opens."""

from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.boards.page import BoardPage
from app.gui.boards.tables import OVERVIEW, SERVICE, Board
from app.gui.frame.workplaces import Workplaces
from app.gui.orders.order_queue import OrderQueue
from app.gui.orders.wiring import OrderPlace
from app.i18n import text

ROWS_OF_OVERVIEW, ROWS_OF_SERVICE = 3, 6


class Boards:
    """Gives the workplaces "service" and "overview" their pages."""

    def __init__(
        self, look: Look, workplaces: Workplaces, queue: OrderQueue, orders: OrderPlace, desk: OfficeDesk
    ) -> None:
        self._queue = queue
        self.service = BoardPage(
            text("What waits for service"),
            text("Complaints, proofs, answers of buyers, and parcels that need somebody. A click opens the order."),
            SERVICE, look, queue.covers, rows=ROWS_OF_SERVICE, opens=False,
        )  # fmt: skip
        self.overview = BoardPage(
            text("The workshop at a glance"),
            text("How much is at each stage, and what is due first there. A click opens the order, or all of a stage."),
            OVERVIEW, look, queue.covers, rows=ROWS_OF_OVERVIEW, opens=True,
        )  # fmt: skip
        for name, page in (("service", self.service), ("overview", self.overview)):
            workplaces.add(name, page)
            page.connect_to(desk)
            page.order_wanted.connect(orders.show_order)
        self.overview.all_wanted.connect(self._show_all)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        for page in (self.service, self.overview):
            page.refresh()

    def _show_all(self, key: str) -> None:
        """The view of the queue that lists what is on this card."""
        board: Board = next(board for board in OVERVIEW if board.key == key)
        wanted = next((view for view in self._queue.views if view.query == board.query), None)
        if wanted is not None:
            self._queue.choose_view(wanted.key)
