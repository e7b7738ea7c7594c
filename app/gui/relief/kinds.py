"""What is asked for each kind of solid: its name, its fields, and what they mean to whoever fills them in."""

from dataclasses import dataclass

from app.i18n import Text, text
from app.layouts.relief.wishes import AnyWishes, Lithophane, Plaque, Start


@dataclass(frozen=True)
class Kind:
    """``fields``: names of what is asked, in this order."""

    title: Text
    tip: Text
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One field. ``options``: what may be chosen; ``step`` 0: yes or no; else a number with this step and unit."""

    title: Text
    tip: Text
    step: float = 0.5
    unit: str = " mm"
    options: tuple[tuple[str, Text], ...] = ()


OUTLINE = ("shape", "size_mm", "margin_mm", "radius_mm", "hole_mm", "hole_at", "tab")
"""Fields of an outline: not asked where a design has one already."""

_FORM = ("shape", "size_mm", "margin_mm", "radius_mm", "base_mm")
_HOLE = ("hole_mm", "hole_at", "tab")
_RAISED = ("relief", "relief_mm", "smooth_mm")
KINDS: dict[Start, Kind] = {
    "keychain": Kind(
        text("Keychain"), text("Cut around the picture, raised, with a hole for the ring"),
        (*_FORM, *_RAISED, "edge_mm", *_HOLE, "color"),
    ),
    "magnet": Kind(
        text("Fridge magnet"), text("Raised in front, with a pocket for a magnet in its back"),
        (*_FORM, *_RAISED, "edge_mm", "magnet_mm", "magnet_deep_mm", "color"),
    ),
    "charm": Kind(
        text("Charm"), text("A flat figure with the picture on it and a hole"),
        (*_FORM, "edge_mm", "back_edge_mm", *_HOLE, "color"),
    ),
    "puffy": Kind(
        text("Puffy figure"), text("A soft cushion in the shape of the picture"),
        (*_FORM, "relief_mm", "edge_mm", "back_edge_mm", "hole_mm", "hole_at", "color"),
    ),
    "medallion": Kind(
        text("Medallion"), text("A round or square coin with a rim and a relief"),
        (*_FORM, *_RAISED, "rim_mm", "edge_mm", *_HOLE, "color"),
    ),
    "lithophane": Kind(
        text("Lithophane"), text("A thin plate that shows its picture when there is light behind it"),
        ("width_mm", "thin_mm", "thick_mm", "frame_mm", "frame_thick_mm", "bend_deg", "smooth_mm", "layer_mm",
         "standing", "negative"),
    ),
}  # fmt: skip

FIELDS: dict[str, Asked] = {
    "shape": Asked(
        text("Outline"), text("Around the picture where it is cut out, or a plain form"), options=(
            ("picture", text("Around the picture")), ("ellipse", text("Round")), ("rounded", text("Rounded corners")),
            ("rectangle", text("Square corners")),
        ),
    ),
    "size_mm": Asked(text("Longest side"), text("Without the tab of the hole"), 1.0),
    "margin_mm": Asked(text("Margin"), text("How far outside of the picture it is cut"), 0.1),
    "radius_mm": Asked(text("Corners"), text("Radius of the rounded corners")),
    "base_mm": Asked(text("Plate thickness"), text("What lies under the picture"), 0.1),
    "relief": Asked(
        text("Relief"), text("What stands high"), options=(
            ("both", text("Cushion and light")), ("puffy", text("Cushion")), ("light", text("Light is high")),
            ("dark", text("Dark is high")),
        ),
    ),
    "relief_mm": Asked(text("Height"), text("How far the picture rises above the plate; 0 leaves it flat"), 0.1),
    "smooth_mm": Asked(text("Calm"), text("Grain smaller than this is smoothed"), 0.1),
    "edge_mm": Asked(text("Upper edge"), text("Radius of the round edge in front"), 0.1),
    "back_edge_mm": Asked(text("Lower edge"), text("Radius of the round edge of the back"), 0.1),
    "rim_mm": Asked(text("Rim"), text("Width of a raised rim; 0 for none"), 0.1),
    "hole_mm": Asked(text("Hole"), text("Diameter of the hole for a ring; 0 for none"), 0.1),
    "hole_at": Asked(text("Hole at"), text("Where the hole is: degrees clockwise from the top"), 5.0, "°"),
    "tab": Asked(text("A tab for the hole"), text("Let the outline grow where the hole has no room"), 0.0),
    "magnet_mm": Asked(text("Magnet diameter"), text("Diameter of the pocket: that of the magnet and a little more"), 0.1),
    "magnet_deep_mm": Asked(text("Pocket depth"), text("How deep the pocket is"), 0.1),
    "color": Asked(text("In colour"), text("Print the picture on it; else it is of one colour"), 0.0),
    "width_mm": Asked(text("Width"), text("Of the picture without its frame; the height follows"), 1.0),
    "thin_mm": Asked(text("Thinnest"), text("Where the picture is light"), 0.1),
    "thick_mm": Asked(text("Thickest"), text("Where the picture is dark"), 0.1),
    "frame_mm": Asked(text("Frame"), text("Width of the frame; 0 for none")),
    "frame_thick_mm": Asked(text("Frame thickness"), text("How thick the frame is"), 0.1),
    "bend_deg": Asked(text("Bend"), text("Part of a circle that it is bent to; 0 is flat"), 10.0, "°"),
    "standing": Asked(text("Stands upright"), text("Printed standing, as most machines show it finest"), 0.0),
    "layer_mm": Asked(text("Layer"), text("Height of a printed layer where it is printed lying; 0 where not"), 0.02),
    "negative": Asked(text("Negative"), text("Thick where the picture is light"), 0.0),
}  # fmt: skip


def limits(wishes: AnyWishes, name: str) -> tuple[float, float]:
    """The least and the most that a number of these wishes may be."""
    found = {type(one).__name__: one for one in type(wishes).model_fields[name].metadata}
    return float(found["Ge"].ge), float(found["Le"].le)


def asked(kind: Start, wishes: AnyWishes, *, outlined: bool) -> tuple[str, ...]:
    """Fields that mean something now. ``outlined``: a design has an outline already."""
    hidden = set(OUTLINE) if outlined else set()
    if isinstance(wishes, Plaque):
        hidden |= set() if wishes.shape == "picture" else {"margin_mm"}
        hidden |= set() if wishes.shape == "rounded" else {"radius_mm"}
        hidden |= {"hole_at", "tab"} if wishes.hole_mm <= 0 else set()
        hidden |= {"magnet_deep_mm"} if wishes.magnet_mm <= 0 else set()
    elif isinstance(wishes, Lithophane) and wishes.frame_mm <= 0:
        hidden.add("frame_thick_mm")
    return tuple(name for name in KINDS[kind].fields if name not in hidden)
