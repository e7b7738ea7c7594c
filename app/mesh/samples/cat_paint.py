"""The colours of the singing cat."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.mesh.arrays import FloatArray
from app.mesh.samples.paint import blend, rgb, step
from app.mesh.samples.surfaces import Array, Paint, ripples

HEAD = np.array([0.0, 0.0, 73.0])
GINGER, DARK, CREAM, PINK = "#f0a04e", "#c96f2b", "#fff1dc", "#f49aa0"
MINT, NAVY, WHITE, CORAL, GOLD = "#3fc1b0", "#27304f", "#f5f6fa", "#ff6b5e", "#f2c14e"
FACE = 27.0  # mm: half the width of the square that the face is painted on
FACE_PIXELS = 768


def fur(seed: int = 3) -> Paint:
    return lambda _s, _t, p: _fur_at(p, seed)


def _fur_at(points: FloatArray, seed: int = 3) -> Array:
    """Ginger, lighter below, with fine streaks."""
    streaks = ripples(points * np.array([1, 1, 0.35]), seed, wavelength=2.4, waves=5)[..., None]
    cloud = ripples(points, seed + 1, wavelength=24, waves=3)[..., None]
    return np.asarray(rgb(GINGER) * (1 + 0.045 * streaks + 0.05 * cloud))


def head_paint() -> Paint:
    face = np.asarray(_face_picture(), np.float32) / 255

    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points - HEAD, -1, 0)
        color = _fur_at(points)
        front = step(-y, -4, 8)
        # Tabby bands on the crown and at the sides
        crown = step(z, 12, 5) * step(np.sin(np.abs(x) * 0.72 + 1.55), 0.45, 0.35) * step(-np.abs(x), -13, 5)
        sides = step(np.sin(z * 0.62 + 0.6 * np.abs(x) - 12), 0.55, 0.4) * step(np.abs(x), 24, 5) * step(-z, -6, 8)
        back = step(np.sin(z * 0.55), 0.5, 0.4) * step(y, 8, 8) * step(-np.abs(x), -20, 8)
        color = blend(color, rgb(DARK), 0.85 * np.maximum(np.maximum(crown, sides * 0.9), back))
        mask = step(-((x / 19) ** 2 + ((z + 13) / 12.5) ** 2), -1, 0.25) * front
        blaze = step(-(np.abs(x) + 0.16 * (z - 2)), -3.2, 1.6) * step(-z, -9, 5) * step(z, -8, 3) * front
        color = blend(color, rgb(CREAM), np.maximum(mask, blaze))
        column = np.clip((x / FACE + 1) / 2 * FACE_PIXELS, 0, FACE_PIXELS - 1).astype(np.intp)
        row = np.clip((1 - z / FACE) / 2 * FACE_PIXELS, 0, FACE_PIXELS - 1).astype(np.intp)
        decal = face[row, column]
        inside = front * (np.abs(x) < FACE) * (np.abs(z) < FACE)
        return blend(color, decal[..., :3], decal[..., 3] * inside)

    return paint


def _face_picture() -> Image.Image:
    """Eyes, brows, blush and whiskers as seen from the front, on clear ground."""
    size = FACE_PIXELS * 2
    unit = size / (2 * FACE)

    def at(x: float, z: float) -> tuple[float, float]:
        return size / 2 + x * unit, size / 2 - z * unit

    def oval(x: float, z: float, rx: float, rz: float, fill: str) -> None:
        draw.ellipse([*at(x - rx, z + rz), *at(x + rx, z - rz)], fill=fill)

    soft = Image.new("RGBA", (FACE_PIXELS // 2, FACE_PIXELS // 2), (255, 120, 120, 0))
    blush = ImageDraw.Draw(soft)
    for side in (-1, 1):
        middle, k = (soft.width / 2 + side * 20.5 * unit / 4, soft.width / 2 + 10.0 * unit / 4), unit / 4
        blush.ellipse(
            [middle[0] - 4.6 * k, middle[1] - 2.9 * k, middle[0] + 4.6 * k, middle[1] + 2.9 * k],
            fill=(255, 120, 120, 190),
        )
    soft = soft.filter(ImageFilter.GaussianBlur(8)).resize((size, size), Image.Resampling.BILINEAR)
    sharp = Image.new("RGBA", (size, size), (70, 35, 20, 0))
    draw = ImageDraw.Draw(sharp)
    for side in (-1, 1):
        x, z = side * 12.4, -0.5
        oval(x, z, 6.7, 8.5, "#3a2118")
        for k in range(24):  # the iris: dark above, light below
            share = k / 23
            color = (1 - share) * rgb("#0e5a63") + share * rgb("#7fe3cf")
            red, green, blue = (int(c * 255) for c in color)
            oval(
                x,
                z - 0.6 - 2.6 * share,
                5.7 * (1 - 0.42 * share),
                7.1 * (1 - 0.48 * share),
                f"#{red:02x}{green:02x}{blue:02x}",
            )
        oval(x, z + 0.6, 3.0, 4.4, "#14100f")
        oval(x - 2.2, z + 3.3, 2.3, 2.6, "#ffffff")
        oval(x + 2.4, z - 3.4, 1.2, 1.3, "#ffffff")
        oval(x + 2.9, z + 1.0, 0.6, 0.7, "#e8fffb")
        # Lashes and brow
        width = int(1.0 * unit)
        for dx, dz in ((2.6, 1.6), (3.4, 0.2)):
            draw.line(
                [at(x + side * 5.3, z + 4.6), at(x + side * (5.3 + dx), z + 4.6 + dz)], fill="#3a2118", width=width
            )
        draw.arc([*at(x - 4.5, z + 14.5), *at(x + 4.5, z + 8.5)], 205, 335, fill="#a4561f", width=int(1.1 * unit))
        for k in range(3):  # whiskers
            z0 = -8.5 - 2.2 * k
            draw.line(
                [at(side * 17.2, z0), at(side * 25.5, z0 + 1.6 - 1.6 * k)], fill="#8a5a3c", width=int(0.45 * unit)
            )
    return Image.alpha_composite(soft, sharp).resize((FACE_PIXELS, FACE_PIXELS), Image.Resampling.BOX)


def body_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points, -1, 0)
        bands = step(np.sin(z * 0.6 + np.abs(x) * 0.12), 0.45, 0.4) * step(y, -2, 8)
        color = blend(_fur_at(points), rgb(DARK), 0.85 * bands)
        belly = step(-((x / 12.5) ** 2 + ((z - 30) / 17) ** 2), -1, 0.25) * step(-y, 2, 6)
        return blend(color, rgb(CREAM), belly)

    return paint


def record_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points, -1, 0)
        r = np.hypot(x, y)
        angle = np.arctan2(y, x)
        sheen = 0.5 + 0.5 * np.cos(2 * angle + 0.9)
        groove = 0.5 + 0.5 * np.sin(r * 2 * np.pi / 1.1)
        dark = rgb("#1b1d2a")[None] + (0.10 * sheen**3 + 0.035 * groove)[..., None]
        color = blend(dark, rgb(CORAL), step(-r, -14.2, 0.3))
        color = blend(color, rgb(GOLD), step(-np.abs(r - 12.4), -0.45, 0.2))
        rim = np.maximum(step(r, 37.6, 0.4), step(-z, -1.0, 0.6))
        color = blend(color, rgb(NAVY), rim)
        return blend(color, rgb(MINT), step(-np.abs(z - 3.2), -0.9, 0.2) * step(r, 38, 0.4))

    return paint


def tail_paint() -> Paint:
    def paint(_s: Array, t: Array, points: Array) -> Array:
        bands = step(np.sin(t * 46), 0.3, 0.4)
        color = blend(_fur_at(points), rgb(DARK), 0.85 * bands)
        return blend(color, rgb(CREAM), step(t, 0.86, 0.03))

    return paint


def arm_paint() -> Paint:
    def paint(_s: Array, t: Array, points: Array) -> Array:
        bands = step(np.sin(t * 26), 0.5, 0.4) * step(-t, -0.66, 0.04)
        color = blend(_fur_at(points), rgb(DARK), 0.8 * bands)
        return blend(color, rgb(CREAM), step(t, 0.7, 0.04))

    return paint


def paw_paint(x0: float) -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points, -1, 0)
        color = blend(_fur_at(points), rgb(CREAM), step(-y, 8.5, 2.5))
        toes = step(-np.abs(np.abs(x - x0) - 2.6), -0.42, 0.3) * step(-y, 16.2, 1.2) * step(z, 9.5, 1)
        return blend(color, rgb("#c98d68"), toes)

    return paint


def pad_paint() -> Paint:
    """A paw seen from below: one large pad and three small ones."""

    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points - np.array([-33.6, -10.5, 58.8]), -1, 0)
        share = step(-((x / 2.6) ** 2 + ((z + 1.2) / 2.0) ** 2), -1, 0.25)
        for k in (-1, 0, 1):
            share = np.maximum(
                share, step(-(((x - 2.5 * k) / 1.0) ** 2 + ((z - 2.7 + 0.7 * abs(k)) / 1.1) ** 2), -1, 0.4)
            )
        return blend(np.broadcast_to(rgb(CREAM), points.shape), rgb(PINK), share * step(-y, 1, 1))

    return paint


def ear_paint(side: int) -> Paint:
    def paint(s: Array, t: Array, points: Array) -> Array:
        color = blend(_fur_at(points), rgb(DARK), 0.8 * step(t, 0.8, 0.08))
        inside = step(-np.abs(s - 0.5), -0.17, 0.03) * step(-t, -0.84, 0.06)
        shade = 0.9 + 0.1 * np.clip(side * (points[..., :1] - side * 20) / 10, -1, 1)
        return blend(color, rgb(PINK) * shade, inside)

    return paint


def mouth_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, z = points[..., 0], points[..., 2] - 61.9
        lips = np.broadcast_to(rgb("#7c2230"), points.shape)
        return blend(lips, rgb("#ff8f93"), step(-((x / 2.6) ** 2 + ((z + 2.0) / 1.5) ** 2), -1, 0.3))

    return paint


def band_paint() -> Paint:
    def paint(s: Array, t: Array, _points: Array) -> Array:
        color = blend(np.broadcast_to(rgb(MINT), (*s.shape, 3)), rgb(WHITE), step(-np.abs(t - 0.5), -0.2, 0.01))
        return blend(color, rgb(CORAL), step(-np.abs(np.abs(t - 0.5) - 0.21), -0.008, 0.004))

    return paint


def plate_paint() -> Paint:
    """A note on the outer side of the headphones."""

    def paint(_s: Array, _t: Array, points: Array) -> Array:
        y, z = points[..., 1] + 1, points[..., 2] - 71
        head = step(-(((y - 1.2) / 1.9) ** 2 + ((z + 2.6) / 1.5) ** 2), -1, 0.3)
        stem = step(-np.abs(y + 0.4), -0.45, 0.25) * step(z, -2.6, 0.3) * step(-z, -4.0, 0.3)
        flag = step(-np.abs(z - 3.4 - 0.5 * (y + 0.4)), -0.8, 0.3) * step(-y, 0.2, 0.3) * step(y, -3.4, 0.3)
        return blend(np.broadcast_to(rgb(WHITE), points.shape), rgb(CORAL), np.maximum(np.maximum(head, stem), flag))

    return paint


def bell_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points - np.array([0, -17.6, 49.6]), -1, 0)
        slot = np.maximum(step(-np.abs(x), -0.35, 0.2) * step(-z, 0.2, 0.3), step(-np.hypot(x, z + 0.4), -0.9, 0.3))
        band = step(-np.abs(z - 0.8), -0.25, 0.15)
        color = blend(np.broadcast_to(rgb(GOLD), points.shape), rgb("#b98a22"), band)
        return blend(color, rgb("#5a3d10"), slot * step(-y, 0.5, 0.5))

    return paint


def grille_paint() -> Paint:
    def paint(s: Array, t: Array, _points: Array) -> Array:
        mesh = np.maximum(
            step(np.sin(s * 2 * np.pi * 22 + t * 40), 0.4, 0.5), step(np.sin(s * 2 * np.pi * 22 - t * 40), 0.4, 0.5)
        )
        return blend(np.broadcast_to(rgb("#8d95a8"), (*s.shape, 3)), rgb("#dfe3ec"), mesh)

    return paint
