"""The logistics lead, who answers buyers too: whatever is ready is proofed, released, printed, judged, packed and shipped.

python -m tests.e2e.day.lead RECORD          (see ``colleague``)
"""

import io
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from app.commands import (
    claims,
    dispatch_printers,
    labels,
    layout_print,
    orders,
    packing,
    plates,
    plates_print,
    print_files,
    proofs,
    quality,
    shipping,
)
from app.commands.approved import approved_mesh, need_approved
from app.commands.dispatch import JobDraft
from app.commands.intake.sample_art import draw_cover
from app.commands.plates import PlateDraft
from app.commands.queue_file import queue_file
from app.dispatch.records import Piece, Printer, PrintJob
from app.jobs.progress import silent
from app.layouts.imposition.sheets import load_sheets
from app.mesh.loading import save
from app.orders.records import Item, Order
from app.service.records import Claim, Proof
from app.settings.folders import standard_folders
from app.settings.shops import load_shops
from app.shipping.records import Parcel
from tests.e2e.day.bundle import CARDS, CHARMS, COLORED, WHITE
from tests.e2e.day.colleague import Colleague, at_this_pc
from tests.e2e.day.machines import ACRYLIC, FDM, JETTING, PHOTOS, POSTCARDS
from tests.e2e.day.slicer import sliced
from tests.sheet_file import make_sheet

WAYBILL = "SF1234567890{:03d}"
COMPLAINS = "Dancer"
"""The buyer of this one opens the parcel, and an arm is off."""


