"""The forms of what is done to the body of a figure before it is printed: size and place, hollowing, making it strong."""

from app.i18n import text
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Limits, Parameter, choice, number, point, points, switch, whole

LEAST_HEIGHT_MM, MOST_HEIGHT_MM = 10.0, 300.0


def _height(facts: MeshFacts) -> Limits:
    now = facts.size_mm[2]
    return Limits(LEAST_HEIGHT_MM, MOST_HEIGHT_MM, min(max(round(now, 1), LEAST_HEIGHT_MM), MOST_HEIGHT_MM))


def _on_plate() -> Parameter:
    return switch(
        "drop", text("Put on the plate"), text("Moves the model up or down afterwards, so that it stands at z = 0."),
        default=True,
    )  # fmt: skip


SCALE = ToolForm(
    "scale", "prepare",
    text("Scale…"),
    text("Scale"),
    text("Makes the model larger or smaller about the middle of its foot; proportions and colours stay."),
    "mdi6.resize",
    (
        choice(
            "by", text("By"), text("How the new size is given."), ("height", "factor", "unit"),
            (text("Printed height"), text("Factor"), text("Unit of the file")), "height",
        ),
        number(
            "height_mm", text("Height"), text("How tall the model shall be printed."), "mm", _height,
            when=("by", ("height",)),
        ),
        number(
            "factor", text("Factor"), text("By how much all lengths are multiplied."), "", 0.001, 1000, 1,
            when=("by", ("factor",)),
        ),
        choice(
            "unit", text("Unit"), text("What the numbers of the file mean; they were taken for millimetres."),
            ("m", "cm", "inch"), (text("Metres"), text("Centimetres"), text("Inches")), "cm", when=("by", ("unit",)),
        ),
    ),
    placement=True,
)  # fmt: skip

DROP = ToolForm(
    "drop_to_plate", "prepare",
    text("Put on the plate…"),
    text("Put on the plate"),
    text("Moves the model straight down or up until it stands on the plate, z = 0; it can be centred as well."),
    "mdi6.arrow-collapse-down",
    (
        switch("center", text("Centre"), text("Moves the middle of the model over the middle of the plate, x = y = 0.")),
    ),
    placement=True,
)  # fmt: skip

TURN = ToolForm(
    "turn", "prepare",
    text("Turn…"),
    text("Turn"),
    text("Turns the model about its middle, first about x, then y, then z."),
    "mdi6.rotate-3d-variant",
    (
        number("x_deg", text("About x"), text("Tips it forwards or backwards."), "°", -360, 360, 0),
        number("y_deg", text("About y"), text("Leans it to the left or right."), "°", -360, 360, 0),
        number("z_deg", text("About z"), text("Turns it as it stands."), "°", -360, 360, 0),
        _on_plate(),
    ),
    placement=True,
)  # fmt: skip

FACE_TO_PLATE = ToolForm(
    "face_to_plate", "prepare",
    text("Face onto the plate…"),
    text("Lay on the plate"),
    text("Turns the model so that the flat face at the picked place lies on the plate."),
    "mdi6.format-vertical-align-bottom",
    (point("at", text("Face"), text("A place on the face that shall lie on the plate.")),),
    placement=True,
)  # fmt: skip

MIRROR = ToolForm(
    "mirror", "prepare",
    text("Mirror…"),
    text("Mirror"),
    text("Makes the mirror image in place. Textures and colours go along; writing on the model comes out reversed."),
    "mdi6.flip-horizontal",
    (
        choice(
            "axis", text("Axis"), text("The direction that is reversed."), ("x", "y", "z"),
            (text("Left and right (x)"), text("Front and back (y)"), text("Up and down (z)")), "x",
        ),
    ),
    placement=True,
)  # fmt: skip

ORIENT = ToolForm(
    "orient", "prepare",
    text("Turn for printing…"),
    text("Turn for printing"),
    text("Looks for the best way to lay the model on the plate for this print process, and says why it is better."),
    "mdi6.axis-arrow",
    (
        choice(
            "aim", text("Aim"), text("What counts most among supports, height, standing and the looks of the surface."),
            ("auto", "support", "height", "stable", "surface"),
            (text("As the process needs"), text("Least supports"), text("Lowest, prints fastest"), text("Stands best"),
             text("Best surface")),
            "auto",
        ),
        switch(
            "upright", text("Keep it upright"),
            text("Only tilts the model, by 45° at most, so that the head stays above the feet."),
        ),
    ),
    placement=True,
)  # fmt: skip


