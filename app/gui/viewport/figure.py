"""One mesh on the screen: its actors, and how they are drawn."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from app.gui.viewport.drawable import Drawable, Part
from app.gui.viewport.studio import DEVELOPING, LIGHTING, SPLITTING, Rgb
from app.gui.viewport.vtk_arrays import add_point_colors, set_uv, surface, texture

Mode = Literal["color", "shaded", "wireframe"]
MODES: tuple[Mode, ...] = ("color", "shaded", "wireframe")


class Figure:
    """The actors of a drawable, one a material."""

    def __init__(self, drawable: Drawable) -> None:
        self.drawable = drawable
        self._skins = [_Skin(part) for part in drawable.parts]

    @property
    def actors(self) -> Iterator[vtkActor]:
        """Every actor, in the order of the drawable's parts."""
        return (skin.actor for skin in self._skins)

    def set_mode(self, mode: Mode, edges: Rgb) -> None:
        """Draw in colour, in clay, or in clay with the edges of the triangles."""
        for skin in self._skins:
            skin.set_mode(mode, edges)

    def set_heat(self, places: NDArray[np.float32] | None, ramp: NDArray[np.uint8] | None) -> None:
        """Draw in the colours of a scale instead of the model's own; None: no more.

        ramp (H, W, 3) uint8 sRGB, row 0 at the bottom; places (V, 2): where in it the colour of each vertex is.
        """
        scale = None if ramp is None else texture(ramp, repeat=False, smooth=False)
        for skin in self._skins:
            skin.set_heat(places, scale)

    def set_back_hatch(self, on: bool) -> None:
        """Hatch what is seen from behind."""
        for skin in self._skins:
            skin.uniforms.SetUniformi("backHatch", int(on))

    def set_pixel(self, pixel_mm: float) -> None:
        """How large a pixel is at the figure, in mm: edges of triangles of a few pixels are drawn fainter."""
        share = self.drawable.edge_mm / max(pixel_mm, 1e-12)
        for actor in self.actors:
            actor.GetProperty().SetEdgeOpacity(min(0.9, max(0.10, share / 16.0)))

    def set_split(self, side: int, at: float) -> None:
        """Draw only to the right (1) or left (-1) of the window's column ``at`` (device pixels); 0 draws everywhere."""
        for skin in self._skins:
            skin.uniforms.SetUniformf("splitSide", float(side))
            skin.uniforms.SetUniformf("splitAt", at)


class _Skin:
    """The actor of one part."""

    def __init__(self, part: Part) -> None:
        data = surface(part.points, part.triangles, part.normals)
        add_point_colors(data, "clay", part.clay)
        if part.colors is not None:
            add_point_colors(data, "colors", part.colors)
        if part.uv is not None:
            set_uv(data, part.uv)
        self._data = data
        self._vertices = part.vertices
        self._uv = part.uv
        self._mode: Mode = "color"
        self._edges: Rgb = (0.0, 0.0, 0.0)
        self._heat: vtkTexture | None = None
        self._has_colors = part.colors is not None
        self._base = part.base
        self._texture: vtkTexture | None = None if part.picture is None else texture(part.picture)
        self._mapper = vtkPolyDataMapper()
        self._mapper.SetInputData(data)
        self._mapper.SetScalarModeToUsePointFieldData()
        self._mapper.SetColorModeToDirectScalars()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        look = self.actor.GetProperty()
        look.SetInterpolationToPhong()
        look.SetAmbient(0.0)
        look.SetDiffuse(1.0)
        look.SetSpecular(0.0)
        shader = self.actor.GetShaderProperty()
        shader.AddFragmentShaderReplacement("//VTK::Light::Impl", True, _LIGHT, False)
        shader.AddFragmentShaderReplacement("//VTK::TCoord::Impl", True, _DEVELOP, False)
        self.uniforms = shader.GetFragmentCustomUniforms()
        self.uniforms.SetUniformi("backHatch", 1)
        self.uniforms.SetUniform3f("wireColor", (0.0, 0.0, 0.0))
        self.uniforms.SetUniformf("splitSide", 0.0)
        self.uniforms.SetUniformf("splitAt", 0.0)

    def set_heat(self, places: NDArray[np.float32] | None, scale: vtkTexture | None) -> None:
        self._heat = scale
        if places is not None:
            set_uv(self._data, places[self._vertices])
        elif self._uv is not None:
            set_uv(self._data, self._uv)
        self._data.Modified()
        self.set_mode(self._mode, self._edges)

    def set_mode(self, mode: Mode, edges: Rgb) -> None:
        self._mode, self._edges = mode, edges
        colored = mode == "color" and self._heat is None
        look = self.actor.GetProperty()
        vertex_colors = colored and self._has_colors
        clay = not colored or not (vertex_colors or self._texture is not None or self._base != (1.0, 1.0, 1.0))
        self._mapper.SetScalarVisibility(self._heat is None and (vertex_colors or clay))
        self._mapper.SelectColorArray("colors" if vertex_colors else "clay")
        look.SetColor(*(self._base if colored else (1.0, 1.0, 1.0)))
        self.actor.SetTexture(self._texture if colored else self._heat)  # type: ignore[arg-type]
        look.SetEdgeVisibility(mode == "wireframe")
        look.SetEdgeColor(1.0, 1.0, 1.0)
        look.SetLineWidth(1.0)
        self.uniforms.SetUniform3f("wireColor", edges)


# VTK mixes the edges of the wireframe into the ambient colour, which is black otherwise: drawn white, they tell how
# much of the pixel is edge. They are drawn unlit at the end, fainter where the triangles are small on the screen.
_LIGHT = (
    SPLITTING
    + LIGHTING
    + """
  float wireMix = clamp(ambientColor.r, 0.0, 0.99);
  gl_FragData[0] = vec4(diffuseColor / (1.0 - wireMix), opacity);
"""
)
_DEVELOP = "//VTK::TCoord::Impl\n" + DEVELOPING
