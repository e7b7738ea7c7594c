"""The photo studio around a figurine: backgrounds and lights. Shared by the window and the pictures."""

from dataclasses import dataclass

Rgb = tuple[float, float, float]


def rgb(code: str) -> Rgb:
    """``#rrggbb`` as sRGB 0..1."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


@dataclass(frozen=True)
class Look:
    """The surroundings. Colours are sRGB 0..1; strengths (of the ground's lines and of the shadow) are 0..1."""

    below: Rgb
    above: Rgb
    grid: Rgb
    grid_strength: float
    shadow: float
    edges: Rgb


DARK = Look(rgb("#20242b"), rgb("#2b313b"), rgb("#98a1b0"), 0.26, 0.95, rgb("#2f3d57"))
LIGHT = Look(rgb("#dfe3e9"), rgb("#f4f6f8"), rgb("#5a6575"), 0.30, 0.45, rgb("#2f3d57"))
PAPER = Look(rgb("#e9eaec"), rgb("#fbfbfc"), rgb("#5a6575"), 0.0, 0.42, rgb("#2f3d57"))

SEVERITY_COLORS: dict[str, Rgb] = {"blocks": rgb("#ef6a5b"), "warns": rgb("#e0a83c"), "informs": rgb("#4f8cff")}

# Lit in linear light by one large soft key, a fill and a sky, all fixed to the camera, so that a face turned to the
# viewer shows its true colour (the sum is 1 there) and the form stays readable from every side. VTK's own lights work
# on sRGB numbers, which turns skin grey towards the shadow.
LIGHTING = """
  vec3 studioNormal = normalize(normalVCVSOutput);
  vec3 studioView = normalize(-vertexVC.xyz);
  bool studioBack = !gl_FrontFacing;
  if (dot(studioNormal, studioView) < 0.0 && studioBack) studioNormal = -studioNormal;
  float studioKey = clamp((dot(studioNormal, vec3(-0.424, 0.566, 0.707)) + 0.22) / 1.22, 0.0, 1.0);
  float studioFill = clamp((dot(studioNormal, vec3(0.753, 0.108, 0.649)) + 0.5) / 1.5, 0.0, 1.0);
  float studioSky = mix(0.13, 0.36, 0.5 + 0.5 * studioNormal.y);
  float studioRim = pow(1.0 - clamp(dot(studioNormal, studioView), 0.0, 1.0), 3.0) * (0.5 + 0.5 * studioNormal.y);
  float studioGloss = pow(clamp(dot(studioNormal, normalize(vec3(-0.424, 0.566, 0.707) + studioView)), 0.0, 1.0), 28.0);
  vec3 studioShade = studioKey * 0.74 * vec3(1.02, 1.0, 0.97) + studioFill * 0.20 * vec3(0.96, 0.99, 1.06)
                   + studioSky * vec3(0.98, 1.0, 1.03);
"""

# After the picture has been multiplied in. A face seen from behind is hatched violet: the inside of a hole or a patch
# that is inside out; by pattern too, not by colour alone.
DEVELOPING = """
  vec3 studioColor = gl_FragData[0].rgb;
  if (studioBack && backHatch > 0) {
    float stripe = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / 9.0));
    studioColor = mix(vec3(0.36, 0.22, 0.60), vec3(0.56, 0.40, 0.84), stripe);
  }
  studioColor = mix(studioColor / 12.92, pow((studioColor + 0.055) / 1.055, vec3(2.4)), step(0.04045, studioColor));
  studioColor = studioColor * studioShade + vec3(0.045 * studioGloss + 0.05 * studioRim);
  studioColor = clamp(studioColor, 0.0, 1.0);
  studioColor = mix(12.92 * studioColor, 1.055 * pow(studioColor, vec3(1.0 / 2.4)) - 0.055,
                    step(0.0031308, studioColor));
  gl_FragData[0] = vec4(mix(studioColor, wireColor, wireMix), opacity);
"""

# The draggable comparison: each model is drawn on its own side of a vertical line on the screen.
SPLITTING = """
  if (splitSide * (gl_FragCoord.x - splitAt) < 0.0) discard;
"""
