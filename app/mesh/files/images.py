"""Pictures of textures: decoded within limits, found only inside the folder of their mesh, encoded alike every time."""

import io
import re
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.mesh.mesh import Texture

MAX_SIDE = 16_384
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TGA", "GIF", "TIFF", "DDS")


def decode(content: bytes, name: str = "") -> Texture | None:
    """The picture, or None where it cannot be read. Raises FileRefusedError for one beyond 16384 × 16384."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - half of the loader's start is Pillow, if it is needed

    Image.MAX_IMAGE_PIXELS = MAX_SIDE * MAX_SIDE
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if max(image.size) > MAX_SIDE:
                raise FileRefusedError(
                    text(
                        "The picture “{name}” is {width} × {height}, more than {limit} a side; make it smaller.",
                        name=name,
                        width=image.size[0],
                        height=image.size[1],
                        limit=MAX_SIDE,
                    )
                )
            image.draft("RGB", image.size)
            if image.mode.startswith("I;16") or image.mode == "I":
                grey = (np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8)
                pixels = np.dstack([grey, grey, grey, np.full_like(grey, 255)])
            else:
                pixels = np.array(image.convert("RGBA"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        return None
    pixels.flags.writeable = False
    return Texture(pixels, name)


def encode_png(texture: Texture) -> bytes:
    """PNG, without alpha where it is opaque; the same bytes for the same picture."""
    from PIL import Image  # noqa: PLC0415 - see decode

    pixels = texture.pixels
    opaque = bool((pixels[..., 3] == 255).all())
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3] if opaque else pixels))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def find_beside(folder: Path, reference: str) -> Path | None:
    """The file that a mesh in ``folder`` means by ``reference``, or None.

    Never outside of ``folder``: a mesh file is a stranger's and must not make us read elsewhere. Upper and lower
    case do not count, and a reference into folders that are not there is looked for by its bare name.
    """
    root = folder.resolve()
    for candidate in dict.fromkeys((reference, unquote(reference))):
        if "://" in candidate or candidate.startswith("data:") or "\0" in candidate:
            continue
        pieces = [p for p in re.split(r"[/\\]+", candidate.strip().strip('"')) if p not in ("", ".")]
        if not pieces:
            continue
        absolute = candidate.startswith(("/", "\\")) or bool(re.match(r"[A-Za-z]:", candidate))
        for names in ([] if absolute or ".." in pieces else [pieces]) + [pieces[-1:]]:
            found = _follow(root, names)
            if found is not None:
                return found
    return None


def _follow(root: Path, names: list[str]) -> Path | None:
    here = root
    for name in names:
        try:
            exact = here / name
            if not exact.exists():
                exact = next(p for p in sorted(here.iterdir()) if p.name.lower() == name.lower())
        except (OSError, StopIteration, ValueError):
            return None
        here = exact
    resolved = here.resolve()
    return here if resolved.is_file() and resolved.is_relative_to(root) else None


def beside(folder: Path, reference: str, notes: list[Text]) -> Texture | None:
    """The picture that a mesh in ``folder`` refers to; adds a note where it is missing or cannot be read."""
    name = re.split(r"[/\\]", reference.strip())[-1]
    found = find_beside(folder, reference)
    if found is None:
        notes.append(text("The picture “{name}” is not beside the file; the model opens without it.", name=name))
        return None
    texture = decode(found.read_bytes(), found.name)
    if texture is None:
        notes.append(text("The picture “{name}” cannot be read; the model opens without it.", name=name))
    return texture
