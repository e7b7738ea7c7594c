"""The forms of the colour tools, which leave the shape alone."""

from collections.abc import Mapping

from app.i18n import Text, text
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Limits, Parameter, Value, choice, color, faces, file, number, switch, whole

COVERED = 0.65  # of a picture, usually, by a surface that is laid out in it
MOST_FACES = 3_000_000  # with a colour at every corner
PROFILES = (".icc", ".icm")
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")

WHERE = faces(
    "faces", text("Selection"), text("Only the selected faces change; where none is selected, the whole model does.")
)
EDGE = number(
    "edge_mm", text("Soft edge"),
    text("Over this width inside of the selection the change fades in; 0 makes a sharp edge."),
    "mm", 0.0, 20.0, 0.0, zero=text("sharp"),
)  # fmt: skip


def _percent(id_: str, title: Text, description: Text) -> Parameter:
    return number(id_, title, description, "%", -100.0, 100.0, 0.0)


ADJUST = ToolForm(
    "adjust", "color",
    text("Adjust colours…"),
    text("Adjust colours"),
    text("Exposure, white balance, contrast and saturation of pictures and colours; the shape stays."),
    "mdi6.tune",
    (
        number("exposure_ev", text("Exposure"), text("One step more is twice the light."), "EV", -4.0, 4.0, 0.0),
        _percent("temperature", text("Temperature"), text("Less is bluer, more is yellower.")),
        _percent("tint", text("Tint"), text("Less is greener, more is more magenta.")),
        _percent("contrast", text("Contrast"), text("Sets light and dark apart; black and white stay.")),
        _percent("shadows", text("Shadows"), text("Lightens or darkens the dark parts only.")),
        _percent("highlights", text("Highlights"), text("Lightens or darkens the light parts only.")),
        number("gamma", text("Gamma"), text("More lightens the middle tones; black and white stay."), "",
               0.25, 4.0, 1.0),
        _percent("saturation", text("Saturation"), text("-100 % is grey, 100 % is twice as colourful.")),
        WHERE, EDGE,
    ),
)  # fmt: skip

HUE_SHIFT = ToolForm(
    "hue_shift", "color",
    text("Shift hues…"),
    text("Shift hues"),
    text("Turns hues round the colour circle, all of them or those around one colour; shades stay."),
    "mdi6.palette-swatch-outline",
    (
        choice(
            "hues", text("Which hues"), text("All hues, or only those around one colour."),
            ("all", "around"), (text("All"), text("Around a colour")), "all",
        ),
        color("around", text("Around"), text("Its hue is the middle of those that change."), default="#d02020",
              when=("hues", ("around",))),
        number("width_deg", text("Width"), text("How much of the colour circle belongs to it."), "°", 5.0, 360.0, 60.0,
               when=("hues", ("around",))),
        number("turn_deg", text("Turn by"), text("From red: 30° is about orange, 110° yellow, 140° green, -100° blue."),
               "°", -180.0, 180.0, 0.0),
        _percent("chroma", text("Saturation"), text("-100 % is grey, 100 % is twice as colourful.")),
        _percent("lightness", text("Lightness"), text("Lighter or darker by up to half the way from black to white.")),
        WHERE, EDGE,
    ),
)  # fmt: skip

REPLACE_COLOR = ToolForm(
    "replace_color", "color",
    text("Replace a colour…"),
    text("Replace a colour"),
    text("Puts another colour in the place of one, with its light and dark shades."),
    "mdi6.eyedropper",
    (
        color("old", text("Colour now"), text("What looks like this colour changes."), default="#d02020"),
        color("new", text("New colour"), text("The colour that it gets."), default="#2060d0"),
        number("tolerance", text("Tolerance"), text("How far a colour may be from it; 2 is hardly seen, 20 is a kindred one."),
               "ΔE", 0.0, 100.0, 25.0),
        number("softness", text("Softness"), text("How much of the tolerance changes only in part."), "%", 0.0, 100.0, 50.0),
        switch("shades", text("Keep the shades"), text("Lighter and darker places stay lighter and darker."), default=True),
        WHERE, EDGE,
    ),
)  # fmt: skip

FILL_COLOR = ToolForm(
    "fill_color", "color",
    text("Fill with a colour…"),
    text("Fill with a colour"),
    text("Gives the selection, or the whole model, one colour; a white model becomes a coloured one."),
    "mdi6.format-color-fill",
    (
        color("color", text("Colour"), text("The colour that it gets."), default="#e0a83c"),
        number("strength", text("Strength"), text("100 % covers what was there."), "%", 0.0, 100.0, 100.0),
        WHERE, EDGE,
    ),
)  # fmt: skip

