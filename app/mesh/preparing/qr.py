"""A QR code on a figure, accepted only when it reads from the finished surface."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_writing import QR
from app.mesh.ghost import Ghost
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.base import bodies
from app.mesh.preparing.lettering import applied, bent, refuse_hidden
from app.mesh.preparing.lettering_site import Site, draped, flat_site, plane
from app.mesh.preparing.qr_reading import reads
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import paint_for
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

QUIET = 4  # modules around the code that stay free (ISO/IEC 18004)
LARGEST_MM = 1.2  # module, where none is asked for: a phone reads larger ones no better
CORNER = 0.03  # of a module: so much larger are they, that two which touch at a corner are one body
BUMP_MM = 3.0  # that the surface under a code may differ from a plane


@dataclass(frozen=True, eq=False)
class Code:
    """A code in its place: its solid, the edge of a module in mm, and where it is."""

    solid: manifold3d.Manifold
    module: float
    site: Site


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Make the code, find its place, join or cut it, and read it again. Raises RepairFailedError where it does not read."""
    values = Values(given)
    content, style = values.words("text").strip(), values.key("style")
    refuse_hidden(style, process, mesh)
    if values.key("where") == "bottom" and style == "raised":
        raise RepairFailedError(text("A raised code at the bottom would lift the figure: engrave or inlay it."))
    dark = modules(content, values.key("correction"))
    piece = Workpiece.of(mesh)
    progress(0.2)
    code = _placed(mesh, dark, values, process)
    progress(0.4)
    paint = paint_for("code", values.color("color"), mesh, process)
    done = applied(piece, code.solid, style, paint).mesh()
    progress(0.7)
    if bodies(done) != bodies(mesh):
        raise RepairFailedError(
            text("Parts of the code would not hold to the figure there: choose another place or less depth.")
        )
    edge = code.module * (len(dark) + 2 * QUIET)
    if not reads(done, code.site, edge, content, colored=paint.color is not None):
        raise RepairFailedError(
            text(
                "The code cannot be read from the finished surface: take larger modules or more depth, a colour that stands out "
                "from its ground, a flatter place, or a shorter content."
            )
        )
    progress(0.95)
    return Repaired(
        done,
        text(
            "QR code of {edge} mm, modules of {module} mm; read again from the finished surface",
            edge=f"{code.module * len(dark):.1f}",
            module=f"{code.module:.2f}",
        ),
    )


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The code at a picked place; the other places take too long to find."""
    values = Values(given)
    at = values.point("at")
    if values.key("where") != "picked" or at is None or not values.words("text").strip():
        return None
    dark = modules(values.words("text").strip(), values.key("correction"))
    module = values.number("module_mm") or max(process.min_feature_mm, LARGEST_MM)
    del mesh
    style = values.key("style")
    solid = bent(_area(dark, module), Site(plane(*at), (0.0, 0.0), flat=True), style, values.number("depth_mm"), module)
    return ghost_of(solid, "add" if style == "raised" else "cut")


def modules(content: str, correction: str) -> BoolArray:
    """(N, N) bool, dark modules, row 0 on top. Raises RepairFailedError for a content that is empty or too long."""
    import segno  # noqa: PLC0415 - only a code needs it

    if not content:
        raise RepairFailedError(text("Type what the code shall say first."))
    try:
        code = segno.make_qr(content, error=correction, boost_error=False)
    except segno.DataOverflowError as error:
        raise RepairFailedError(text("This is too long for a QR code: shorten it.")) from error
    return np.array([list(row) for row in code.matrix], np.bool_)


def _area(dark: BoolArray, module: float) -> manifold3d.CrossSection:
    """The dark modules as areas, the code centred on the origin."""
    count = len(dark)
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    rows, columns = np.nonzero(dark)
    low = np.column_stack([columns - count / 2, count / 2 - 1 - rows])
    grown = (square - 0.5) * (1 + 2 * CORNER) + 0.5
    loops = [(grown + corner) * module for corner in low]
    return manifold3d.CrossSection(loops, manifold3d.FillRule.NonZero)


def _placed(mesh: Mesh, dark: BoolArray, values: Values, process: ProcessProfile) -> Code:
    wanted, least = values.number("module_mm"), process.min_feature_mm
    if wanted and wanted < least:
        raise RepairFailedError(
            text(
                "Modules of {module} mm are finer than this process prints ({limit} mm): make them larger, or 0 for what fits.",
                module=f"{wanted:g}",
                limit=f"{least:g}",
            )
        )
    scene = Scene(mesh.vertices, mesh.faces)
    cells = len(dark) + 2 * QUIET
    where = values.key("where")
    if where == "picked":
        at = values.point("at")
        if at is None:
            raise RepairFailedError(text("Pick the place of the code on the figure first."))
        module = wanted or max(least, LARGEST_MM)
        site = Site(draped(*at, 0.0, scene, BUMP_MM), (cells * module, cells * module), flat=False)
    else:
        most = max(least, LARGEST_MM)
        site = flat_site(
            mesh, scene, top=where == "top", ratio=1.0, least=cells * least, most=cells * most, wanted=cells * wanted
        )
        module = site.room[1] / cells
    area = _area(dark, module)
    solid = bent(area, site, values.key("style"), values.number("depth_mm"), 6 * module)
    return Code(solid, module, site)


TOOL = Tool(QR, work, ghost)
