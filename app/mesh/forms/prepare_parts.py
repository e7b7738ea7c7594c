"""The forms of what is joined to a figure, or cut from it, before it is printed: bases, loops, pockets, simple shapes."""

from app.i18n import text
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Limits, choice, color, file, number, point, switch, whole

SHAPES = ("box", "cylinder", "sphere", "cone")
NOT_ROUND = ("shape", ("box", "cylinder", "cone"))  # a ball has one size only

PINNED = ("pins", ("round", "hex", "key"))


def _size(facts: MeshFacts) -> Limits:
    most = max(facts.diagonal_mm, 10.0)
    return Limits(0.1, 4 * most, round(0.2 * most, 1))


def _place(facts: MeshFacts) -> Limits:
    most = 1000.0 + 4 * facts.diagonal_mm
    return Limits(-most, most, 0.0)


BASE = ToolForm(
    "base", "prepare",
    text("Base…"),
    text("Add a base"),
    text("Puts the figure on a base into which its feet go a little way, so that both are one body; the base stands at z = 0."),
    "mdi6.chess-pawn",
    (
        choice(
            "shape", text("Shape"), text("What the base looks like from above."),
            ("round", "oval", "rectangle", "hexagon", "contour", "file"),
            (text("Round"), text("Oval"), text("Rounded rectangle"), text("Hexagon"), text("Along the feet"),
             text("Outline of an SVG file")),
            "round",
        ),
        file(
            "outline", text("Outline"), text("An SVG drawing; the largest closed area in it becomes the base."),
            (".svg",), when=("shape", ("file",)),
        ),
        number("height_mm", text("Height"), text("Height of the base."), "mm", 0.5, 60, 6),
        number(
            "margin_mm", text("Margin"), text("How far the base reaches beyond what stands on it."), "mm", 0, 100, 4,
        ),
        choice(
            "around", text("Made for"), text("What the base has to reach beyond: what stands on the ground, or all of it."),
            ("feet", "figure"), (text("The feet"), text("The whole shadow")), "feet",
        ),
        choice(
            "center", text("Middle"),
            text("What stands over the middle of the base: the feet, or the centre of mass."),
            ("footprint", "mass"), (text("The feet"), text("The centre of mass")), "footprint",
        ),
        number(
            "width_mm", text("Width"), text("From left to right; 0 makes it as wide as the margin asks for."),
            "mm", 0, 500, 0, zero=text("as wide as needed"),
        ),
        number(
            "depth_mm", text("Depth"), text("From front to back; 0 keeps the proportions of the shape."), "mm", 0, 500, 0,
            zero=text("as deep as needed"),
        ),
        choice(
            "edge", text("Upper edge"), text("How the upper edge is broken."),
            ("sharp", "chamfer", "round"), (text("Sharp"), text("Chamfered"), text("Rounded")), "round",
        ),
        number(
            "edge_mm", text("Size of the edge"), text("Width of the chamfer, or radius of the rounding."),
            "mm", 0.1, 20, 1, when=("edge", ("chamfer", "round")),
        ),
        number(
            "sink_mm", text("Sink the feet by"), text("How deep the lowest point of the figure goes into the base."),
            "mm", 0.2, 20, 0.8,
        ),
        number(
            "reach_mm", text("Reach of the feet"),
            text("Feet that end up to so far above the lowest one get a short pillar down to the base."),
            "mm", 0, 20, 1,
        ),
        color("color", text("Colour of the base"), text("Only where the process prints colour."), default="#ffffff"),
    ),
)  # fmt: skip

KEYRING = ToolForm(
    "keyring", "prepare",
    text("Keyring loop…"),
    text("Add a keyring loop"),
    text("Joins a ring to the figure, above its centre of mass or where you pick a place; the stem goes into the figure."),
    "mdi6.key-chain-variant",
    (
        point("at", text("Place"), text("Where the ring sits; without one it sits on top, above the centre of mass.")),
        number("hole_mm", text("Hole"), text("Inner diameter of the ring."), "mm", 1, 30, 4),
        number("thickness_mm", text("Thickness"), text("Diameter of the ring's rod."), "mm", 0.8, 15, 2),
        number("sink_mm", text("Root"), text("How deep the stem of the ring goes into the figure."), "mm", 0.5, 30, 3),
        choice(
            "turn", text("Seen from the front"), text("Which way the ring is turned."),
            ("front", "side"), (text("As a ring"), text("From its edge")), "front",
        ),
        color("color", text("Colour of the ring"), text("Only where the process prints colour."), default="#ffffff"),
    ),
)  # fmt: skip

