"""Faces as anime draws them, drawn here: large eyes, coloured hair, even skin."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Color = tuple[int, int, int]


def drawn_figure(
    size: tuple[int, int],
    middle: tuple[float, float],
    face: float,
    *,
    hair: Color = (90, 70, 140),
    skin: Color = (252, 226, 206),
    iris: Color = (40, 90, 170),
    ground: Color = (150, 190, 220),
    shaded: bool = False,
    image: Image.Image | None = None,
) -> Image.Image:
    """One figure whose face is ``face`` pixels wide around ``middle``; drawn four times as large and reduced."""
    k = 3
    picture = (
        Image.new("RGB", (size[0] * k, size[1] * k), ground)
        if image is None
        else image.resize((size[0] * k, size[1] * k), Image.Resampling.NEAREST)
    )
    draw = ImageDraw.Draw(picture)
    x, y, r = middle[0] * k, middle[1] * k, face * k / 2

    def ellipse(cx: float, cy: float, rx: float, ry: float, color: Color) -> None:
        draw.ellipse((x + r * (cx - rx), y + r * (cy - ry), x + r * (cx + rx), y + r * (cy + ry)), fill=color)

    draw.polygon(
        [(x + r * a, y + r * b) for a, b in ((-1.6, 4.2), (-1.0, 1.5), (1.0, 1.5), (1.6, 4.2))], fill=(60, 60, 80)
    )
    ellipse(0, -0.15, 1.4, 1.5, hair)
    draw.polygon([(x + r * a, y + r * b) for a, b in ((-1.4, 0), (-1.5, 1.8), (-0.9, 1.6), (-0.8, 0))], fill=hair)
    draw.polygon([(x + r * a, y + r * b) for a, b in ((1.4, 0), (1.5, 1.8), (0.9, 1.6), (0.8, 0))], fill=hair)
    draw.rectangle((x - 0.25 * r, y + 0.8 * r, x + 0.25 * r, y + 1.6 * r), fill=skin)
    ellipse(0, 0, 1.0, 1.05, skin)
    for side in (-1, 1):
        ellipse(0.45 * side, 0.1, 0.22, 0.28, (40, 30, 40))
        ellipse(0.45 * side, 0.14, 0.17, 0.23, iris)
        ellipse(0.40 * side + 0.03, 0.02, 0.06, 0.08, (255, 255, 255))
    ellipse(0, 0.65, 0.1, 0.04, (200, 90, 90))
    for a in (-0.75, -0.35, 0.05, 0.45):
        draw.polygon([(x + r * (a + b), y + r * c) for b, c in ((-0.1, -0.9), (0.45, -0.9), (0.15, -0.25))], fill=hair)
    if shaded:
        picture = picture.filter(ImageFilter.GaussianBlur(k))
        light = np.linspace(1.0, 0.86, picture.width)[None, :, None]
        noise = np.random.default_rng(3).normal(0, 2.5, (picture.height, picture.width, 1))
        picture = Image.fromarray(np.clip(np.asarray(picture) * light + noise, 0, 255).astype(np.uint8))
    return picture.resize(size, Image.Resampling.BOX)
