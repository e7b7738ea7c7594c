"""Files that were sliced from an approved model, here or by somebody elsewhere.

One from elsewhere says by the name that it was made from which version it is of, or somebody answers for it.
"""

import re
from dataclasses import replace

from app.commands.approved import HASH_LETTERS, Approved, approved_mesh
from app.commands.dispatch import JobDraft
from app.commands.office import Office
from app.commands.queue_file import MadeFile
from app.dispatch.files.facts import Family, FileFacts
from app.errors import AppError
from app.i18n import Text, text
from app.orders.machine import StepRefusedError
from app.settings.materials import load_materials

_SERIAL = re.compile(r"(?<![A-Z0-9])[A-Z]{1,4}-[0-9A-Z]{6}(?![0-9A-Z])")
_PROCESS_OF_FAMILY: dict[Family, str] = {"filament": "white-fdm", "resin": "white-resin"}


class NotProvenError(AppError):
    """A sliced file does not say what it was made from: somebody has to look, and answer for it (``vouched``)."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The file does not say which version it was sliced from. Look at it, and confirm that it is the approved one."
            )
        )


def sliced_here(  # noqa: PLR0917 - what came out of a slicer
    office: Office, approved: Approved, content: bytes, facts: FileFacts, profile: str, material: str,
    notes: tuple[str, ...],
) -> MadeFile:  # fmt: skip
    """A file that was sliced on this PC from the approved model, for printers with this profile."""
    made = sliced(office, approved, content, facts, material, proven=True)
    options = dict(made.draft.options) | {"profile": profile}
    return MadeFile(content, replace(made.draft, options=options), (*made.notes, *notes))


def is_proven(approved: Approved, facts: FileFacts, name: str) -> bool:
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
            rf"{re.escape(approved.item.serial)}-([0-9a-f]{{{HASH_LETTERS}}})(?![0-9a-f])", said, re.IGNORECASE
        )
    }
    if begins and begins != {approved.item.approved[:HASH_LETTERS]}:
        raise StepRefusedError(
            text(
                "This file was sliced from another version of {serial}; slice the approved one.",
                serial=approved.item.serial,
            )
        )
    return bool(begins)


def sliced(
    office: Office, approved: Approved, content: bytes, facts: FileFacts, material: str, *, proven: bool
) -> MadeFile:
    """A sliced file as it can be queued. material "": the usual one. proven: else whoever is at the desk answers for it.

    Raises StepRefusedError where the material is not for such a printer, or what is filed is not the approved model.
    """
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