def _drain_values(when: tuple[str, tuple[str, ...]] | None = None) -> tuple[Parameter, ...]:
    return (
        whole(
            "holes", text("Number of holes"), text("For each hollow: through one it drains, through the other air gets in."),
            "", 1, 6, 2, when=when,
        ),
        number(
            "drain_mm", text("Hole diameter"), text("0 takes the diameter that the print process needs."), "mm",
            0, 20, 0, when=when, zero=text("as the process needs"),
        ),
        choice(
            "where", text("Where"),
            text("On the side that is not seen, or where you pick places; it looks for low and thin spots by itself."),
            ("auto", "bottom", "back", "picked"),
            (text("Low and out of sight"), text("Bottom"), text("The back"), text("Picked places")), "auto", when=when,
        ),
        points("at", text("Places"), text("Where holes shall be drilled."), when=("where", ("picked",))),
        switch(
            "plugs", text("Plugs"),
            text("Makes a plug for each hole out of the wall that it takes away, and lays it beside the model."),
            when=when,
        ),
        number(
            "clearance_mm", text("Clearance"), text("Gap around a plug, on each side."), "mm", 0, 0.5, 0.1,
            when=("plugs", ("yes",)),
        ),
    )  # fmt: skip


HOLLOW = ToolForm(
    "hollow", "prepare",
    text("Hollow…"),
    text("Hollow"),
    text("Makes a room inside with walls that are nowhere thinner than you say. Skin and colours stay as they are."),
    "mdi6.circle-double",
    (
        number("wall_mm", text("Wall thickness"), text("The walls are nowhere thinner than this."), "mm", 0.4, 20, 2),
        number(
            "room_mm", text("Narrowest room"),
            text("What is narrower inside stays solid; 0 takes the diameter of a drain hole, so that everything drains."),
            "mm", 0, 30, 0, zero=text("as a drain hole"),
        ),
        switch("drains", text("Drain holes"), text("Drills holes into each hollow."), default=True),
        *_drain_values(("drains", ("yes",))),
    ),
)  # fmt: skip

DRAINS = ToolForm(
    "drains", "prepare",
    text("Drain holes…"),
    text("Drill drain holes"),
    text("Drills holes into the hollows that are in the model already, so that resin, powder or supports get out."),
    "mdi6.water-outline",
    _drain_values(),
)  # fmt: skip


def _least(facts: MeshFacts) -> Limits:
    return Limits(0.0, max(0.1 * facts.diagonal_mm, 1.0), 0.0)


THICKEN_THIN = ToolForm(
    "thicken_thin", "prepare",
    text("Thicken thin parts…"),
    text("Thicken thin parts"),
    text("Lets walls and rods that are too thin grow until they can be printed; everything else stays where it is."),
    "mdi6.arrow-expand-horizontal",
    (
        number(
            "min_mm", text("Least thickness"),
            text("Walls and rods become this thick; 0 takes the limits of the print process."), "mm", _least,
            zero=text("as the process needs"),
        ),
    ),
)  # fmt: skip

CONNECT = ToolForm(
    "connect_floating", "prepare",
    text("Connect loose parts…"),
    text("Connect loose parts"),
    text("Joins parts that touch nothing to the rest by round struts over the shortest way, in the colour around them."),
    "mdi6.connection",
    (
        number(
            "diameter_mm", text("Diameter"), text("Of the struts; 0 takes what the print process needs at least."),
            "mm", 0, 20, 0, zero=text("as the process needs"),
        ),
        whole("number", text("Struts"), text("How many for each part, where there is room."), "", 1, 5, 2),
        switch("dust", text("Specks too"), text("Joins bits that are too small to print as well; else they stay loose.")),
    ),
)  # fmt: skip

BODY: tuple[ToolForm, ...] = (
    SCALE, DROP, TURN, FACE_TO_PLATE, MIRROR, ORIENT, HOLLOW, DRAINS, THICKEN_THIN, CONNECT,
)  # fmt: skip
"""In the order in which they are offered."""
