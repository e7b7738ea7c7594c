"""A sample creation: an idol on a stage, with a colour at each vertex. About 50,000 faces, lighter than the cat."""

from collections.abc import Callable

import numpy as np

from app.i18n import text
from app.mesh.mesh import Mesh
from app.mesh.samples import defects
from app.mesh.samples.assembly import colored
from app.mesh.samples.paint import blend, plain, rgb, step, stripes
from app.mesh.samples.sample import Sample
from app.mesh.samples.surfaces import Array, Paint, Part, Surface, blob, direction, lathe, through, tube

HEIGHT = 110.0  # mm
SKIN, HAIR, HAIR_LIGHT, ROSE = "#ffdfca", "#8f6be0", "#d9a8f5", "#ff7fa8"
WHITE, VIOLET, DEEP, GOLD = "#fbf7ff", "#7a5bd0", "#2d2550", "#f5c65a"
HEAD = np.array([0.0, 0.0, 72.0])


def make() -> Mesh:
    mesh = colored(_parts())
    # The left bunch came out inside out, the skirt has no underside, and the rest is what generators usually leave.
    mesh = defects.turned_shell(mesh, (-44, 2, 68))
    mesh = defects.hole(mesh, (0, 0, 24.5), 21.0, high=0.3)
    mesh = defects.hole(mesh, (6, 25, 76), 3.0)
    mesh = defects.duplicated(mesh, (0, 12, 40), 4.0)
    mesh = defects.fin(mesh, (12, 10, 33), 2.0)
    return defects.degenerate(mesh, 6).scaled_to_height(HEIGHT)


