"""What the shaping tools ask for: names, parameters and their limits. Light, so that a window can show it at once.

The tools themselves are in ``app.mesh.shaping``, which needs a compiler and runs in the helper process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.errors import AppError
from app.i18n import Text, text

ENOUGH_FACES = 300_000  # what printers' own programs load without trouble
MOST_FACES = 6_000_000  # that a tool may make: about 2 GB at work
FACE_OF_EDGE = 0.4330127018922193  # area of an equilateral triangle with sides of 1


@dataclass(frozen=True)
class MeshFacts:
    """As much of a mesh as limits and defaults depend on. A report has all of it."""

    faces: int
    diagonal_mm: float
    area_mm2: float

    @property
    def edge_mm(self) -> float:
        """Length of the edges where all faces were equilateral and alike; 0 for a mesh without area."""
        return float((self.area_mm2 / (FACE_OF_EDGE * self.faces)) ** 0.5) if self.faces else 0.0

    def edge_for(self, faces: float) -> float:
        """Length of the edges that gives about this many equilateral faces."""
        return float((self.area_mm2 / (FACE_OF_EDGE * faces)) ** 0.5)


@dataclass(frozen=True)
class Limits:
    """Smallest and largest value, and the one to begin with."""

    low: float
    high: float
    default: float


@dataclass(frozen=True, eq=False)
class Parameter:
    """One value that a tool asks for.

    unit      what stands behind the field: "mm" or nothing
    whole     whether only whole numbers make sense
    limits    ``limits(facts)`` for the mesh at hand
    choices   names of the values 0, 1, 2 … where the value is a choice; a window shows a list then
    keys      the same for the command line
    """

    id: str
    title: Text
    description: Text
    unit: Literal["", "mm"]
    whole: bool
    limits: Callable[[MeshFacts], Limits]
    choices: tuple[Text, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ShapingForm:
    """One tool as a window shows it.

    title         what the menu says (a dialogue follows)
    verb          what the button says that starts it, and the step in the undo list
    description   one sentence: what it does and what it leaves alone
    icon          a qtawesome name
    """

    id: str
    title: Text
    verb: Text
    description: Text
    icon: str
    parameters: tuple[Parameter, ...]

    def complete(self, values: Mapping[str, float], facts: MeshFacts) -> dict[str, float]:
        """All values, those that are not given at their default.

        Raises AppError for a value that does not exist or lies outside its limits.
        """
        known = {parameter.id for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise AppError(text("“{name}” is no value of this tool; leave it out.", name=name))
        result = {}
        for parameter in self.parameters:
            limits = parameter.limits(facts)
            value = float(values.get(parameter.id, limits.default))
            if not limits.low <= value <= limits.high:
                raise AppError(
                    text(
                        "{what}: {value} is outside of {low} to {high}; choose a value between them.",
                        what=parameter.title,
                        value=float(f"{value:.6g}"),
                        low=float(f"{limits.low:.6g}"),
                        high=float(f"{limits.high:.6g}"),
                    )
                )
            result[parameter.id] = float(round(value)) if parameter.whole else value
        return result


def _fixed(low: float, high: float, default: float) -> Callable[[MeshFacts], Limits]:
    limits = Limits(low, high, default)
    return lambda _: limits


def _faces_left(facts: MeshFacts) -> Limits:
    return Limits(0.0, float(max(facts.faces, 4)), float(min(ENOUGH_FACES, max(facts.faces // 2, 4))))


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


REDUCE = ShapingForm(
    "reduce",
    text("Reduce triangles…"),
    text("Reduce triangles"),
    text("Leaves out triangles where the surface is flat. Texture, colours and edges of colours stay in place."),
    "mdi6.vector-triangle",
    (
        Parameter(
            "faces",
            text("Triangles"),
            text("Stops at this many triangles; 0 goes on as far as the tolerance allows."),
            "",
            whole=True,
            limits=_faces_left,
        ),
        Parameter(
            "tolerance_mm",
            text("Tolerance"),
            text("The surface moves no farther than this; 0 sets no limit but the number of triangles."),
            "mm",
            whole=False,
            limits=_tolerance,
        ),
    ),
)

REMESH = ShapingForm(
    "remesh",
    text("Even out triangles…"),
    text("Even out triangles"),
    text("Makes triangles of one size and good shape. Sharp edges and the seams of a texture stay where they are."),
    "mdi6.hexagon-multiple-outline",
    (
        Parameter(
            "edge_mm",
            text("Edge length"),
            text("Length of the edges that is aimed at."),
            "mm",
            whole=False,
            limits=_edge_length,
        ),
    ),
)

SMOOTH = ShapingForm(
    "smooth",
    text("Smooth…"),
    text("Smooth"),
    text("Takes ripples and steps out of the surface without shrinking the model. Colours stay as they are."),
    "mdi6.blur",
    (
        Parameter(
            "strength",
            text("Strength"),
            text("How many times each point is moved towards its neighbours and the shrinking taken back."),
            "",
            whole=True,
            limits=_fixed(1, 200, 10),
        ),
        Parameter(
            "keep_creases",
            text("Sharp edges"),
            text("Whether edges that are sharper than 40° stay sharp."),
            "",
            whole=True,
            limits=_fixed(0, 1, 1),
            choices=(text("Round them off"), text("Keep them")),
            keys=("round", "keep"),
        ),
    ),
)

SUBDIVIDE = ShapingForm(
    "subdivide",
    text("Refine…"),
    text("Refine"),
    text("Cuts each triangle into four, as it is or on a rounder surface. Texture and colours go along."),
    "mdi6.triangle-outline",
    (
        Parameter(
            "rounds",
            text("Rounds"),
            text("Each round makes four triangles of one."),
            "",
            whole=True,
            limits=_rounds_of_refining,
        ),
        Parameter(
            "method",
            text("Shape"),
            text("Whether the surface stays exactly as it is, or becomes rounder (Loop's rules)."),
            "",
            whole=True,
            limits=_fixed(0, 1, 0),
            choices=(text("As it is"), text("Rounder")),
            keys=("flat", "loop"),
        ),
    ),
)

FORMS: dict[str, ShapingForm] = {form.id: form for form in (REDUCE, REMESH, SMOOTH, SUBDIVIDE)}
"""By id, in the order in which they are offered."""