MAGNET = ToolForm(
    "magnet", "prepare",
    text("Magnet pocket…"),
    text("Cut a magnet pocket"),
    text("Cuts a round pocket for a magnet into the flattest place of the back or the bottom, or where you pick a place."),
    "mdi6.magnet",
    (
        choice(
            "where", text("Where"), text("The side in which the flattest place is looked for."),
            ("back", "bottom", "picked"), (text("The back"), text("Bottom"), text("Picked place")), "back",
        ),
        point("at", text("Place"), text("The middle of the pocket."), when=("where", ("picked",))),
        number("diameter_mm", text("Diameter"), text("Of the magnet."), "mm", 1, 60, 10),
        number("thickness_mm", text("Thickness"), text("Of the magnet."), "mm", 0.5, 30, 2),
        number(
            "clearance_mm", text("Clearance"), text("Room around the magnet, on each side."), "mm", 0, 1, 0.1,
        ),
        number(
            "cover_mm", text("Cover"),
            text("Wall over the magnet, which is then put in while printing; 0 leaves the pocket open."), "mm", 0, 5, 0,
            zero=text("open"),
        ),
        whole("number", text("Number"), text("How many pockets, one beside the other."), "", 1, 6, 1),
    ),
)  # fmt: skip

BOOLEAN = ToolForm(
    "boolean", "prepare",
    text("Add or cut a shape…"),
    text("Add or cut a shape"),
    text("Joins a box, cylinder, ball or cone to the figure, cuts it away, or keeps only what is inside of it."),
    "mdi6.vector-combine",
    (
        choice(
            "operation", text("What to do"), text("What becomes of the shape and the figure."),
            ("add", "subtract", "intersect"), (text("Add it"), text("Cut it away"), text("Keep what is inside")), "add",
        ),
        choice(
            "shape", text("Shape"), text("The simple shape."), SHAPES,
            (text("Box"), text("Cylinder"), text("Ball"), text("Cone")), "box",
        ),
        number("x_mm", text("Width"), text("Extent of the shape in x."), "mm", _size),
        number("y_mm", text("Depth"), text("Extent of the shape in y."), "mm", _size, when=NOT_ROUND),
        number("z_mm", text("Height"), text("Extent of the shape in z."), "mm", _size, when=NOT_ROUND),
        point("at", text("Place"), text("The middle of the shape, on the surface; without one the coordinates below count.")),
        number("at_x_mm", text("Middle x"), text("Where the middle of the shape is."), "mm", _place),
        number("at_y_mm", text("Middle y"), text("Where the middle of the shape is."), "mm", _place),
        number("at_z_mm", text("Middle z"), text("Where the middle of the shape is."), "mm", _place),
        switch("align", text("Stand on the surface"), text("Turns the shape so that it points away from the picked place.")),
        color("color", text("Colour of the shape"), text("Colour of the faces that the shape makes."), default="#ffffff"),
    ),
)  # fmt: skip

WHITE = ToolForm(
    "white", "prepare",
    text("White version"),
    text("Make the white version"),
    text("Takes all colours off and leaves the shape as it is; the colour version stays in the history."),
    "mdi6.invert-colors-off",
)  # fmt: skip

SPLIT = ToolForm(
    "split", "prepare",
    text("Split…"),
    text("Split the figure"),
    text("Cuts a tall figure in two along a plane, with pins on one side and sockets on the other that register the halves."),
    "mdi6.content-cut",
    (
        choice(
            "axis", text("Cut"), text("Which way the cut runs."),
            ("height", "side", "front", "picked"),
            (text("Level"), text("Upright, left from right"), text("Upright, front from back"), text("At a picked place")),
            "height",
        ),
        number(
            "share", text("Where"), text("How far up, to the right or to the back the cut lies."), "%", 1, 99, 50,
            when=("axis", ("height", "side", "front")),
        ),
        point(
            "at", text("Place"), text("The cut goes through it, square to the surface normal there."),
            when=("axis", ("picked",)),
        ),
        choice(
            "pins", text("Pins"), text("What the pins look like from above; a key fits one way round only."),
            ("none", "round", "hex", "key"), (text("None"), text("Round"), text("Hexagon"), text("Key")), "round",
        ),
        whole(
            "number", text("Number"), text("Pins for each separate area of the cut, as many as there is room for."),
            "", 1, 8, 2, when=PINNED,
        ),
        number(
            "diameter_mm", text("Diameter"), text("Of a pin; 0 chooses it by the room."), "mm", 0, 30, 0,
            when=PINNED, zero=text("by the room"),
        ),
        number(
            "depth_mm", text("Length"), text("How far a pin stands out; 0 makes it half again as long as thick."),
            "mm", 0, 60, 0, when=PINNED, zero=text("half again its width"),
        ),
        number(
            "clearance_mm", text("Clearance"), text("Room between pin and socket, on each side."), "mm", 0, 1, 0.15,
            when=PINNED,
        ),
        choice(
            "layout", text("Afterwards"), text("Whether the halves stand beside each other on the plate or stay in place."),
            ("beside", "place"), (text("Side by side"), text("In place, with a gap of 0.2 mm")), "beside",
        ),
    ),
)  # fmt: skip

PARTS: tuple[ToolForm, ...] = (BASE, SPLIT, KEYRING, MAGNET, BOOLEAN, WHITE)
"""In the order in which they are offered."""
