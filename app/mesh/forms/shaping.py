"""The forms of the shaping tools, which change the triangles and keep the model."""

from app.i18n import text
from app.mesh.forms import estimates
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Limits, choice, number, whole

ENOUGH_FACES = 300_000  # what printers' own programs load without trouble
MOST_FACES = 6_000_000  # that a tool may make: about 2 GB at work


def _faces_left(facts: MeshFacts) -> Limits:
    # More than there are is no mistake: a recipe says what a printer takes, whatever the model has.
    return Limits(0.0, float(MOST_FACES), float(min(ENOUGH_FACES, max(facts.faces // 2, 4))))


def _tolerance(facts: MeshFacts) -> Limits:
    return Limits(0.0, max(0.05 * facts.diagonal_mm, 1e-6), 0.0)


def _edge_length(facts: MeshFacts) -> Limits:
    if facts.area_mm2 <= 0:
        return Limits(0.0, 0.0, 0.0)
    usual = max(facts.edge_mm, facts.edge_for(ENOUGH_FACES))
    return Limits(facts.edge_for(MOST_FACES / 2), max(0.2 * facts.diagonal_mm, usual), usual)


def _rounds_of_refining(facts: MeshFacts) -> Limits:
    most = 1
    while most < 4 and facts.faces * 4 ** (most + 1) <= MOST_FACES:
        most += 1
    return Limits(1.0, float(most), 1.0)


REDUCE = ToolForm(
    "reduce", "shape",
    text("Reduce triangles…"),
    text("Reduce triangles"),
    text("Leaves out triangles where the surface is flat. Texture, colours and edges of colours stay in place."),
    "mdi6.vector-triangle",
    (
        whole(
            "faces", text("Triangles"),
            text("Stops at this many triangles; 0 goes on as far as the tolerance allows."),
            "", _faces_left,
        ),
        number(
            "tolerance_mm", text("Tolerance"),
            text("The surface moves no farther than this; 0 sets no limit but the number of triangles."),
            "mm", _tolerance, zero=text("no limit"),
        ),
    ),
    estimate=estimates.reduced,
)  # fmt: skip

REMESH = ToolForm(
    "remesh", "shape",
    text("Even out triangles…"),
    text("Even out triangles"),
    text("Makes triangles of one size and good shape. Sharp edges and the seams of a texture stay where they are."),
    "mdi6.hexagon-multiple-outline",
    (number("edge_mm", text("Edge length"), text("Length of the edges that is aimed at."), "mm", _edge_length),),
    estimate=estimates.remeshed,
)  # fmt: skip

SMOOTH = ToolForm(
    "smooth", "shape",
    text("Smooth…"),
    text("Smooth"),
    text("Takes ripples and steps out of the surface without shrinking the model. Colours stay as they are."),
    "mdi6.blur",
    (
        whole(
            "strength", text("Strength"),
            text("How many times each point is moved towards its neighbours and the shrinking taken back."),
            "", 1, 200, 10,
        ),
        choice(
            "keep_creases", text("Sharp edges"), text("Whether edges that are sharper than 40° stay sharp."),
            ("round", "keep"), (text("Round them off"), text("Keep them")), "keep",
        ),
    ),
    estimate=estimates.unchanged,
)  # fmt: skip

SUBDIVIDE = ToolForm(
    "subdivide", "shape",
    text("Refine…"),
    text("Refine"),
    text("Cuts each triangle into four, as it is or on a rounder surface. Texture and colours go along."),
    "mdi6.triangle-outline",
    (
        whole("rounds", text("Rounds"), text("Each round makes four triangles of one."), "", _rounds_of_refining),
        choice(
            "method", text("Shape"),
            text("Whether the surface stays exactly as it is, or becomes rounder (Loop's rules)."),
            ("flat", "loop"), (text("As it is"), text("Rounder")), "flat",
        ),
    ),
    estimate=estimates.subdivided,
)  # fmt: skip

SHAPING: tuple[ToolForm, ...] = (REDUCE, REMESH, SMOOTH, SUBDIVIDE)
"""In the order in which they are offered."""