def _parts() -> list[Part]:
    skin, rose, gold = plain(SKIN, 0.012), plain(ROSE, 0.02), plain(GOLD, 0.02)
    deep, violet = plain(DEEP, 0.03), plain(VIOLET, 0.03)
    parts = [
        Part("head", _head, _head_paint(), 64, 44, roughness=0.05),
        Part("hair", _hair, _hair_paint(), 72, 44, roughness=0.12),
        Part("dress", _dress(), _dress_paint(), 84, 38, roughness=0.06),
        Part("stage", _stage(), _stage_paint(), 60, 24),
        Part("neck", tube(through((0, 0.5, 44), (0, 0.5, 53)), 4.6, roundness=8), skin, 24, 10),
        Part("collar", _ring(7.4, 46.8, 1.7), gold, 10, 36, ring=True),
        Part("bow left", blob((-4.6, -7.6, 46.2), (4.4, 1.9, 3.2)), rose, 22, 14),
        Part("bow right", blob((4.6, -7.6, 46.2), (4.4, 1.9, 3.2)), rose, 22, 14),
        Part("knot", blob((0, -8.4, 46.2), (1.9, 1.7, 1.9)), gold, 14, 10),
        Part("mouth", _mouth(), _mouth_paint(), 28, 20),
        Part(
            "microphone",
            tube(through((9.6, -24, 56), (13.4, -20, 38)), lambda a: 2.5 - 0.8 * a, roundness=8),
            deep,
            20,
            20,
        ),
        Part("microphone head", blob((9.0, -24.6, 58.6), (3.8, 3.8, 4.0)), stripes("#aeb4c6", "#e8ebf2", 9), 28, 20),
        Part(
            "arm right",
            tube(through((8.5, -1, 43), (16, -7, 39.5), (17.5, -15, 42), (12.8, -21, 45)), 3.5, (0, 0, 1), roundness=7),
            _glove(),
            20,
            34,
        ),
        Part("hand right", blob((12.0, -21.4, 46.2), (3.9, 3.9, 3.9)), skin, 18, 12),
        Part(
            "arm left",
            tube(through((-8.5, 0, 43), (-16, -1, 44), (-23, -3, 50), (-25.5, -5, 57)), 3.5, (0, 1, 0), roundness=7),
            _glove(),
            20,
            34,
        ),
        Part("hand left", blob((-25.8, -5.4, 59), (3.9, 3.6, 4.1)), skin, 18, 12),
        Part("band", tube(_over_the_head, 1.6, (0, 1, 0), roundness=20), gold, 12, 56),
        # A sheet of 0.35 mm: it will not survive the printer.
        Part(
            "ribbon",
            tube(through((1.5, 19, 61), (4, 28, 52), (2, 31, 42), (6, 32, 33)), 3.2, (1, 0, 0), 0.055, roundness=9),
            rose,
            20,
            30,
        ),
        # A core that a generator left inside the head
        Part("core", blob((0, 0, 72), (9, 9, 9)), skin, 24, 16),
        Part("crumb 1", blob((20, -24, 96), (0.8, 0.8, 0.8)), violet, 8, 6),
        Part("crumb 2", blob((-22, -20, 30), (0.6, 0.5, 0.5)), violet, 8, 6),
    ]
    for side, name in ((-1, "left"), (1, "right")):
        parts += [
            Part(f"eye {name}", _eye(side), _eye_paint(side), 52, 36),
            Part(
                f"brow {name}",
                tube(
                    through((side * 7, -24.6, 82.4), (side * 11, -23.6, 83.6), (side * 15, -21.6, 82.6)), 0.7, (0, 0, 1)
                ),
                plain(HAIR),
                10,
                14,
            ),
            Part(f"bunch {name}", _bunch(side), _bunch_paint(), 26, 40, roughness=0.15),
            Part(f"tie {name}", blob((side * 27.5, 4, 84), (4.2, 5.2, 5.2)), rose, 20, 14),
            Part(
                f"leg {name}",
                tube(through((side * 3.4, 0, 47), (side * 6.0, 0, 29), (side * 6.6, -0.5, 10)), 4.3, roundness=8),
                skin,
                22,
                20,
            ),
            Part(f"boot {name}", _boot(side), _boot_paint(), 26, 20),
        ]
    for k, (x, z, wide, lean) in enumerate(
        ((-15, 84, 7.2, -4), (-5.5, 86.5, 7.8, -1.5), (5, 86.5, 7.8, 1.5), (15, 84, 7.2, 4))
    ):
        tip = (x + lean, -25.6 + 0.035 * x * x, z - 8.5)
        path = through((x * 0.7, -14, 98), (x * 0.95, -24.4 + 0.03 * x * x, 92), tip)
        parts.append(
            Part(
                f"fringe {k}",
                tube(path, _lock(wide), (1, 0, 0), 0.38),
                _bunch_paint(),
                18,
                18,
            )
        )
    return parts


def _lock(wide: float) -> Callable[[Array], Array]:
    return lambda along: wide * (1.05 - 0.75 * along)


def _head(s: Array, t: Array) -> Array:
    d = direction(s, t)
    z = d[..., 2]
    jaw = 1 - 0.17 * np.clip(-z - 0.1, 0, 1)
    return HEAD + np.stack([d[..., 0] * 26 * jaw, d[..., 1] * 24.5, z * 24 - 0.6 * np.clip(-z, 0, 1) ** 3], axis=-1)


def _hair(s: Array, t: Array) -> Array:
    """A cap around the head that leaves the face free: in front it draws back into the head."""
    d = direction(s, t)
    x, y, z = d[..., 0], d[..., 1], d[..., 2]
    face = step(-y, 0.28, 0.5) * step(-z, -0.62, 0.35)
    strands = 0.45 * np.sin(2 * np.pi * s * 22) * np.clip(1 - z**2, 0, 1)
    grow = 1 - 0.28 * face
    return np.asarray(
        HEAD
        + np.array([0, 1.6, 1.0])
        + np.stack([x * (29 + strands), y * (27.5 + strands), z * 27], axis=-1) * grow[..., None]
    )


