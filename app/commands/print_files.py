"""Print files of items: made from the approved model, dropped by somebody who has sliced it, or the layout as it is.

Whatever is made is of the content that the buyer approved.
"""

import hashlib

import numpy as np

from app.commands.approved import NOT_APPROVED, Approved, approved_mesh, need_approved
from app.commands.dispatch import JobDraft
from app.commands.layout_designs import is_design
from app.commands.office import Office, command
from app.commands.packed_model import packed_model
from app.commands.print_sides import choices_for
from app.commands.queue_file import MadeFile
from app.commands.sliced_files import NotProvenError, is_proven, sliced
from app.dispatch.files.facts import FileFacts
from app.dispatch.files.reading import read_print_file
from app.errors import AppError, FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.mesh.mesh import Mesh
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from app.security.permissions import Permission
from app.settings.process import load_processes
from app.settings.shop import PrintShop

MODEL_SUFFIXES = (".3mf", ".obj", ".wrl", ".ply", ".stl")
SHEET_SUFFIXES = (".pdf", ".png", ".jpg", ".tif")
_WHITE = (255, 255, 255, 255)
_PAPER = {"glossy": "photographic-glossy", "matte": "photographic-matte"}


@command("print_files.from_model", Permission.PRODUCE)
def from_model(office: Office, item_id: int, suffix: str, progress: Progress) -> MadeFile:
    """The approved model as a machine with its own preparation takes it; OBJ and VRML with their pictures as one zip.

    Not on the window's thread. Raises StepRefusedError, AppError where the version is not filed, Cancelled.
    """
    if suffix not in MODEL_SUFFIXES:
        raise AppError(text("Choose one of these kinds of file: {list}.", list=", ".join(MODEL_SUFFIXES)))
    approved = need_approved(office, item_id)
    mesh = approved_mesh(office, approved)
    colored = _has_color(mesh)
    if colored and suffix == ".stl" and approved.process.startswith("full-color"):
        raise AppError(text("This kind of file cannot hold colours; take 3MF instead."))
    content, kind, lost = packed_model(mesh, approved.name, suffix, progress)
    processes = load_processes()
    density = processes[approved.process].density_g_cm3 if approved.process in processes else 0.0
    width, depth, height = (float(length) for length in mesh.size_mm)
    draft = JobDraft(
        suffix=kind, content=approved.item.approved, process=approved.process, material=approved.material,
        colored=colored, size_mm=(width, depth, height), material_g=_volume_mm3(mesh) / 1000 * density,
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
    proven = is_proven(approved, facts, name)
    if not proven and not vouched:
        raise NotProvenError
    return sliced(office, approved, content, facts, material, proven=proven)


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
    return MadeFile(file.content, draft_of(approved, file, _sheet_options(approved.item)), notes)


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
        raise StepRefusedError(NOT_APPROVED)
    sides = choices_for(facts)
    draft = JobDraft(
        suffix=facts.suffix, content=approved.item.approved, material=approved.material, colored=True,
        copies=approved.left,
        options=_sheet_options(approved.item) | ({"sides": sides[0].sides} if sides else {}),
    )  # fmt: skip
    return MadeFile(content, draft, sides=sides)


def _sheet_options(item: Item) -> dict[str, object]:
    """What a printer of sheets is always told; nothing is left to what it does by itself."""
    options: dict[str, object] = {"quality": "high", "color": True, "scaling": "none", "borderless": True}
    if item.width_mm and item.height_mm:
        options["media_mm"] = [item.width_mm, item.height_mm]
    if item.finish in _PAPER:
        options["media_type"] = _PAPER[item.finish]
    return options


def _has_color(mesh: Mesh) -> bool:
    """Whether it has any colour of its own."""
    if mesh.vertex_colors is not None:
        return True
    return any(m.texture is not None or m.base_color != _WHITE for m in mesh.materials)


def _volume_mm3(mesh: Mesh) -> float:
    """Volume that the surface closes."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    return abs(float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum())) / 6
