"""The forms of what is written on a figure: text and QR codes."""

from app.i18n import text
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import choice, color, number, point, words

_STYLES = ("raised", "engraved", "inlaid")
_STYLE_NAMES = (text("Raised"), text("Engraved"), text("Inlaid in colour"))

LETTERING = ToolForm(
    "lettering", "prepare",
    text("Text…"),
    text("Write a text"),
    text("Writes a text on the base or anywhere on the figure: raised, engraved, or level with the surface in its own colour."),
    "mdi6.format-text",
    (
        words(
            "text", text("Text"), text("Latin and Chinese; “\\n” begins another line."), default="", most=300,
        ),
        choice(
            "where", text("Where"), text("On which side of the base, or where you pick a place on the figure."),
            ("front", "top", "bottom", "picked"),
            (text("Front of the rim"), text("Top of the base"), text("Bottom"), text("Picked place")), "front",
        ),
        point("at", text("Place"), text("The middle of the text."), when=("where", ("picked",))),
        number(
            "turn_deg", text("Turn"), text("Turns the text in its plane, against the clock."), "°", -180, 180, 0,
            when=("where", ("picked", "bottom")),
        ),
        choice(
            "style", text("Style"), text("How the letters stand out of the surface."), _STYLES, _STYLE_NAMES, "raised",
        ),
        number(
            "size_mm", text("Letter height"), text("Height of a capital letter; 0 makes the text as large as fits."),
            "mm", 0, 100, 0, zero=text("as large as fits"),
        ),
        number(
            "depth_mm", text("Depth"), text("How far the letters stand out of the surface, or go into it."),
            "mm", 0.1, 10, 0.6,
        ),
        choice("weight", text("Strokes"), text("Width of the strokes."), ("regular", "bold"),
               (text("Regular"), text("Bold")), "bold"),
        choice(
            "align", text("Lines"), text("How lines of different length stand one below the other."),
            ("left", "center", "right"), (text("Flush left"), text("Centred"), text("Flush right")), "center",
        ),
        color("color", text("Colour of the letters"), text("Only where the process prints colour."), default="#20242c"),
    ),
)  # fmt: skip

QR = ToolForm(
    "qr", "prepare",
    text("QR code…"),
    text("Put on a QR code"),
    text("Puts a QR code on the base or the figure and reads it again from the finished surface before it is accepted."),
    "mdi6.qrcode",
    (
        words("text", text("Content"), text("A link or a text."), default="", most=500),
        choice(
            "where", text("Where"), text("On which side of the base, or where you pick a place on the figure."),
            ("bottom", "top", "picked"), (text("Bottom"), text("Top of the base"), text("Picked place")), "bottom",
        ),
        point("at", text("Place"), text("The middle of the code."), when=("where", ("picked",))),
        choice(
            "style", text("Style"), text("How the modules stand out of the surface."), _STYLES, _STYLE_NAMES, "engraved",
        ),
        number(
            "module_mm", text("Module"),
            text("Edge of one little square; 0 makes the code as large as fits, up to 1.2 mm."), "mm", 0, 10, 0,
            zero=text("as large as fits"),
        ),
        number(
            "depth_mm", text("Depth"), text("How far the modules stand out of the surface, or go into it."),
            "mm", 0.1, 10, 0.5,
        ),
        choice(
            "correction", text("Error correction"), text("How much of the code may be worn off and it still reads."),
            ("l", "m", "q", "h"), (text("7 %"), text("15 %"), text("25 %"), text("30 %")), "m",
        ),
        color("color", text("Colour of the modules"), text("Only where the process prints colour."), default="#101010"),
    ),
)  # fmt: skip

WRITING: tuple[ToolForm, ...] = (LETTERING, QR)
"""In the order in which they are offered."""
