"""What an order brings, put into the places of a template."""

import contextlib
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

from app.errors import AppError
from app.i18n import text
from app.layouts.design.document import AnyLayer, CodeLayer, Design, PictureLayer, Slot, Template, TextLayer, WaveLayer

PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")
MOST_TEXT = 600
MOST_LINK = 600
MOST_SOURCE = 200


def fill(template: Template, values: Mapping[str, str], *, samples: bool = False) -> Design:
    """The template's design with its places filled; what is not given is left out, or shows its sample.

    Raises AppError for a value that cannot be used: see ``clean``.
    """
    chosen: dict[str, str] = {}
    for slot in template.slots:
        value = clean(slot, values[slot.name]) if values.get(slot.name, "").strip() else ""
        chosen[slot.name] = value or (slot.sample if samples else "")
    return filled(template.design, chosen)


def missing(template: Template, values: Mapping[str, str]) -> tuple[Slot, ...]:
    """The places that must be filled and are not."""
    return tuple(slot for slot in template.slots if slot.required and not values.get(slot.name, "").strip())


def filled(design: Design, values: Mapping[str, str]) -> Design:
    """The design with every "{name}" that has a value replaced; others stay as they are.

    Pictures, codes and waves of a place that is filled with nothing are hidden.
    """
    if not values:
        return design
    pages = tuple(
        page.model_copy(update={"layers": tuple(_filled_layer(layer, values) for layer in page.layers)})
        for page in design.pages
    )
    return design.model_copy(update={"pages": pages})


def places(layer: AnyLayer) -> frozenset[str]:
    """Names of the places in a layer."""
    if isinstance(layer, PictureLayer | WaveLayer):
        return frozenset(PLACE.findall(layer.source))
    if isinstance(layer, TextLayer | CodeLayer):
        return frozenset(PLACE.findall(layer.text))
    return frozenset()


def clean(slot: Slot, value: str) -> str:
    """A value without what nobody sees, its ends trimmed.

    Braces that would be taken for a place become full-width ones. Raises AppError for a text that is too long and for a link
    that no telephone would open.
    """
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = "".join(c for c in value if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co")).strip()
    if slot.kind in ("picture", "sound"):
        if len(value) > MOST_SOURCE:
            raise AppError(text("The name of this file is too long: rename it."))
        return value
    if slot.kind == "link":
        return _link(value)
    if len(value) > MOST_TEXT:
        raise AppError(text("This text has more than {most} characters: shorten it.", most=MOST_TEXT))
    return PLACE.sub(lambda found: f"｛{found[1]}｝", value)


def as_filled(value: str) -> frozenset[str]:
    """How a value may stand in a text or code that it filled: as it came, or as ``clean`` leaves texts and links."""
    if not value.strip():
        return frozenset()
    found = {value.strip()}
    for kind in ("text", "link"):
        with contextlib.suppress(AppError):
            found.add(clean(Slot(name="any", kind=kind, title=""), value))
    return frozenset(found)


def _link(value: str) -> str:
    value = value.replace("{", "%7B").replace("}", "%7D")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or any(c.isspace() for c in value):
        raise AppError(text("“{link}” is not a link: it has to begin with https://.", link=value[:60]))
    if len(value) > MOST_LINK:
        raise AppError(text("This link is too long for a QR code: use a shorter one."))
    return value


def _filled_layer(layer: AnyLayer, values: Mapping[str, str]) -> AnyLayer:
    given = places(layer) & values.keys()
    if not given:
        return layer
    hidden = layer.hidden or (not isinstance(layer, TextLayer) and not all(values[name] for name in given))
    if isinstance(layer, PictureLayer | WaveLayer):
        return layer.model_copy(update={"source": _replaced(layer.source, values), "hidden": hidden})
    if isinstance(layer, TextLayer | CodeLayer):
        return layer.model_copy(update={"text": _replaced(layer.text, values), "hidden": hidden})
    return layer


def _replaced(words: str, values: Mapping[str, str]) -> str:
    """In one go: what is filled in is not looked at again."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), words)
