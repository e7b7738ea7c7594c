"""Print files of items: made from the approved model, dropped by somebody who has sliced it, or the layout as it is.

Whatever is queued is of the content that the buyer approved. A file made here is by itself; a sliced file from elsewhere
says by the name that it was made from which version it is of, or somebody answers for it.
"""

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.commands.dispatch import JobDraft, queue_in
from app.commands.item_work import filed_mesh
from app.commands.layout_designs import is_design
from app.commands.office import Office, command
from app.commands.step_facts import approved_digest
from app.dispatch.files.facts import Family, FileFacts
from app.dispatch.files.reading import read_print_file
from app.dispatch.records import Piece, PrintJob
from app.errors import AppError, FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress, silent
from app.mesh.loading import save
from app.mesh.mesh import Mesh
from app.orders.book import Reading, Writing
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from app.products.product import Product
from app.products.table import PRODUCTS
from app.security.permissions import Permission
from app.settings.materials import Material, load_materials
from app.settings.process import load_processes
from app.settings.shop import PrintShop

MODEL_SUFFIXES = (".3mf", ".obj", ".wrl", ".ply", ".stl")
SHEET_SUFFIXES = (".pdf", ".png", ".jpg", ".tif")
_HASH_LETTERS = 8
_WHITE = (255, 255, 255, 255)
_PAPER = {"glossy": "photographic-glossy", "matte": "photographic-matte"}
_SERIAL = re.compile(r"(?<![A-Z0-9])[A-Z]{1,4}-[0-9A-Z]{6}(?![0-9A-Z])")
_PROCESS_OF_FAMILY: dict[Family, str] = {"filament": "white-fdm", "resin": "white-resin"}
_NOT_APPROVED = text(
    "What is to be printed is not what the buyer approved; send a new proof, or take the approved version."
)


