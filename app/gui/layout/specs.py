"""The actions of the layout bench that have a place in menu and palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

SPECS: tuple[Spec, ...] = (
    Spec("layout.design", text("Design"), text("Compose one thing"), "mdi6.vector-square-edit", ("F8",)),
    Spec(
        "layout.sheet",
        text("Print sheet"),
        text("All things on the sheets that are printed"),
        "mdi6.view-grid-plus-outline",
        ("Shift+F8",),
    ),
    Spec(
        "layout.plates",
        text("Plates of the sheet"),
        text("Every ink by itself and together, as the machine gets them"),
        "mdi6.layers-triple-outline",
        ("Ctrl+F8",),
    ),
    Spec(
        "layout.mockup",
        text("Picture for the buyer"),
        text("How it will look in a hand, on a door, on a table"),
        "mdi6.image-filter-hdr",
        ("Ctrl+Shift+F8",),
    ),
    Spec(
        "layout.open_picture",
        text("Open picture…"),
        text("Begin a flat thing from a picture or a video, without an order"),
        "mdi6.image-plus-outline",
        ("Ctrl+Alt+O",),
    ),
    Spec(
        "layout.together",
        text("Lay out together"),
        text("The flat items that are chosen in the queue, on common sheets"),
        "mdi6.view-dashboard-edit-outline",
        ("Ctrl+Alt+Shift+L",),
    ),
    Spec(
        "layout.add_picture",
        text("Add a picture…"),
        text("Put another picture into the design"),
        "mdi6.image-plus",
        ("Ctrl+Alt+Shift+I",),
    ),
    Spec("layout.add_text", text("Add text"), text("Write into the design"), "mdi6.format-text", ("Ctrl+Alt+T",)),
    Spec(
        "layout.add_code",
        text("Add a QR code"),
        text("A code that opens a link, or plays the ringtone"),
        "mdi6.qrcode-plus",
    ),
    Spec(
        "layout.add_wave",
        text("Add a sound wave…"),
        text("The shape of a sound or of a video's sound"),
        "mdi6.waveform",
    ),
    Spec("layout.add_shape", text("Add a shape"), text("A rectangle, an ellipse, a line"), "mdi6.shape-plus-outline"),
    Spec(
        "layout.duplicate",
        text("Duplicate"),
        text("A copy of what is chosen"),
        "mdi6.content-duplicate",
        ("Ctrl+Alt+D",),
    ),
    Spec(
        "layout.delete",
        text("Delete"),
        text("Take what is chosen out of the design (Delete on the canvas)"),
        "mdi6.trash-can-outline",
    ),
    Spec(
        "layout.raise",
        text("One up"),
        text("Lay what is chosen one step higher"),
        "mdi6.arrange-bring-forward",
        ("Ctrl+Alt+Up",),
    ),
    Spec(
        "layout.lower",
        text("One down"),
        text("Lay what is chosen one step lower"),
        "mdi6.arrange-send-backward",
        ("Ctrl+Alt+Down",),
    ),
    Spec(
        "layout.front",
        text("To the top"),
        text("Lay what is chosen above all else"),
        "mdi6.arrange-bring-to-front",
        ("Ctrl+Alt+Home",),
    ),
    Spec(
        "layout.back",
        text("To the bottom"),
        text("Lay what is chosen below all else"),
        "mdi6.arrange-send-to-back",
        ("Ctrl+Alt+End",),
    ),
    Spec(
        "layout.align_left",
        text("Align left"),
        text("To the left edge of what is chosen; one alone to the trim"),
        "mdi6.align-horizontal-left",
        ("Ctrl+Alt+1",),
    ),
    Spec(
        "layout.align_center",
        text("Align centres"),
        text("One below the other; one alone to the middle of the page"),
        "mdi6.align-horizontal-center",
        ("Ctrl+Alt+2",),
    ),
    Spec(
        "layout.align_right",
        text("Align right"),
        text("To the right edge of what is chosen; one alone to the trim"),
        "mdi6.align-horizontal-right",
        ("Ctrl+Alt+3",),
    ),
    Spec(
        "layout.align_top",
        text("Align top"),
        text("To the upper edge of what is chosen; one alone to the trim"),
        "mdi6.align-vertical-top",
        ("Ctrl+Alt+4",),
    ),
    Spec(
        "layout.align_middle",
        text("Align middles"),
        text("One beside the other; one alone to the middle of the page"),
        "mdi6.align-vertical-center",
        ("Ctrl+Alt+5",),
    ),
    Spec(
        "layout.align_bottom",
        text("Align bottom"),
        text("To the lower edge of what is chosen; one alone to the trim"),
        "mdi6.align-vertical-bottom",
        ("Ctrl+Alt+6",),
    ),
    Spec(
        "layout.distribute_x",
        text("Same gaps across"),
        text("The same gap between each and the next, from left to right"),
        "mdi6.distribute-horizontal-center",
        ("Ctrl+Alt+7",),
    ),
    Spec(
        "layout.distribute_y",
        text("Same gaps down"),
        text("The same gap between each and the next, from top to bottom"),
        "mdi6.distribute-vertical-center",
        ("Ctrl+Alt+8",),
    ),
    Spec(
        "layout.snap",
        text("Snap"),
        text("What is dragged keeps to edges, middles, guides and equal gaps"),
        "mdi6.magnet",
        checkable=True,
    ),
    Spec(
        "layout.bounds",
        text("Trim and bleed"),
        text("Show where it is cut, how far it is printed, and what stays safe"),
        "mdi6.crop-free",
        checkable=True,
    ),
    Spec(
        "layout.guides",
        text("Guides"),
        text("Show guides; pull new ones out of the rulers"),
        "mdi6.ruler",
        checkable=True,
    ),
    Spec(
        "layout.proof",
        text("Make the proof…"),
        text("Pictures and a sheet for the buyer of this item to agree to, kept with its order"),
        "mdi6.file-certificate-outline",
        ("Ctrl+Alt+Shift+P",),
    ),
    Spec(
        "layout.softproof",
        text("Soft proof of the layout"),
        text("Show the colours as the press will print them"),
        "mdi6.printer-eye",
        checkable=True,
    ),
    Spec(
        "layout.gamut",
        text("Gamut warning of the layout"),
        text("Mark colours that the inks cannot print"),
        "mdi6.texture",
        checkable=True,
    ),
    Spec(
        "layout.fit",
        text("Show the whole page"),
        text("As large as it fits the canvas"),
        "mdi6.fit-to-page-outline",
        ("Ctrl+Alt+0",),
    ),
    Spec(
        "layout.zoom_in",
        text("Larger"),
        text("Come closer to the canvas (wheel)"),
        "mdi6.magnify-plus-outline",
        ("Ctrl+Alt++", "Ctrl+Alt+="),
    ),
    Spec(
        "layout.zoom_out",
        text("Smaller"),
        text("Go away from the canvas (wheel)"),
        "mdi6.magnify-minus-outline",
        ("Ctrl+Alt+-",),
    ),
    Spec(
        "layout.real", text("Real size"), text("As large on the screen as it will be printed"), "mdi6.ruler-square", ()
    ),
    Spec(
        "layout.nest",
        text("Arrange the sheet"),
        text("Lay all things anew with as little waste as possible"),
        "mdi6.auto-fix",
        ("Ctrl+Alt+N",),
    ),
    Spec(
        "layout.fill",
        text("Fill the sheet"),
        text("As many copies of what is chosen as go on one sheet"),
        "mdi6.grid",
    ),
    Spec(
        "layout.lock",
        text("Keep in place"),
        text("What is chosen on the sheet stays where it is when it is arranged anew"),
        "mdi6.lock-outline",
    ),
    Spec(
        "layout.turn",
        text("Turn by 90°"),
        text("Turn what is chosen clockwise"),
        "mdi6.rotate-right",
        ("Ctrl+Alt+Right",),
    ),
    Spec(
        "layout.make",
        text("Make print files"),
        text("Write what the shop or the machine gets, and check it"),
        "mdi6.file-check-outline",
        ("Ctrl+Alt+M",),
    ),
    Spec(
        "layout.check",
        text("Check the print file"),
        text("Judge what was made by the rules of the press"),
        "mdi6.clipboard-check-outline",
    ),
    Spec(
        "layout.check_file",
        text("Check a PDF…"),
        text("Judge a file that a customer sent, for the chosen print shop, and look at its plates"),
        "mdi6.file-search-outline",
    ),
    Spec(
        "layout.keep_template",
        text("Keep as a template…"),
        text("The design that is open, for other orders: its pictures and sounds become places to fill"),
        "mdi6.content-save-plus-outline",
    ),
    Spec(
        "layout.clear",
        text("Clear the layout bench"),
        text("Take everything off; items keep their designs"),
        "mdi6.close-box-outline",
    ),
)

MENU = (
    "layout.open_picture", "layout.together", "", "layout.design", "layout.sheet", "layout.plates", "layout.mockup", "",
    "layout.add_picture", "layout.add_text", "layout.add_code", "layout.add_wave", "layout.add_shape", "",
    "layout.duplicate", "layout.delete", "layout.turn", "layout_order", "layout_align", "", "layout.snap", "layout.guides",
    "layout.bounds", "layout.softproof", "layout.gamut", "", "layout.fit", "layout.zoom_in", "layout.zoom_out", "layout.real", "",
    "layout.nest", "layout.fill", "layout.lock",
    "layout.proof", "layout.make", "layout.check", "layout.check_file", "relief.design", "",
    "layout.keep_template", "layout.clear",
)  # fmt: skip
ORDER_MENU = ("layout.front", "layout.raise", "layout.lower", "layout.back")
ALIGN_MENU = (
    "layout.align_left", "layout.align_center", "layout.align_right", "", "layout.align_top", "layout.align_middle",
    "layout.align_bottom", "", "layout.distribute_x", "layout.distribute_y",
)  # fmt: skip
STRIP = (
    "layout.add_picture", "layout.add_text", "layout.add_code", "layout.add_wave", "layout.add_shape", "", "layout.turn",
    "layout.duplicate", "layout.delete", "", "layout.snap", "layout.guides", "layout.bounds",
)  # fmt: skip

SHEET_STRIP = ("layout.nest", "layout.fill", "", "layout.turn", "layout.lock")


class Doer(Protocol):
    """What does the actions: ``do("fit")`` for "layout.fit"."""

    def do(self, name: str) -> None: ...


def handlers(visit: Callable[[Callable[[Doer], object]], object]) -> dict[str, Callable[[], object]]:
    """What each action starts; ``visit`` does something with who does them, once it is there."""

    def start(name: str) -> Callable[[], object]:
        return lambda: visit(lambda doer: doer.do(name.removeprefix("layout.")))

    return {spec.id: start(spec.id) for spec in SPECS}
