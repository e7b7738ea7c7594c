"""The actions of the picture: how the figure is drawn and lit, what stands around it, where the camera is."""

from app.gui.base.actions import Spec
from app.gui.viewport.lights import LIGHTS
from app.i18n import text

_MODES = (
    Spec(
        "view.vertex",
        text("Vertex colours"),
        text("Show the colours of the vertices, without the picture on the surface"),
        "mdi6.dots-triangle",
        ("V",),
        group="mode",
    ),
    Spec(
        "view.normals",
        text("Normals"),
        text("Colour the surface by the way it looks: steps and turned faces stand out"),
        "mdi6.arrow-expand-all",
        ("Shift+W",),
        group="mode",
    ),
    Spec(
        "view.lines",
        text("Hidden lines"),
        text("Show only the edges of the faces that are turned to you"),
        "mdi6.vector-square",
        ("Ctrl+Shift+W",),
        group="mode",
    ),
    Spec(
        "view.xray",
        text("X-ray"),
        text("See through the surface: inner walls, hollows and loose parts"),
        "mdi6.cube-unfolded",
        ("Alt+Z",),
        group="mode",
    ),
)
_AROUND = (
    Spec(
        "view.backfaces",
        text("Hatch the back of faces"),
        text("Hatch in violet what is seen from behind: holes, and patches that are inside out"),
        "mdi6.texture",
        ("Ctrl+Shift+B",),
        checkable=True,
    ),
    Spec("view.grid", text("Ground grid"), text("Show the grid on the ground"), "mdi6.grid", ("G",), checkable=True),
    Spec(
        "view.volume",
        text("Build volume"),
        text("Show the space that the printer of the chosen process has"),
        "mdi6.cube-scan",
        ("Shift+G",),
        needs_model=True,
        checkable=True,
    ),
    Spec(
        "view.dimensions",
        text("Dimensions"),
        text("Show height, width and depth in the picture"),
        "mdi6.ruler-square",
        ("D",),
        needs_model=True,
        checkable=True,
    ),
    Spec(
        "view.cube",
        text("View cube"),
        text("Show the cube that turns the view"),
        "mdi6.cube-outline",
        (),
        checkable=True,
    ),
)
_LIGHTS = tuple(
    Spec(f"view.light_{one.id}", one.title, one.description, icon, (), group="light")
    for one, icon in zip(
        LIGHTS,
        ("mdi6.lightbulb-outline", "mdi6.weather-cloudy", "mdi6.spotlight-beam", "mdi6.circle-outline"),
        strict=True,
    )
)
_SECTION = (
    Spec(
        "view.section",
        text("Section"),
        text("Cut the model open with a plane that you can drag, to see its walls"),
        "mdi6.box-cutter",
        ("X",),
        needs_model=True,
        checkable=True,
    ),
    Spec(
        "view.section_x",
        text("Section across X"),
        text("Cut from left to right"),
        "mdi6.alpha-x-box-outline",
        needs_model=True,
    ),
    Spec(
        "view.section_y",
        text("Section across Y"),
        text("Cut from front to back"),
        "mdi6.alpha-y-box-outline",
        needs_model=True,
    ),
    Spec(
        "view.section_z",
        text("Section across Z"),
        text("Cut from top to bottom"),
        "mdi6.alpha-z-box-outline",
        needs_model=True,
    ),
    Spec(
        "view.section_view",
        text("Section across the view"),
        text("Cut across the direction that you look in now"),
        "mdi6.eye-outline",
        needs_model=True,
    ),
    Spec(
        "view.section_flip",
        text("Flip the section"),
        text("Show the other side of the cut"),
        "mdi6.flip-horizontal",
        ("Shift+X",),
        needs_model=True,
    ),
    Spec(
        "view.section_back",
        text("Section back"),
        text("Move the cut a fiftieth of the way back"),
        "mdi6.arrow-left-bold-outline",
        (",",),
        needs_model=True,
    ),
    Spec(
        "view.section_forward",
        text("Section forward"),
        text("Move the cut a fiftieth of the way forward"),
        "mdi6.arrow-right-bold-outline",
        (".",),
        needs_model=True,
    ),
)
_CAMERA = (
    Spec(
        "view.bottom",
        text("Bottom"),
        text("Look from this side: {side}", side=text("Bottom")),
        "cube.bottom",
        ("6",),
        needs_model=True,
    ),
    Spec(
        "view.proof",
        text("Proof camera"),
        text("Look at the figure as the pictures of the proof show it"),
        "mdi6.camera-outline",
        ("7",),
        needs_model=True,
    ),
    Spec(
        "view.perspective",
        text("Perspective"),
        text("As the eye sees it; without, what is parallel on the figure is parallel in the picture"),
        "mdi6.perspective-more",
        ("P",),
        checkable=True,
    ),
    *(
        Spec(f"view.{name}", title, description, f"mdi6.{icon}", (key,), needs_model=True)
        for name, title, description, icon, key in (
            ("zoom_in", text("Nearer"), text("Bring the camera nearer"), "magnify-plus-outline", "="),
            ("zoom_out", text("Farther"), text("Take the camera farther away"), "magnify-minus-outline", "-"),
            ("turn_left", text("Turn left"), text("Turn the view 15° to the left"), "rotate-left", "Alt+Left"),
            ("turn_right", text("Turn right"), text("Turn the view 15° to the right"), "rotate-right", "Alt+Right"),
            ("turn_up", text("Turn up"), text("Look 15° more from above"), "arrow-up-bold-outline", "Alt+Up"),
            ("turn_down", text("Turn down"), text("Look 15° more from below"), "arrow-down-bold-outline", "Alt+Down"),
        )
    ),
)

VIEW: tuple[Spec, ...] = (*_MODES, *_AROUND, *_LIGHTS, *_SECTION, *_CAMERA)

# What the menu "Display" holds, an empty name for a line.
DISPLAY_MENU: tuple[str, ...] = (
    "view.color", "view.vertex", "view.shaded", "view.normals", "view.wireframe", "view.lines", "view.xray", "",
    *(spec.id for spec in _LIGHTS), "",
    *(spec.id for spec in _AROUND), "view.perspective", "",
    *(spec.id for spec in _SECTION),
)  # fmt: skip
CAMERA_MENU: tuple[str, ...] = (
    "view.proof",
    "view.zoom_in",
    "view.zoom_out",
    "view.turn_left",
    "view.turn_right",
    "view.turn_up",
    "view.turn_down",
)