class NotProvenError(AppError):
    """A sliced file does not say what it was made from: somebody has to look, and answer for it (``vouched``)."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The file does not say which version it was sliced from. Look at it, and confirm that it is the approved one."
            )
        )


@dataclass(frozen=True)
class MadeFile:
    """A print file that can be queued. notes: what is to be known before: what the format could not hold, warnings."""

    content: bytes
    draft: JobDraft
    notes: tuple[Text | str, ...] = ()


@dataclass(frozen=True)
class Approved:
    """An item that may be printed, with what it is made of."""

    item: Item
    process: str
    material: str

    @property
    def name(self) -> str:
        """What its print files are called: serial, and the begin of the approved content hash."""
        return f"{self.item.serial}-{self.item.approved[:_HASH_LETTERS]}"


@command("print_files.from_model", Permission.PRODUCE)
def from_model(office: Office, item_id: int, suffix: str, progress: Progress) -> MadeFile:
    """The approved model as a machine with its own preparation takes it; OBJ and VRML with their pictures as one zip.

    Not on the window's thread. Raises StepRefusedError, AppError where the version is not filed, Cancelled.
    """
    if suffix not in MODEL_SUFFIXES:
        raise AppError(text("Choose one of these kinds of file: {list}.", list=", ".join(MODEL_SUFFIXES)))
    approved = need_approved(office, item_id)
    mesh = approved_mesh(office, approved)
    colored = has_color(mesh)
    if colored and suffix == ".stl" and approved.process.startswith("full-color"):
        raise AppError(text("This kind of file cannot hold colours; take 3MF instead."))
    content, kind, lost = packed_model(mesh, approved.name, suffix, progress)
    processes = load_processes()
    density = processes[approved.process].density_g_cm3 if approved.process in processes else 0.0
    width, depth, height = (float(length) for length in mesh.size_mm)
    draft = JobDraft(
        suffix=kind, content=approved.item.approved, process=approved.process, material=approved.material,
        colored=colored, size_mm=(width, depth, height), material_g=volume_mm3(mesh) / 1000 * density,
    )  # fmt: skip
    return MadeFile(content, draft, lost)


@command("print_files.from_file", Permission.PRODUCE)
def from_file(  # noqa: PLR0917 - a file, and what is said of it
    office: Office, item_id: int, content: bytes, name: str, material: str, progress: Progress, *, vouched: bool = False
) -> MadeFile:
    """A file that somebody has sliced elsewhere. material "": the usual one. vouched: whoever drops it answers for it.

    Raises StepRefusedError where it is of another item or version, NotProvenError, FileRefusedError, Cancelled.
    """
    approved = need_approved(office, item_id)
    facts = read_print_file(content, name, progress)
    if facts.family == "mesh":
        raise FileRefusedError(
            text("This is a model, not a print file. The approved model comes from the bench; slice it first.")
        )
    if facts.family == "label":
        raise FileRefusedError(text("This is a label; labels are printed at the packing bench."))
    if facts.family == "flat":
        return _sheet(approved, content, facts)
    if not approved.process:
        raise FileRefusedError(
            text("{serial} is printed flat; a sliced file is not for it.", serial=approved.item.serial)
        )
    if approved.process.startswith("full-color"):
        raise StepRefusedError(
            text("{serial} is ordered in full colour; a sliced file prints one colour.", serial=approved.item.serial)
        )
    proven = _proven(approved, facts, name)
    if not proven and not vouched:
        raise NotProvenError
    return _sliced(office, approved, content, facts, material, proven=proven)


@command("print_files.from_layout", Permission.PRODUCE)
def from_layout(
    office: Office, item_id: int, shop: PrintShop | None = None, progress: Progress | None = None
) -> MadeFile:
    """The approved layout of a photo, a postcard or another flat thing.

    A design of ours is made as ``shop`` takes it (None: the usual one for such a thing) and judged by preflight; what was made
    elsewhere is taken as it is. Not on the window's thread. Raises StepRefusedError, AppError where it is not in the asset
    store, FileRefusedError, Cancelled.
    """
    approved = need_approved(office, item_id)
    try:
        content = office.assets.get(approved.item.approved)
    except KeyError:
        raise AppError(text("The approved layout is missing in the asset store; file it again.")) from None
    if is_design(content):
        return _from_design(office, approved, shop, progress or silent())
    return _sheet(approved, content, read_print_file(content))


def _from_design(office: Office, approved: Approved, shop: PrintShop | None, progress: Progress) -> MadeFile:
    from app.commands.layout_print import draft_of, file_of  # noqa: PLC0415 - Skia and OpenCV, where a layout is printed

    if approved.process:
        raise FileRefusedError(
            text("{serial} is printed in three dimensions; a sheet is not for it.", serial=approved.item.serial)
        )
    file = file_of(office, approved.item, shop, progress)
    warnings = () if file.made.report is None else file.made.report.rules
    notes = tuple(finding.words for finding in warnings if finding.severity == "warns")
    return MadeFile(
        file.content, draft_of(approved.item, file, approved.material, _sheet_options(approved.item)), notes
    )


def sliced_here(  # noqa: PLR0917 - what came out of a slicer
    office: Office, approved: Approved, content: bytes, facts: FileFacts, profile: str, material: str,
    notes: tuple[str, ...],
) -> MadeFile:  # fmt: skip
    """A file that was sliced on this PC from the approved model, for printers with this profile."""
    made = _sliced(office, approved, content, facts, material, proven=True)
    options = dict(made.draft.options) | {"profile": profile}
    return MadeFile(content, replace(made.draft, options=options), (*made.notes, *notes))


@command("print_files.queue", Permission.PRODUCE)
def queue_file(
    office: Office, item_id: int, made: MadeFile, printer: int | None = None, units: Iterable[int] | None = None
) -> tuple[PrintJob, ...]:
    """Queue a file for an item: a sheet once, with all its copies; else a job for each unit.

    So several printers can share them, and one that fails is printed again alone. units: 1 … quantity; None: all that wait.
    Raises StepRefusedError where it is not approved, or nothing of it waits; AssetsOfflineError.
    """
    if not made.content:
        raise AppError(text("The print file is empty; make it again."))
    with office.book.reading() as book:
        _need(book, book.get(Item, item_id))
    kept = office.assets.put(made.content, sensitive=True)
    draft = replace(made.draft, printer=printer)
    with office.book.writing(office.actor) as book:
        item = book.get(Item, item_id)
        if not process_of(item):
            job = queue_in(office, book, item_id, kept, draft)
            for piece in book.find(Piece, item=item.id, state="waiting"):  # of a sheet that was cancelled
                book.save(replace(piece, job=job.id, state="placed"))
            return (job,)
        pieces = _pieces(book, item)
        wanted = set(pieces) if units is None else set(units)
        waiting = [piece for piece in to_be_printed(item, pieces.values()) if piece.unit in wanted]
        if not waiting:
            raise StepRefusedError(text("Nothing of {serial} waits to be printed.", serial=item.serial))
        jobs = []
        for piece in waiting:
            job = queue_in(office, book, item_id, kept, replace(draft, copies=1))
            book.save(replace(piece, job=job.id, plate=None, label="", state="placed", cause=""))
            jobs.append(job)
        return tuple(jobs)


def to_be_printed(item: Item, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that wait or have failed; where an item was sent back and nobody said which piece is bad: all of them."""
    there = sorted(pieces, key=lambda piece: piece.unit)
    found = [piece for piece in there if piece.state in {"waiting", "failed"}]
    going = any(piece.state in {"placed", "printing"} for piece in there)
    return there if item.state in {"queued", "rework"} and not found and not going else found


