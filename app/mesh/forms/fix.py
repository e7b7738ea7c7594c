"""The forms of the tools that mend one place by hand. All but a few work on the faces that are selected."""

from app.i18n import text
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Limits, Parameter, choice, faces, number, point, whole

MOST_FACES_HERE = 2_000_000  # that a selection may be cut into


def _edge_here(facts: MeshFacts) -> Limits:
    if facts.area_mm2 <= 0:
        return Limits(0.0, 0.0, 0.0)
    return Limits(facts.edge_for(MOST_FACES_HERE), max(0.2 * facts.diagonal_mm, facts.edge_mm), facts.edge_mm)


def _near(facts: MeshFacts) -> Limits:
    return Limits(0.0, max(0.05 * facts.diagonal_mm, 1e-6), float(f"{max(1e-4 * facts.diagonal_mm, 1e-6):.1g}"))


def _blend(facts: MeshFacts) -> Limits:
    most = max(0.2 * facts.diagonal_mm, 1e-6)
    return Limits(0.0, most, min(float(f"{max(4 * facts.edge_mm, 1e-6):.1g}"), most))


_SELECTION = faces("faces", text("Selection"), text("The faces that it works on; all others stay as they are."))
_SHAPE = choice(
    "shape", text("Shape"),
    text("Carry on the curve of the surface around, or close with the fewest flat triangles."),
    ("curved", "flat"), (text("Curved"), text("Flat")), "curved",
)  # fmt: skip


def _of_selection(*more: Parameter) -> tuple[Parameter, ...]:
    return (_SELECTION, *more)


DELETE_FACES = ToolForm(
    "delete_faces", "fix",
    text("Delete faces"),
    text("Delete faces"),
    text("Takes the selected faces away and leaves an opening."),
    "mdi6.delete-outline",
    _of_selection(),
)  # fmt: skip

KEEP_FACES = ToolForm(
    "keep_faces", "fix",
    text("Keep only these"),
    text("Keep only these"),
    text("Takes every face away that is not selected."),
    "mdi6.content-cut",
    _of_selection(),
)  # fmt: skip

DELETE_AND_FILL = ToolForm(
    "delete_and_fill", "fix",
    text("Delete and refill…"),
    text("Delete and refill"),
    text("Takes the selected faces away and closes the opening, as if what stood there had never been."),
    "mdi6.auto-fix",
    _of_selection(
        _SHAPE,
        choice(
            "color", text("Colour"),
            text("Where the new faces take their colour from, on a coloured model."),
            ("around", "before"), (text("From around"), text("As it was there")), "around",
        ),
        choice(
            "band", text("All around"),
            text("What becomes of a selection that runs all around, like a band around an arm."),
            ("connect", "close"), (text("Connect both sides"), text("Close both sides")), "connect",
        ),
    ),
)  # fmt: skip

FILL_HOLE = ToolForm(
    "fill_hole", "fix",
    text("Close one opening…"),
    text("Close the opening"),
    text("Closes the opening that is nearest to the picked place, or those that touch the selection; no others."),
    "mdi6.circle-slice-8",
    (
        point("at", text("Place"), text("A place at the rim of the opening.")),
        faces("faces", text("Selection"), text("Faces at the rim; for all openings that they touch.")),
        _SHAPE,
    ),
)  # fmt: skip

BRIDGE = ToolForm(
    "bridge", "fix",
    text("Bridge openings…"),
    text("Bridge the openings"),
    text("Connects two openings by a surface that runs from rim to rim."),
    "mdi6.bridge",
    (
        point("first", text("First opening"), text("A place at the rim of the first opening.")),
        point("second", text("Second opening"), text("A place at the rim of the second opening.")),
        faces("faces", text("Selection"), text("In place of the two places: faces that touch both rims.")),
        choice(
            "shape", text("Shape"),
            text("Leave both rims smoothly, or run straight from one to the other."),
            ("curved", "flat"), (text("Curved"), text("Straight")), "curved",
        ),
    ),
)  # fmt: skip

FLIP_FACES = ToolForm(
    "flip_faces", "fix",
    text("Turn over"),
    text("Turn over"),
    text("Turns the selected faces over, so that their other side looks outwards."),
    "mdi6.flip-horizontal",
    _of_selection(),
)  # fmt: skip

