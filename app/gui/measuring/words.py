"""What measurements are called and how they are said."""

from app.i18n import Text, text, tr
from app.session.measures import Kind, Measure

NAMES: dict[Kind, Text] = {
    "distance": text("Distance"),
    "angle": text("Angle"),
    "radius": text("Radius"),
    "thickness": text("Thickness"),
}
HOW: dict[Kind, Text] = {
    "distance": text("Click on two places: how far they are apart"),
    "angle": text("Click on one leg, on the corner, on the other leg"),
    "radius": text("Click on three places of an edge or rim: the circle through them"),
    "thickness": text("Click on a place: how thick the model is there"),
}
ICONS: dict[Kind, str] = {
    "distance": "mdi6.ruler",
    "angle": "mdi6.angle-acute",
    "radius": "mdi6.radius-outline",
    "thickness": "mdi6.arrow-collapse-horizontal",
}


def figure(measure: Measure) -> str:
    """The value with its unit, as it stands in the picture."""
    value = measure.value
    if value is None:
        return "–"
    if measure.kind == "angle":
        return f"{value:.1f}°"
    sign = "R " if measure.kind == "radius" else ""
    return f"{sign}{value:.2f} mm"


def sentence(measure: Measure) -> str:
    """The value with what else there is to say."""
    parts = measure.differences
    if measure.value is None:
        return tr("These places give no value: they lie in a line")
    if parts is None:
        return f"{NAMES[measure.kind]} {figure(measure)}"
    x, y, z = (f"{v:.2f}" for v in parts)
    return tr("Distance {value} (x {x}, y {y}, z {z})", value=figure(measure), x=x, y=y, z=z)
