"""Presets of light: what each is good for, and the numbers that the shader in studio.py takes."""

from dataclasses import dataclass

from app.i18n import Text, text

Vec3 = tuple[float, float, float]


@dataclass(frozen=True)
class Light:
    """A key light from ``key_way`` (a unit vector: right, up, towards the eye), a fill, a sky, and what shines.

    key_wrap   how far the key reaches around the form: 0 a spotlight, 1 a very large soft box
    """

    id: str
    title: Text
    description: Text
    key_way: Vec3
    key_wrap: float
    key: float
    fill: float
    sky_below: float
    sky_above: float
    gloss: float
    rim: float


# A face turned to the viewer shows its true colour in each (the sum is about 1 there), but for the hard side light.
LIGHTS: tuple[Light, ...] = (
    Light(
        "studio",
        text("Studio light"),
        text("One large soft light from the upper left: form and colour, as on a proof"),
        (-0.424, 0.566, 0.707), 0.22, 0.74, 0.20, 0.13, 0.36, 0.045, 0.05,
    ),
    Light(
        "soft",
        text("Soft light"),
        text("Light from all around, hardly a shadow: to judge colours"),
        (-0.25, 0.45, 0.857), 0.9, 0.42, 0.22, 0.30, 0.46, 0.0, 0.02,
    ),
    Light(
        "raking",
        text("Hard side light"),
        text("A spotlight that grazes the surface: shows dents, steps and noise"),
        (-0.952, 0.190, 0.240), 0.0, 1.25, 0.03, 0.04, 0.10, 0.10, 0.0,
    ),
    Light(
        "flat",
        text("No shading"),
        text("The colours of the model as they are, without any light"),
        (0.0, 0.0, 1.0), 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0,
    ),
)  # fmt: skip


def light(name: str) -> Light:
    """The preset with this id. Raises KeyError."""
    return {preset.id: preset for preset in LIGHTS}[name]
