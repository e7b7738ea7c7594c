"""A sample creation: a cat that sings with headphones on, standing on a record. Textured, about 210,000 faces."""

import numpy as np

from app.i18n import text
from app.mesh.mesh import Mesh
from app.mesh.samples import cat_paint as paints
from app.mesh.samples import defects
from app.mesh.samples.assembly import textured
from app.mesh.samples.paint import plain, stripes
from app.mesh.samples.sample import Sample
from app.mesh.samples.surfaces import (
    Array,
    Part,
    Surface,
    blob,
    direction,
    lathe,
    through,
    tube,
)

ATLAS = 2048
HEIGHT = 120.0  # mm


def make() -> Mesh:
    return _spoil(textured("cat", _parts(), ATLAS, ground=(240, 160, 78))).scaled_to_height(HEIGHT)


def _spoil(mesh: Mesh) -> Mesh:
    """What a generator would have left: holes, a patch inside out, faces twice, faces without area, a fin."""
    mesh = defects.hole(mesh, (0, 27.5, 78), 2.6)
    mesh = defects.hole(mesh, (-13, 3, 0), 4.0)
    mesh = defects.hole(mesh, (21.5, 1.5, 107.5), 1.5)
    mesh = defects.inverted(mesh, (0, 17.0, 36), 4.5)
    mesh = defects.duplicated(mesh, (15, -9, 50), 2.0)
    mesh = defects.fin(mesh, (-18, 8, 40), 1.5)
    return defects.degenerate(mesh, 14)


