"""40 figurines of 80 to 120 mm: side by side on 350 × 350 mm, and in a volume of 510 × 508 × 305 mm, beside boxes.

``python -m tests.bench.plate_packing FOLDER [--small]``; a part of ``bench dispatch``. The figurines are the shipped samples and,
where the shared corpus is there, some of its figurines, stood up, scaled and turned. Every layout is measured again from
the surfaces. The last line is one JSON object.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.dispatch.plates import bed, volume
from app.dispatch.plates.body import SIDES, Body, Layout, Room
from app.dispatch.plates.build import body_of
from app.dispatch.plates.cells import shadow
from app.dispatch.plates.proof import prove
from app.dispatch.plates.shelves import box_layout
from app.jobs.progress import silent
from app.mesh.kernels.columns import columns
from app.mesh.kernels.warm import warm
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from app.mesh.samples import ALL
from tests.bench.orders_figures.table import show

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "figurines"
STANDING = (
    ("threestudio--human.obj", "y"), ("threestudio--teddy.obj", "y"), ("meshes--penguin_hr.obj", "y"),
    ("MagicArticulate--boy.obj", "y"), ("vtk-data--lucy.ply", "z"), ("glTF-Transform--chr_knight.glb", "z"),
    ("TRELLIS--sample.glb", "z"), ("point2mesh--turtle.obj", "z"),
)  # fmt: skip
"""Figurines of the corpus, and which axis of theirs looks up as they are read."""

COUNT, HEIGHTS_MM, SEED = 40, (80.0, 120.0), 3
PLATE = Room(350.0, 350.0, 0.0, 3.0)
VOLUME = Room(510.0, 508.0, 305.0, 5.0)
SECONDS = 20.0


def meshes() -> list[Mesh]:
    """The figurines as they stand."""
    found = [sample.make() for sample in ALL.values()]
    for name, up in STANDING:
        path = CORPUS / name
        if path.is_file():
            mesh = load(path, silent()).mesh
            found.append(mesh.with_(vertices=mesh.vertices @ SIDES[up].T))
    return found


def figurines(count: int) -> list[Body]:
    """So many, each of its own height and turned its own way; all are equally urgent."""
    random, made = np.random.default_rng(SEED), []
    models = meshes()
    print(f"{count} figurines of {len(models)} models, {HEIGHTS_MM[0]:g} to {HEIGHTS_MM[1]:g} mm")
    for number in range(count):
        mesh = models[number % len(models)].scaled_to_height(random.uniform(*HEIGHTS_MM))
        angle = random.uniform(0, 2 * np.pi)
        cos, sin = np.cos(angle), np.sin(angle)
        turned = mesh.vertices @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
        made.append(body_of(number + 1, mesh.with_(vertices=turned)))
    return made


def boxed(body: Body) -> Body:
    """Its bounding box, as a body."""
    low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float64)
    quads = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))], np.int32)
    return Body(body.id, low + corners * (high - low), faces)


def solid_mm3(body: Body) -> float:
    """Volume of the solid, bodies that overlap counted once."""
    bounds = np.array([body.vertices.min(axis=0), body.vertices.max(axis=0)])
    return columns(body.vertices, body.faces, bounds, 0.5).volume


def timed(pack: Callable[[], Layout]) -> tuple[Layout, float]:
    """What it gives, and in how many seconds."""
    begun = time.perf_counter()
    layout = pack()
    return layout, time.perf_counter() - begun


def faults(bodies: Sequence[Body], layout: Layout, room: Room) -> int:
    """Pairs that are nearer than the spacing, and bodies that are not all inside."""
    proof = prove({body.id: body for body in bodies}, layout.places, room, silent())
    return len(proof.near) + len(proof.outside)


def on_a_plate(bodies: list[Body]) -> tuple[dict[str, Any], int]:
    """As many as one plate takes."""
    area = {body.id: shadow(body).area for body in bodies}
    boxes = [boxed(body) for body in bodies]
    rows: list[tuple[object, ...]] = []
    figures: dict[str, Any] = {}
    wrong = 0
    for key, name, pack in (
        ("plate_shelves", "bounding boxes on shelves", lambda: box_layout(bodies, PLATE)),
        ("plate_box", f"bounding boxes, {SECONDS:g} s", lambda: bed.nest(boxes, PLATE, silent(), SECONDS)),
        ("plate_first", "silhouettes, first layout", lambda: bed.nest(bodies, PLATE, silent(), 0.0)),
        ("plate", f"silhouettes, {SECONDS:g} s", lambda: bed.nest(bodies, PLATE, silent(), SECONDS)),
    ):
        layout, seconds = timed(pack)
        share = sum(area[id_] for id_ in layout.places) / (PLATE.width * PLATE.depth)
        bad = faults(bodies, layout, PLATE)
        wrong += bad
        rows.append((name, len(layout.places), f"{share:.1%}", f"{seconds:.2f}", bad, layout.how))
        figures |= {
            f"{key}_pieces": len(layout.places),
            f"{key}_utilisation": round(share, 4),
            f"{key}_s": round(seconds, 2),
        }
    show(("350 × 350 mm", "pieces", "covered", "s", "faults", "found by"), rows, (28, 8, 9, 7, 8, 14))
    return figures, wrong


def in_a_volume(bodies: list[Body]) -> tuple[dict[str, Any], int]:
    """All of them, as low as can be: the printer's time goes with the height."""
    solid = {body.id: solid_mm3(body) for body in bodies}
    boxes = [boxed(body) for body in bodies]
    rows: list[tuple[object, ...]] = []
    figures: dict[str, Any] = {}
    wrong = 0
    for key, name, pack in (
        ("volume_shelves", "bounding boxes on shelves", lambda: box_layout(bodies, VOLUME, tuple(SIDES))),
        (
            "volume_box",
            f"bounding boxes, {SECONDS:g} s",
            lambda: volume.stack(boxes, VOLUME, silent(), seconds=SECONDS),
        ),
        (
            "volume_upright",
            "shapes, upright",
            lambda: volume.stack(bodies, VOLUME, silent(), sides=("z",), seconds=0.0),
        ),
        ("volume_first", "shapes, any side, first layout", lambda: volume.stack(bodies, VOLUME, silent(), seconds=0.0)),
        ("volume", f"shapes, any side, {SECONDS:g} s", lambda: volume.stack(bodies, VOLUME, silent(), seconds=SECONDS)),
    ):
        layout, seconds = timed(pack)
        filled = sum(solid[id_] for id_ in layout.places)
        share = filled / (VOLUME.width * VOLUME.depth * layout.height) if layout.height else 0.0
        bad = faults(bodies, layout, VOLUME)
        wrong += bad
        rows.append(
            (name, len(layout.places), f"{layout.height:.0f}", f"{share:.1%}", f"{seconds:.2f}", bad, layout.how)
        )
        figures |= {
            f"{key}_pieces": len(layout.places), f"{key}_utilisation": round(share, 4), f"{key}_s": round(seconds, 2),
            f"{key}_height_mm": round(layout.height, 1),
        }  # fmt: skip
    show(("510 × 508 × 305 mm", "pieces", "height", "filled", "s", "faults", "found by"), rows, (32, 8, 8, 8, 7, 8, 10))
    return figures, wrong


def main() -> int:
    """Measure, print, and return 0; 1 where a layout breaks its rules."""
    warm()
    bodies = figurines(8 if "--small" in sys.argv else COUNT)
    flat, wrong_flat = on_a_plate(bodies)
    deep, wrong_deep = in_a_volume(bodies)
    print(json.dumps(flat | deep | {"plate_gap_faults": wrong_flat + wrong_deep}))
    return 1 if wrong_flat + wrong_deep else 0


if __name__ == "__main__":
    sys.exit(main())
