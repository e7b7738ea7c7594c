"""A document of the bench as JSON: for the journal of a PC, and for the order that it was made for."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.i18n import Text
from app.session.bench import Changes, Document, Edit, Pin, StepDone


def to_json(document: Document) -> dict[str, Any]:
    """What :func:`from_json` makes the same document from again; words stay untranslated."""
    told = {
        "title": document.title,
        "source": str(document.source),
        "original": document.original,
        "revision": document.revision,
        "process": document.process,
        "height_mm": document.height_mm,
        "edits": [
            {
                "title": _text_to_json(e.title),
                "before": e.before,
                "after": e.after,
                "summary": None if e.summary is None else _text_to_json(e.summary),
                "seconds": e.seconds,
                "changes": None if e.changes is None else _changes_to_json(e.changes),
                "placement": e.placement,
                "tool": e.tool,
                "values": dict(e.values),
                "local": e.local,
                "heights": e.heights,
            }
            for e in document.edits
        ],
        "position": document.position,
        "saved_as": None if document.saved_as is None else str(document.saved_as),
        "saved_revision": document.saved_revision,
        "notes": [_text_to_json(note) for note in document.notes],
        "item": document.item,
        "made_here": document.made_here,
        "pins": [[pin.number, pin.revision, pin.at, pin.normal, pin.words] for pin in document.pins],
    }
    return {**told, "book": document.book} if document.book else told


def from_json(stored: Mapping[str, Any]) -> Document:
    """Raises KeyError, TypeError or ValueError for what no document was written as."""
    return Document(
        title=stored["title"],
        source=Path(stored["source"]),
        original=stored["original"],
        revision=stored["revision"],
        process=stored["process"],
        height_mm=stored["height_mm"],
        edits=tuple(
            Edit(
                _text_from_json(e["title"]),
                e["before"],
                e["after"],
                None if e["summary"] is None else _text_from_json(e["summary"]),
                e["seconds"],
                None if e.get("changes") is None else _changes_from_json(e["changes"]),
                bool(e.get("placement")),
                e.get("tool", ""),
                {k: tuple(v) if isinstance(v, list) else v for k, v in e.get("values", {}).items()},
                bool(e.get("local")),
                None if e.get("heights") is None else (e["heights"][0], e["heights"][1]),
            )
            for e in stored["edits"]
        ),
        position=stored["position"],
        saved_as=None if stored["saved_as"] is None else Path(stored["saved_as"]),
        saved_revision=stored["saved_revision"],
        notes=tuple(_text_from_json(note) for note in stored["notes"]),
        item=int(stored.get("item", 0)),
        made_here=bool(stored.get("made_here")),
        pins=tuple(Pin(n, r, tuple(at), tuple(normal), words) for n, r, at, normal, words in stored.get("pins", [])),
        book=str(stored.get("book", "")),
    )


def fingerprint(document: Document) -> str:
    """The same for two documents only where :func:`to_json` makes the same of them, whichever book they belong to."""
    told = json.dumps(to_json(replace(document, book="")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _changes_to_json(changes: Changes) -> dict[str, Any]:
    return {
        "deviation_mm": changes.deviation_mm,
        "color_delta_e": changes.color_delta_e,
        "volume_mm3": changes.volume_mm3,
        "steps": [[_text_to_json(step.summary), step.seconds, step.id] for step in changes.steps],
        "missing_share": changes.missing_share,
        "faithful": changes.faithful,
        "sheets": changes.sheets,
        "bodies": changes.bodies,
        "faces": changes.faces,
    }


def _changes_from_json(stored: dict[str, Any]) -> Changes:
    mean, p99, largest = stored["deviation_mm"]
    color, (before, after) = stored["color_delta_e"], stored["volume_mm3"]
    return Changes(
        (mean, p99, largest),
        None if color is None else (color[0], color[1]),
        (before, after),
        tuple(StepDone(_text_from_json(summary), seconds, *named) for summary, seconds, *named in stored["steps"]),
        # What follows, and the names of the steps, journals of earlier versions do not have.
        missing_share=stored.get("missing_share", 0.0),
        faithful=stored.get("faithful", True),
        sheets=stored.get("sheets", False),
        bodies=_pair(stored.get("bodies")),
        faces=_pair(stored.get("faces")),
    )


def _pair(stored: list[int] | None) -> tuple[int, int] | None:
    return None if stored is None else (stored[0], stored[1])


def _text_to_json(words: Text) -> list[Any]:
    """Keep the untranslated form, so that a history reads right after a change of language."""
    values = {
        k: _text_to_json(v) if isinstance(v, Text) else v if isinstance(v, int | float) else str(v)
        for k, v in words.values.items()
    }
    return [words.message, words.many, words.n, values]


def _text_from_json(stored: list[Any]) -> Text:
    message, many, n, values = stored
    return Text(message, many, n, {k: _text_from_json(v) if isinstance(v, list) else v for k, v in values.items()})