def _parts() -> list[Part]:
    fur, sock, steel = paints.fur(), plain(paints.CREAM, 0.025, 5), plain(paints.NAVY, 0.04, 6)
    mint, white, coral = plain(paints.MINT, 0.03, 7), plain(paints.WHITE, 0.02, 8), plain(paints.CORAL, 0.03, 9)
    parts = [
        Part("head", _head, paints.head_paint(), 208, 136, (1136, 800), roughness=0.16),
        Part("body", _body, paints.body_paint(), 168, 92, (640, 448), roughness=0.16),
        Part("record", _record(), paints.record_paint(), 140, 56, (880, 560), roughness=0.04),
        Part("tail", _tail(), paints.tail_paint(), 48, 108, (200, 448), roughness=0.14),
        Part(
            "foot left",
            blob((-11, -8.5, 12.0), (8.6, 11.5, 6.6)),
            paints.paw_paint(-11),
            70,
            44,
            (256, 160),
            roughness=0.12,
        ),
        Part(
            "foot right",
            blob((11, -8.5, 12.0), (8.6, 11.5, 6.6)),
            paints.paw_paint(11),
            70,
            44,
            (256, 160),
            roughness=0.12,
        ),
        Part("arm left", _arm(-1), paints.arm_paint(), 54, 60, (200, 200), roughness=0.14),
        Part("arm right", _arm(1), paints.arm_paint(), 54, 60, (200, 200), roughness=0.14),
        Part("paw right", blob((14.2, -23.2, 46.2), (5.6, 5.2, 5.6)), sock, 48, 30, (96, 64), roughness=0.12),
        Part(
            "paw left",
            blob((-33.6, -10.5, 58.8), (5.8, 5.2, 6.0)),
            paints.pad_paint(),
            48,
            30,
            (192, 128),
            roughness=0.12,
        ),
        Part("ear left", _ear(-1), paints.ear_paint(-1), 74, 54, (280, 220), roughness=0.12),
        Part("ear right", _ear(1), paints.ear_paint(1), 74, 54, (280, 220), roughness=0.12),
        Part("muzzle left", blob((-4.6, -28.6, 65.8), (6.2, 4.4, 4.9)), sock, 50, 34, (96, 64), roughness=0.08),
        Part("muzzle right", blob((4.6, -28.6, 65.8), (6.2, 4.4, 4.9)), sock, 50, 34, (96, 64), roughness=0.08),
        Part("nose", blob((0, -32.6, 69.2), (2.3, 1.7, 1.6)), plain("#e5707c"), 36, 24, roughness=0.03),
        Part("mouth", blob((0, -28.6, 61.9), (3.6, 3.4, 3.4)), paints.mouth_paint(), 48, 32, (96, 64), roughness=0.03),
        Part("band", _band(36.0, 2.7, 1.35), paints.band_paint(), 34, 160, (96, 448), roughness=0.05),
        Part(
            "collar",
            _collar(),
            stripes(paints.CORAL, paints.GOLD, 28, 0.18),
            24,
            126,
            (64, 448),
            ring=True,
            roughness=0.05,
        ),
        Part("bell", blob((0, -17.6, 49.6), (3.7, 3.6, 3.7)), paints.bell_paint(), 40, 28, (96, 64), roughness=0.03),
        Part("microphone head", blob((11.6, -27.0, 57.4), (4.4, 4.4, 4.6)), paints.grille_paint(), 60, 40, (256, 160)),
        Part(
            "microphone ring",
            tube(through((11.9, -26.5, 54.6), (12.1, -26.2, 53.2)), 3.9, roundness=8),
            plain(paints.GOLD),
            48,
            16,
        ),
        Part(
            "microphone",
            tube(through((12.0, -26.4, 54.0), (14.6, -22.0, 36.5)), _taper, roundness=9),
            steel,
            36,
            42,
            (64, 96),
        ),
        Part("cable", tube(through(*CABLE), 0.2), white, 8, 200),
    ]
    for side, name in ((-1, "left"), (1, "right")):
        x = side * 36.4
        parts += [
            Part(
                f"cushion {name}",
                _cup(x - side * 2.6, x + side * 1.6, 12.2, 3.2),
                steel,
                66,
                26,
                (128, 48),
                roughness=0.06,
            ),
            Part(f"cup {name}", _cup(x, x + side * 6.4, 11.2, 4.5), mint, 66, 34, (128, 64), roughness=0.05),
            Part(
                f"plate {name}",
                _cup(x + side * 5.0, x + side * 7.4, 7.4, 5.0),
                paints.plate_paint(),
                54,
                22,
                (128, 96),
                roughness=0.03,
            ),
        ]
    parts += [
        Part("button", blob((39.6, -10.2, 71), (1.5, 1.5, 1.5)), coral, 20, 14),
        # Crumbs that hang in the air, as generators leave them
        Part("crumb 1", blob((24, -22, 103), (0.9, 0.7, 0.8)), fur, 12, 8, roughness=0.2),
        Part("crumb 2", blob((-30, 15, 100), (0.6, 0.6, 0.7)), fur, 10, 8, roughness=0.15),
        Part("crumb 3", blob((29, -20, 28), (0.5, 0.7, 0.5)), fur, 10, 8, roughness=0.1),
        Part("crumb 4", blob((-22, -25, 24), (0.4, 0.4, 0.4)), fur, 8, 6),
    ]
    return parts


CABLE = ((-40.5, -3, 62), (-42, -4, 52), (-38, -2, 40), (-33, 2, 28), (-30, 5, 17), (-27, 8, 9), (-25, 9, 5))


def _head(s: Array, t: Array) -> Array:
    # Closer together in front: the face gets twice the pixels and faces of the back.
    d = direction(s + 0.45 / (2 * np.pi) * np.sin(2 * np.pi * s), t)
    x, y, z = d[..., 0], d[..., 1], d[..., 2]
    cheeks = np.exp(-(((z + 0.32) / 0.38) ** 2))
    # Tufts of fur at the cheeks: three waves that grow towards the side.
    tufts = 1.5 * np.exp(-(((z + 0.38) / 0.22) ** 2)) * np.clip(np.abs(x) - 0.72, 0, 1) * 4 * np.cos((z + 0.38) * 26)
    wide = 33.5 * (1 + 0.07 * cheeks) + tufts
    low = np.where(z < 0, 25.0, 28.0)
    crest = 0.8 * np.exp(-((x / 0.1) ** 2)) * np.clip(z, 0, 1) * np.clip(-y + 0.3, 0, 1)
    return paints.HEAD + np.stack([x * wide, y * 28.8, z * (low + crest)], axis=-1)


