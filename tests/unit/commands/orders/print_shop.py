"""Released items with a real model in the store, and printers: what is tried of print files, queue and quality check."""

from dataclasses import dataclass, field, replace
from typing import Any

from app.commands import item_work, print_queue
from app.commands.dispatch_printers import save_printer
from app.commands.dispatch_ties import ItemTies
from app.commands.queue_file import MadeFile
from app.dispatch.ledger import Ledger
from app.dispatch.records import Attempt, Piece, Printer, PrintJob
from app.mesh.mesh import Mesh
from app.orders.draft import ItemDraft
from app.orders.record import new_id
from app.orders.records import Item
from tests.new_content import revise
from tests.unit.commands.orders.world import World
from tests.unit.mesh.shapes import box

RESIN = Printer(
    name="Resin 1", driver="sdcp", process="white-resin", width_mm=218, depth_mm=123, height_mm=260,
    materials=("resin-white",), cost_per_hour=6.0,
)  # fmt: skip
FDM = Printer(
    name="MK4", driver="prusalink", process="white-fdm", width_mm=250, depth_mm=210, height_mm=220, nozzle_mm=0.4,
    materials=("pla-white",), profile="MK4",
)  # fmt: skip
GCODE = b"; nozzle_diameter = 0.4\n; filament_type = PLA\n; estimated printing time (normal mode) = 1h 0m 0s\n"


def sliced(name: str = "", *, size: float = 40.0) -> bytes:
    """G-code of a thing with this size that says which file it was sliced from."""
    told = f"; printing object {name}.stl id:0 copy 0\n".encode() if name else b""
    return GCODE + told + f"G90\nM83\nG1 X0 Y0 Z0.2\nG1 X{size} Y{size} E5\nG1 X0 Y0 Z{size} E5\n".encode()


@dataclass
class PrintShop:
    """A world in which things are printed without a printer: steps of jobs are taken by hand."""

    world: World
    printers: list[Printer] = field(default_factory=list)

    @property
    def office(self) -> Any:
        return self.world.office

    def printer(self, like: Printer = RESIN, **fields: Any) -> Printer:
        made = save_printer(self.office, replace(like, id=new_id(), **fields))
        self.printers.append(made)
        return made

    def released(self, mesh: Mesh | None = None, *, finish: str = "white", quantity: int = 1, **fields: Any) -> Item:
        """An item whose model was filed, approved and released for printing."""
        draft = ItemDraft(
            product="figurine",
            finish=finish,
            height_mm=40,
            title="彩铃少女",
            creation="c1",
            quantity=quantity,
            **fields,
        )
        item = self.world.items(self.world.order(draft))[0]
        mesh = mesh or box((40.0, 40.0, 40.0))
        self.world.step(item, "start")
        item_work.file_revision(self.office, item.id, mesh)
        revise(self.office, item.id, mesh.revision)
        return self.world.walk(item, "submit", "to_review", "send_proof", "approve", "preflight", "queue")

    def name_of(self, item: Item) -> str:
        return f"{item.serial}-{item.approved[:8]}"

    def step(self, job: PrintJob, *events: str, hours: float = 0.0, reason: str = "", **changes: Any) -> PrintJob:
        """Steps of a job as a pilot writes them; ``hours``: how long it printed."""
        ledger = Ledger(self.office.book, ItemTies(self.office), self.office.actor)
        for event in events:
            with self.office.book.writing(self.office.actor) as book:
                now = book.get(PrintJob, job.id)
                if event == "send":
                    book.add(Attempt(job=now.id, number=now.attempt, uid=now.uid, printer=now.printer or 0))
                facts = {"approved": True, "claimed": True, "clear": True}
                job = ledger.step(
                    book, now, event, reason=reason or "so", facts=facts, seconds=hours * 3600, **changes
                )  # fmt: skip
        return job

    def printed(self, job: PrintJob, printer: Printer, *, hours: float = 1.0) -> PrintJob:
        """Through the printer, to its end."""
        if self.job(job).state == "planned":
            print_queue.give(self.office, job.id, printer.id)
        return self.step(job, "send", "run", "finish", hours=hours)

    def failed(self, job: PrintJob, printer: Printer, *, hours: float = 1.0, cause: str = "") -> PrintJob:
        """Through the printer, and broken off there."""
        if self.job(job).state == "planned":
            print_queue.give(self.office, job.id, printer.id)
        return self.step(self.step(job, "send", "run"), "fail", hours=hours, reason="it came off", cause=cause)

    def job(self, job: PrintJob) -> PrintJob:
        found: PrintJob = self.world.get(PrintJob, job.id)
        return found

    def pieces(self, item: Item) -> list[Piece]:
        return self.world.find(Piece, item=item.id, order_by="unit")

    def state(self, item: Item) -> str:
        return self.world.item(item).state


def forged(made: MadeFile, **changes: Any) -> MadeFile:
    """The same file with other words about it."""
    return replace(made, draft=replace(made.draft, **changes))
