"""Covers of the sample workshop: little night pictures about music, drawn by code, the same every time."""

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 512
_BIG = SIDE * 2  # drawn twice as large, for smooth edges

Color = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """sky: from top to bottom; ink: what stands before it; light: moon, lamps and notes; accent: the one loud colour."""

    sky: tuple[Color, Color, Color]
    ink: Color
    light: Color
    accent: Color


PALETTES = (
    Palette(((18, 22, 58), (64, 58, 130), (236, 132, 118)), (16, 18, 40), (255, 236, 190), (255, 122, 110)),
    Palette(((12, 44, 66), (28, 110, 122), (170, 220, 190)), (8, 30, 44), (250, 248, 220), (255, 196, 86)),
    Palette(((62, 20, 70), (170, 62, 120), (255, 186, 140)), (40, 12, 46), (255, 240, 220), (120, 220, 220)),
    Palette(((20, 30, 84), (52, 100, 200), (180, 214, 255)), (14, 22, 58), (255, 255, 240), (255, 150, 170)),
    Palette(((70, 36, 24), (214, 104, 58), (255, 214, 140)), (48, 22, 16), (255, 246, 220), (74, 160, 170)),
    Palette(((10, 30, 30), (30, 92, 74), (206, 226, 150)), (8, 26, 24), (250, 250, 220), (255, 140, 90)),
)


def draw_cover(seed: int) -> bytes:
    """A JPEG of 512 × 512 pixels."""
    chance = random.Random(seed)  # noqa: S311 - a picture
    palette = PALETTES[seed % len(PALETTES)]
    picture = _sky(palette)
    _stars(picture, palette, chance)
    _glow(picture, palette, chance)
    MOTIFS[seed % len(MOTIFS)](picture, palette, chance)
    _notes(picture, palette, chance)
    small = _vignette(picture).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=88, optimize=True)
    return buffer.getvalue()


def _sky(palette: Palette) -> Image.Image:
    top, middle, low = (np.array(color, float) for color in palette.sky)
    height = np.linspace(0, 1, _BIG)[:, None]
    rows = np.where(
        height < 0.6, top + (middle - top) * (height / 0.6), middle + (low - middle) * ((height - 0.6) / 0.4)
    )
    return Image.fromarray(np.repeat(rows[:, None, :], _BIG, axis=1).astype(np.uint8), "RGB")