SEPARATE = ToolForm(
    "separate", "fix",
    text("Cut off…"),
    text("Cut off"),
    text("Cuts the selection off, closes both sides of the cut and moves it away by the gap."),
    "mdi6.vector-difference",
    _of_selection(
        number("gap_mm", text("Gap"), text("How far the part is moved away from the rest."), "mm", 0.01, 100.0, 0.3),
    ),
)  # fmt: skip

MERGE_VERTICES = ToolForm(
    "merge_vertices", "fix",
    text("Merge near points…"),
    text("Merge points"),
    text("Makes one of points of the selection that are nearer to each other than the distance; closes cracks."),
    "mdi6.vector-combine",
    _of_selection(
        number("distance_mm", text("Distance"), text("Points nearer than this become one."), "mm", _near),
    ),
)  # fmt: skip

UNITE_SHELLS = ToolForm(
    "unite_shells", "fix",
    text("Unite shells"),
    text("Unite shells"),
    text("Makes one body of the closed shells that the selection touches, where they overlap; what is inside goes."),
    "mdi6.vector-union",
    _of_selection(),
)  # fmt: skip

REMESH_HERE = ToolForm(
    "remesh_here", "fix",
    text("Even out here…"),
    text("Even out here"),
    text("Makes triangles of one size and good shape in the selection. Its rim and its picture stay in place."),
    "mdi6.hexagon-outline",
    _of_selection(
        number("edge_mm", text("Edge length"), text("Length of the edges that is aimed at."), "mm", _edge_here),
    ),
)  # fmt: skip

SMOOTH_HERE = ToolForm(
    "smooth_here", "fix",
    text("Smooth here…"),
    text("Smooth here"),
    text("Smooths the selection; its rim and everything around stay where they are."),
    "mdi6.blur-radial",
    _of_selection(
        choice(
            "way", text("How"),
            text("Take out ripples and keep the form, or stretch the smoothest surface that the rim allows."),
            ("ripples", "smoothest"), (text("Take out ripples"), text("As smooth as can be")), "ripples",
        ),
        whole(
            "strength", text("Strength"),
            text("How many times each point is moved towards its neighbours and the shrinking taken back."),
            "", 1, 200, 15, when=("way", ("ripples",)),
        ),
    ),
)  # fmt: skip

FLATTEN_HERE = ToolForm(
    "flatten_here", "fix",
    text("Flatten here…"),
    text("Flatten here"),
    text("Presses the selection onto a plane; its rim stays where it is."),
    "mdi6.arrow-collapse-vertical",
    _of_selection(
        choice(
            "plane", text("Plane"),
            text("The plane that fits the selection best, or a level one through its lowest or highest point."),
            ("fit", "lowest", "highest"),
            (text("Best fit"), text("Level, lowest point"), text("Level, highest point")), "fit",
        ),
        number("amount", text("Amount"), text("How far it is pressed onto the plane."), "%", 1.0, 100.0, 100.0),
        number("blend_mm", text("Blend"), text("How far from the rim it is fully flat."), "mm", _blend),
    ),
)  # fmt: skip

EXTRUDE_HERE = ToolForm(
    "extrude_here", "fix",
    text("Pull out or push in…"),
    text("Pull out"),
    text("Moves the selection out of the surface, or into it, and joins it to its rim by a wall."),
    "mdi6.arrow-expand-up",
    _of_selection(
        number("distance_mm", text("Distance"), text("Above 0 outwards, below 0 inwards."), "mm", -100.0, 100.0, 1.0),
        choice(
            "direction", text("Direction"),
            text("All points the same way, or each along the surface's own normal."),
            ("same", "normals"), (text("One direction"), text("Along the normals")), "same",
        ),
    ),
)  # fmt: skip

FIXING: tuple[ToolForm, ...] = (
    DELETE_AND_FILL, FILL_HOLE, BRIDGE, SMOOTH_HERE, REMESH_HERE, FLATTEN_HERE, EXTRUDE_HERE,
    DELETE_FACES, KEEP_FACES, FLIP_FACES, SEPARATE, MERGE_VERTICES, UNITE_SHELLS,
)  # fmt: skip
"""In the order in which they are offered."""

SAME_FACES = frozenset({FLIP_FACES.id})
"""Tools after which every face has its number still though its corners changed, so that the selection goes on."""
