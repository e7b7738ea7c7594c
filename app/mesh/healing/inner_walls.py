"""Taking away inner skins that are joined to the outer one by pinholes; the outer skin keeps every face to the bit.

What is inner is decided by a flood from outside on a grid (``inner_skins``), not by what rays from each face meet.
"""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.shortest_rims import with_shortest_rims
from app.mesh.healing.topology import closed, without_double_edges
from app.mesh.inner_skins import flood_grid, inner_skins
from app.mesh.kernels.components import face_components
from app.settings.process import ProcessProfile

REACH = 4.0  # gaps: how far into a pinhole its end is looked for


def without_inner_walls(draft: Draft, process: ProcessProfile, progress: Progress) -> tuple[Draft, int]:
    """The draft without inner skins, the pinholes closed in the colour of their rims; also how many faces were removed.

    Only shells that have an inner skin are touched; holes that they had before are closed along with the pinholes. The
    draft itself comes back where there is none, or where taking it away would not add volume (then it was no wall).
    """
    welded = draft.welded()
    skins = inner_skins(welded.points, welded.faces, process, progress.part(0.0, 0.6))
    if not skins.count:
        return draft, 0
    count, shell = face_components(welded.faces, len(welded.points))
    touched = np.zeros(count, np.bool_)
    touched[shell[skins.inner]] = True
    affected = touched[shell]
    before = welded.keep(affected).compact()
    _, gap = flood_grid(np.ptp(welded.points[np.unique(welded.faces)], axis=0), process)
    going = with_shortest_rims(before.points, before.faces, skins.inner[affected], REACH * gap)
    outer = before.keep(~going)
    pieces, label = face_components(outer.faces, len(outer.points))
    shown = np.zeros(pieces, np.bool_)
    shown[label[skins.seen[affected][~going]]] = True
    outer = outer.keep(shown[label]).compact()  # what is left of a skin and hangs on nothing goes, too
    whole, _, _ = closed(outer, progress.part(0.6, 1.0), closing=True, fair=True)
    whole = without_double_edges(whole, draft.diagonal)
    if abs(whole.volume) <= abs(before.volume):
        return draft, 0
    rest = welded.keep(~affected)
    return (joined([whole, rest.compact()]) if rest.size else whole), before.size - outer.size
