"""``statuette orders import|list|show|export|sample|tidy``: the order book from a terminal or a script. Buyers stay masked."""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import orders_coming
from app.cli.answer import DONE, NOT_GOOD, UNUSABLE, Answer, Given, iso, whole
from app.cli.person import kinds_for_a_person, office_of
from app.errors import AppError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress
from app.moments import minute

if TYPE_CHECKING:
    from app.commands.intake import IntakeResult
    from app.commands.office import Office
    from app.commands.order_view import OrderView
    from app.orders.queue import QueueQuery, QueueRow

MOST_ROWS = 1000
_PAGE = 200


def add_orders(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    orders = add("orders", _list, tr("Look into the order book, and bring orders into it"))
    kind = kinds_for_a_person(orders.add_subparsers(metavar=tr("WHAT"), required=True))

    bring = kind("import", _import, tr("Bring in orders from JSON, ZIP, CSV or XLSX files"))
    bring.add_argument("files", nargs="+", type=Path, metavar=tr("FILE"))
    bring.add_argument("--dry-run", action="store_true", help=tr("only say what would come of it"))
    bring.add_argument("--source", default="", metavar=tr("NAME"), help=tr("where the orders come from"))
    bring.add_argument(
        "--mapping", action="append", default=[], metavar=tr("COLUMN=FIELD"), type=_column,
        help=tr("what a column of a table is, such as “Ref=key”; may be given several times"),
    )  # fmt: skip
    listed = kind("list", _list, tr("List the items of a view, such as open, late, to_pack"))
    listed.add_argument("view", nargs="?", default="open", metavar=tr("VIEW"))
    listed.add_argument("--find", default="", metavar=tr("WORDS"), help=tr("only what has these words in it"))
    listed.add_argument("--limit", type=_rows, default=_PAGE, help=tr("most rows"))
    shown = kind("show", _show, tr("Show all about an order; the buyer is masked"))
    shown.add_argument("number", metavar=tr("NUMBER"))
    out = kind("export", _export, tr("Write the items of a view to a CSV or XLSX file; buyers are masked"))
    out.add_argument("file", type=Path, metavar=tr("FILE"))
    out.add_argument("view", nargs="?", default="open", metavar=tr("VIEW"))
    sample = kind("sample", _sample, tr("Fill in a sample workshop, or take it out again"))
    sample.add_argument("--remove", action="store_true", help=tr("take it out again"))
    kind(
        "tidy",
        _tidy,
        tr(
            "Do what has become due: let proofs expire, count silent parcels as accepted, close orders, plan a new year"
        ),
    )
    orders_coming.add_coming(kind)


def _column(words: str) -> tuple[str, str]:
    from app.commands.intake.columns import FIELDS  # noqa: PLC0415 - each command imports only what it needs

    column, sign, field = words.rpartition("=")
    if not sign or not column.strip() or field not in {*FIELDS, ""}:
        raise argparse.ArgumentTypeError(
            tr("“{words}” does not say what a column is; write COLUMN=FIELD, with one of: {fields}",
               words=words, fields=", ".join(FIELDS))
        )  # fmt: skip
    return column.strip(), field


def _rows(words: str) -> int:
    return whole(words, 1, MOST_ROWS)


# ---- import -----------------------------------------------------------------


def _import(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.intake import import_file  # noqa: PLC0415

    began, told, words = time.perf_counter(), [], []
    results: list[IntakeResult] = []
    count, unusable = len(options.files), False
    with office_of(options, given) as office:
        for place, path in enumerate(options.files):
            try:
                result = import_file(
                    office, path, source=options.source, columns=dict(options.mapping), try_only=options.dry_run,
                    progress=progress.part(place / count, (place + 1) / count),
                )  # fmt: skip
            except _refusal() as error:
                unusable = True
                told.append({"file": str(path), "error": str(error)})
                words.append(text("{file}: {why}", file=path.name, why=error.sentence))
                continue
            results.append(result)
            told.append({"file": str(path), **orders_coming.as_data(result)})
            words += [text("{file}: {why}", file=path.name, why=line) for line in _words(result, options.dry_run)]
    data = {
        "files": told,
        "dry_run": options.dry_run,
        **{name: sum(getattr(r, name) for r in results) for name in ("created", "known", "changed", "refused")},
        "seconds": round(time.perf_counter() - began, 3),
    }
    status = UNUSABLE if unusable else DONE if all(result.good for result in results) else NOT_GOOD
    return Answer(status, data, tuple(words))


def _refusal() -> type[AppError]:
    from app.commands.intake.batch import IntakeRefusedError  # noqa: PLC0415

    return IntakeRefusedError


def _words(result: "IntakeResult", dry_run: bool) -> tuple[Text, ...]:
    from app.commands.intake.importing import words_of  # noqa: PLC0415

    said = words_of(result)
    if not dry_run or result.again:
        return said
    return (plural("{n} order would come in.", "{n} orders would come in.", result.created), *said[1:])


# ---- looking ----------------------------------------------------------------


def _list(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import accounts, queue  # noqa: PLC0415

    with office_of(options, given) as office:
        query = replace(_query(office, options.view), text=options.find)
        rows = _read(office, query, options.limit)
        count = queue.counts(office, {"all": query}, most=100_000)["all"]
        names = accounts.names(office)
    data = {"view": options.view, "count": count, "rows": [_row(row, names) for row in rows]}
    lines = [Text("{line}", values={"line": _line(row)}) for row in rows]
    return Answer(DONE, data, (*lines, plural("{n} item in this view.", "{n} items in this view.", count)))


def _query(office: "Office", name: str) -> "QueueQuery":
    """What a view asks: a built-in one by its key, a saved one by its name. Raises AppError."""
    from app.commands import queue  # noqa: PLC0415

    views = queue.views(office)
    keys = [str(view.query.get("built_in", "")) or view.name for view in views]
    for key, view in zip(keys, views, strict=True):
        if name in {key, view.name}:
            return queue.query_of(office, view)
    raise AppError(text("There is no view “{name}”; use one of: {names}.", name=name, names=", ".join(keys)))


def _read(office: "Office", query: "QueueQuery", most: int) -> "list[QueueRow]":
    from app.commands import queue  # noqa: PLC0415

    rows: list[QueueRow] = []
    after = None
    while len(rows) < most:
        page = queue.page(office, query, after, min(_PAGE, most - len(rows)))
        rows += page.rows
        after = page.next
        if after is None:
            break
    return rows


def _row(row: "QueueRow", names: Any) -> dict[str, Any]:
    return {
        "number": row.number, "item": row.item, "title": row.title, "product": row.product, "finish": row.finish,
        "height_mm": row.height_mm, "width_mm": row.width_mm, "quantity": row.quantity, "state": row.stage,
        "hold_reason": row.hold_reason, "due_at": iso(row.due_at), "received_at": iso(row.received_at),
        "priority": row.priority, "assignee": names.get(row.assignee, ""), "buyer": row.buyer, "channel": row.channel,
        "remake": row.remake,
    }  # fmt: skip


def _line(row: "QueueRow") -> str:
    from app.orders.item_states import ITEM  # noqa: PLC0415
    from app.shipping.parcel_states import PARCEL  # noqa: PLC0415

    machine = PARCEL if row.stage.startswith("parcel.") else ITEM
    state = machine.state[row.stage.removeprefix("parcel.")].title
    due = "" if row.due_at is None else minute(row.due_at)
    return "  ".join((row.number, str(state), due, row.title, row.buyer)).rstrip()


def _show(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import orders  # noqa: PLC0415

    with office_of(options, given) as office:
        found = orders.find_number(office, options.number)
        if found is None:
            raise AppError(text("There is no order “{number}”.", number=options.number))
        view = orders.open_order(office, found)
    return Answer(DONE, _order(view), tuple(_sentences(view)))


def _order(view: "OrderView") -> dict[str, Any]:
    order, contact = view.order, view.contact
    return {
        "number": order.number, "status": order.status, "source": order.source, "key": order.key,
        "channel": order.channel, "campaign": order.campaign, "language": order.language, "priority": order.priority,
        "received_at": iso(order.received_at), "due_at": iso(order.due_at), "consented": view.consented,
        "buyer": None if contact is None else {
            "name": contact.name_masked, "phone": contact.phone_masked, "address": contact.address_masked,
        },
        "items": [
            {"serial": r.record.serial, "title": r.record.title, "product": r.record.product, "finish": r.record.finish,
             "size": r.size, "quantity": r.record.quantity, "state": r.state.id, "due_at": iso(r.record.due_at),
             "assignee": view.people.get(r.record.assignee or 0, "")}
            for r in view.items
        ],
        "parcels": [
            {"number": r.record.number, "state": r.state.id, "carrier": r.record.carrier, "waybill": r.record.waybill}
            for r in view.parcels
        ],
        "proofs": [{"round": r.record.round, "state": r.state.id} for r in view.proofs],
        "claims": [{"number": r.record.number, "state": r.state.id} for r in view.claims],
        "notes": len(view.notes), "files": len(view.files),
    }  # fmt: skip


def _sentences(view: "OrderView") -> list[Text]:
    from app.shipping.carriers import BY_ID  # noqa: PLC0415

    buyer = "" if view.contact is None else f"{view.contact.name_masked}, {view.contact.address_masked}"
    said = [
        text("{number}: {state}, for {buyer}", number=view.order.number, state=view.status.title, buyer=buyer or "–")
    ]
    for item in view.items:
        values = {
            "serial": item.record.serial,
            "title": item.record.title,
            "size": item.size,
            "state": item.state.title,
        }
        said.append(Text("{serial}  {title}  {size}  {state}", values=values))
    for parcel in view.parcels:
        carrier = BY_ID.get(parcel.record.carrier)
        values = {
            "number": parcel.record.number, "state": parcel.state.title,
            "carrier": "" if carrier is None else carrier.title, "waybill": parcel.record.waybill,
        }  # fmt: skip
        said.append(Text("{number}  {state}  {carrier}  {waybill}", values=values))
    return said


# ---- export, sample ---------------------------------------------------------


def _export(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands.order_export import MOST, export_items  # noqa: PLC0415

    with office_of(options, given) as office:
        rows = _read(office, _query(office, options.view), MOST + 1)
        written = export_items(office, [row.item for row in rows], options.file)
    data = {"file": str(written.path), "rows": written.rows}
    return Answer(DONE, data, (plural("{n} item was written.", "{n} items were written.", written.rows),))


def _sample(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.intake.sample import fill_sample, remove_sample  # noqa: PLC0415

    began = time.perf_counter()
    with office_of(options, given) as office:
        if options.remove:
            count = remove_sample(office)
            said = plural("{n} order of the sample was taken out.", "{n} orders of the sample were taken out.", count)
        else:
            count = fill_sample(office, progress=progress)
            said = plural("{n} made-up order was filled in.", "{n} made-up orders were filled in.", count)
    data = {"orders": count, "removed": options.remove, "seconds": round(time.perf_counter() - began, 3)}
    return Answer(DONE, data, (said,))


def _tidy(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.housekeeping import left_alone, tidy  # noqa: PLC0415

    began = time.perf_counter()
    with office_of(options, given) as office:
        done = tidy(office, progress=progress)
        left = left_alone(office.actor)
    data = {
        "expired": done.expired, "accepted": done.accepted, "closed": done.closed, "planned": done.planned,
        "left_alone": list(left), "seconds": round(time.perf_counter() - began, 3),
    }  # fmt: skip
    if not left:
        return Answer(DONE, data, done.sentences or (text("Nothing was due."),))
    parts = {
        "expired": text("This account may not let proofs expire; they were left alone."),
        "accepted": text("This account may not count parcels as accepted; they were left alone."),
        "closed": text("This account may not close orders; they were left alone."),
        "planned": text("This account may not plan orders; they were left alone."),
    }
    nothing = text("Nothing was due that this account may do.")
    return Answer(DONE, data, (*(done.sentences or (nothing,)), *(parts[part] for part in left)))
