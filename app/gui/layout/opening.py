"""Files that come onto the bench: kept on the shelf and looked at beside the window, then laid on the desk."""

from dataclasses import dataclass
from pathlib import Path

from app.gui.layout.thing import Thing
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.document import Design, PictureLayer, Slot, Template, WaveLayer
from app.layouts.editing.adding import of_picture

CHARM_MM = (50.0, 50.0)
PHOTO_MM = (152.0, 102.0)  # 6 inches: what most people order


@dataclass(frozen=True)
class Arrived:
    """A file on the shelf. ``size``: pixels upright; ``clear``: parts of it are transparent; ``frames``: of a video, many."""

    source: str
    name: str
    size: tuple[int, int]
    clear: bool
    frames: int


def arrive(shelf: FolderShelf, path: Path) -> Arrived:
    """Put a picture or a video onto the shelf and look at it. Raises AppError."""
    source = shelf.keep(path)
    kept = shelf.path(source)
    facts = shelf.opener.facts(kept)
    clear = False
    if facts.frames == 1 and facts.mode in {"RGBA", "LA", "PA", "P"}:
        small = shelf.opener.open(kept, within=(256, 256)).image
        clear = small.mode == "RGBA" and min(small.getchannel("A").tobytes()) < 128
    return Arrived(source, path.stem, facts.size, clear, facts.frames)


def thing_of(arrived: Arrived, number: int) -> Thing:
    """A new thing of a picture: a keychain where it has a clear background, else a photo in its position."""
    if arrived.clear:
        product, (width, height) = "keychain", CHARM_MM
    else:
        product, (width, height) = "photo", PHOTO_MM
        if arrived.size[1] > arrived.size[0]:
            width, height = height, width
    design = of_picture(product, arrived.source, arrived.name, width, height)
    return Thing(f"file-{number}", arrived.name, arrived.name[:24], design)


def with_template(thing: Thing | None, template: Template, number: int) -> Thing:
    """The thing in a template; its pictures and sounds go into the places, one after another, what fills others stays."""
    if thing is None:
        return Thing(f"file-{number}", template.title, "", template.design, template=template)
    values = {slot.name: thing.values[slot.name] for slot in template.slots if thing.values.get(slot.name)}
    for kind, sources in (("picture", pictures_of(thing)), ("sound", sounds_of(thing))):
        free = [slot for slot in template.slots if slot.kind == kind and slot.name not in values]
        left = [source for source in sources if source not in values.values()]
        values |= {slot.name: source for slot, source in zip(free, left, strict=False)}
    return Thing(
        thing.key,
        thing.title,
        thing.label,
        template.design,
        {**thing.values, **values},
        thing.copies,
        thing.item,
        template,
    )


def pictures_of(thing: Thing) -> list[str]:
    """Pictures of a thing that came from somebody, each once."""
    own = _sources(thing.design, PictureLayer)
    slots = _of_kind(thing, "picture")
    return list(dict.fromkeys(source for source in (*slots, *own) if source.startswith("sha256:")))


def sounds_of(thing: Thing) -> list[str]:
    """Sounds of a thing that came from somebody, each once."""
    own = _sources(thing.design, WaveLayer)
    slots = _of_kind(thing, "sound")
    return list(dict.fromkeys(source for source in (*slots, *own) if source.startswith("sha256:")))


def _of_kind(thing: Thing, kind: str) -> list[str]:
    slots: tuple[Slot, ...] = () if thing.template is None else thing.template.slots
    return [thing.values[slot.name] for slot in slots if slot.kind == kind and thing.values.get(slot.name)]


def _sources(design: Design, kind: type[PictureLayer] | type[WaveLayer]) -> list[str]:
    return [layer.source for page in design.pages for layer in page.layers if isinstance(layer, kind)]