def _body(s: Array, t: Array) -> Array:
    d = direction(s, t)
    z = d[..., 2]
    waist = 1 - 0.24 * np.clip(z, -1, 1) - 0.07 * np.clip(z, 0, 1) ** 2
    return np.array([0, 1.5, 31.0]) + np.stack([d[..., 0] * 20.5 * waist, d[..., 1] * 18.0 * waist, z * 24.0], axis=-1)


def _record() -> Surface:
    return lathe(
        [(0, 0), (37, 0), (38.6, 0.8), (39, 2), (39, 4.5), (38.4, 5.6), (37, 6), (14.5, 6), (14, 6.4), (0, 6.4)]
    )


def _tail() -> Surface:
    path = through((6, 14, 14), (16, 24, 13), (26, 25, 20), (30, 19, 32), (27, 15, 43), (32, 14, 51))
    return tube(path, lambda a: 5.0 + 1.2 * np.sin(np.pi * a) - 0.4 * a, side=(1, -1, 0), roundness=5)


def _arm(side: int) -> Surface:
    if side < 0:  # waves
        path = through((-12, -3, 45), (-20, -5, 47), (-29, -8, 52), (-34, -10.5, 59))
    else:  # holds the microphone
        path = through((12, -4, 45), (21, -10, 41), (19.5, -19, 42), (14.5, -23, 46))
    return tube(path, lambda a: 6.2 - 1.2 * a, side=(0, 1, 0) if side < 0 else (0, 0, 1), roundness=6)


def _ear(side: int) -> Surface:
    root, tip = np.array([side * 17.5, 1.0, 86.0]), np.array([side * 25.5, 1.5, 117.0])
    axis = (tip - root) / np.linalg.norm(tip - root)
    across = np.cross([0, 1.0, 0], axis)

    def surface(s: Array, t: Array) -> Array:
        along = (1 - np.cos(np.pi * t)) / 2
        wide = 12.6 * np.clip(1 - along**1.45, 0, 1) ** 0.82 * np.minimum(1, along * 14) ** 0.5
        a = 2 * np.pi * (s - 0.5)
        deep = -np.cos(a)
        # The front is hollow: an ear, not a horn.
        hollow = np.where(
            deep < 0, 0.62 - 0.95 * np.cos(a) ** 2 * np.clip(np.sin(np.pi * np.clip(along, 0, 1)), 0, 1), 0.62
        )
        return np.asarray(
            root
            + axis * (along * np.linalg.norm(tip - root))[..., None]
            + across * (wide * np.sin(a))[..., None]
            + np.array([0, 1.0, 0]) * (wide * deep * hollow)[..., None]
        )

    return surface


def _band(radius: float, thick: float, flat: float) -> Surface:
    def path(along: Array) -> Array:
        a = np.pi * np.asarray(along)
        height = 0.93 * radius * np.sin(a)
        return np.stack([-radius * 1.03 * np.cos(a), np.zeros_like(a) - 1.0, 71.5 + height], axis=-1)

    return tube(path, lambda a: thick * (0.85 + 0.35 * np.sin(np.pi * np.clip(a, 0, 1)) ** 6), (0, 1, 0), flat, 20)


def _cup(start: float, end: float, radius: float, roundness: float) -> Surface:
    return tube(through((start, -1, 71), (end, -1, 71)), radius, side=(0, 1, 0), roundness=roundness)


def _collar() -> Surface:
    def path(along: Array) -> Array:
        a = 2 * np.pi * np.asarray(along)
        return np.stack([14.6 * np.cos(a), 1.2 + 14.2 * np.sin(a), 50.2 + 1.6 * np.sin(a)], axis=-1)

    return tube(path, 2.3, side=(0, 0, 1), closed=True)


def _taper(along: Array) -> Array:
    return np.asarray(3.1 - 1.1 * along)


SAMPLE = Sample(
    "cat",
    text("Singing cat"),
    text("A textured figurine with holes, overlapping parts, crumbs, an inverted patch and a cable that is too thin"),
    make,
)
