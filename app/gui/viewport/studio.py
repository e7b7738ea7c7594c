"""The photo studio around a figurine: backgrounds and lights. Shared by the window and the pictures."""

from dataclasses import dataclass

Rgb = tuple[float, float, float]


def rgb(code: str) -> Rgb:
    """``#rrggbb`` as sRGB 0..1."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


@dataclass(frozen=True)
class Surroundings:
    """The surroundings. Colours are sRGB 0..1; strengths (of the ground's lines and of the shadow) are 0..1.

    edges  of triangles, over white clay
    ink    of lines on the background: hidden-line drawing, X-ray, measures
    """

    below: Rgb
    above: Rgb
    grid: Rgb
    grid_strength: float
    shadow: float
    edges: Rgb
    ink: Rgb


DARK = Surroundings(rgb("#20242b"), rgb("#2b313b"), rgb("#98a1b0"), 0.26, 0.95, rgb("#2f3d57"), rgb("#c9d3e2"))
LIGHT = Surroundings(rgb("#dfe3e9"), rgb("#f4f6f8"), rgb("#5a6575"), 0.30, 0.45, rgb("#2f3d57"), rgb("#27364f"))
PAPER = Surroundings(rgb("#e9eaec"), rgb("#fbfbfc"), rgb("#5a6575"), 0.0, 0.42, rgb("#2f3d57"), rgb("#27364f"))

SEVERITY_COLORS: dict[str, Rgb] = {"blocks": rgb("#ef6a5b"), "warns": rgb("#e0a83c"), "informs": rgb("#4f8cff")}

# Lit in linear light by one large soft key, a fill and a sky, all fixed to the camera (see lights.py). VTK's own lights
# work on sRGB numbers, which turns skin grey towards the shadow.
LIGHTING = """
  vec3 studioNormal = normalize(normalVCVSOutput);
  vec3 studioView = cameraParallel == 0 ? normalize(-vertexVC.xyz) : vec3(0.0, 0.0, 1.0);
  float studioTurn = dot(studioNormal, studioView);
  bool studioBack = byNormals > 0 ? studioTurn < -0.6 : !gl_FrontFacing;
  if (studioTurn < 0.0 && studioBack) studioNormal = -studioNormal;
  float studioKey = clamp((dot(studioNormal, keyWay) + keyWrap) / (1.0 + keyWrap), 0.0, 1.0);
  float studioFill = clamp((dot(studioNormal, vec3(0.753, 0.108, 0.649)) + 0.5) / 1.5, 0.0, 1.0);
  float studioSky = mix(skyBelow, skyAbove, 0.5 + 0.5 * studioNormal.y);
  float studioRim = 1.0 - clamp(dot(studioNormal, studioView), 0.0, 1.0);
  float studioEdge = studioRim;
  studioRim = studioRim * studioRim * studioRim * (0.5 + 0.5 * studioNormal.y);
  float studioGloss = clamp(dot(studioNormal, normalize(keyWay + studioView)), 0.0, 1.0);
  studioGloss *= studioGloss;
  studioGloss *= studioGloss;
  float studioGloss8 = studioGloss * studioGloss;
  studioGloss = studioGloss * studioGloss8 * studioGloss8 * studioGloss8;
  vec3 studioShade = studioKey * keyLight * vec3(1.02, 1.0, 0.97) + studioFill * fillLight * vec3(0.96, 0.99, 1.06)
                   + studioSky * vec3(0.98, 1.0, 1.03);
"""

# After the picture has been multiplied in. A face seen from behind is hatched violet: the inside of a hole or a patch
# that is inside out; by pattern too, not by colour alone. Behind a section's plane what is seen from behind is the cut
# through the material: flat and hatched as in a drawing, it looks like a cap. sRGB is squared and rooted instead of
# following its exact curve: a fifth of the time on a processor, and back and forth it cancels out. Where a dye has marks
# they are pure magenta, which no ink prints, and are drawn as a hatch.
DEVELOPING = """
  vec3 studioColor = gl_FragData[0].rgb;
  float studioAlpha = opacity;
  bool studioLit = studioMode == 0;
  if (studioBack && sectionOn > 0) {
    float stripe = smoothstep(0.0, 0.25, abs(fract((gl_FragCoord.x - gl_FragCoord.y) / 11.0) - 0.5) - 0.06);
    studioColor = mix(vec3(0.55, 0.20, 0.13), vec3(0.87, 0.44, 0.31), stripe);
    studioLit = false;
  } else if (studioMode == 1) {
    studioColor = 0.5 + 0.5 * studioNormal;
  } else if (studioMode == 2) {
    studioColor = mix(paperColor, inkColor, smoothstep(0.72, 0.97, studioEdge));
  } else if (studioMode == 3) {
    studioColor = inkColor;
    studioAlpha = mix(0.05, 0.75, studioEdge * studioEdge);
  } else if (studioBack && backHatch > 0) {
    float stripe = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / 9.0));
    studioColor = mix(vec3(0.36, 0.22, 0.60), vec3(0.56, 0.40, 0.84), stripe);
  } else if (dyeMarks > 0 && min(studioColor.r, studioColor.b) - studioColor.g > 0.75) {
    float stripe = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / 7.0));
    studioColor = mix(vec3(0.90, 0.05, 0.80), vec3(1.0, 0.86, 0.98), stripe);
  }
  if (studioLit) {
    studioColor = studioColor * studioColor * studioShade + vec3(keyGloss * studioGloss + rimLight * studioRim);
    studioColor = sqrt(clamp(studioColor, 0.0, 1.0));
  }
  gl_FragData[0] = vec4(mix(studioColor, wireColor, wireMix), studioAlpha);
"""

# The draggable comparison: each model is drawn on its own side of a vertical line on the screen. Only then: a shader that
# may discard is run for hidden pixels too.
SPLITTING = """
  if (splitSide * (gl_FragCoord.x - splitAt) < 0.0) discard;
"""