def _stars(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    for _ in range(90):
        x, y, size = chance.uniform(0, _BIG), chance.uniform(0, _BIG * 0.55), chance.choice((1.5, 2, 2, 3, 4))
        pen.ellipse((x - size, y - size, x + size, y + size), fill=(*palette.light, chance.randint(60, 200)))


def _glow(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    """A moon with its halo, full or a crescent."""
    x, y, radius = _BIG * chance.choice((0.17, 0.24, 0.76, 0.83)), _BIG * chance.uniform(0.14, 0.24), _BIG * 0.075
    halo = Image.new("L", picture.size)
    pen = ImageDraw.Draw(halo)
    for step in range(18, 0, -1):
        far = radius * (1 + step * 0.22)
        pen.ellipse((x - far, y - far, x + far, y + far), fill=int(70 * (1 - step / 19) ** 1.5))
    halo = halo.filter(ImageFilter.GaussianBlur(14))
    picture.paste(palette.light, (0, 0, *picture.size), halo)
    moon = Image.new("L", picture.size)
    pen = ImageDraw.Draw(moon)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    if chance.random() < 0.5:
        off = radius * 0.5
        pen.ellipse((x - radius + off, y - radius - off / 2, x + radius + off, y + radius - off / 2), fill=0)
    picture.paste(palette.light, (0, 0, *picture.size), moon)


def _vignette(picture: Image.Image) -> Image.Image:
    axis = np.linspace(-1, 1, _BIG)
    far = axis[:, None] ** 2 + axis[None, :] ** 2
    dark = (255 * (1 - 0.28 * np.clip(far - 0.5, 0, 1.5))).astype(np.uint8)
    return ImageChops.multiply(picture, Image.merge("RGB", [Image.fromarray(dark, "L")] * 3))


def _notes(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    """Notes that rise on a curve."""
    pen = ImageDraw.Draw(picture, "RGBA")
    start, lean = chance.choice((0.07, 0.84)), chance.choice((-1, 1))
    for step in range(5):
        up = step / 5
        x = _BIG * (start + 0.10 * math.sin(up * 5) * lean + 0.04 * step * lean * 0.5)
        y = _BIG * (0.62 - 0.42 * up)
        _note(pen, x, y, 15 + 5 * (step % 3), (*palette.light, 235 - 30 * step), double=step % 2 == 1)


def _note(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, color: tuple[int, ...], *, double: bool) -> None:
    heads = (0.0, 2.2) if double else (0.0,)
    for shift in heads:
        left = x + shift * size
        pen.ellipse((left - size, y - size * 0.72, left + size * 0.6, y + size * 0.72), fill=color)
        pen.rectangle((left + size * 0.32, y - size * 3.4, left + size * 0.62, y), fill=color)
    if double:
        right = x + 2.2 * size
        pen.polygon(
            [(x + size * 0.32, y - size * 3.4), (right + size * 0.62, y - size * 3.8), (right + size * 0.62, y - size * 3.0),
             (x + size * 0.32, y - size * 2.6)], fill=color,
        )  # fmt: skip
    else:
        pen.polygon(
            [(x + size * 0.5, y - size * 3.4), (x + size * 1.7, y - size * 2.2), (x + size * 1.3, y - size * 1.5),
             (x + size * 0.5, y - size * 2.5)], fill=color,
        )  # fmt: skip


# ---- motifs -----------------------------------------------------------------


def _hills(pen: ImageDraw.ImageDraw, palette: Palette, chance: random.Random, base: float = 0.74) -> None:
    """Three ranges, the nearest the darkest."""
    for layer in range(3):
        share = (layer + 1) / 3
        color = tuple(int(s * (1 - share) + i * share) for s, i in zip(palette.sky[1], palette.ink, strict=True))
        shift, wave = chance.uniform(0, 6), chance.uniform(1.2, 2.6)
        edge = [
            (
                x,
                _BIG
                * (
                    base
                    + 0.06 * layer
                    + 0.045 * math.sin(shift + wave * math.tau * x / _BIG)
                    + 0.015 * math.sin(9 * x / _BIG)
                ),
            )
            for x in range(0, _BIG + 32, 32)
        ]
        pen.polygon([*edge, (_BIG, _BIG), (0, _BIG)], fill=color)


def _sea(pen: ImageDraw.ImageDraw, palette: Palette, chance: random.Random, level: float = 0.74) -> None:
    top = _BIG * level
    for row in range(40):
        share = row / 40
        color = tuple(int(l * (1 - share) + i * share) for l, i in zip(palette.sky[1], palette.ink, strict=True))  # noqa: E741
        y = top + (_BIG - top) * share
        pen.rectangle((0, y, _BIG, y + (_BIG - top) / 39), fill=color)
    for _ in range(46):
        y = chance.uniform(top + 8, _BIG)
        x, length = chance.uniform(0, _BIG), chance.uniform(30, 150) * (0.4 + (y - top) / (_BIG - top))
        pen.line((x, y, x + length, y), fill=(*palette.light, 60), width=4)


def _cat(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    _hills(pen, palette, chance)
    x, y, ink = _BIG * 0.5, _BIG * 0.8, palette.ink
    pen.ellipse((x - 120, y - 190, x + 120, y + 130), fill=ink)
    pen.ellipse((x - 105, y - 330, x + 105, y - 130), fill=ink)
    for side in (-1, 1):
        pen.polygon([(x + side * 98, y - 250), (x + side * 88, y - 390), (x + side * 20, y - 318)], fill=ink)
        pen.polygon([(x + side * 82, y - 272), (x + side * 78, y - 352), (x + side * 36, y - 308)], fill=palette.accent)
        pen.ellipse((x + side * 44 - 20, y - 250, x + side * 44 + 20, y - 206), fill=palette.light)
        pen.ellipse((x + side * 44 - 8, y - 244, x + side * 44 + 8, y - 212), fill=ink)
    pen.polygon([(x - 10, y - 196), (x + 10, y - 196), (x, y - 184)], fill=palette.accent)
    pen.arc((x + 60, y - 120, x + 270, y + 110), 300, 130, fill=ink, width=34)
    _headphones(pen, palette, x, y - 240, 118)


def _headphones(pen: ImageDraw.ImageDraw, palette: Palette, x: float, y: float, radius: float) -> None:
    pen.arc((x - radius, y - radius - 14, x + radius, y + radius - 14), 180, 360, fill=palette.accent, width=20)
    for side in (-1, 1):
        pen.rounded_rectangle((x + side * radius - 26, y - 44, x + side * radius + 26, y + 52), 22, fill=palette.accent)


def _whale(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    x, y = _BIG * 0.47, _BIG * 0.68
    body = [(x - 330, y + 20), (x - 250, y - 120), (x - 60, y - 175), (x + 130, y - 130), (x + 250, y - 20), (x + 330, y - 150),
            (x + 300, y + 10), (x + 250, y + 60), (x + 60, y + 125), (x - 200, y + 120)]  # fmt: skip
    pen.polygon(_smooth(body), fill=palette.ink)
    belly = [
        (x - 320, y + 34),
        (x - 200, y + 40),
        (x, y + 70),
        (x + 150, y + 76),
        (x + 40, y + 120),
        (x - 200, y + 116),
    ]
    pen.polygon(_smooth(belly), fill=(*palette.light, 60))
    pen.ellipse((x - 210, y - 36, x - 186, y - 12), fill=palette.light)
    for step in range(7):
        angle = math.radians(60 + step * 10)
        pen.line(
            (x - 90, y - 175, x - 90 + 130 * math.cos(angle), y - 175 - 150 * math.sin(angle)),
            fill=(*palette.light, 190), width=9,
        )  # fmt: skip
    _sea(pen, palette, chance, 0.73)


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners cut twice."""
    for _ in range(3):
        cut = []
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            cut += [(ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25), (ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75)]
        points = cut
    return points


def _singer(picture: Image.Image, palette: Palette, _chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    for side in (-1, 1):
        pen.polygon(
            [(_BIG * (0.5 + side * 0.5), 0), (_BIG * 0.32, _BIG * 0.9), (_BIG * 0.68, _BIG * 0.9)],
            fill=(*palette.light, 34),
        )
    pen.ellipse((_BIG * 0.18, _BIG * 0.84, _BIG * 0.82, _BIG * 0.98), fill=(*palette.light, 90))
    x, y, ink = _BIG * 0.5, _BIG * 0.5, palette.ink
    pen.polygon(_smooth([(x - 60, y - 10), (x + 60, y - 10), (x + 100, y + 190), (x + 210, y + 400), (x - 210, y + 400),
                         (x - 100, y + 190)]), fill=palette.accent)  # fmt: skip
    pen.ellipse((x - 120, y - 220, x + 120, y + 20), fill=ink)
    pen.ellipse((x - 84, y - 180, x + 84, y - 14), fill=(255, 224, 198))
    pen.pieslice((x - 98, y - 206, x + 98, y - 30), 180, 360, fill=ink)
    for side in (-1, 1):
        pen.ellipse((x + side * 36 - 9, y - 110, x + side * 36 + 9, y - 90), fill=ink)
        pen.ellipse((x + side * 52 - 16, y - 82, x + side * 52 + 16, y - 66), fill=(255, 150, 140, 150))
        pen.ellipse((x + side * 130 - 46, y - 200, x + side * 130 + 46, y + 90), fill=ink)
    pen.ellipse((x - 12, y - 66, x + 12, y - 44), fill=(190, 60, 70))
    pen.line((x + 70, y + 60, x + 34, y - 20), fill=(255, 224, 198), width=30)
    pen.line((x + 26, y - 8, x + 12, y - 30), fill=ink, width=16)
    pen.ellipse((x - 12, y - 54, x + 26, y - 18), fill=palette.ink)


def _record(picture: Image.Image, palette: Palette, _chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    x, y = _BIG * 0.5, _BIG * 0.58
    for radius in range(330, 120, -14):
        shade = 18 + (radius // 14 % 2) * 14
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(shade, shade, shade + 8))
    for start in (-70, 110):
        pen.pieslice((x - 328, y - 328, x + 328, y + 328), start, start + 34, fill=(255, 255, 255, 26))
    pen.ellipse((x - 124, y - 124, x + 124, y + 124), fill=palette.accent)
    pen.ellipse((x - 96, y - 96, x + 96, y + 96), outline=(*palette.light, 200), width=6)
    pen.ellipse((x - 14, y - 14, x + 14, y + 14), fill=palette.light)
    pen.line((_BIG * 0.93, _BIG * 0.16, x + 260, y - 40), fill=palette.light, width=16)
    pen.line((x + 260, y - 40, x + 196, y + 54), fill=palette.light, width=22)
    pen.ellipse((_BIG * 0.93 - 40, _BIG * 0.16 - 40, _BIG * 0.93 + 40, _BIG * 0.16 + 40), fill=palette.light)


def _city(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    for layer in range(2):
        x = -20.0
        share = 0.55 + 0.45 * layer
        color = tuple(int(s * (1 - share) + i * share) for s, i in zip(palette.sky[1], palette.ink, strict=True))
        while x < _BIG:
            width, height = chance.uniform(60, 130), chance.uniform(0.18, 0.5 - 0.12 * layer) * _BIG
            top = _BIG * 0.92 - height
            pen.rectangle((x, top, x + width, _BIG), fill=color)
            if layer:
                for wx in range(int(x) + 14, int(x + width) - 20, 26):
                    for wy in range(int(top) + 20, _BIG - 30, 40):
                        if chance.random() < 0.42:
                            pen.rectangle((wx, wy, wx + 12, wy + 18), fill=(*palette.light, chance.randint(120, 240)))
            x += width + chance.uniform(2, 14)


def _bars(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    """The sound itself, mirrored in water."""
    pen = ImageDraw.Draw(picture, "RGBA")
    middle, count = _BIG * 0.66, 25
    for bar in range(count):
        x = _BIG * (0.1 + 0.8 * bar / (count - 1))
        height = _BIG * (0.06 + 0.28 * math.exp(-((bar - count / 2) ** 2) / 60) * chance.uniform(0.45, 1.0))
        share = bar / (count - 1)
        color = tuple(int(a * (1 - share) + b * share) for a, b in zip(palette.accent, palette.light, strict=True))
        pen.rounded_rectangle((x - 11, middle - height, x + 11, middle), 11, fill=color)
        pen.rounded_rectangle((x - 11, middle + 10, x + 11, middle + 10 + height * 0.5), 11, fill=(*color, 70))


def _rabbit(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    """A rabbit in a space suit."""
    pen = ImageDraw.Draw(picture, "RGBA")
    _hills(pen, palette, chance, 0.82)
    x, y = _BIG * 0.5, _BIG * 0.66
    for side in (-1, 1):
        pen.ellipse((x + side * 62 - 34, y - 400, x + side * 62 + 34, y - 150), fill=palette.light)
        pen.ellipse((x + side * 62 - 16, y - 370, x + side * 62 + 16, y - 190), fill=palette.accent)
    pen.rounded_rectangle((x - 130, y - 20, x + 130, y + 230), 90, fill=(238, 240, 248))
    pen.rounded_rectangle((x - 62, y + 60, x + 62, y + 140), 18, fill=palette.accent)
    for side in (-1, 1):
        pen.rounded_rectangle((x + side * 150 - 40, y + 10, x + side * 150 + 40, y + 160), 40, fill=(220, 224, 236))
        pen.rounded_rectangle((x + side * 70 - 54, y + 190, x + side * 70 + 54, y + 270), 36, fill=(220, 224, 236))
    pen.ellipse((x - 170, y - 240, x + 170, y + 60), fill=(238, 240, 248))
    pen.ellipse((x - 132, y - 196, x + 132, y + 22), fill=palette.ink)
    for side in (-1, 1):
        pen.ellipse((x + side * 48 - 16, y - 110, x + side * 48 + 16, y - 74), fill=palette.light)
    pen.arc((x - 26, y - 76, x + 26, y - 36), 20, 160, fill=palette.light, width=8)
    pen.arc((x - 116, y - 178, x + 116, y + 6), 200, 255, fill=(255, 255, 255, 160), width=12)


def _lighthouse(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    x, top = _BIG * 0.62, _BIG * 0.34
    pen.polygon([(x, top + 30), (0, top - 150), (0, top + 120)], fill=(*palette.light, 60))
    pen.polygon([(x, top + 30), (_BIG, top - 60), (_BIG, top + 110)], fill=(*palette.light, 50))
    _sea(pen, palette, chance, 0.8)
    pen.polygon(
        _smooth([(x - 260, _BIG * 0.86), (x - 120, _BIG * 0.76), (x + 120, _BIG * 0.74), (x + 300, _BIG * 0.87)]),
        fill=palette.ink,
    )
    for step in range(6):
        low, high = _BIG * 0.78 - step * 68, _BIG * 0.78 - (step + 1) * 68
        wide, slim = 74 - step * 6, 74 - (step + 1) * 6
        pen.polygon(
            [(x - wide, low), (x + wide, low), (x + slim, high), (x - slim, high)],
            fill=palette.accent if step % 2 else (244, 240, 232),
        )  # fmt: skip
    pen.rectangle((x - 54, top - 10, x + 54, top + 10), fill=palette.ink)
    pen.rectangle((x - 30, top - 66, x + 30, top - 10), fill=palette.light)
    pen.pieslice((x - 44, top - 112, x + 44, top - 24), 180, 360, fill=palette.accent)


def _balloon(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    _hills(pen, palette, chance)
    for x, y, radius in ((_BIG * 0.42, _BIG * 0.42, 190.0), (_BIG * 0.76, _BIG * 0.56, 90.0)):
        wide, narrow, top, end = radius * 0.62, radius * 0.2, y + radius * 0.76, y + radius * 1.5
        corners = [(x - wide, top), (x + wide, top), (x + narrow, end), (x - narrow, end)]
        pen.polygon(corners, fill=palette.accent)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=palette.accent)
        for share in (0.72, 0.36):
            color = palette.light if share > 0.5 else palette.accent
            pen.ellipse((x - radius * share, y - radius, x + radius * share, y + radius), fill=color)
        pen.rounded_rectangle(
            (x - radius * 0.22, y + radius * 1.62, x + radius * 0.22, y + radius * 1.95), 10, fill=palette.ink
        )
        for side in (-1, 1):
            pen.line(
                (x + side * radius * 0.18, y + radius * 1.45, x + side * radius * 0.18, y + radius * 1.65),
                fill=palette.ink,
                width=5,
            )


def _guitar(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    _hills(pen, palette, chance, 0.84)
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    x, y = _BIG / 2, _BIG * 0.62
    pen.rectangle((x - 26, y - 480, x + 26, y - 60), fill=(96, 58, 40))
    pen.rounded_rectangle((x - 44, y - 580, x + 44, y - 470), 16, fill=palette.ink)
    pen.ellipse((x - 140, y - 190, x + 140, y + 60), fill=palette.accent)
    pen.ellipse((x - 190, y - 40, x + 190, y + 300), fill=palette.accent)
    pen.ellipse((x - 64, y - 30, x + 64, y + 98), fill=palette.ink)
    pen.ellipse((x - 76, y - 42, x + 76, y + 110), outline=palette.light, width=8)
    pen.rectangle((x - 80, y + 180, x + 80, y + 206), fill=palette.ink)
    for string in range(-2, 3):
        pen.line((x + string * 9, y - 520, x + string * 11, y + 190), fill=(250, 246, 230), width=3)
    for fret in range(9):
        pen.line((x - 26, y - 440 + fret * 42, x + 26, y - 440 + fret * 42), fill=(210, 190, 160), width=4)
    turned = layer.rotate(-28 if chance.random() < 0.5 else 28, Image.Resampling.BICUBIC, center=(x, y - 60))
    picture.paste(turned, (0, 0), turned)


def _blossom(picture: Image.Image, palette: Palette, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture, "RGBA")
    _hills(pen, palette, chance, 0.8)

    def branch(x: float, y: float, angle: float, length: float, width: float) -> None:
        if length < 26:
            for _ in range(3):
                bx, by, size = x + chance.uniform(-34, 34), y + chance.uniform(-34, 34), chance.uniform(12, 26)
                color = chance.choice(((255, 196, 210), (255, 222, 230), palette.accent))
                pen.ellipse((bx - size, by - size, bx + size, by + size), fill=(*color, 225))
            return
        tx, ty = x + length * math.cos(angle), y - length * math.sin(angle)
        pen.line((x, y, tx, ty), fill=palette.ink, width=max(3, int(width)))
        for turn in (-1, 1):
            branch(tx, ty, angle + turn * chance.uniform(0.28, 0.62), length * chance.uniform(0.66, 0.8), width * 0.66)

    branch(_BIG * 0.5, _BIG * 0.9, math.pi / 2, _BIG * 0.19, 46)
    for _ in range(30):
        bx, by = chance.uniform(0, _BIG), chance.uniform(_BIG * 0.3, _BIG)
        pen.ellipse((bx - 7, by - 4, bx + 7, by + 4), fill=(255, 214, 224, 200))


MOTIFS: tuple[Callable[[Image.Image, Palette, random.Random], None], ...] = (
    _cat, _whale, _singer, _record, _city, _bars, _rabbit, _lighthouse, _balloon, _guitar, _blossom,
)  # fmt: skip
