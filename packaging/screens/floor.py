"""What the pictures of printing, packing and service need: printers with jobs, a parcel that stops, a claim to decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.stage import Stage

Take = Callable[[Any], object]
"""Takes the picture of a dialog."""

TABLE = {
    "en": (
        "order,product,title,finish,size,quantity,name,phone,address,remark\n"
        "A-1001,figurine,Cat with headphones,full colour,120,1,Sample Buyer,00000000001,Sample Street 1,gift\n"
        "A-1002,keychain,The whale sings,,50,2,Sample Buyer,00000000002,Sample Street 2,\n"
        "A-1003,postcard,The old record,,148,4,Sample Buyer,00000000003,Sample Street 3,\n"
    ),
    "zh_CN": (
        "订单号,产品,标题,工艺,尺寸,数量,收件人,电话,地址,备注\n"
        "A-1001,手办,戴耳机的猫,彩膜,120,1,样例买家,00000000001,样例路 1 号,礼物\n"
        "A-1002,钥匙扣,鲸鱼在唱歌,,50,2,样例买家,00000000002,样例路 2 号,\n"
        "A-1003,明信片,老唱片,,148,4,样例买家,00000000003,样例路 3 号,\n"
    ),
}


def order_table(home: Path, _window: Any) -> Path:
    """A table of made-up orders in the language of the screen."""
    from app.i18n import language  # noqa: PLC0415

    path = home / "orders.csv"
    path.write_text(TABLE[language()], "utf-8")
    return path


def fill_printers(stage: Stage) -> None:
    """Four printers behind folders, with what prints, waits, and what nobody can tell about."""
    from app.dispatch.records import Attempt, Holder, Printer, PrintJob  # noqa: PLC0415
    from app.dispatch.uids import fresh_uid  # noqa: PLC0415
    from app.orders.records import Item  # noqa: PLC0415
    from app.security.actor import OWNER  # noqa: PLC0415

    office = stage.desk.office
    kinds: tuple[dict[str, Any], ...] = (
        {"name": "K1", "process": "white-fdm", "width_mm": 220, "depth_mm": 220, "height_mm": 250,
         "materials": ("pla-white",), "printed_s": 612_000.0, "cost_per_hour": 3.0},
        {"name": "J55", "process": "full-color-jetting", "width_mm": 255, "depth_mm": 252, "height_mm": 200,
         "printed_s": 1_404_000.0, "cost_per_hour": 38.0},
        {"name": "Mars 4", "process": "white-resin", "width_mm": 153, "depth_mm": 77, "height_mm": 175,
         "to_be_cleared": True, "materials": ("resin-white",), "printed_s": 201_000.0, "cost_per_hour": 2.0},
        {"name": "K2", "process": "white-fdm", "width_mm": 220, "depth_mm": 220, "height_mm": 250,
         "materials": ("pla-white",), "printed_s": 88_000.0, "cost_per_hour": 3.0},
    )  # fmt: skip
    with office.book.reading() as book:
        items = [item for item in book.find(Item) if item.stage in {"queued", "producing"}][:5]
    with office.book.writing(OWNER) as book:
        printers = []
        for position, kind in enumerate(kinds):
            folder = stage.home / "printers" / str(kind["name"])
            folder.mkdir(parents=True, exist_ok=True)
            settings = {"folder": str(folder)}
            printer = book.add(Printer(driver="hot_folder", settings=settings, position=position, **kind))
            book.note("printer.new", printer)
            printers.append(printer)
        holder = book.add(Holder(station=office.station))
        # Nothing that runs: what drives the printers would find out that it does not.
        states = (("unknown", printers[3]), ("planned", None), ("planned", None), ("planned", None))
        for number, ((state, at), item) in enumerate(zip(states, items, strict=False), 1):
            job = book.add(
                PrintJob(
                    uid=fresh_uid(number), state=state, printer=None if at is None else at.id, item=item.id,
                    name=item.serial, suffix=".3mf", size=2_400_000, height_mm=120, width_mm=62, depth_mm=58,
                    process=printers[1].process, estimate_s=5.5 * 3600, due_at=book.moment() + timedelta(hours=20 * number),
                    state_since=book.moment() - timedelta(hours=2), created_at=book.moment() - timedelta(hours=3),
                )
            )  # fmt: skip
            if at is not None:
                book.add(
                    Attempt(
                        job=job.id, number=1, uid=job.uid, printer=at.id, holder=holder.id, quiet_at=book.moment(),
                        phase="starting",
                    )
                )  # fmt: skip
            book.note("job.new", job)
    station = stage.window.printing
    stage.until(lambda: station.board is not None and len(station.board.printers) >= len(kinds))
    stage.rest(1.0)


def fill_plate(stage: Stage) -> int:
    """A plate with figurines of several orders, packed; gives the plate."""
    from dataclasses import replace  # noqa: PLC0415

    from app.commands import plates  # noqa: PLC0415
    from app.commands.item_work import file_revision  # noqa: PLC0415
    from app.commands.printed_with import process_of  # noqa: PLC0415
    from app.commands.step_facts import approved_proof  # noqa: PLC0415
    from app.jobs.progress import silent  # noqa: PLC0415
    from app.mesh.samples import ALL  # noqa: PLC0415
    from app.orders.records import Item  # noqa: PLC0415
    from app.security.actor import OWNER  # noqa: PLC0415

    office = stage.desk.office
    with office.book.reading() as book:
        found = [one for one in book.find(Item, state=("queued", "approved", "rework")) if one.product == "figurine"]
        items = [one for one in found if approved_proof(book, one) is not None]
    # The sample workshop has no models of its own: these get one.
    for number, item in enumerate(items):
        mesh = list(ALL.values())[number % len(ALL)].make()
        tall = float(mesh.bounds[1, 2] - mesh.bounds[0, 2])
        mesh = mesh.with_(vertices=mesh.vertices * ((item.height_mm or 100.0) / tall))
        file_revision(office, item.id, mesh)
        with office.book.writing(OWNER) as book:
            now, proof = book.get(Item, item.id), approved_proof(book, item)
            assert proof is not None
            book.save(replace(proof, digest=mesh.revision))
            book.save(replace(now, state="queued", finish="white", revision=mesh.revision, approved=mesh.revision))
            book.note("item.queue", now, order=now.order)
    process = process_of(replace(items[0], finish="white"))
    draft = plates.PlateDraft(
        name="R2 16:20", kind="bed", process=process, width_mm=220.0, depth_mm=220.0, height_mm=250.0
    )
    return plates.propose(office, draft, silent()).plate.id


def show_plate(stage: Stage) -> None:
    """The page of plates with one that is being filled, and its picking picture."""
    plate = fill_plate(stage)
    stage.action("print.plates")
    page = stage.window.dispatch.page
    stage.until(lambda: page.plates.list.count() > 0)
    page.plates.choose(plate)
    stage.until(lambda: page.plate_detail.view is not None and page.plate_detail.picture.isVisible())
    stage.rest(1.0)


def choose_first(view: Any) -> None:
    """Choose what stands first in a list of printers or jobs."""
    view.setCurrentIndex(view.model().index(0, 0))


def ask_unclear(stage: Stage, take: Take) -> None:
    """The question about a print that nobody can tell about."""
    from app.gui.dispatch.resolve_dialog import ResolveDialog  # noqa: PLC0415

    stage.action("print.decide")
    dialog = stage.dialog(ResolveDialog)
    stage.rest(2.0)
    take(dialog)
    dialog.reject()
    stage.rest(0.5)


def judge(stage: Stage, take: Take) -> None:
    """The quality check of an item."""
    from app.gui.dispatch.verdict_dialog import VerdictDialog  # noqa: PLC0415
    from app.orders.records import Item  # noqa: PLC0415

    with stage.desk.office.book.reading() as book:
        item = next(item for item in book.find(Item) if item.stage == "qc")
    stage.window.dispatch.judge((item.id,))
    dialog = stage.dialog(VerdictDialog)
    stage.rest(1.5)
    take(dialog)
    dialog.reject()
    stage.rest(0.5)


def decide_claim(stage: Stage, take: Take) -> None:
    """The question in which a complaint is decided, over the page of its order."""
    from app.gui.orders.claim_questions import VerdictQuestion  # noqa: PLC0415
    from app.service.records import Claim  # noqa: PLC0415

    with stage.desk.office.book.reading() as book:
        claim = next(claim for claim in book.find(Claim) if not claim.decision)
    stage.window.orders.show_order(claim.order)
    stage.rest(2.0)
    dialog = VerdictQuestion(claim, lambda _cause, _decision, _amount: None, stage.window)
    dialog.open()
    dialog.cause.setCurrentIndex(dialog.cause.findData("courier"))
    dialog.decision.setCurrentIndex(dialog.decision.findData("remake"))
    dialog.amount.setValue(80.0)
    stage.rest(1.0)
    take(dialog)
    dialog.reject()


def scan_wrong(stage: Stage) -> None:
    """Scan something that does not belong into the open parcel."""
    from app.orders.records import Item  # noqa: PLC0415

    with stage.desk.office.book.reading() as book:
        here = {item.order for item in book.find(Item) if item.stage == "ready_to_pack"}
        other = next(item for item in book.find(Item) if item.order not in here and item.stage == "modeling")
    stage.window.packing._scan(other.serial)  # noqa: SLF001 - what the scan field does
    stage.rest(1.5)


def show_label(stage: Stage) -> None:
    """The label of a parcel that is packed."""
    from app.shipping.records import Parcel  # noqa: PLC0415

    with stage.desk.office.book.reading() as book:
        parcel = next(parcel for parcel in book.find(Parcel) if parcel.state == "labelled")
    stage.window.packing.open_parcel(parcel.id)
    stage.rest(1.0)
    stage.window.packing.page.want("label")
    stage.rest(3.0)
