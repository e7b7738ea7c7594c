"""The approved model through the workshop's slicer, for one printer and material."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.commands.approved import approved_mesh, need_approved
from app.commands.office import Office, command
from app.commands.queue_file import MadeFile
from app.commands.sliced_files import sliced_here
from app.dispatch.records import Printer
from app.dispatch.slicing import NoSlicerError, SliceOrder, SliceRefusedError
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.loading import save
from app.security.permissions import Permission
from app.settings.materials import load_materials


@dataclass(frozen=True)
class SlicerSeen:
    """What this PC has to slice with. programs: path by slicer, "" where it is not found.

    makes    suffix of what the profile makes; "" where none was asked for, or it cannot be used: ``trouble`` says why
    """

    programs: Mapping[str, str]
    makes: str = ""
    trouble: Text | str = ""


@command("slicing.look", Permission.SETTINGS)
def look(office: Office, profile: str, material: str = "") -> SlicerSeen:
    """Which slicers this PC has, and whether a profile can be used. Raises NoSlicerError where nothing was set up."""
    if office.slicers is None:
        raise NoSlicerError
    rack = office.slicers()
    programs = rack.programs()
    if not profile:
        return SlicerSeen(programs)
    try:
        return SlicerSeen(programs, rack.makes(profile, material))
    except SliceRefusedError as error:
        return SlicerSeen(programs, trouble=error.sentence)


@command("slicing.choose", Permission.SETTINGS)
def choose(office: Office, program: str, path: str) -> SlicerSeen:
    """From now on a slicer of this PC is this file. Raises SliceRefusedError, NoSlicerError."""
    if office.slicers is None:
        raise NoSlicerError
    rack = office.slicers()
    rack.choose(program, path)
    return SlicerSeen(rack.programs())


@command("print_files.slice", Permission.PRODUCE)
def slice_item(office: Office, item_id: int, printer_id: int, material: str, progress: Progress) -> MadeFile:
    """Slice an item for the profile of this printer. material "": the one that was asked for, or the usual one.

    Not on the window's thread. Raises StepRefusedError, NoSlicerError, SliceRefusedError, AppError where the version is
    not filed or the material is not loaded there, Cancelled.
    """
    approved = need_approved(office, item_id)
    with office.book.reading() as book:
        printer = book.get(Printer, printer_id)
    material = material or approved.material
    if printer.materials and material not in printer.materials:
        known = load_materials().get(material)
        raise AppError(
            text(
                "“{material}” is not loaded in {printer}.",
                material=known.title() if known else material,
                printer=printer.name,
            )
        )
    if office.slicers is None or not printer.profile:
        raise NoSlicerError
    rack = office.slicers()
    slicer = rack.find(printer.profile, material)
    mesh = approved_mesh(office, approved)
    with tempfile.TemporaryDirectory(prefix="statuette-slice-", ignore_cleanup_errors=True) as folder:
        model = Path(folder) / f"{approved.name}{slicer.reads}"
        save(mesh, model, progress.part(0.0, 0.1))
        out = Path(folder) / "sliced"
        out.mkdir()
        made = slicer.slice(SliceOrder(model, out, rack.seconds()), progress.part(0.1, 1.0))
        content = made.path.read_bytes()
    return sliced_here(office, approved, content, made.facts, printer.profile, material, made.warnings)