def _bunch(side: int) -> Surface:
    path = through((side * 26, 4, 84), (side * 37, 4, 84), (side * 45, 3, 70), (side * 43, 1, 55), (side * 48, -1, 44))
    plump = tube(path, lambda a: 9.6 * (1.02 - 0.8 * a**2.2) * np.minimum(1, 0.45 + 3 * a), (0, 1, 0), 0.9, 4)

    def surface(s: Array, t: Array) -> Array:
        spine = path((1 - np.cos(np.pi * t)) / 2)
        return spine + (plump(s, t) - spine) * (1 + 0.05 * np.sin(2 * np.pi * (5 * s + 0.8 * t)))[..., None]

    return surface


def _dress() -> Surface:
    turned = lathe(
        [
            (0, 24.5),
            (24, 24.5),
            (25, 25.6),
            (22.5, 29),
            (16, 35),
            (10.5, 39),
            (9.2, 42),
            (9.8, 46),
            (6.5, 48.5),
            (0, 48.5),
        ]
    )

    def surface(s: Array, t: Array) -> Array:
        points = turned(s, t)
        pleats = 0.055 * np.sin(2 * np.pi * s * 14) * np.clip((39 - points[..., 2]) / 13, 0, 1)
        return points * np.stack([1 + pleats, 1 + pleats, np.ones_like(pleats)], axis=-1)

    return surface


def _boot(side: int) -> Surface:
    x = side * 6.8

    def surface(s: Array, t: Array) -> Array:
        d = direction(s, t)
        z = d[..., 2]
        toe = np.clip(-d[..., 1], 0, 1) * step(-z, 0.1, 0.9) * 4.5
        return np.stack(
            [x + d[..., 0] * 5.6, -1 + d[..., 1] * 5.8 - toe, 10.6 + np.sign(z) * np.abs(z) ** 0.8 * 6.2], axis=-1
        )

    return surface


def _stage() -> Surface:
    return lathe([(0, 0), (27, 0), (28.6, 0.8), (29, 2), (29, 3.2), (26.5, 3.4), (26.5, 5.4), (25.8, 6.0), (0, 6.0)])


def _ring(radius: float, height: float, thick: float) -> Surface:
    def path(along: Array) -> Array:
        a = 2 * np.pi * np.asarray(along)
        return np.stack([radius * np.cos(a), 0.5 + radius * np.sin(a), height + 0 * a], axis=-1)

    return tube(path, thick, side=(0, 0, 1), closed=True)


def _over_the_head(along: Array) -> Array:
    a = np.pi * np.asarray(along)
    return np.stack([-29.5 * np.cos(a), 1.5 + 0 * a, 73 + 28.2 * np.sin(a)], axis=-1)


def _mouth() -> Surface:
    def surface(s: Array, t: Array) -> Array:
        d = direction(s, t)
        # Flat above, round below: an open smile
        return np.stack(
            [3.3 * d[..., 0], -23.6 + 1.6 * d[..., 1], 62.4 + np.where(d[..., 2] > 0, 0.7, 3.0) * d[..., 2]], axis=-1
        )

    return surface


def _eye(side: int) -> Surface:
    return blob((side * 10.6, -20.9, 70.6), (5.9, 2.5, 7.5))


def _head_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, y, z = np.moveaxis(points - HEAD, -1, 0)
        blush = np.exp(-(((np.abs(x) - 15.5) / 4.0) ** 2) - ((z + 9.0) / 2.8) ** 2) * step(-y, 6, 6)
        nose = np.exp(-((x / 1.0) ** 2) - ((z + 6.2) / 0.8) ** 2) * step(-y, 10, 6)
        color = blend(np.broadcast_to(rgb(SKIN), points.shape), rgb("#ff9a9e"), 0.7 * blush)
        return blend(color, rgb("#ef9c86"), nose)

    return paint


def _hair_paint() -> Paint:
    def paint(s: Array, _t: Array, points: Array) -> Array:
        z = points[..., 2]
        shine = np.exp(-(((z - 88 - 1.2 * np.sin(2 * np.pi * s * 11)) / 2.4) ** 2))
        color = blend(np.broadcast_to(rgb(HAIR), points.shape), rgb(HAIR_LIGHT), 0.75 * shine)
        return np.asarray(color * (1 + 0.05 * np.sin(2 * np.pi * s * 22))[..., None])

    return paint


