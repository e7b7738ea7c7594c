"""All shaping tools by id: a new one is a file here, a form in ``app.mesh.shaping_forms`` and a line in ``ALL``."""

from app.mesh.shaping import reduce, remesh, smooth, subdivide
from app.mesh.shaping.shaping import Shaping

ALL: dict[str, Shaping] = {
    shaping.id: shaping
    for shaping in (
        reduce.SHAPING,
        remesh.SHAPING,
        smooth.SHAPING,
        subdivide.SHAPING,
    )
}

__all__ = ["ALL", "Shaping"]
