"""Plates: what is printed together, from the queue to the frozen file."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.commands.approved import NOT_APPROVED
from app.commands.dispatch_ties import PRINT_FILE
from app.commands.item_work import NotFiledError
from app.commands.office import Office, command
from app.commands.plate_pieces import (
    WAITS,
    Unit,
    back_to_waiting,
    need_waiting,
    open_plate,
    planned,
    ranks_of,
    turn_of,
    waiting_units,
)
from app.commands.plate_view import (
    PlateRow,
    PlateView,
    Standing,
    Waiting,
    bodies_of,
    mesh_of,
    meshes_of,
    places_of,
    room_of,
    sheet_of,
    view_of,
)
from app.commands.printed_with import material_of, process_of
from app.commands.step_facts import approved_digest
from app.dispatch.plates import bed, picture, volume
from app.dispatch.plates.body import SIDES, Body, Layout, Place, Room
from app.dispatch.plates.build import OBJECTS, body_of, standing, write_plate
from app.dispatch.plates.labels import labels
from app.dispatch.plates.proof import prove
from app.dispatch.records import Piece, Plate
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.orders.book import Reading, Writing
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.security.permissions import Permission
from app.settings.process import find_process

Kind = Literal["bed", "volume"]
MOST_PIECES = 200
AHEAD = 2.5  # times what goes on a plate is looked at, so that small pieces fill what large ones leave


@dataclass(frozen=True, kw_only=True)
class PlateDraft:
    """A plate that is to be filled. Lengths in mm.

    kind      bed: side by side (FDM, resin); volume: in three dimensions (powder, full-colour jetting)
    material  pieces for which another one was asked for stay away
    most      pieces at most
    """

    name: str
    kind: Kind
    process: str
    material: str = ""
    width_mm: float
    depth_mm: float
    height_mm: float
    spacing_mm: float = 3.0
    most: int = MOST_PIECES


# ---- looking ----------------------------------------------------------------


@command("plates.waiting", Permission.PRODUCE)
def waiting(office: Office) -> tuple[Waiting, ...]:
    """What could go on plates, the most urgent first."""
    with office.book.reading() as book:
        units = waiting_units(book)
    groups: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        groups.setdefault((unit.process, unit.material), []).append(unit)
    return tuple(Waiting(process, material, tuple(some)) for (process, material), some in groups.items())


@command("plates.list", Permission.PRODUCE)
def plates(office: Office, states: Sequence[str] = ("open", "closed", "printed")) -> tuple[PlateRow, ...]:
    """Plates in these states, the newest first."""
    with office.book.reading() as book:
        found = book.find(Plate, state=tuple(states), order_by="-id", limit=500)
        on = (
            Counter(piece.plate for piece in book.find(Piece, plate=[plate.id for plate in found]))
            if found
            else Counter()
        )
    return tuple(PlateRow(plate, on[plate.id]) for plate in found)


@command("plates.view", Permission.PRODUCE)
def view(office: Office, plate_id: int) -> PlateView:
    """Raises NotFoundError."""
    with office.book.reading() as book:
        return view_of(book, book.get(Plate, plate_id))


@command("plates.picture", Permission.PRODUCE)
def plate_picture(office: Office, plate_id: int) -> bytes:
    """The picking picture as PNG: of a closed plate the one that was frozen. Reads the models of an open one: takes seconds.

    Raises NotFoundError, AppError where a model or the picture is missing.
    """
    seen = view(office, plate_id)
    if seen.plate.picture:
        try:
            return office.assets.get(seen.plate.picture)
        except KeyError:
            raise AppError(text("The picture of this plate is missing in the asset store.")) from None
    return picture.png(sheet_of(seen, bodies_of(office, seen.pieces)))


@command("plates.picking_list", Permission.PRODUCE)
def picking_list(office: Office, plate_id: int) -> bytes:
    """The picking picture with its list as PDF, to be printed and laid beside the plate. Takes seconds."""
    seen = view(office, plate_id)
    return picture.pdf(sheet_of(seen, bodies_of(office, seen.pieces)))


# ---- filling ----------------------------------------------------------------


@command("plates.propose", Permission.PRODUCE)
def propose(
    office: Office, draft: PlateDraft, progress: Progress, *, interlocking: bool = False, seconds: float = bed.SECONDS
) -> PlateView:
    """A new plate with as much of the queue as goes on it, the earliest due first. Not on the window's thread.

    What has no filed model is left out and named. Raises NotFiledError where nothing has one, AppError where nothing waits
    or nothing fits, StepRefusedError where the queue changed meanwhile, Cancelled.
    """
    _checked(draft)
    with office.book.reading() as book:
        units = [u for u in waiting_units(book) if u.process == draft.process and u.material in {"", draft.material}]
    if not units:
        raise AppError(text("Nothing waits that is printed with this process and material."))
    room = Room(draft.width_mm, draft.depth_mm, draft.height_mm, draft.spacing_mm)
    units = units[: draft.most]
    meshes: dict[int, Mesh] = {}
    bodies: list[Body] = []
    not_filed: list[str] = []
    filled, enough = 0.0, _size_of(room, draft.kind) * AHEAD
    for number, (unit, rank) in enumerate(zip(units, ranks_of(units), strict=True)):
        progress(0.2 * number / len(units), text("Reading models"))
        if unit.item.id not in meshes and unit.item.serial not in not_filed:
            try:
                meshes[unit.item.id] = mesh_of(office, unit.item)
            except NotFiledError:
                not_filed.append(unit.item.serial)
        if unit.item.id not in meshes:
            continue
        bodies.append(body_of(number, meshes[unit.item.id], rank))
        filled += float(bodies[-1].size.prod() if draft.kind == "volume" else bodies[-1].size[:2].prod())
        if filled > enough:
            break
    if not bodies:
        raise NotFiledError
    layout = _packed(
        draft.kind, bodies, room, progress.part(0.2, 0.95, text("Packing")), seconds, interlocking=interlocking
    )
    if not layout.places:
        raise AppError(text("Nothing of what waits fits on this plate."))
    with office.book.writing(office.actor) as book:
        plate = book.add(
            Plate(
                name=draft.name, kind=draft.kind, process=draft.process, material=draft.material,
                width_mm=draft.width_mm, depth_mm=draft.depth_mm, height_mm=draft.height_mm, spacing_mm=draft.spacing_mm,
            )
        )  # fmt: skip
        places: dict[int, Place] = {}
        for number in sorted(layout.places):
            piece = planned(book, units[number])
            need_waiting(book, piece)
            book.save(replace(piece, plate=plate.id, state="placed"))
            places[piece.id] = layout.places[number]
        return replace(_laid_out(book, plate, places, "plate.new"), not_filed=tuple(not_filed))


@command("plates.add", Permission.PRODUCE)
def add_units(office: Office, plate_id: int, units: Sequence[tuple[int, int]]) -> PlateView:
    """Put more pieces on an open plate, all of them or none; they have no place before the plate is packed again.

    units    (item, which of its units)
    Raises StepRefusedError where one does not wait or is printed in another way, AppError for none, NotFoundError.
    """
    if not units:
        raise AppError(text("Choose what is put on the plate."))
    with office.book.writing(office.actor) as book:
        plate = open_plate(book, plate_id)
        waits = {(unit.item.id, unit.unit): unit for unit in waiting_units(book)}
        items = []
        for item_id, number in units:
            item = book.get(Item, item_id)
            if not suits(plate, process_of(item), material_of(item)):
                raise StepRefusedError(text("It is printed with another process or material than this plate."))
            if (item_id, number) not in waits:
                raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
            piece = planned(book, waits[item_id, number])
            need_waiting(book, piece)
            book.save(replace(piece, plate=plate.id, state="placed"))
            items.append(item)
        return _laid_out(book, plate, places_of(plate), "plate.add", items=items)


def suits(plate: Plate, process: str, material: str) -> bool:
    """Whether pieces with this process, for which this material was asked (""; any), may stand on a plate."""
    return process == plate.process and material in {"", plate.material}


@command("plates.remove", Permission.PRODUCE)
def remove_piece(office: Office, plate_id: int, piece_id: int) -> PlateView:
    """Take a piece off an open plate; it waits again. The others stay where they are. Raises StepRefusedError."""
    with office.book.writing(office.actor) as book:
        plate, piece = open_plate(book, plate_id), book.get(Piece, piece_id)
        if piece.plate != plate.id:
            raise StepRefusedError(text("This piece is not on this plate."))
        back_to_waiting(book, piece)
        places = {id_: place for id_, place in places_of(plate).items() if id_ != piece_id}
        return _laid_out(book, plate, places, "plate.remove", items=[book.get(Item, piece.item)])


@command("plates.dissolve", Permission.PRODUCE)
def dissolve(office: Office, plate_id: int) -> Plate:
    """Give up an open plate: what stands on it waits again. Raises StepRefusedError where it is closed, NotFoundError."""
    with office.book.writing(office.actor) as book:
        plate = open_plate(book, plate_id)
        pieces = book.find(Piece, plate=plate.id)
        for piece in pieces:
            back_to_waiting(book, piece)
        given_up = book.save(replace(plate, placements={}, state="dissolved"))
        for item in book.get_all(Item, {piece.item for piece in pieces}).values():
            book.note("plate.dissolve", given_up, order=item.order, facts={"item": item.id})
        if not pieces:
            book.note("plate.dissolve", given_up)
        return given_up


@command("plates.repack", Permission.PRODUCE)
def repack(
    office: Office, plate_id: int, progress: Progress, *, interlocking: bool = False, seconds: float = bed.SECONDS
) -> PlateView:
    """Give all pieces of an open plate new places; those that have no room stay without one. Not on the window's thread.

    Raises StepRefusedError, StaleError where somebody changed the plate meanwhile, Cancelled.
    """
    with office.book.reading() as book:
        plate = open_plate(book, plate_id)
        seen = view_of(book, plate)
        units = _units(book, seen.pieces)
    bodies = list(bodies_of(office, seen.pieces, dict(zip(units, ranks_of(units.values()), strict=True))).values())
    room = room_of(plate)
    layout = _packed(
        _kind(plate), bodies, room, progress.part(0.2, 0.95, text("Packing")), seconds, interlocking=interlocking
    )
    with office.book.writing(office.actor) as book:
        return _laid_out(book, plate, layout.places, "plate.repack")


# ---- frozen -----------------------------------------------------------------


@command("plates.close", Permission.PRODUCE)
def close(office: Office, plate_id: int, progress: Progress, *, suffix: str = OBJECTS) -> PlateView:
    """Freeze an open plate: its file and its picture are made, and proven. Not on the window's thread.

    suffix    .3mf: several objects named by their labels; any other format that can be written: one mesh
    Raises StepRefusedError where a piece has no place, is not approved any more or stands too near to another one;
    StaleError, Cancelled.
    """
    with office.book.reading() as book:
        plate = open_plate(book, plate_id)
        seen = view_of(book, plate)
        _need_complete(book, seen)
    meshes = meshes_of(office, seen.pieces)
    bodies = {s.piece.id: body_of(s.piece.id, meshes[s.item.id]) for s in seen.pieces}
    places = {s.piece.id: s.place for s in seen.pieces if s.place is not None}
    proof = prove(bodies, places, room_of(plate), progress.part(0.1, 0.4, text("Measuring the gaps")))
    if not proof.good:
        raise StepRefusedError(text("Pieces are too near to each other, or not all on the plate; pack it again."))
    parts = []
    for number, one in enumerate(seen.pieces):
        progress(0.4 + 0.3 * number / len(seen.pieces), text("Making the file"))
        parts.append((one.piece.label, standing(meshes[one.item.id], places[one.piece.id])))
    with tempfile.TemporaryDirectory(prefix="statuette-plate-") as folder:
        path = Path(folder) / f"plate{suffix}"
        write_plate(parts, path, progress.part(0.7, 0.9))
        content = path.read_bytes()
    kept = office.assets.put(content, sensitive=True)
    shown = office.assets.put(picture.png(sheet_of(seen, bodies)), sensitive=True)
    with office.book.writing(office.actor) as book:
        _need_complete(book, seen)
        closed = book.save(replace(plate, state="closed", file=kept.digest, picture=shown.digest))
        for order in sorted({one.item.order for one in seen.pieces}):  # so that it goes when the last of them is erased
            for digest, name, size in (
                (kept.digest, f"plate-{plate.id}{suffix}", len(content)), (shown.digest, f"plate-{plate.id}.png", shown.size),
            ):  # fmt: skip
                book.add(
                    FileLink(
                        order=order, kind=PRINT_FILE, name=name, digest=digest, size=size, added_by=office.actor.account
                    )
                )
        book.note(
            "plate.close", closed, facts={"digest": kept.digest, "pieces": len(parts), "gap": round(proof.gap, 2)}
        )
        return view_of(book, closed)


# ---- inside -----------------------------------------------------------------


def _checked(draft: PlateDraft) -> None:
    find_process(draft.process)
    if min(draft.width_mm, draft.depth_mm) <= 0 or draft.spacing_mm < 0 or draft.height_mm < 0 or draft.most < 1:
        raise AppError(text("Enter the size of the plate."))
    if draft.kind == "volume" and draft.height_mm <= 0:
        raise AppError(text("Enter the size of the plate."))


def _kind(plate: Plate) -> Kind:
    return "volume" if plate.kind == "volume" else "bed"


def _size_of(room: Room, kind: Kind) -> float:
    return room.width * room.depth * (room.height if kind == "volume" else 1.0)


def _packed(
    kind: Kind, bodies: Sequence[Body], room: Room, progress: Progress, seconds: float, *, interlocking: bool
) -> Layout:
    """In powder any side may look up: nothing falls over there, and nothing needs supports."""
    if kind == "bed":
        return bed.nest(bodies, room, progress, seconds)
    return volume.stack(bodies, room, progress, sides=tuple(SIDES), interlocking=interlocking, seconds=seconds)


def _laid_out(
    book: Writing, plate: Plate, places: Mapping[int, Place], event: str, *, items: Sequence[Item] = ()
) -> PlateView:
    """Write down where everything stands, with new labels. items: those that came or went, each for its own order."""
    named = labels(places, layered=plate.kind == "volume")
    for piece in book.find(Piece, plate=plate.id):
        if piece.label != named.get(piece.id, ""):
            book.save(replace(piece, label=named.get(piece.id, "")))
    plate = book.save(replace(plate, placements={str(id_): place.as_list() for id_, place in sorted(places.items())}))
    facts = {"pieces": len(book.find(Piece, plate=plate.id))}
    for item in items:
        book.note(event, plate, order=item.order, facts={**facts, "item": item.id})
    if not items:
        book.note(event, plate, facts=facts)
    return view_of(book, plate)


def _units(book: Reading, pieces: Iterable[Standing]) -> dict[int, Unit]:
    """By piece, in their turn."""
    orders = book.get_all(Order, {one.item.order for one in pieces})
    found = {}
    for one in pieces:
        order = orders[one.item.order]
        found[one.piece.id] = Unit(
            one.item, one.piece.unit, one.piece, "", "", order.priority, one.item.due_at or order.due_at, order.number
        )
    return dict(sorted(found.items(), key=lambda entry: turn_of(entry[1])))


def _need_complete(book: Reading, seen: PlateView) -> None:
    """Raises StepRefusedError unless all pieces have a place and are what the buyers approved."""
    if not seen.pieces:
        raise StepRefusedError(text("There is nothing on this plate."))
    if any(s.place is None for s in seen.pieces):
        raise StepRefusedError(text("Some pieces have no place on the plate; pack it again, or take them off."))
    for one in seen.pieces:
        item = book.get(Item, one.item.id)
        if item.state not in WAITS:
            raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
        if not item.approved == approved_digest(book, item) == one.item.approved != "":
            raise StepRefusedError(NOT_APPROVED)
