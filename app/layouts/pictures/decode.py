"""What the helper process does: one picture of a customer from its bytes to upright sRGB pixels."""

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from app.errors import AppError, Cancelled, FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.layouts.pictures.files import MAX_PIXELS, PICTURES, Source, checked_picture, head_of
from app.layouts.pictures.opened import PictureFacts
from app.layouts.pictures.to_srgb import plain, to_srgb, upright_inks

ORIENTATION = 0x0112
LARGEST_SIDE = 100_000

Size = tuple[int, int]
RawPicture = tuple[str, Size, bytes, PictureFacts]
"""Mode, size, the pixels one after another, the facts."""


def read_facts(source: Source, progress: Progress) -> PictureFacts:
    """What the file says of itself; its pixels are not decoded. Raises FileRefusedError."""
    progress(0.0)
    kind = checked_picture(source)
    if kind == "video":
        from app.layouts.pictures.video import facts_of_video  # noqa: PLC0415 - OpenCV takes a quarter of a second

        return facts_of_video(source)
    with _said_to_people(), _opened(source, kind) as image:
        return _facts(image, kind, source)


def read_picture(source: Source, frame: int, factor: int, progress: Progress) -> RawPicture:
    """The pixels: upright, sRGB, "RGB" or "RGBA", ``factor`` times smaller than in the file. Raises FileRefusedError."""
    progress(0.0)
    kind = checked_picture(source)
    if kind == "video":
        from app.layouts.pictures.video import read_video_frame  # noqa: PLC0415 - as above

        return read_video_frame(source, frame, factor)
    with _said_to_people(), _opened(source, kind) as image:
        facts = _facts(image, kind, source)
        if frame >= facts.frames:
            raise FileRefusedError(
                text("This picture has {n} frames; there is no frame {frame}.", n=facts.frames, frame=frame + 1)
            )
        if frame:
            image.seek(frame)
        elif factor > 1 and kind == "JPEG":  # a smaller transform is decoded in half the time
            image.draft(None, (-(-image.width // factor), -(-image.height // factor)))
        full = max(facts.size)
        pixels, name, notes = _upright_srgb(image, lambda: max(1, round(factor * max(image.size) / full)))
        facts = replace(facts, profile=name or facts.profile, warnings=(*facts.warnings, *notes))
        progress(1.0)
        return pixels.mode, pixels.size, pixels.tobytes(), facts


def _upright_srgb(image: Image.Image, factor: Callable[[], int]) -> tuple[Image.Image, str, tuple[Text, ...]]:
    """``factor``: asked once the picture is loaded."""
    image.load()
    reduction = factor()
    profile = image.info.get("icc_profile")
    turned = _orientation(image)
    colors, alpha = plain(upright_inks(image))
    if reduction > 1:
        colors, alpha = _reduced(colors, alpha, reduction)
    colors, name, notes = to_srgb(colors, profile)
    if alpha is not None:
        colors.putalpha(alpha)
    method = _TURNS.get(turned)
    return (colors if method is None else colors.transpose(method)), name, notes


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _reduced(colors: Image.Image, alpha: Image.Image | None, factor: int) -> tuple[Image.Image, Image.Image | None]:
    if alpha is None:
        return colors.reduce(factor), None
    if colors.mode not in ("RGB", "L"):
        return colors.reduce(factor), alpha.reduce(factor)
    whole = colors.convert("RGB")  # what is invisible must not bleed into what is seen: weighted by alpha
    whole.putalpha(alpha)
    small = whole.convert("RGBa").reduce(factor).convert("RGBA")
    return small.convert("RGB").convert(colors.mode), small.getchannel("A")


def _opened(source: Source, kind: str) -> Image.Image:
    if kind == "HEIF":
        from pi_heif import register_heif_opener  # type: ignore[import-untyped] # noqa: PLC0415 - few files need it

        register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    elif kind not in PICTURES:
        raise AssertionError(kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is too large is refused here; what metadata lack is not of interest
        image = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=(kind,))
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > LARGEST_SIDE:
        raise _too_many_pixels(width, height)
    return image


def _too_many_pixels(width: int, height: int) -> FileRefusedError:
    return FileRefusedError(
        text(
            "This picture has {width} × {height} pixels, more than the {n} million that are opened; save it smaller.",
            width=width,
            height=height,
            n=MAX_PIXELS // 1_000_000,
        )
    )


def read_picture_into(
    source: Source, frame: int, factor: int, path: Path, progress: Progress
) -> tuple[str, Size, PictureFacts]:
    """:func:`read_picture` with the pixels in a file: through a pipe, 64 kB at a time, they take longer than their decoding."""
    mode, size, data, facts = read_picture(source, frame, factor, progress)
    path.write_bytes(data)
    return mode, size, facts


@contextlib.contextmanager
def _said_to_people() -> Iterator[None]:
    """Turns what decoders raise, which is nearly anything, into one sentence."""
    try:
        yield
    except (AppError, Cancelled, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise FileRefusedError(
            text("This picture has more than {n} million pixels; save it smaller.", n=MAX_PIXELS // 1_000_000)
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and "truncated" in str(error):
            raise FileRefusedError(
                text("A part of this picture is missing: it was not sent completely. Ask for it again.")
            ) from error
        raise FileRefusedError(text("This picture is damaged and cannot be opened; ask for it again.")) from error


def _orientation(image: Image.Image) -> int:
    if image.format == "TIFF":  # Pillow turns these by itself
        return 1
    try:
        turned = int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF says nothing, and says it in many ways
        return 1
    return turned if 1 <= turned <= 8 else 1


def _facts(image: Image.Image, kind: str, source: Source) -> PictureFacts:
    width, height = image.size
    if _orientation(image) >= 5:
        width, height = height, width
    frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
    return PictureFacts(
        format=kind,
        width=width,
        height=height,
        ppi=_ppi(image.info.get("dpi")),
        mode=image.mode,
        bits=_bits(image, kind, source),
        frames=frames,
    )


def _ppi(dpi: Any) -> tuple[float, float] | None:
    try:
        across, down = float(dpi[0]), float(dpi[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return (across, down) if 1 < across < 20_000 and 1 < down < 20_000 else None


def _bits(image: Image.Image, kind: str, source: Source) -> int:
    if kind == "TIFF":
        tags = getattr(image, "tag_v2", {})
        return int(max(tags.get(258, (8,))))
    if kind == "HEIF":
        return int(image.info.get("bit_depth", 8))
    if kind == "PNG":
        return head_of(source)[24]
    return 1 if image.mode == "1" else 8
