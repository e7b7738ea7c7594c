"""A plate as it is: what stands on it and where, the models of that, and its picking picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.commands.item_work import filed_mesh
from app.commands.office import Office
from app.commands.plate_pieces import Unit
from app.dispatch.plates import picture
from app.dispatch.plates.body import Body, Place, Room, placed
from app.dispatch.plates.build import body_of
from app.dispatch.records import Piece, Plate, PrintJob
from app.mesh.mesh import Mesh
from app.orders.book import Reading
from app.orders.records import Item, Order
from app.security.actor import PROGRAM


@dataclass(frozen=True)
class Waiting:
    """Pieces that could be printed together: same process, same material."""

    process: str
    material: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Standing:
    """A piece with what it is of, and where it stands; place None: it has no room on the plate yet."""

    piece: Piece
    item: Item
    number: str
    place: Place | None


@dataclass(frozen=True)
class PlateRow:
    """A plate and how many pieces are on it, with a place or without one."""

    plate: Plate
    pieces: int


@dataclass(frozen=True)
class PlateView:
    """A plate and all that is on it, by label.

    job       its latest print job
    lost      pieces that left it since it was closed
    not_filed serials of what would have gone on a new plate, had its model reached the asset store
    """

    plate: Plate
    pieces: tuple[Standing, ...]
    job: PrintJob | None = None
    lost: int = 0
    not_filed: tuple[str, ...] = ()

    @property
    def unplaced(self) -> int:
        """How many pieces have no place on it."""
        return sum(one.place is None for one in self.pieces)


def view_of(book: Reading, plate: Plate) -> PlateView:
    """The plate with all that is on it: A1 … A9, A10, … Z9, AA1, and what has no label last."""
    pieces = book.find(Piece, plate=plate.id)
    items = book.get_all(Item, {piece.item for piece in pieces})
    orders = book.get_all(Order, {piece.order for piece in pieces})
    places = places_of(plate)
    on_it = [Standing(p, items[p.item], orders[p.order].number, places.get(p.id)) for p in pieces]
    on_it.sort(key=lambda one: (not one.piece.label, *_rank(one.piece.label), one.piece.id))
    jobs = book.find(PrintJob, plate=plate.id, order_by="-id", limit=1)
    lost = max(len(places) - len(pieces), 0) if plate.state == "closed" else 0
    return PlateView(plate, tuple(on_it), jobs[0] if jobs else None, lost)


def _rank(label: str) -> tuple[int, str, int]:
    letters = label.rstrip("0123456789")
    return len(letters), letters, int(label[len(letters) :] or 0)


def places_of(plate: Plate) -> dict[int, Place]:
    """Where its pieces stand, by the id of the piece."""
    return {int(id_): Place.of_list(values) for id_, values in plate.placements.items()}


def room_of(plate: Plate) -> Room:
    """The room there is on it, in mm."""
    return Room(plate.width_mm, plate.depth_mm, plate.height_mm, plate.spacing_mm)


def extent(office: Office, plate_id: int) -> tuple[float, float, float]:
    """How far the pieces reach from the corner of the plate, in mm. Reads the models. Inside a command only."""
    with office.book.reading() as book:
        seen = view_of(book, book.get(Plate, plate_id))
    bodies = bodies_of(office, seen.pieces)
    corners = [placed(bodies[s.piece.id].vertices, s.place).max(axis=0) for s in seen.pieces if s.place is not None]
    x, y, z = (float(v) for v in np.max(corners, axis=0)) if corners else (0.0, 0.0, 0.0)
    return x, y, z


def meshes_of(office: Office, pieces: Iterable[Standing]) -> dict[int, Mesh]:
    """The approved model of each item, by its id. Raises NotFiledError."""
    return {item.id: mesh_of(office, item) for item in {one.item.id: one.item for one in pieces}.values()}


def mesh_of(office: Office, item: Item) -> Mesh:
    """The approved model. Whoever produces prints items that are assigned to others, too. Raises NotFiledError."""
    return filed_mesh(office.acting(PROGRAM), item.id, item.approved)


def bodies_of(office: Office, pieces: Sequence[Standing], ranks: Mapping[int, int] | None = None) -> dict[int, Body]:
    """What the packer packs, by the id of the piece; ``ranks``: their turns, and which of them. Raises NotFiledError."""
    meshes = meshes_of(office, pieces)
    wanted = [s.piece.id for s in pieces] if ranks is None else list(ranks)
    item_of = {s.piece.id: s.item.id for s in pieces}
    return {id_: body_of(id_, meshes[item_of[id_]], (ranks or {}).get(id_, 0)) for id_ in wanted}


def sheet_of(seen: PlateView, bodies: Mapping[int, Body]) -> picture.Sheet:
    """What the picking picture and its list show."""
    here = {s.piece.id: s for s in seen.pieces if s.place is not None}
    return picture.Sheet(
        seen.plate.name, room_of(seen.plate), bodies,
        {id_: s.place for id_, s in here.items() if s.place is not None},
        {id_: picture.Entry(s.piece.label, f"{s.item.serial} · {s.number}") for id_, s in here.items()},
        layers=seen.plate.kind == "volume",
    )  # fmt: skip