def _bunch_paint() -> Paint:
    def paint(s: Array, t: Array, _points: Array) -> Array:
        color = blend(np.broadcast_to(rgb(HAIR), (*s.shape, 3)), rgb(HAIR_LIGHT), step(t, 0.72, 0.5))
        return np.asarray(color * (1 + 0.06 * np.sin(2 * np.pi * (5 * s + 0.8 * t)))[..., None])

    return paint


def _mouth_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        return blend(np.broadcast_to(rgb("#b5304f"), points.shape), rgb("#ff8ea0"), step(-points[..., 2], -60.9, 0.8))

    return paint


def _dress_paint() -> Paint:
    def paint(s: Array, _t: Array, points: Array) -> Array:
        z = points[..., 2]
        color = blend(
            np.broadcast_to(rgb(VIOLET), points.shape), rgb(WHITE), step(np.sin(2 * np.pi * s * 14), 0.2, 0.5)
        )
        color = blend(color, rgb(ROSE), step(-np.abs(z - 27.4), -0.9, 0.5))
        color = blend(color, rgb(DEEP), step(z, 38.6, 0.8))
        return blend(color, rgb(GOLD), step(-np.abs(z - 39.2), -0.9, 0.5))

    return paint


def _stage_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        r = np.hypot(points[..., 0], points[..., 1])
        angle = np.arctan2(points[..., 1], points[..., 0])
        rays = step(np.sin(10 * angle), 0, 0.4) * step(r, 6, 1) * step(-r, -24, 1)
        color = blend(np.broadcast_to(rgb("#3d3170"), points.shape), rgb("#5b4aa0"), rays)
        return blend(color, rgb(GOLD), step(r, 26.2, 0.4))

    return paint


def _boot_paint() -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        z = points[..., 2]
        color = blend(np.broadcast_to(rgb(WHITE), points.shape), rgb(ROSE), step(z, 14.2, 0.6))
        return blend(color, rgb(DEEP), step(-z, -6.6, 0.5))

    return paint


def _glove() -> Paint:
    def paint(_s: Array, t: Array, points: Array) -> Array:
        color = blend(np.broadcast_to(rgb(SKIN), points.shape), rgb(WHITE), step(t, 0.62, 0.05))
        color = blend(color, rgb(ROSE), step(-np.abs(t - 0.62), -0.03, 0.02))
        return blend(color, rgb(DEEP), step(-t, -0.3, 0.04))

    return paint


def _eye_paint(side: int) -> Paint:
    def paint(_s: Array, _t: Array, points: Array) -> Array:
        x, _, z = np.moveaxis(points - np.array([side * 10.6, 0, 70.6]), -1, 0)

        def spot(cx: float, cz: float, rx: float, rz: float) -> Array:
            return step(-(((x - cx) / rx) ** 2 + ((z - cz) / rz) ** 2), -1, 0.3)

        color = np.broadcast_to(rgb("#241a3c"), points.shape)
        iris = blend(np.broadcast_to(rgb("#4a2fa8"), points.shape), rgb("#ff9fd0"), np.clip((1.5 - z) / 7, 0, 1))
        color = color + (iris - color) * spot(0, -0.6, 4.9, 6.2)[..., None]
        color = blend(color, rgb("#1a1030"), spot(0, 0.3, 2.4, 3.4))
        color = blend(color, rgb("#ffffff"), spot(-1.8, 2.8, 1.9, 2.1))
        return blend(color, rgb("#ffffff"), spot(2.0, -3.0, 1.0, 1.1))

    return paint


SAMPLE = Sample(
    "singer",
    text("Idol on stage"),
    text("Coloured vertices, an inverted part, an open skirt, a core in the head and a ribbon too thin to print"),
    make,
)