@dataclass
class Lead:
    """Does what is ready, one round after the other; ``printed``: jobs whose end was written down."""

    here: Colleague
    printed: set[int] = field(default_factory=set)

    def round(self) -> None:
        """Everything that can be done now."""
        for item in self.here.all(Item, state="internal_review"):
            self._ask_the_buyer(item)
        for item in self.here.all(Item, state="approved"):
            self._step(item, "preflight")
            self._step(item, "queue")
        self._print()
        self._follow_prints()
        for item in self.here.all(Item, state="finishing"):
            if self._written_down(item):
                self._step(item, "finish")
        for item in self.here.all(Item, state="qc"):
            self._judge(item)
        for order in self.here.all(Order):
            self._pack(order)
        for parcel in self.here.all(Parcel):
            self._follow(parcel)

    # ---- the buyer -------------------------------------------------------------------------------------------------

    def _ask_the_buyer(self, item: Item) -> None:
        office = self.here.office
        drafts = self.here.all(Proof, item=item.id, state="draft")
        draft = drafts[-1] if drafts else proofs.draft_proof(office, item.id)
        sent = proofs.send_proof(office, draft.id, version=draft.version)
        self.here.did(f"item:{item.id}", "item.send_proof")
        proofs.decide(office, sent.id, "approve", version=sent.version, evidence=_picture(), remarks="Yes, please.")
        self.here.did(f"item:{item.id}", "item.approve")

    # ---- printing --------------------------------------------------------------------------------------------------

    def _print(self) -> None:
        waiting = {item.title: item for item in self.here.all(Item, state="queued") if not self._has_job(item)}
        for title in WHITE:
            if title in waiting:
                self._slice(waiting[title])
        for title, name in (*((card, POSTCARDS) for card in CARDS), ("Lighthouse", PHOTOS), ("Whale", ACRYLIC)):
            if title in waiting:
                printer = self._printer(name)
                made = print_files.from_layout(self.here.office, waiting[title].id)
                (job,) = queue_file(self.here.office, waiting[title].id, made, printer.id)
                self._sent(printer, job)
        if set(COLORED) <= waiting.keys():
            self._plate()
        if set(CHARMS) <= waiting.keys():
            self._sheet([waiting[title] for title in CHARMS])

    def _slice(self, item: Item) -> None:
        office, printer = self.here.office, self._printer(FDM)
        approved = need_approved(office, item.id)
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / f"{approved.name}.stl"
            save(approved_mesh(office, approved), model, silent())
            content = sliced(model)
        made = print_files.from_file(office, item.id, content, f"{approved.name}.gcode", "pla-white", silent())
        (job,) = queue_file(office, item.id, made, printer.id)
        self._sent(printer, job)

    def _plate(self) -> None:
        office, printer = self.here.office, self._printer(JETTING)
        draft = PlateDraft(
            name="Plate 1", kind="volume", process=printer.process, width_mm=printer.width_mm, depth_mm=printer.depth_mm,
            height_mm=printer.height_mm,
        )  # fmt: skip
        plate = plates.propose(office, draft, silent()).plate
        plates.close(office, plate.id, silent())
        job = plates_print.enqueue_plate(office, plate.id, JobDraft(suffix="", content="", printer=printer.id))
        self._sent(printer, job)

    def _sheet(self, items: list[Item]) -> None:
        office, printer = self.here.office, self._printer(ACRYLIC)
        shop = load_shops(standard_folders()).find("acrylic-uv")
        size = load_sheets()["acrylic-600x400"].size
        file = make_sheet(office, items, shop, size, 5.0)
        self.here.write(sheet_passed=file.made.report is not None and file.made.report.passed)
        self._sent(printer, layout_print.queue_sheet(office, file, printer.id))

    def _sent(self, printer: Printer, job: PrintJob) -> None:
        self.here.write(machine=printer.name, uid=job.uid)

    def _follow_prints(self) -> None:
        """Write down what is printed, and take away what lies on a plate."""
        for job in self.here.all(PrintJob, state="done"):
            if job.id not in self.printed:
                self.printed.add(job.id)
                for item in [job.item] if job.item else [int(item) for item in job.contents]:
                    self.here.did(f"item:{item}", "item.produce", "item.produced")
        for job in self.here.all(PrintJob, state=("failed", "unknown", "cancelled")):
            raise AssertionError(f"{job.name} is {job.state}: {job.told}")
        for printer in self.here.all(Printer, to_be_cleared=True):
            if not printer.claim:
                dispatch_printers.cleared(self.here.office, printer.id)

    def _written_down(self, item: Item) -> bool:
        """Whether its print was: what follows from it comes after it in the record."""
        return all(job.id in self.printed for job in self._jobs(item))

    def _judge(self, item: Item) -> None:
        for piece in self.here.all(Piece, item=item.id, state="printed"):
            quality.judge(self.here.office, item.id, passed=True, piece=piece.id)
        if self.here.get(item).state == "qc":
            quality.judge(self.here.office, item.id, passed=True)
        self.here.did(f"item:{item.id}", "item.pass")

    # ---- parcels ---------------------------------------------------------------------------------------------------

    def _pack(self, order: Order) -> None:
        office = self.here.office
        items = [item for item in self.here.all(Item, order=order.id) if item.state not in {"remade", "packed"}]
        if not items or any(item.state != "ready_to_pack" for item in items):
            return
        opened = packing.open_by_code(office, order.number).parcel
        assert opened is not None
        number = opened.parcel.id
        strange = next(item for item in self.here.all(Item) if item.order != order.id)
        assert not packing.scan(office, number, strange.serial).good, "it belongs into another parcel"
        for item in items:
            for _ in range(item.quantity):
                assert packing.scan(office, number, item.serial).good
        packing.set_photo(office, number, draw_cover(number))
        packing.set_weight(office, number, 312)
        packing.close(office, number)
        self.here.did(f"parcel:{number}", "parcel.verify")
        for item in items:
            self.here.did(f"item:{item.id}", "item.pack")
        waybill = WAYBILL.format(len(self.here.all(Parcel)))
        shipping.set_waybill(office, number, waybill, "sf")
        labels.print_label(office, number, "76x130")
        self.here.did(f"parcel:{number}", "parcel.label")
        assert shipping.hand_over(office, [number]).done == (number,)
        self.here.did(f"parcel:{number}", "parcel.hand_over")

    def _follow(self, parcel: Parcel) -> None:
        """What the courier and the buyer say of a parcel that has gone."""
        complains = any(
            item.title == COMPLAINS and not item.remake_of for item in self.here.all(Item, parcel=parcel.id)
        )
        if parcel.state == "handed_over":
            self._record(parcel, "sign", signed_by="self")
        elif parcel.state == "signed":
            self._record(parcel, "unbox")
        elif parcel.state == "unboxed" and complains:
            self._record(parcel, "report_issue", reason="an arm is off")
            self._complaint(parcel)
        elif parcel.state == "unboxed":
            self._record(parcel, "accept")
        elif parcel.state == "issue_reported":
            self._settle(parcel)

    def _complaint(self, parcel: Parcel) -> None:
        """An arm is off: it is made anew for the claim."""
        office, (item,) = self.here.office, self.here.all(Item, parcel=parcel.id)
        claim = claims.open_claim(
            office, item.order, item=item.id, parcel=parcel.id, words="An arm is off.", evidence=[_picture()]
        )
        orders.move(office, Claim, claim.id, "triage", version=None)
        claims.decide_claim(office, claim.id, cause="courier", decision="remake", reason="an arm is off", version=None)
        orders.move(office, Claim, claim.id, "execute", version=None)
        anew = claims.remake_for(office, claim.id, reason="an arm is off", version=None)
        self.here.did(f"item:{item.id}", "item.remake")
        self.here.write(remade=item.id, anew=anew.id)

    def _settle(self, parcel: Parcel) -> None:
        """Once the buyer has accepted what came in its place."""
        (claim,) = self.here.all(Claim, parcel=parcel.id)
        anew = next(item for item in self.here.all(Item) if item.id == claim.replacement)
        if anew.stage == "parcel.accepted":
            orders.move(self.here.office, Claim, claim.id, "close", version=None)
            self._record(parcel, "settle", reason="the new one was accepted")

    def _record(self, parcel: Parcel, event: str, *, signed_by: str = "", reason: str = "") -> None:
        shipping.record(self.here.office, parcel.id, event, version=parcel.version, signed_by=signed_by, reason=reason)
        self.here.did(f"parcel:{parcel.id}", f"parcel.{event}")

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _step(self, item: Item, event: str) -> None:
        orders.move(self.here.office, Item, item.id, event, version=None)
        self.here.did(f"item:{item.id}", f"item.{event}")

    def _printer(self, name: str) -> Printer:
        return self.here.all(Printer, name=name)[-1]

    def _jobs(self, item: Item) -> list[PrintJob]:
        return [job for job in self.here.all(PrintJob) if job.item == item.id or str(item.id) in job.contents]

    def _has_job(self, item: Item) -> bool:
        return bool(self._jobs(item))


def _picture() -> bytes:
    """A screenshot of what the buyer wrote, or a photo of what came."""
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), (240, 240, 240)).save(buffer, "PNG")
    return buffer.getvalue()


if __name__ == "__main__":
    at_this_pc(lambda here: here.work(Lead(here).round))