RECOLOR_FROM_PHOTO = ToolForm(
    "recolor_from_photo", "color",
    text("Colours from a photo…"),
    text("Colours from a photo"),
    text("Gives the model the mood or the palette of a reference photo."),
    "mdi6.image-sync-outline",
    (
        file("photo", text("Photo"), text("The picture whose colours are taken; transparent parts do not count."), PICTURES),
        choice(
            "way", text("Take over"),
            text("Mood: mean and spread of all colours. Palette: each main colour becomes the most alike one of the photo."),
            ("mood", "palette"), (text("Mood"), text("Palette")), "mood",
        ),
        whole("colors", text("Main colours"), text("How many colours the palettes have."), "", 2, 16, 6,
              when=("way", ("palette",))),
        number("strength", text("Strength"), text("0 % changes nothing."), "%", 0.0, 100.0, 80.0),
        switch("keep_lightness", text("Keep light and dark"), text("Only hues and saturation change."), default=False),
        WHERE, EDGE,
    ),
)  # fmt: skip

INTO_GAMUT = ToolForm(
    "into_gamut", "color",
    text("Printable colours…"),
    text("Make colours printable"),
    text("Brings colours that the inks cannot show to the nearest that they can, without losing the differences between them."),
    "mdi6.printer-check",
    (
        file("profile", text("Colour profile"),
             text("ICC profile of the inks (CMYK); without one, that of the print process counts."), PROFILES),
        number("softness", text("Softness"),
               text("How much of the printable range gives way, so that different colours stay different; 0 cuts them off."),
               "%", 0.0, 60.0, 25.0),
        WHERE, EDGE,
    ),
)  # fmt: skip


def _corners(facts: MeshFacts) -> Limits:
    low = float(max(facts.faces, 4))
    return Limits(low, max(low, float(MOST_FACES)), max(low, min(4 * low, 1_000_000.0)))


VERTEX_COLORS = ToolForm(
    "vertex_colors", "color",
    text("Picture into colours…"),
    text("Picture to vertex colours"),
    text("Paints the picture onto the corners of the triangles, and refines them where it has more detail."),
    "mdi6.vector-point",
    (
        whole("faces_most", text("Triangles at most"),
              text("Where the picture is finer than the triangles, they are cut until there are so many."), "", _corners),
        number("error", text("Finer than"), text("Triangles are cut where the colour would be farther off than this."),
               "ΔE", 0.5, 20.0, 3.0),
    ),
)  # fmt: skip


def _baked_dpi(values: Mapping[str, Value], facts: MeshFacts) -> Text:
    texels = COVERED * float(str(values["size"])) ** 2
    return text("About {dpi} dpi at print size", dpi=f"{25.4 * (texels / max(facts.area_mm2, 1e-9)) ** 0.5:.0f}")


BAKE_TEXTURE = ToolForm(
    "bake_texture", "color",
    text("Bake into one picture…"),
    text("Bake into one picture"),
    text("Lays the surface out anew and paints all colours and pictures into one picture of this size."),
    "mdi6.image-filter-center-focus-strong",
    (
        choice(
            "size", text("Picture"), text("Width and height of the new picture."),
            ("512", "1024", "2048", "4096", "8192"),
            (text("512 px"), text("1024 px"), text("2048 px"), text("4096 px"), text("8192 px")), "2048",
        ),
    ),
    estimate=_baked_dpi,
)  # fmt: skip

TEXTURE_SIZE = ToolForm(
    "texture_size", "color",
    text("Size of the picture…"),
    text("Change the size of the picture"),
    text("Makes pictures smaller, or larger if you say so; the places of their parts stay."),
    "mdi6.image-size-select-large",
    (
        whole("side_px", text("Longest side"), text("Pictures that are larger are made smaller to this."), "px",
              64, 8192, 2048),
        switch("enlarge", text("Enlarge smaller ones"),
               text("Smaller pictures are enlarged too; that adds no detail."), default=False),
    ),
)  # fmt: skip

COLOR: tuple[ToolForm, ...] = (
    ADJUST, HUE_SHIFT, REPLACE_COLOR, FILL_COLOR, RECOLOR_FROM_PHOTO, INTO_GAMUT, VERTEX_COLORS, BAKE_TEXTURE, TEXTURE_SIZE,
)  # fmt: skip
"""In the order in which they are offered."""
