"""Text on a figure: raised, engraved, or inlaid in its own colour."""

from dataclasses import dataclass
from typing import cast

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_writing import LETTERING
from app.mesh.ghost import Ghost
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.base import bodies
from app.mesh.preparing.lettering_rim import rim_site
from app.mesh.preparing.lettering_site import Site, draped, flat_site, plane
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import Paint, paint_for
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.mesh.typeface import Align, lettering, thinnest_stroke
from app.settings.process import ProcessProfile
from app.settings.shipped import Weight

ROOT_MM = 0.4  # how deep raised letters go into the surface
FLUSH_MM = 0.02  # over the surface: less than a layer, enough to keep two surfaces apart
ABOVE_MM = 0.5  # how far a cut reaches out of the surface
CAPITAL_MM = 5.0  # letter height at a picked place where none is asked for
SMALLEST_MM = 1.5  # that is made without being asked for
LARGEST_MM = 12.0  # and what "as large as fits" goes up to
REFINE = 12  # pieces of a letter's height on bent surfaces
FINEST_MM = 0.3


@dataclass(frozen=True, eq=False)
class Written:
    """Letters in their place: the solid, the height of their capitals and the width of their thinnest strokes in mm."""

    solid: manifold3d.Manifold
    size: float
    stroke: float


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Find the place, bend the letters onto it, and join or cut them."""
    values = Values(given)
    style = values.key("style")
    refuse_hidden(style, process, mesh)
    piece = Workpiece.of(mesh)
    progress(0.2)
    written = _written(mesh, values, process)
    progress(0.5)
    paint = paint_for("text", values.color("color"), mesh, process)
    result = applied(piece, written.solid, style, paint)
    progress(0.7)
    done = result.mesh()
    progress(0.9)
    if bodies(done) != bodies(mesh):
        raise RepairFailedError(
            text("Some letters would not hold to the figure there: choose another place, a smaller size or less depth.")
        )
    return Repaired(done, _summary(written, style, process))


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The letters on the rim, or over a picked place; the other places take too long to find."""
    values = Values(given)
    at, where, style = values.point("at"), values.key("where"), values.key("style")
    if not values.words("text").strip() or where not in {"front", "picked"} or (where == "picked" and at is None):
        return None
    del process
    unit = lettering(values.words("text"), _weight(values), 1.0, _align(values))
    if at is not None and where == "picked":
        size = values.number("size_mm") or CAPITAL_MM
        site = Site(plane(*at, values.number("turn_deg")), (0.0, 0.0), flat=True)
    else:
        low, high = np.asarray(unit.bounds()).reshape(2, 2)
        site = rim_site(mesh)
        size = _rim_size(site, float(high[0] - low[0]), float(high[1] - low[1]), values.number("size_mm"))
    solid = bent(unit.scale([size, size]), site, style, values.number("depth_mm"), size)
    return ghost_of(solid, "add" if style == "raised" else "cut")


def refuse_hidden(style: str, process: ProcessProfile, mesh: Mesh) -> None:
    """Raise RepairFailedError for an inlay that nobody would see: the process prints one colour."""
    if style == "inlaid" and process.color == "white" and mesh.color == "none":
        raise RepairFailedError(
            text("This process prints one colour, so that an inlay would not show: raise or engrave it.")
        )


def applied(piece: Workpiece, solid: manifold3d.Manifold, style: str, paint: Paint) -> Workpiece:
    """Join the writing or cut it."""
    return piece.cut(solid, paint) if style == "engraved" else piece.joined(solid, paint)


