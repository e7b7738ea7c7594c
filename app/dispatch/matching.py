"""Which printer takes which job, and for every one that does not, why.

One rule is one column of a table: a boolean for every pair of a job and a printer. What differs in few ways (material,
suffix, state) is decided once for each way, sizes by numpy, so that 5,000 jobs and 200 printers take no time to wait for.
A colour is never taken for another: a job fits only where its own material is loaded.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.dispatch import maintenance
from app.dispatch.driver import Activity
from app.dispatch.records import Printer, PrintJob
from app.i18n import Text, text
from app.settings.materials import MaterialName
from app.settings.process import ProcessName

SLICED = frozenset(
    {
        ".gcode", ".gco", ".g", ".bgcode", ".gcode.3mf", ".ctb", ".cbddlp", ".photon", ".pwmx", ".goo", ".cxdlp", ".sl1",
        ".sl1s",
    }
)  # fmt: skip
"""Made for one machine: it prints what it says where it says it, and cannot be turned any more."""

MESHES = frozenset({".3mf", ".obj", ".zip", ".wrl", ".vrml", ".ply", ".stl"})
"""Taken by machines whose own program prepares the build: full-colour jetting, powder."""

FLAT = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pwg", ".urf"})
LABELS = frozenset({".zpl", ".tspl", ".prn"})

LABEL_PICTURES = frozenset({".png", ".pdf"})
LABEL_STOCK_MM = (118.0, 305.0)
"""The widest and longest label that the printers of workshops take: rolls of four inches, folded stacks of twelve."""

TOUCH_MM = 1e-3
K = TypeVar("K", bound=Hashable)


class Misfit(IntFlag):
    """Why a job cannot go to a printer now."""

    KIND = 1
    SUFFIX = 2
    PROCESS = 4
    MATERIAL = 8
    VOLUME = 16
    NOZZLE = 32
    PROFILE = 64
    NO_MATERIAL = 128  # the job does not say what it is printed in
    NO_LOAD = 256  # nobody has entered what is loaded
    NO_SIZE = 512  # nobody knows how large it is
    NO_VOLUME = 1024  # nobody has entered what the printer can build
    RETIRED = 2048
    PAUSED = 4096
    UNCLEARED = 8192
    SERVICE = 16384
    OFFLINE = 32768


FOR_NOW = Misfit.PAUSED | Misfit.UNCLEARED | Misfit.SERVICE | Misfit.OFFLINE
"""Passes by itself or by a hand: a job may wait for such a printer."""

UNSAID = Misfit.NO_MATERIAL | Misfit.NO_LOAD | Misfit.NO_SIZE | Misfit.NO_VOLUME
"""Nobody can say that it fits, and nobody can say that it does not."""

WRONG = Misfit.KIND | Misfit.PROCESS | Misfit.MATERIAL | Misfit.VOLUME | Misfit.NOZZLE | Misfit.PROFILE
"""Would print the wrong thing, or break the machine: never sent."""


@dataclass(frozen=True)
class Known:
    """What is known of printers beside the book, by their id: what they take (empty: they do not say), and how they are."""

    suffixes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    activity: Mapping[int, Activity] = field(default_factory=dict)


@dataclass(frozen=True)
class Fitting:
    """Every pair decided. ``misfits``: (jobs, printers) of :class:`Misfit`; 0 where it fits now."""

    jobs: tuple[PrintJob, ...]
    printers: tuple[Printer, ...]
    misfits: NDArray[np.uint16]

    def fits_now(self) -> NDArray[np.bool_]:
        """(jobs, printers): may be sent now."""
        fits: NDArray[np.bool_] = self.misfits == 0
        return fits

    def may_wait(self) -> NDArray[np.bool_]:
        """(jobs, printers): may be sent now, or as soon as the printer is ready."""
        fits: NDArray[np.bool_] = (self.misfits & ~np.uint16(FOR_NOW)) == 0
        return fits

    def why(self, job: int, printer: int) -> tuple[Text, ...]:
        """Every reason why the job in this place does not go to the printer in that place."""
        return reasons(self.jobs[job], self.printers[printer], Misfit(int(self.misfits[job, printer])))


def match(jobs: Iterable[PrintJob], printers: Iterable[Printer], known: Known | None = None) -> Fitting:
    """Decide every pair."""
    known = known or Known()
    jobs, printers = tuple(jobs), tuple(printers)
    found = np.zeros((len(jobs), len(printers)), dtype=np.uint16)
    if not found.size:
        return Fitting(jobs, printers, found)
    found |= _by_ways(
        [_way_of_job(job) for job in jobs], [_way_of_printer(p, known) for p in printers], _compare
    )  # fmt: skip
    found |= np.array([_state(p, known) for p in printers], dtype=np.uint16)
    solid = np.array([p.kind == "3d" for p in printers]) & np.array([kind_of(j) in {"", "3d"} for j in jobs])[:, None]
    found |= np.where(solid, _sizes(jobs, printers), 0).astype(np.uint16)
    return Fitting(jobs, printers, found)


def misfits(job: PrintJob, printer: Printer, known: Known | None = None) -> Misfit:
    """Decide one pair."""
    return Misfit(int(match((job,), (printer,), known).misfits[0, 0]))


def wrong(job: PrintJob, printer: Printer) -> Text | None:
    """Why this job must not be sent to this printer, whatever anybody says; None where nothing speaks against it."""
    found = misfits(job, printer) & WRONG
    return reasons(job, printer, found)[0] if found else None


def kind_of(job: PrintJob) -> str:
    """What sort of machine prints it: "3d", "2d" or "label"; "" where nothing tells."""
    suffix = job.suffix.lower()
    if job.process or job.height_mm > 0 or suffix in SLICED | MESHES:
        return "3d"
    return "2d" if suffix in FLAT else "label" if suffix in LABELS else ""


def kinds_of(job: PrintJob) -> frozenset[str]:
    """What sorts of machines can print it; none where nothing tells.

    A picture or PDF no larger than a label, said to be black alone, goes to printers of sheets and of labels.
    """
    kind = kind_of(job)
    if kind == "2d" and job.suffix.lower() in LABEL_PICTURES and _is_label(job):
        return frozenset({"2d", "label"})
    return frozenset({kind} - {""})


def _is_label(job: PrintJob) -> bool:
    """A label printer has no colours: only what is said to need none goes there."""
    media = job.options.get("media_mm")
    if job.colored or job.options.get("color") is not False or not isinstance(media, list | tuple) or len(media) != 2:
        return False
    sides = sorted(float(mm) if isinstance(mm, int | float) else 0.0 for mm in media)
    return 0.0 < sides[0] <= LABEL_STOCK_MM[0] and sides[1] <= LABEL_STOCK_MM[1]


# ---- what differs in few ways -----------------------------------------------


@dataclass(frozen=True)
class _JobWay:
    kinds: frozenset[str]
    suffix: str
    process: str
    material: str
    nozzle_mm: float
    profile: str


@dataclass(frozen=True)
class _PrinterWay:
    kind: str
    suffixes: tuple[str, ...]
    process: str
    materials: frozenset[str]
    nozzle_mm: float
    profile: str


def _way_of_job(job: PrintJob) -> _JobWay:
    nozzle = job.options.get("nozzle_mm", 0.0)
    return _JobWay(
        kinds_of(job), job.suffix.lower(), job.process, job.material,
        float(nozzle) if isinstance(nozzle, int | float) else 0.0, str(job.options.get("profile", "")),
    )  # fmt: skip


def _way_of_printer(printer: Printer, known: Known) -> _PrinterWay:
    return _PrinterWay(
        printer.kind, tuple(s.lower() for s in known.suffixes.get(printer.id, ())), printer.process,
        frozenset(printer.materials), printer.nozzle_mm, printer.profile,
    )  # fmt: skip


def _compare(job: _JobWay, printer: _PrinterWay) -> Misfit:
    found = Misfit(0)
    if job.kinds and printer.kind not in job.kinds:
        found |= Misfit.KIND
    if printer.suffixes and job.suffix not in printer.suffixes:
        found |= Misfit.SUFFIX
    if job.process and printer.process and job.process != printer.process:
        found |= Misfit.PROCESS
    if job.nozzle_mm and printer.nozzle_mm and abs(job.nozzle_mm - printer.nozzle_mm) > TOUCH_MM:
        found |= Misfit.NOZZLE
    if job.profile and printer.profile and job.profile != printer.profile:
        found |= Misfit.PROFILE
    return found | _material(job, printer)


def _material(job: _JobWay, printer: _PrinterWay) -> Misfit:
    if not job.material:
        return Misfit.NO_MATERIAL if printer.kind == "3d" else Misfit(0)
    if not printer.materials:
        return Misfit.NO_LOAD
    return Misfit(0) if job.material in printer.materials else Misfit.MATERIAL


def _by_ways(
    rows: Sequence[_JobWay], columns: Sequence[_PrinterWay], compare: Callable[[_JobWay, _PrinterWay], Misfit]
) -> NDArray[np.uint16]:
    """``compare`` for every pair, asked once for each pair of different ones."""
    row_at, row_ways = _numbered(rows)
    column_at, column_ways = _numbered(columns)
    table = np.array([[int(compare(r, c)) for c in column_ways] for r in row_ways], dtype=np.uint16)
    return table[np.ix_(row_at, column_at)]


def _numbered(values: Sequence[K]) -> tuple[list[int], list[K]]:
    places: dict[K, int] = {}
    at = [places.setdefault(value, len(places)) for value in values]
    return at, list(places)


def _state(printer: Printer, known: Known) -> int:
    found = Misfit(0)
    if not printer.active:
        found |= Misfit.RETIRED
    if printer.paused:
        found |= Misfit.PAUSED
    if printer.to_be_cleared and not printer.queues:
        found |= Misfit.UNCLEARED
    if maintenance.need(printer) == "due":
        found |= Misfit.SERVICE
    if known.activity.get(printer.id) in {"offline", "error"}:
        found |= Misfit.OFFLINE
    return int(found)


# ---- sizes ------------------------------------------------------------------


def _sizes(jobs: Sequence[PrintJob], printers: Sequence[Printer]) -> NDArray[np.uint16]:
    size = np.array([(j.width_mm, j.depth_mm, j.height_mm) for j in jobs])[:, None, :]
    room = np.array([(p.width_mm, p.depth_mm, p.height_mm) for p in printers])[None, :, :] + TOUCH_MM
    turns = np.array([j.suffix.lower() not in SLICED and not j.options.get("fixed") for j in jobs])[:, None]
    straight = (size[..., 0] <= room[..., 0]) & (size[..., 1] <= room[..., 1])
    lies = straight | (turns & fits_turned(size[..., 0], size[..., 1], room[..., 0], room[..., 1]))
    fits = lies & (size[..., 2] <= room[..., 2])
    unsized = (size <= 0).any(axis=-1)
    roomless = (room <= TOUCH_MM).any(axis=-1)
    found = np.where(fits | unsized | roomless, 0, int(Misfit.VOLUME))
    return (found | np.where(unsized, int(Misfit.NO_SIZE), 0) | np.where(roomless, int(Misfit.NO_VOLUME), 0)).astype(
        np.uint16
    )


def fits_turned(
    width: NDArray[np.float64], depth: NDArray[np.float64], room_w: NDArray[np.float64], room_d: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether a rectangle lies within another at some angle (Carver 1957). Lengths in mm, shapes broadcast."""
    p, q = np.maximum(width, depth), np.minimum(width, depth)
    a, b = np.maximum(room_w, room_d), np.minimum(room_w, room_d)
    square = p * p + q * q
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = (2 * p * q * a + (p * p - q * q) * np.sqrt(np.maximum(square - a * a, 0.0))) / square
    fits: NDArray[np.bool_] = (q <= b) & np.where(p <= a, True, (q <= a) & (b >= needed))
    return fits


