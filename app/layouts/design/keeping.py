"""Designs kept as templates of the workshop's own: without what was brought by whoever they were made for."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from app.errors import WriteRefusedError
from app.i18n import text
from app.layouts.design.document import AnyLayer, CodeLayer, Design, PictureLayer, Slot, Template, TextLayer, WaveLayer
from app.layouts.design.filling import PLACE, as_filled, places
from app.layouts.design.templates import own_folder
from app.safe_write import write_chunks

Kind = Literal["picture", "text", "link", "sound"]
SOMEBODYS = "sha256:"
"""How sources begin that somebody brought; others came with the program, or are places."""
_SAMPLES: dict[Kind, str] = {"picture": "art:cover", "sound": "art:song", "link": "https://music.example", "text": ""}


def template_of(
    design: Design, title: str, known: Iterable[Slot] = (), values: Mapping[str, str] | None = None, theme: str = "own"
) -> Template:
    """A template with a slot for every place in the design; pictures and sounds that somebody brought become places.

    known   slots of the template that the design came from: those still used are kept, others are made from their names
    values  what an order filled in, by place: where a text or code says it, the place stands again
    """
    slots = {slot.name: slot for slot in known}
    design = _emptied(_places_again(design, slots, values or {})).model_copy(update={"title": title})
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


def is_own(template: str, folder: Path | None = None) -> bool:
    """Whether this template (an id) was kept by the workshop."""
    return ((folder or own_folder()) / f"{template}.json").is_file()


def drop_template(template: str, folder: Path | None = None) -> None:
    """Take away what ``keep_template`` wrote; designs that were begun with it stay as they are. Raises WriteRefusedError."""
    folder = folder or own_folder()
    try:
        (folder / f"{template}.json").unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteRefusedError(
            text("The template cannot be taken out of “{folder}”: {why}.", folder=str(folder), why=why)
        ) from error


def _places_again(design: Design, slots: Mapping[str, Slot], values: Mapping[str, str]) -> Design:
    """The design with "{name}" where a text or code says what filled that place; the longest first."""
    by_words: dict[str, str] = {}
    for name in sorted(values, key=lambda name: name not in slots):  # several places may say the same
        for words in as_filled(values[name]):
            by_words.setdefault(words, name)
    patterns = [(words, _whole(words)) for words in sorted(by_words, key=len, reverse=True) if len(words) > 1]

    def again(layer: AnyLayer) -> AnyLayer:
        if not isinstance(layer, TextLayer | CodeLayer):
            return layer
        said = layer.text
        if said.strip() in by_words:
            return layer.model_copy(update={"text": f"{{{by_words[said.strip()]}}}"})
        for words, pattern in patterns:
            parts = PLACE.split(said)  # every other one is the name of a place
            parts[::2] = [pattern.sub(f"{{{by_words[words]}}}", part) for part in parts[::2]]
            said = "".join(part if n % 2 == 0 else f"{{{part}}}" for n, part in enumerate(parts))
        return layer if said == layer.text else layer.model_copy(update={"text": said})

    pages = tuple(page.model_copy(update={"layers": tuple(map(again, page.layers))}) for page in design.pages)
    return design.model_copy(update={"pages": pages})


def _whole(words: str) -> re.Pattern[str]:
    """Finds these words, in Latin letters not as a part of others."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)" if words.isascii() else re.escape(words), re.ASCII)


def _emptied(design: Design) -> Design:
    """The design with a place for each picture and sound that somebody brought; what was cut out of them goes, too.

    Layers have no names any more: those of files and people are among them.
    """
    taken = {name for page in design.pages for layer in page.layers for name in places(layer)}
    names: dict[str, str] = {}

    def emptied(layer: AnyLayer) -> AnyLayer:
        layer = layer.model_copy(update={"name": ""})
        if not isinstance(layer, PictureLayer | WaveLayer) or not layer.source.startswith(SOMEBODYS):
            return layer
        if layer.source not in names:
            names[layer.source] = _free("picture" if isinstance(layer, PictureLayer) else "sound", taken)
            taken.add(names[layer.source])
        changed: dict[str, object] = {"source": f"{{{names[layer.source]}}}"}
        if isinstance(layer, PictureLayer):
            changed |= {"crop": None, "frame": 0}
        return layer.model_copy(update=changed)

    pages = tuple(
        page.model_copy(update={"layers": tuple(emptied(layer) for layer in page.layers)}) for page in design.pages
    )
    cut = design.cut.model_copy(update={"by_hand": ()}) if names and design.cut.shape == "picture" else design.cut
    return design.model_copy(update={"pages": pages, "cut": cut})


def _free(name: str, taken: set[str]) -> str:
    number = 1
    while (free := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return free


def _kind(layer: AnyLayer) -> Kind:
    if isinstance(layer, PictureLayer):
        return "picture"
    if isinstance(layer, WaveLayer):
        return "sound"
    return "link" if isinstance(layer, CodeLayer) else "text"


def _slot(name: str, kind: Kind) -> Slot:
    return Slot(
        name=name, kind=kind, title=name.replace("_", " ").capitalize(), required=kind != "text", sample=_SAMPLES[kind]
    )


def _id_of(title: str) -> str:
    """From a title in Latin letters its words, else a name that is the same each time."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48]
    digest = hashlib.sha256(title.encode()).hexdigest()[:8]
    return f"own-{words}-{digest}" if words else f"own-{digest}"
