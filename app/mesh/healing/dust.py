"""Loose bits that are too small to matter."""

import numpy as np

from app.mesh.arrays import BoolArray, IntArray
from app.mesh.healing.edit import Draft
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_areas, face_volumes
from app.settings.process import ProcessProfile


def dust_faces(draft: Draft, process: ProcessProfile, crossing: IntArray | None = None) -> tuple[int, BoolArray]:
    """Number of loose shells that are dust for this print process, and their faces (F,) bool.

    Dust has both less volume and less of the whole area than the process's limits. The largest shell never is, nor are
    shells with a face among the ``crossing`` pairs (P, 2): they are part of what they cross.
    """
    count, label = face_components(draft.faces, len(draft.points))
    if count < 2:
        return 0, np.zeros(draft.size, np.bool_)
    area = np.bincount(label, face_areas(draft.points, draft.faces), count)
    volume = np.bincount(label, face_volumes(draft.points, draft.faces), count)
    height = float(np.ptp(draft.points[draft.faces, 2]))
    dust = (np.abs(volume) < process.dust_limit_mm3(height)) & (area < process.fragment_area_share * area.sum())
    dust[int(np.argmax(area))] = False
    if crossing is not None:
        dust[np.unique(label[crossing])] = False
    return int(dust.sum()), dust[label]