def _pieces(book: Writing, item: Item) -> dict[int, Piece]:
    """The pieces of an item by unit; those that nobody has planned yet are written down."""
    there = {piece.unit: piece for piece in book.find(Piece, item=item.id)}
    for unit in range(1, item.quantity + 1):
        if unit not in there:
            there[unit] = book.add(Piece(item=item.id, order=item.order, unit=unit))
    return there


# ---- approved ---------------------------------------------------------------


@command("print_files.approved", Permission.PRODUCE)
def need_approved(office: Office, item_id: int) -> Approved:
    """An item that is released for printing, with the approval that stands in the book.

    Raises StepRefusedError, NotFoundError.
    """
    with office.book.reading() as book:
        item = book.get(Item, item_id)
        _need(book, item)
    process = process_of(item)
    return Approved(item, process, str(item.options.get("material", "")) or usual_material(item, load_materials()))


def _need(book: Reading, item: Item) -> None:
    if item.state not in {"queued", "producing"}:
        raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
    if not item.approved or item.approved != approved_digest(book, item):
        raise StepRefusedError(_NOT_APPROVED)


def approved_mesh(office: Office, approved: Approved) -> Mesh:
    """The approved model. Raises AppError where it is not filed, StepRefusedError where its content is another."""
    mesh = filed_mesh(office, approved.item.id, approved.item.approved)
    if mesh.revision != approved.item.approved:
        raise StepRefusedError(_NOT_APPROVED)
    return mesh


def process_of(item: Item) -> str:
    """The print process of an item's finish; "" where it is printed flat."""
    product: Product | None = PRODUCTS.get(item.product)
    return "" if product is None else product.process_of(item.finish)


def usual_material(item: Item, materials: dict[str, Material]) -> str:
    """The material that is meant where the order asks for none: the first of its process; of flat things by their finish."""
    process = process_of(item)
    if process:
        return next((m.id for m in materials.values() if process in m.processes), "")
    paper = "photo" if item.product == "photo" else "card"
    wanted = f"{paper}-{item.finish}"
    return wanted if wanted in materials else ""


# ---- files ------------------------------------------------------------------


def packed_model(mesh: Mesh, name: str, suffix: str, progress: Progress) -> tuple[bytes, str, tuple[Text, ...]]:
    """The model as one file: content, suffix, and what the format could not hold. Side files make it a zip."""
    with tempfile.TemporaryDirectory(prefix="statuette-print-") as folder:
        path = Path(folder) / f"{name}{suffix}"
        lost = save(mesh, path, progress)
        files = sorted(Path(folder).iterdir())
        if files == [path]:
            return path.read_bytes(), suffix, lost
        packed = Path(folder) / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
        return packed.read_bytes(), ".zip", lost


def has_color(mesh: Mesh) -> bool:
    """Whether it has any colour of its own."""
    if mesh.vertex_colors is not None:
        return True
    return any(m.texture is not None or m.base_color != _WHITE for m in mesh.materials)


