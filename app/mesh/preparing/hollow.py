"""Make a figure hollow: a room inside at the asked distance from its skin, with holes that let out what fills it."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.figures import figure
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import HOLLOW
from app.mesh.ghost import Ghost
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.recolor import from_closest
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_volumes
from app.mesh.mesh import Mesh
from app.mesh.preparing.drains import DrainSettings, drained, holes_words
from app.mesh.preparing.drains import ghost as holes_ghost
from app.mesh.preparing.hollow_room import Room, room_in
from app.mesh.preparing.hollow_shells import NO_INSIDE, hollow_shells, refuse_overlaps
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

LEAST_MM3 = 200.0  # of a room: less saves next to nothing and wants holes all the same
LEAST_SHARE = 0.01  # of the largest room


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Hollow the model; its skin stays as it is, to the bit, but for drain holes."""
    values = Values(given)
    wall = values.number("wall_mm")
    if wall < process.min_wall_mm:
        raise RepairFailedError(
            text(
                "A wall of {wall} mm is thinner than the {least} mm that this process needs; choose a thicker one.",
                wall=figure(wall),
                least=figure(process.min_wall_mm),
            )
        )
    progress(0.0, text("Looking for room inside"))
    hollow = hollowed(mesh, wall, room_width(values.number("room_mm"), process), progress.part(0.0, 0.8))
    words = _words(mesh, hollow, wall)
    if not values.on("drains"):
        return Repaired(hollow, words)
    progress(0.8, text("Making drain holes"))
    settings = DrainSettings.of(values, process)
    result = drained(hollow, settings, process, progress.part(0.8, 1.0))
    return Repaired(result.mesh, text("{rooms}; {holes}", rooms=words, holes=holes_words(result, settings)))


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """Where picked holes go; room and other holes are looked for only when it is done."""
    return holes_ghost(mesh, given, process) if Values(given).on("drains") else None


def room_width(asked_mm: float, process: ProcessProfile) -> float:
    """The least width of a room; 0 stands for that of a drain hole, so that everything gets to the holes."""
    return asked_mm or process.drain_hole_mm


def hollowed(mesh: Mesh, wall_mm: float, room_mm: float, progress: Progress) -> Mesh:
    """The mesh with closed rooms inside, after its own faces; a hollow that was there is made anew.

    Raises RepairFailedError for an open surface, and where no room fits.
    """
    skin = _without_hollows(mesh, progress.part(0.0, 0.2))
    room = _large(room_in(skin, wall_mm, room_mm, progress.part(0.2, 0.9)))
    if not len(room.faces):
        raise RepairFailedError(
            text(
                "Nothing in this model is thick enough for a room behind walls of {wall} mm; choose a thinner wall or a "
                "narrower room.",
                wall=figure(wall_mm),
            )
        )
    inner = from_closest(skin, room.points, room.faces, progress.part(0.9, 1.0)).turned()
    if inner.uv is not None:  # one texel a face: a picture drawn over the far larger or smaller wall would be smeared
        inner = inner.with_(uv=np.repeat(inner.uv[:, :1], 3, axis=1))
    result = joined([Draft.of(skin), inner])
    return Mesh(result.points, result.faces, result.uv, result.colors, result.material, result.materials)


def _without_hollows(mesh: Mesh, progress: Progress) -> Mesh:
    progress(0.0)
    label, hollow = hollow_shells(mesh)
    refuse_overlaps(mesh, label, progress)
    if not hollow.any():
        return mesh
    if hollow.all():
        raise RepairFailedError(NO_INSIDE)
    return mesh.keep_faces(~hollow[label])


def _large(room: Room) -> Room:
    """Without rooms that are not worth their holes, and without what is left standing free in a room."""
    if not len(room.faces):
        return room
    count, label = face_components(room.faces, len(room.points))
    volume = np.bincount(label, face_volumes(room.points, room.faces), count)
    stays = volume >= max(LEAST_MM3, LEAST_SHARE * float(volume.max()))
    used, faces = np.unique(room.faces[stays[label]], return_inverse=True)
    return Room(room.points[used], faces.reshape(-1, 3).astype(np.int32))


def _volume(mesh: Mesh) -> float:
    return float(face_volumes(mesh.vertices, mesh.faces).sum())


def _words(before: Mesh, hollow: Mesh, wall_mm: float) -> Text:
    _, inward = hollow_shells(hollow)
    full, left = _volume(before), _volume(hollow)
    return plural(
        "Hollowed with walls of {wall} mm: {n} room saves {saved} of {full} cm³ ({share} %)",
        "Hollowed with walls of {wall} mm: {n} rooms save {saved} of {full} cm³ ({share} %)",
        int(inward.sum()),
        wall=figure(wall_mm),
        saved=figure((full - left) / 1000),
        full=figure(full / 1000),
        share=figure(100 * (full - left) / full, 2),
    )


TOOL = Tool(HOLLOW, work, ghost)
