"""The closed shells of a finished draft: which way they look, and which of them are hollows."""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.healing.cavities import reversed_cavities
from app.mesh.healing.edit import Draft
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_volumes


def looking_outwards(draft: Draft, progress: Progress) -> Draft:
    """Closed shells with negative volume turned over, except hollows inside another one."""
    count, label = face_components(draft.faces, len(draft.points))
    volume = np.bincount(label, face_volumes(draft.points, draft.faces), count).astype(np.float64)
    inverted = volume < 0
    if not inverted.any():
        return draft
    inverted &= ~reversed_cavities(draft, label, count, volume, progress)
    return draft.turned(inverted[label]) if inverted.any() else draft
