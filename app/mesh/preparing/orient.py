"""Turn a model the best way round for its print process, and say why that is better."""

import numpy as np

from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.figures import figure
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import ORIENT
from app.mesh.mesh import Mesh
from app.mesh.preparing.orientation import DOWN, Lying, Model
from app.mesh.preparing.placing import over_same_place, rotation_to, turned
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

DIRECTIONS = 200  # all around
FACETS = 60  # of the hull, largest first
FINALISTS = 10
UPRIGHT = float(np.cos(np.radians(45)))
WORTH = 0.02  # of the score: less is no reason to turn a model
MUCH = 5.0  # times as much as by itself counts what somebody aims at
STEADY = 2.0  # times the process's least tilt: steadier than that is no use

# How much counts: skin on supports, room under it, height, standing, steps of layers; by what holds overhangs.
# Supports that are broken off leave marks; soluble ones cost material, powder only the height of the bed.
WEIGHTS: dict[str, tuple[float, float, float, float, float]] = {
    "breakaway": (3.0, 0.8, 0.3, 0.15, 0.3),
    "soluble": (0.2, 0.6, 0.6, 0.3, 0.2),
    "powder": (0.0, 0.0, 1.0, 0.0, 0.1),
}
AIMS: dict[str, tuple[int, ...]] = {"auto": (), "support": (0, 1), "height": (2,), "stable": (3,), "surface": (0, 4)}


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Try many directions quickly and the best ones thoroughly."""
    values = Values(given)
    progress(0.0)
    model = Model.of(mesh, process)
    progress(0.1)
    ways = [model.lying(DOWN)]
    directions = _candidates(model, upright=values.on("upright"))
    for number, down in enumerate(directions):
        progress(0.1 + 0.5 * number / len(directions))
        ways.append(model.lying(down))
    weights = _weights(values.key("aim"), process)
    order = sorted(range(1, len(ways)), key=lambda k: _score(ways[k], model, weights))[:FINALISTS]
    finalists = []
    for number, k in enumerate([0, *order]):
        progress(0.6 + 0.35 * number / (len(order) + 1))
        finalists.append(model.measured(ways[k]))
    now = finalists[0]
    best = min(finalists, key=lambda way: _score(way, model, weights))
    if _score(best, model, weights) > _score(now, model, weights) - WORTH:
        return Repaired(mesh, _words_unchanged(now, process))
    result = over_same_place(turned(mesh, rotation_to(best.down, DOWN)), mesh)
    return Repaired(result, _words(now, best, process))


def _candidates(model: Model, *, upright: bool) -> FloatArray:
    """(N, 3) unit vectors that may point to the plate: facets of the hull, on which it stands, and all around."""
    k = np.arange(DIRECTIONS) + 0.5
    z, turn = 1 - 2 * k / DIRECTIONS, k * np.pi * (1 + 5**0.5)  # a spiral of equal areas (Fibonacci lattice)
    ring = np.sqrt(1 - z * z)
    around = np.stack([ring * np.cos(turn), ring * np.sin(turn), z], axis=1)
    axes = np.concatenate([np.eye(3), -np.eye(3)])
    found = np.concatenate([axes, model.facets[:FACETS], around])
    return found[found[:, 2] < -UPRIGHT] if upright else found


def _weights(aim: str, process: ProcessProfile) -> FloatArray:
    weights = np.array(WEIGHTS[process.supports])
    for k in AIMS[aim]:
        weights[k] = MUCH * max(float(weights[k]), 0.5)
    return weights


def _score(way: Lying, model: Model, weights: FloatArray) -> float:
    """Costs as shares of what the model has at most; the lower the better."""
    process = model.process
    steady = process.tip_margin_deg * STEADY
    size = float(np.ptp(model.corners, axis=0).max())
    costs = (
        way.support_mm2 / max(model.area, 1e-12),
        way.support_mm3 / max(model.volume, 1e-12) / 2,
        way.height_mm / max(size, 1e-12),
        1 - min(max(way.tilt_deg, 0.0), steady) / steady if steady else 0.0,
        way.steps_mm2 / max(model.area, 1e-12),
    )
    too_high = way.height_mm > process.build_volume_mm[2]
    turned_by = float(np.arccos(np.clip(way.down @ DOWN, -1.0, 1.0))) / np.pi
    return float(weights @ costs) + 10.0 * too_high + 0.01 * turned_by


def _words(now: Lying, best: Lying, process: ProcessProfile) -> Text:
    turned_by = float(np.degrees(np.arccos(np.clip(best.down @ DOWN, -1.0, 1.0))))
    angle = f"{turned_by:.0f}" if turned_by >= 10 else f"{turned_by:.1f}"
    stands = text(
        "height {height_before} → {height} mm, stands up to {tilt_before}° → {tilt}° of tilt",
        height_before=figure(now.height_mm),
        height=figure(best.height_mm),
        tilt_before=f"{max(now.tilt_deg, 0.0):.0f}",
        tilt=f"{max(best.tilt_deg, 0.0):.0f}",
    )
    if process.supports == "powder":
        return text("Turned by {angle}°: {stands}; the powder carries what hangs over", angle=angle, stands=stands)
    return text(
        "Turned by {angle}°: supports under {area_before} → {area} cm² of skin, {room_before} → {room} cm³ of them, {stands}",
        angle=angle,
        area_before=figure(now.support_mm2 / 100),
        area=figure(best.support_mm2 / 100),
        room_before=figure(now.support_mm3 / 1000),
        room=figure(best.support_mm3 / 1000),
        stands=stands,
    )


def _words_unchanged(now: Lying, process: ProcessProfile) -> Text:
    stands = text(
        "height {height} mm, stands up to {tilt}° of tilt",
        height=figure(now.height_mm),
        tilt=f"{max(now.tilt_deg, 0.0):.0f}",
    )
    if process.supports == "powder":
        return text("No way to lie is much better than this one: {stands}", stands=stands)
    return text(
        "No way to lie is much better than this one: supports under {area} cm² of skin, {room} cm³ of them, {stands}",
        area=figure(now.support_mm2 / 100),
        room=figure(now.support_mm3 / 1000),
        stands=stands,
    )


TOOL = Tool(ORIENT, work)