def volume_mm3(mesh: Mesh) -> float:
    """Volume that the surface closes."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    return abs(float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum())) / 6


def _proven(approved: Approved, facts: FileFacts, name: str) -> bool:
    """Whether the file names this item and this version. Raises StepRefusedError where it names another one."""
    said = " ".join((name, *facts.names))
    serials = set(_SERIAL.findall(said.upper()))
    if serials and approved.item.serial not in serials:
        raise StepRefusedError(
            text("This file was sliced for {other}, not for {serial}.", other=min(serials), serial=approved.item.serial)
        )
    begins = {
        found.lower()
        for found in re.findall(
            rf"{re.escape(approved.item.serial)}-([0-9a-f]{{{_HASH_LETTERS}}})(?![0-9a-f])", said, re.IGNORECASE
        )
    }
    if begins and begins != {approved.item.approved[:_HASH_LETTERS]}:
        raise StepRefusedError(
            text(
                "This file was sliced from another version of {serial}; slice the approved one.",
                serial=approved.item.serial,
            )
        )
    return bool(begins)


def _sliced(
    office: Office, approved: Approved, content: bytes, facts: FileFacts, material: str, *, proven: bool
) -> MadeFile:
    materials = load_materials()
    process = _PROCESS_OF_FAMILY[facts.family]
    if not material:
        same = process == approved.process
        material = approved.material if same else next((m.id for m in materials.values() if process in m.processes), "")
    known = materials.get(material)
    notes: list[Text | str] = []
    if known is not None and process not in known.processes:
        raise StepRefusedError(text("“{material}” is not for this kind of printer.", material=known.title()))
    if facts.feed and facts.family == "filament" and facts.feed.lower() not in material:
        notes.append(text("It was sliced for {feed}; look whether the material is right.", feed=facts.feed))
    if process != approved.process:
        notes.append(text("It is printed in another way than usual for this finish."))
    grams = facts.grams or (facts.millilitres * known.density_g_cm3 if known is not None else 0.0)
    size = facts.size_mm
    if not all(size):
        size = _model_size(office, approved) or size
    options = {
        "nozzle_mm": facts.nozzle_mm, "machine": facts.machine, "program": facts.program, "layer_mm": facts.layer_mm,
    }  # fmt: skip
    told = {name: value for name, value in options.items() if value}
    if not proven:
        told["vouched_by"] = office.actor.account
    draft = JobDraft(
        suffix=facts.suffix, content=approved.item.approved, process=process, material=material, size_mm=size,
        estimate_s=facts.seconds, material_g=grams, options=told,
    )  # fmt: skip
    return MadeFile(content, draft, tuple(notes))


def _model_size(office: Office, approved: Approved) -> tuple[float, float, float] | None:
    """Of files that do not tell their size: that of the approved model; None where it is not filed."""
    try:
        width, depth, height = (float(length) for length in approved_mesh(office, approved).size_mm)
    except StepRefusedError:
        raise
    except AppError:
        return None
    return width, depth, height


def _sheet(approved: Approved, content: bytes, facts: FileFacts) -> MadeFile:
    if approved.process:
        raise FileRefusedError(
            text("{serial} is printed in three dimensions; a sheet is not for it.", serial=approved.item.serial)
        )
    if facts.suffix not in SHEET_SUFFIXES:
        raise FileRefusedError(
            text("This is not a file that a printer takes; slice the model, or choose a print file.")
        )
    if hashlib.sha256(content).hexdigest() != approved.item.approved:
        raise StepRefusedError(_NOT_APPROVED)
    draft = JobDraft(
        suffix=facts.suffix, content=approved.item.approved, material=approved.material, colored=True,
        copies=approved.item.quantity,
        options=_sheet_options(approved.item),
    )  # fmt: skip
    return MadeFile(content, draft)


def _sheet_options(item: Item) -> dict[str, object]:
    """What a printer of sheets is always told; nothing is left to what it does by itself."""
    options: dict[str, object] = {"quality": "high", "color": True, "scaling": "none", "borderless": True}
    if item.width_mm and item.height_mm:
        options["media_mm"] = [item.width_mm, item.height_mm]
    if item.finish in _PAPER:
        options["media_type"] = _PAPER[item.finish]
    return options
