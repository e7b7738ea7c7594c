"""From a file and what a design wants of it to the pixels that are printed."""

import hashlib
import math
from dataclasses import dataclass

from PIL import Image

from app.layouts.design.document import Crop, PictureLayer
from app.layouts.drawing import Pixels
from app.layouts.pictures.adjust import adjust
from app.layouts.pictures.crop import crop_for
from app.layouts.pictures.cut_out import cut_out
from app.layouts.pictures.files import Source
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.subject import WHOLE, Subject
from app.layouts.pictures.upscale import MOST, upscaler_for

VERSION = "1"  # another one when the same settings give other pixels
SPARE = 1.5  # pixels more than this many times the wanted ones are not carried along

Size = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """The part of a picture that is seen, and how many pixels it is given.

    aspect   of the part, width / height
    part     its size in pixels of the file
    out      its size as it is drawn
    """

    aspect: float
    part: tuple[float, float]
    out: Size


def pixels_of(
    opener: Opener,
    source: Source,
    layer: PictureLayer,
    box_px: Size,
    *,
    ppi: float = 300.0,
) -> Pixels:
    """A picture as ``layer`` wants it in a box of so many output pixels, of which ``ppi`` go to an inch; opened when drawn.

    Raises AppError for a plug-in that is not on this PC, FileRefusedError and BudgetExceededError: here for what the file's
    header shows, when opened for the rest.
    """
    upscaler = upscaler_for(layer.adjust.enlarge)
    size = opener.facts(source).size
    shown = shown_part(size, layer, box_px)
    factor = 1.0
    if upscaler is not None and shown.out[0] < box_px[0] and shown.out[1] < box_px[1]:
        factor = min(MOST, box_px[0] / shown.out[0], box_px[1] / shown.out[1])
    width, height = (round(side * factor) for side in shown.out)
    settings = layer.model_dump_json(include={"frame", "fit", "crop", "adjust"})
    plugin = upscaler.name if factor > 1 and upscaler else ""
    name = (
        f"{VERSION} {opener.content_key(source)} {settings} {width}x{height} {box_px[0]}x{box_px[1]} {ppi:g} {plugin}"
    )

    def drawn() -> Image.Image:
        image = _drawn(opener, source, layer, _Wanted(size, shown, box_px, ppi))
        if factor > 1 and upscaler is not None:
            image = upscaler.upscale(image, factor)
            if image.size != (width, height):
                image = image.resize((width, height), Image.Resampling.LANCZOS)
        return image

    return Pixels(hashlib.sha256(name.encode()).hexdigest(), width, height, drawn)


def shown_part(size: Size, layer: PictureLayer, box_px: Size) -> Shown:
    """What of a picture of ``size`` pixels is seen in a box, and its pixels: its own, or those of the box where it has many."""
    crop = layer.crop or Crop()
    part = (crop.right - crop.left) * size[0], (crop.bottom - crop.top) * size[1]
    part = max(1.0, part[0]), max(1.0, part[1])
    if layer.fit == "cover":
        aspect = box_px[0] / box_px[1]
        part = min(part[0], part[1] * aspect), min(part[1], part[0] / aspect)
        target = float(box_px[0]), float(box_px[1])
    else:
        scale = min(box_px[0] / part[0], box_px[1] / part[1])
        target = part[0] * scale, part[1] * scale
    out = target if part[0] > SPARE * target[0] else part
    return Shown(part[0] / part[1], part, (max(1, round(out[0])), max(1, round(out[1]))))


def crop_of(size: Size, layer: PictureLayer, box_px: Size, subject: Subject) -> Crop:
    """The crop that is drawn: the layer's own, narrowed about its middle to the box it covers, or one by the subject."""
    shown = shown_part(size, layer, box_px)
    if layer.crop is None:
        return crop_for(size, shown.aspect, subject) if layer.fit == "cover" else Crop()
    crop = layer.crop
    x, y = (crop.left + crop.right) / 2, (crop.top + crop.bottom) / 2
    half_x, half_y = shown.part[0] / size[0] / 2, shown.part[1] / size[1] / 2
    return Crop(
        left=max(0.0, x - half_x),
        top=max(0.0, y - half_y),
        right=min(1.0, x + half_x),
        bottom=min(1.0, y + half_y),
        turn_deg=crop.turn_deg,
    )


@dataclass(frozen=True)
class _Wanted:
    size: Size
    shown: Shown
    box_px: Size
    ppi: float


def _drawn(opener: Opener, source: Source, layer: PictureLayer, how: _Wanted) -> Image.Image:
    size, shown, box_px, ppi = how.size, how.shown, how.box_px, how.ppi
    scale = shown.out[0] / shown.part[0]
    within = math.ceil(size[0] * scale), math.ceil(size[1] * scale)
    image = opener.open(source, frame=layer.frame, within=within).image
    wanted = layer.adjust
    if wanted.red_eye or wanted.cut_out or (layer.crop is None and layer.fit == "cover"):
        subject = opener.subject(source, frame=layer.frame)
    else:
        subject = Subject(WHOLE)
    if wanted.red_eye:
        image = adjust(
            image, type(wanted)(red_eye=True), faces=[face.box for face in subject.faces if face.kind == "photo"]
        )
    if wanted.cut_out:
        image = cut_out(image, subject)
    image = cropped(image, crop_of(size, layer, box_px, subject), shown.out)
    ppi *= max(shown.out[0] / box_px[0], shown.out[1] / box_px[1])  # of the pixels that it comes with
    return adjust(image, wanted.model_copy(update={"red_eye": False, "cut_out": False}), ppi=ppi)


def cropped(image: Image.Image, crop: Crop, out: Size) -> Image.Image:
    """The part of ``image``, turned clockwise about its middle first, as ``out`` pixels."""
    box = crop.left * image.width, crop.top * image.height, crop.right * image.width, crop.bottom * image.height
    if crop.turn_deg == 0:
        if out == image.size and (crop.left, crop.top, crop.right, crop.bottom) == (0, 0, 1, 1):
            return image
        return _resized(image, out, box)
    scale = out[0] / (box[2] - box[0])
    if scale < 1:
        image = _resized(image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))), None)
        scale = 1.0
    left, top = crop.left * image.width, crop.top * image.height
    step_x, step_y = (crop.right - crop.left) * image.width / out[0], (crop.bottom - crop.top) * image.height / out[1]
    c, s = math.cos(math.radians(crop.turn_deg)), math.sin(math.radians(crop.turn_deg))
    x, y = image.width / 2, image.height / 2
    back = (  # from a pixel of the result to the place in the picture: scaled, moved, turned back about the middle
        c * step_x,
        s * step_y,
        x + c * (left - x) + s * (top - y),
        -s * step_x,
        c * step_y,
        y - s * (left - x) + c * (top - y),
    )
    mode = image.mode
    if mode == "RGBA":
        image = image.convert("RGBa")
    return image.transform(out, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC).convert(mode)


def _resized(image: Image.Image, size: Size, box: tuple[float, float, float, float] | None) -> Image.Image:
    mode = image.mode
    if mode == "RGBA":  # invisible colours must not bleed into what is seen
        image = image.convert("RGBa")
    return image.resize(size, Image.Resampling.LANCZOS, box=box).convert(mode)
