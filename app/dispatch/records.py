"""The records of dispatch."""

from dataclasses import dataclass, field
from datetime import datetime

from app.orders.record import Json, Record, now


@dataclass(frozen=True, kw_only=True)
class Printer(Record):
    """A printer, or a program that prints (a RIP behind a folder). Secrets lie in the key store, never here.

    driver          id in ``app.drivers.printers``; ``settings``: what its form says (address, folder …)
    process         print process (``app.settings.process``) of 3D printers; "" for 2D and label printers
    width_mm …      what can be printed; 0 for 2D
    materials       what is loaded, as ids of materials: "resin-white", "pla-black", "photo-glossy"
    paused          takes no further jobs, by whom and why in ``pause_reason``
    to_be_cleared   something lies on its plate, or may: nothing starts before a person says that it is clear
    claim, claimed_by, claimed_at   the one job that is being sent or printed, by which workstation (one at a time)
    printed_s       seconds printed in all; ``service_every_s``, ``serviced_at_s``: maintenance by hours
    cost_per_hour   CNY
    queues          takes further jobs while it is at one (a RIP behind a folder): its plate is its own business
    """

    name: str
    driver: str
    settings: Json = field(default_factory=dict)
    kind: str = "3d"  # 3d, 2d, label
    process: str = ""
    width_mm: float = 0.0
    depth_mm: float = 0.0
    height_mm: float = 0.0
    nozzle_mm: float = 0.0
    materials: tuple[str, ...] = ()
    profile: str = ""  # slicing profile
    paused: bool = False
    pause_reason: str = ""
    to_be_cleared: bool = False
    claim: int | None = None
    claimed_by: str = ""
    claimed_at: datetime | None = None
    printed_s: float = 0.0
    service_every_s: float = 0.0
    serviced_at_s: float = 0.0
    cost_per_hour: float = 0.0
    queues: bool = False
    position: int = 0
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class PrintJob(Record):
    """One file for one printer, once. Written down before its first byte leaves; its file never changes.

    uid       short unique name that the printer knows it by: o17-c3-7c0e; another one with each attempt
    digest    of the frozen file in the asset store; ``content``: content hash that the proof approved
    contents  of a plate: {item id: content hash that was put on it}
    native    the printer's own id for it, where it gives one
    place     position for people who drag (smaller first); ``due_at`` decides where it is equal
    width_mm … real bounds of what is printed
    """

    uid: str
    state: str = "planned"
    state_since: datetime = field(default_factory=now)
    printer: int | None = None
    plate: int | None = None
    item: int | None = None
    name: str = ""
    digest: str = ""
    content: str = ""
    contents: Json = field(default_factory=dict)
    suffix: str = ""
    size: int = 0
    copies: int = 1
    process: str = ""
    material: str = ""
    colored: bool = False
    width_mm: float = 0.0
    depth_mm: float = 0.0
    height_mm: float = 0.0
    options: Json = field(default_factory=dict)  # media, borderless, quality …
    attempt: int = 1
    retry_of: int | None = None  # the failed or cancelled job that this one replaces
    native: str = ""
    place: float = 0.0
    priority: int = 0
    due_at: datetime | None = None
    created_at: datetime = field(default_factory=now)
    sent_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    estimate_s: float = 0.0
    material_g: float = 0.0
    cost: float = 0.0
    cause: str = ""
    told: str = ""  # what the printer said last, in its own words
    stop_wanted: bool = False  # somebody wants it cancelled; the printer is told by whoever drives it
    pausing: str = ""  # of a job that runs: wanted, paused, go_on (``app.dispatch.pausing``)


@dataclass(frozen=True, kw_only=True)
class Attempt(Record):
    """One try to have a job printed, for ever: which name it had where, and what became of it.

    phase     what was last asked of the printer, written down before it was asked: uploading, uploaded (it said that it
              has it), starting, started (it was seen printing)
    holder    the program that asked; ``quiet_at``: since when surely nothing of it is on its way any more; None: it may be
    Moments are the database's, not a PC's.
    """

    job: int
    number: int
    uid: str
    printer: int
    phase: str = "uploading"
    holder: int = 0
    quiet_at: datetime | None = None
    began_at: datetime = field(default_factory=now)
    asked_at: datetime = field(default_factory=now)
    ended_at: datetime | None = None
    outcome: str = ""
    native: str = ""
    cost: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Plate(Record):
    """Pieces that are printed together.

    placements   {piece id: [x, y, z mm, turn degrees, axis that looks up]} (``app.dispatch.plates.body.Place``)
    """

    name: str
    kind: str = "bed"  # bed: side by side; volume: packed in three dimensions; sheet: 2D
    process: str = ""
    material: str = ""
    width_mm: float = 0.0
    depth_mm: float = 0.0
    height_mm: float = 0.0
    spacing_mm: float = 3.0
    placements: Json = field(default_factory=dict)
    state: str = "open"  # open, closed, printed, cleared, dissolved (given up while it was open)
    picture: str = ""  # digest of the picking picture
    file: str = ""  # digest


@dataclass(frozen=True, kw_only=True)
class Piece(Record):
    """One unit of an item on its way through printing. ``label``: what it is found by on the plate: A3."""

    item: int
    order: int
    unit: int = 1
    plate: int | None = None
    job: int | None = None
    label: str = ""
    state: str = "waiting"  # waiting, placed, printing, printed, failed, passed
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict(Record):
    """The quality check of a piece: passed or not, why, with a photo."""

    item: int
    order: int
    piece: int | None = None
    job: int | None = None
    passed: bool = False
    cause: str = ""
    words: str = ""
    photo: str = ""  # digest
    at: datetime = field(default_factory=now)
    by: int = 0


@dataclass(frozen=True, kw_only=True)
class Service(Record):
    """Maintenance that was done."""

    printer: int
    at: datetime = field(default_factory=now)
    by: int = 0
    words: str = ""
    printed_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Holder(Record):
    """A running program that may drive printers.

    machine, mark   the PC that it runs on, and the file there whose lock shows that it still runs
    seen_at         its last sign of life, by the database's clock
    ended_at        it said good-bye, or its PC saw that it is dead
    """

    station: str
    machine: str = ""
    mark: str = ""
    began_at: datetime = field(default_factory=now)
    seen_at: datetime = field(default_factory=now)
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Lease(Record):
    """Who drives a printer. ``token`` grows with every new holder: whoever comes with an older one is refused."""

    printer: int
    holder: int | None = None
    token: int = 0
    since: datetime = field(default_factory=now)
