"""One HTML file with the model inside: it turns in any browser, and asks no network for anything."""

import base64
import hashlib
import html
import io
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.commands.proof import ProofWishes, short_hash, written_day
from app.gui.pictures.darkroom import Darkroom
from app.gui.pictures.still import take_side
from app.gui.pictures.turntable import turning_pose
from app.gui.proof.mark import overlay
from app.gui.proof.packed_model import PackedModel, pack
from app.gui.proof.words import to_look_at
from app.gui.viewport.camera import VIEW_ANGLE
from app.gui.viewport.drawable import Drawable
from app.i18n import text, tr
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.safe_write import write_chunks
from app.settings.shipped import RESOURCES

TEMPLATES = RESOURCES / "proof"
POSTER = (560, 560)


def write_page(path: Path, mesh: Mesh, room: Darkroom, wishes: ProofWishes, progress: Progress) -> dict[str, Any]:
    """Write the page; an interrupted write leaves the old file. Returns bytes, faces, seconds. Raises OSError."""
    began = time.perf_counter()
    progress(0.0, text("Packing the model for browsers"))
    room.resize(POSTER)
    poster = _jpeg(take_side(room, "three-quarter", POSTER))
    packed = pack(mesh, progress.part(0.1, 0.9))
    content = page(packed, poster, wishes, mesh.revision).encode()
    progress(0.95)
    write_chunks(path, [content])
    progress(1.0)
    faces = sum(part["triangles"] for part in packed.parts)
    return {"bytes": len(content), "faces": faces, "seconds": round(time.perf_counter() - began, 3)}


def page(packed: PackedModel, poster: bytes, wishes: ProofWishes, revision: str) -> str:
    """The whole HTML file. ``poster``: a JPEG that is shown until the model is, and where a browser has no WebGL."""
    style = _read("viewer.css")
    script = _read("viewer.js")
    words = {name: html.escape(str(value)) for name, value in _words(packed.drawable, wishes, revision).items()}
    lines = to_look_at(wishes, float(packed.drawable.bounds[1, 2] - packed.drawable.bounds[0, 2]))
    fields = {
        **words,
        "language": "zh-CN" if wishes.language == "zh_CN" else "en",
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "poster": _data("image/jpeg", poster),
        "mark": ""
        if wishes.mark is None
        else f'<img id="mark" alt="" src="{_data("image/svg+xml", overlay(wishes.mark))}">',
        "checks": "".join(f"<li><label><input type=checkbox> {html.escape(line)}</label></li>" for line in lines),
        "scene": _in_script(json.dumps(_scene(packed, wishes), separators=(",", ":"), ensure_ascii=False)),
        "model": base64.b64encode(packed.binary).decode(),
    }
    return _filled(_read("page.html"), fields)


def _words(drawable: Drawable, wishes: ProofWishes, revision: str) -> dict[str, str]:
    wide, deep, high = (drawable.bounds[1] - drawable.bounds[0]).tolist()
    facts = [
        tr("{w} × {d} × {h} mm", w=f"{wide:.1f}", d=f"{deep:.1f}", h=f"{high:.1f}"),
        wishes.material,
        written_day(wishes.day).replace(" ", "\u00a0"),  # a date stays on one line
    ]
    return {
        "title": wishes.title,
        "round": tr("Proof, round {n}", n=wishes.round),
        "facts": " · ".join(fact for fact in facts if fact),
        "base": tr("Text on the base: {words}", words=wishes.base_text) if wishes.base_text else "",
        "hash": tr("Content {hash}", hash=short_hash(revision)),
        "look": tr("Please look at this closely"),
        "color": tr("In colour"),
        "white": tr("In white"),
        "front": tr("Front side"),
        "side": tr("Side"),
        "back": tr("Back side"),
        "turn": tr("Turn by itself"),
        "whole": tr("Whole figure"),
        "hint": tr("Drag to turn, pinch or scroll to come closer, two fingers or right button to move; arrow keys work too."),
        "picture": tr("Picture of {title}", title=wishes.title),
        "model_name": tr("{title}, a model that you can turn", title=wishes.title),
        "no_webgl": tr("This browser cannot show the model itself; this is a picture of it. Open the file in another browser."),
    }  # fmt: skip


def _scene(packed: PackedModel, wishes: ProofWishes) -> dict[str, Any]:
    """What the viewer needs to know, with the pictures as data URLs."""
    drawable = packed.drawable
    low, high = drawable.bounds
    pose = turning_pose(drawable, 1.0)
    x, y, half = drawable.shadow_box
    return {
        "low": low.tolist(),
        "size": np.where(high > low, high - low, 1.0).tolist(),
        "focal": pose.focal.tolist(),
        "distance": pose.distance,
        "angle": VIEW_ANGLE,
        "colored": drawable.colored and not wishes.white,
        "parts": packed.parts,
        "pictures": [_data("image/webp", picture) for picture in packed.pictures],
        "shadow": {"box": [x, y, half], "picture": _data("image/png", _shadow(drawable.shadow))},
    }


def _shadow(dark: NDArray[np.float32]) -> bytes:
    """How dark the ground is, as a grey PNG, row 0 at the lowest y."""
    content = io.BytesIO()
    Image.fromarray(np.round(dark * 255).astype(np.uint8)).save(content, "PNG", optimize=True)
    return content.getvalue()


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded, and only our own script and style may run."""

    def digest(content: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"

    rules = {
        "default-src": "'none'",
        "script-src": digest(script),
        "style-src": digest(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _filled(template: str, fields: dict[str, str]) -> str:
    """The template with ``{{name}}`` filled, in one pass: what is filled in is never looked at again."""
    pieces = template.split("{{")
    rest: Iterable[tuple[str, str]] = ((name, after) for name, _end, after in (p.partition("}}") for p in pieces[1:]))
    return pieces[0] + "".join(fields[name] + after for name, after in rest)


def _in_script(content: str) -> str:
    """JSON that cannot end the element it stands in."""
    return content.replace("<", "\\u003c")


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=84)
    return content.getvalue()


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")
