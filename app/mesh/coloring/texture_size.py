"""Change the size of pictures, and say what that makes of their sharpness on the print."""

from dataclasses import replace

import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.arrays import IntArray
from app.mesh.coloring.dots import dots_per_inch, largest_side
from app.mesh.coloring.region import Region
from app.mesh.coloring.resized import larger, smaller
from app.mesh.coloring.texels import shown_texels
from app.mesh.forms.color import TEXTURE_SIZE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.kernels.texture_lookup import PALETTE
from app.mesh.mesh import Mesh, Texture
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Resize every picture that is shown. Raises RepairFailedError for a model without one."""
    if not mesh.textured:
        raise RepairFailedError(text("The model has no picture; bake its colours into one first."))
    values = Values(given)
    side, enlarge = int(values.number("side_px")), values.on("enlarge")
    before = dots_per_inch(mesh)
    result = resized(mesh, side, progress, enlarge=enlarge)
    if result is mesh:
        return Repaired(
            mesh,
            text(
                "No picture is larger than {side} px: nothing was changed ({dpi} dpi at print size)",
                side=side,
                dpi=f"{before:.0f}",
            ),
        )
    return Repaired(result, _summary(mesh, result, before))


def _summary(before: Mesh, after: Mesh, dpi: float) -> Text:
    sides, now = (largest_side(before), largest_side(after)), dots_per_inch(after)
    figures: dict[str, object] = {"before": sides[0], "after": sides[1], "dpi": f"{dpi:.0f}", "now": f"{now:.0f}"}
    if sides[1] > sides[0]:
        return text(
            "Picture enlarged from {before} to {after} px: {now} dpi at print size instead of {dpi}, but no more detail",
            **figures,
        )
    return text("Picture resized from {before} to {after} px: {now} dpi at print size instead of {dpi}", **figures)


def resized(mesh: Mesh, side: int, progress: Progress, *, enlarge: bool) -> Mesh:
    """The mesh with pictures whose longest side is ``side`` texels; smaller ones stay without ``enlarge``.

    Tables of flat colours stay too. The same mesh where no picture changes. Texture coordinates stay bit for bit.
    """
    known: dict[int, Texture] = {}
    shown = [
        number for number in np.unique(mesh.material_of_face).tolist() if _is_picture(mesh.materials[number].texture)
    ]
    materials = list(mesh.materials)
    for done, number in enumerate(shown):
        texture = mesh.materials[number].texture
        assert texture is not None
        if id(texture) not in known:
            users = [m for m in shown if mesh.materials[m].texture is texture]
            faces = np.flatnonzero(np.isin(mesh.material_of_face, users)).astype(np.int32)
            part = progress.part(done / len(shown), (done + 1) / len(shown))
            known[id(texture)] = _one(mesh, faces, texture, side, part, enlarge=enlarge)
        materials[number] = replace(materials[number], texture=known[id(texture)])
    if all(new.texture is old.texture for new, old in zip(materials, mesh.materials, strict=True)):
        return mesh
    return mesh.with_(materials=tuple(materials))


def _is_picture(texture: Texture | None) -> bool:
    """Not a table of flat colours, which has no size to change."""
    return texture is not None and texture.pixels.shape[0] * texture.pixels.shape[1] > PALETTE


def _one(mesh: Mesh, faces: IntArray, texture: Texture, side: int, progress: Progress, *, enlarge: bool) -> Texture:
    height, width = texture.pixels.shape[:2]
    longest = max(height, width)
    if longest == side or (longest < side and not enlarge):
        return texture
    size = (max(1, round(height * side / longest)), max(1, round(width * side / longest)))
    if longest < side:
        return Texture(larger(texture.pixels, size), texture.name)
    region = Region(mesh, np.ones(len(mesh.faces), np.bool_))
    shown = shown_texels(region, faces, (height, width), progress.part(0.0, 0.4))
    return Texture(smaller(texture.pixels, shown, size, progress.part(0.4, 1.0)), texture.name)


TOOL = Tool(TEXTURE_SIZE, work)