# ---- in words ---------------------------------------------------------------


def reasons(job: PrintJob, printer: Printer, found: Misfit) -> tuple[Text, ...]:
    """What these misfits mean, for people."""
    return tuple(_words(job, printer, one) for one in Misfit if one & found)


def _words(job: PrintJob, printer: Printer, one: Misfit) -> Text:
    loaded = Listed(tuple(MaterialName(material) for material in printer.materials))
    told: dict[Misfit, Text] = {
        Misfit.KIND: text("It is another kind of printer."),
        Misfit.SUFFIX: text("It does not take “{suffix}” files.", suffix=job.suffix),
        Misfit.PROCESS: text("It prints with another process: {process}.", process=ProcessName(printer.process)),
        Misfit.MATERIAL: text(
            "“{material}” is not loaded, but {loaded}. It is held: another colour is never taken instead.",
            material=MaterialName(job.material), loaded=loaded,
        ),
        Misfit.VOLUME: text(
            "Too large: {size} mm do not fit into {room} mm.",
            size=_measures(job.width_mm, job.depth_mm, job.height_mm),
            room=_measures(printer.width_mm, printer.depth_mm, printer.height_mm),
        ),
        Misfit.NOZZLE: text(
            "It was sliced for a nozzle of {wanted} mm; here is one of {there} mm.",
            wanted=job.options.get("nozzle_mm", ""), there=printer.nozzle_mm,
        ),
        Misfit.PROFILE: text(
            "It was sliced for “{wanted}”, not for “{there}”.",
            wanted=job.options.get("profile", ""), there=printer.profile,
        ),
        Misfit.NO_MATERIAL: text("Nobody has said which material it is printed in."),
        Misfit.NO_LOAD: text("Nobody has entered which material is loaded."),
        Misfit.NO_SIZE: text("The size of what is printed is not known."),
        Misfit.NO_VOLUME: text("Nobody has entered how large it can print."),
        Misfit.RETIRED: text("It is not used any more."),
        Misfit.PAUSED: text("It is paused: {reason}", reason=printer.pause_reason),
        Misfit.UNCLEARED: text("Something may lie on its plate; look and clear it."),
        Misfit.SERVICE: maintenance.words(printer) or text("Maintenance is due."),
        Misfit.OFFLINE: text("It cannot be reached, or reports a fault."),
    }  # fmt: skip
    return told[one]


@dataclass(frozen=True)
class Listed:
    """Names one after another inside a sentence."""

    names: tuple[object, ...]

    def __str__(self) -> str:
        return ", ".join(str(name) for name in self.names)


def _measures(*lengths_mm: float) -> str:
    return " × ".join(f"{length:.4g}" for length in lengths_mm)
