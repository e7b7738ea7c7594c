"""Bring colours into what the inks can show, and say what is left."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.coloring.recolored import recolored
from app.mesh.coloring.region import Region
from app.mesh.coloring.seen_change import seen_change
from app.mesh.coloring.tinting import NO_COLOR
from app.mesh.figures import figure
from app.mesh.forms.color import INTO_GAMUT
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.paint import paint
from app.mesh.repair_type import Repaired
from app.mesh.soft_proof import SoftProof, proof_for
from app.mesh.tints.into_gamut import tint
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Press colours into the gamut. Raises AppError for a process without colours or an unusable profile."""
    if mesh.color == "none":
        raise RepairFailedError(NO_COLOR)
    values = Values(given)
    proof = proof_for(process, values.words("profile"))
    before = unprintable_share(mesh, proof)
    result = recolored(Region.of(mesh, values), lambda colors: tint(colors, given, process), progress.part(0.05, 0.8))
    if result is mesh:
        return Repaired(mesh, text("The inks can show all colours as they are"))
    seen = seen_change(mesh, result, progress.part(0.8, 0.95))
    progress(0.95)
    return Repaired(
        result,
        text(
            "Not printable on {before} % of the surface before, on {after} % now; ΔE00 {delta} changed on {share} %",
            before=figure(100 * before, 2),
            after=figure(100 * unprintable_share(result, proof), 2),
            delta=figure(seen.delta_e, 2),
            share=figure(100 * seen.share, 2),
        ),
    )


def unprintable_share(mesh: Mesh, proof: SoftProof) -> float:
    """0 to 1 of the area: colours that the inks do not have."""
    paints = paint(mesh, np.arange(len(mesh.faces), dtype=np.int32), face_areas(mesh.vertices, mesh.faces))
    total = float(paints.area.sum())
    return float(paints.area[proof.unprintable(paints.color)].sum()) / total if total > 0 else 0.0


TOOL = Tool(INTO_GAMUT, work)