def bent(area: manifold3d.CrossSection, site: Site, style: str, depth: float, size: float) -> manifold3d.Manifold:
    """The writing as a solid in its place. Raises RepairFailedError where the surface under it is too uneven."""
    below, above = {
        "raised": (ROOT_MM, depth),
        "engraved": (depth, ABOVE_MM),
        "inlaid": (depth, FLUSH_MM),
    }[style]
    flat = manifold3d.Manifold.extrude(area, below + above).translate([0.0, 0.0, -below])
    if not site.flat:
        flat = flat.refine_to_length(max(size / REFINE, FINEST_MM))

    def onto(points: FloatArray) -> FloatArray:
        surface, normal = site.place(points[:, :2])
        return np.asarray(surface + points[:, 2:] * normal)

    return flat.warp_batch(onto)


def _written(mesh: Mesh, values: Values, process: ProcessProfile) -> Written:
    words, style, wanted = values.words("text"), values.key("style"), values.number("size_mm")
    where = values.key("where")
    if where == "bottom" and style == "raised":
        raise RepairFailedError(text("Raised letters at the bottom would lift the figure: engrave or inlay them."))
    unit = lettering(words, _weight(values), 1.0, _align(values))
    low, high = np.asarray(unit.bounds()).reshape(2, 2)
    width, height = (float(v) for v in high - low)
    if where == "front":
        site = rim_site(mesh)
        size = _rim_size(site, width, height, wanted)
    elif where == "picked":
        at = values.point("at")
        if at is None:
            raise RepairFailedError(text("Pick the place of the text on the figure first."))
        size = wanted or CAPITAL_MM
        reach = max(0.5 * size * max(width, height), 2.0)
        site = Site(
            draped(*at, values.number("turn_deg"), Scene(mesh.vertices, mesh.faces), reach),
            (size * width, size * height),
            flat=False,
        )
    else:
        turn = np.radians(values.number("turn_deg")) if where == "bottom" else 0.0
        c, s = abs(float(np.cos(turn))), abs(float(np.sin(turn)))
        wide, tall = width * c + height * s, width * s + height * c  # of the box around the turned text
        site = flat_site(
            mesh,
            Scene(mesh.vertices, mesh.faces),
            top=where == "top",
            ratio=wide / tall,
            least=SMALLEST_MM * tall,
            most=LARGEST_MM * tall,
            wanted=wanted * tall,
        )
        size = site.room[1] / tall
        if turn:
            middle, normal = site.place(np.zeros((1, 2)))
            site = Site(plane(middle[0], normal[0], values.number("turn_deg")), site.room, flat=True)
    area = unit.scale([size, size])
    solid = bent(area, site, style, values.number("depth_mm"), size)
    return Written(solid, size, thinnest_stroke(area, 2 * process.min_feature_mm))


def _rim_size(site: Site, width: float, height: float, wanted: float) -> float:
    """Height of capitals on a rim, of a text that is so wide and high for capitals of 1 mm."""
    fits = min(site.room[0] / width, site.room[1] / height, LARGEST_MM)
    if wanted > 1.001 * fits:
        raise RepairFailedError(
            text(
                "The text does not fit the rim: it has room for letters of {size} mm. Take that or less, shorten the text, "
                "or make the base higher.",
                size=f"{fits:.1f}",
            )
        )
    return wanted or fits


def _weight(values: Values) -> Weight:
    return cast("Weight", values.key("weight"))


def _align(values: Values) -> Align:
    return cast("Align", values.key("align"))


def _summary(written: Written, style: str, process: ProcessProfile) -> Text:
    size = f"{written.size:.1f}"
    done = {
        "raised": text("Text raised, letters {size} mm high", size=size),
        "engraved": text("Text engraved, letters {size} mm high", size=size),
        "inlaid": text("Text inlaid, letters {size} mm high", size=size),
    }[style]
    if written.stroke >= process.min_feature_mm:
        return done
    return text(
        "{done}; its thinnest strokes are {stroke} mm, this process prints {limit} mm: take larger letters, bold ones or "
        "simpler characters",
        done=done,
        stroke=f"{written.stroke:.2f}",
        limit=f"{process.min_feature_mm:g}",
    )


TOOL = Tool(LETTERING, work, ghost)
