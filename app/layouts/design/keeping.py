"""A design kept as a template of the workshop's own."""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from app.errors import WriteRefusedError
from app.i18n import text
from app.layouts.design.document import AnyLayer, CodeLayer, Design, PictureLayer, Slot, Template, WaveLayer
from app.layouts.design.filling import places
from app.layouts.design.templates import own_folder
from app.mesh.files.safe_write import write_chunks

Kind = Literal["picture", "text", "link", "sound"]


def template_of(design: Design, title: str, known: Iterable[Slot] = (), theme: str = "own") -> Template:
    """A template with a slot for every place in the design.

    known  slots of the template that the design came from: those still used are kept, others are made from their names
    """
    slots = {slot.name: slot for slot in known}
    used: dict[str, Kind] = {}
    for page in design.pages:
        for layer in page.layers:
            for name in sorted(places(layer)):
                used.setdefault(name, _kind(layer))
    return Template(
        id=_id_of(title),
        title=title,
        theme=theme,
        slots=tuple(slots.get(name) or _slot(name, kind) for name, kind in used.items()),
        design=design,
    )


def keep_template(template: Template, folder: Path | None = None) -> Path:
    """Write it as a file; one with the same id is replaced.

    folder  the workshop's own where it is None. Raises WriteRefusedError.
    """
    folder = folder or own_folder()
    path = folder / f"{template.id}.json"
    written = json.dumps(template.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_chunks(path, [written.encode()])
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteRefusedError(
            text("The template cannot be kept in “{folder}”: {why}.", folder=str(folder), why=why)
        ) from error
    return path


def _kind(layer: AnyLayer) -> Kind:
    if isinstance(layer, PictureLayer):
        return "picture"
    if isinstance(layer, WaveLayer):
        return "sound"
    return "link" if isinstance(layer, CodeLayer) else "text"


def _slot(name: str, kind: Kind) -> Slot:
    return Slot(name=name, kind=kind, title=name.replace("_", " ").capitalize(), required=kind != "text", sample="")


def _id_of(title: str) -> str:
    """From a title in Latin letters its words, else a name that is the same each time."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48]
    digest = hashlib.sha256(title.encode()).hexdigest()[:8]
    return f"own-{words}-{digest}" if words else f"own-{digest}"
