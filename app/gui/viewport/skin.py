"""The actor of one part of a figure."""

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkPlane, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from app.gui.viewport.drawable import Part
from app.gui.viewport.dye import Dye
from app.gui.viewport.lights import Light
from app.gui.viewport.modes import COLORED, EDGED, SHADER_MODE, Mode
from app.gui.viewport.studio import DEVELOPING, LIGHTING, SPLITTING, Surroundings
from app.gui.viewport.vtk_arrays import add_point_colors, cells, points, set_normals, set_uv, surface


class Skin:
    """Draws a part: its colours or clay, whole or without its hidden faces."""

    def __init__(self, part: Part, picture: vtkTexture | None) -> None:
        self.part = part  # keeps the arrays that VTK shares
        self._data: vtkPolyData = surface(part.points, part.triangles, part.normals, shared=True)
        add_point_colors(self._data, "clay", part.clay, shared=True)
        if part.colors is not None:
            add_point_colors(self._data, "colors", part.colors, shared=True)
        if part.uv is not None:
            set_uv(self._data, part.uv, shared=True)
        self._moved: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        self._colors: NDArray[np.uint8] | None = None
        self._mode: Mode = "color"
        self._scale: vtkTexture | None = None
        self._picture, self._base = picture, part.base
        self._mapper = vtkPolyDataMapper()
        self._mapper.SetInputData(self._data)
        self._mapper.SetScalarModeToUsePointFieldData()
        self._mapper.SetColorModeToDirectScalars()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        look = self.actor.GetProperty()
        look.SetInterpolationToPhong()
        look.SetAmbient(0.0)
        look.SetDiffuse(1.0)
        look.SetSpecular(0.0)
        look.SetEdgeColor(1.0, 1.0, 1.0)
        look.SetLineWidth(1.0)
        self._divided = False
        self._write_shader()
        self._uniforms = self.actor.GetShaderProperty().GetFragmentCustomUniforms()
        self._uniforms.SetUniformi("sectionOn", 0)
        self._uniforms.SetUniformi("byNormals", 0)
        self._uniforms.SetUniformi("dyeMarks", 0)
        self.set_back_hatch(on=True)
        self.set_split(0, 0.0)

    def tell_sides_by_normals(self) -> None:
        """Take for the back what the normals turn away, not what the triangles do: those of a stand-in fold over."""
        self._uniforms.SetUniformi("byNormals", 1)

    def set_clay(self, clay: NDArray[np.uint8]) -> None:
        """Another clay, (P, 3)."""
        add_point_colors(self._data, "clay", clay)
        self._data.Modified()

    def dye(self, dye: Dye, picture: vtkTexture | None, *, marks: bool) -> None:
        """Draw in other colours than the part's own; ``marks``: pure magenta in them is drawn as a hatch."""
        if dye.colors is not None:
            add_point_colors(self._data, "colors", dye.colors)
            self._data.Modified()
        self._picture, self._base = picture, dye.base
        self._uniforms.SetUniformi("dyeMarks", int(marks))
        self.set_mode(self._mode)

    def set_heat(self, places: NDArray[np.float32] | None, scale: vtkTexture | None) -> None:
        """Take the colours of ``scale`` at ``places`` (V, 2) of the mesh's vertices; None: the part's own."""
        self._scale = scale
        if places is not None:
            set_uv(self._data, places[self.part.vertices])
        elif self.part.uv is not None:
            set_uv(self._data, self.part.uv)
        self._data.Modified()
        self.set_mode(self._mode)

    def set_mode(self, mode: Mode) -> None:
        """Choose what is drawn; a heat map goes over every mode that has colours or clay."""
        self._mode = mode
        part, heat = self.part, self._scale is not None
        colored = mode in COLORED and not heat
        picture = self._picture if mode == "color" and not heat else self._scale
        vertex_colors = colored and part.colors is not None
        base = self._base if mode == "color" and not heat else (1.0, 1.0, 1.0)
        plain = picture is None and not vertex_colors and base == (1.0, 1.0, 1.0)
        self._mapper.SetScalarVisibility(not heat and (vertex_colors or plain))
        self._mapper.SelectColorArray("colors" if vertex_colors else "clay")
        self._mapper.Modified()  # it would not notice by itself that there is no picture any more
        self.actor.SetTexture(picture)  # type: ignore[arg-type]
        look = self.actor.GetProperty()
        look.SetColor(*base)
        look.SetEdgeVisibility(mode in EDGED)
        self.actor.SetForceTranslucent(mode == "xray")
        self._uniforms.SetUniformi("studioMode", SHADER_MODE.get(mode, 0))

    def set_look(self, look: Surroundings) -> None:
        """The colours of lines and paper in these surroundings."""
        self._uniforms.SetUniform3f("wireColor", look.edges if self._mode != "lines" else look.ink)
        self._uniforms.SetUniform3f(
            "paperColor", tuple((a + b) / 2 for a, b in zip(look.below, look.above, strict=True))
        )
        self._uniforms.SetUniform3f("inkColor", look.ink)

    def set_light(self, light: Light) -> None:
        """Light it so."""
        self._uniforms.SetUniform3f("keyWay", light.key_way)
        for name, value in (
            ("keyWrap", light.key_wrap), ("keyLight", light.key), ("fillLight", light.fill),
            ("skyBelow", light.sky_below), ("skyAbove", light.sky_above), ("keyGloss", light.gloss), ("rimLight", light.rim),
        ):  # fmt: skip
            self._uniforms.SetUniformf(name, value)

    def set_back_hatch(self, on: bool) -> None:
        """Hatch what is seen from behind."""
        self._uniforms.SetUniformi("backHatch", int(on))

    def set_split(self, side: int, at: float) -> None:
        """See Figure.set_split."""
        if self._divided != bool(side):
            self._divided = bool(side)
            self._write_shader()
        self._uniforms.SetUniformf("splitSide", float(side))
        self._uniforms.SetUniformf("splitAt", at)

    def set_section(self, plane: vtkPlane | None) -> None:
        """Cut away what lies behind the plane, or nothing."""
        self._mapper.RemoveAllClippingPlanes()
        if plane is not None:
            self._mapper.AddClippingPlane(plane)
        self._uniforms.SetUniformi("sectionOn", int(plane is not None))

    def set_edge_opacity(self, opacity: float) -> None:
        """How strongly the edges of the triangles are drawn, 0..1."""
        self.actor.GetProperty().SetEdgeOpacity(opacity)

    def hide(self, hidden: NDArray[np.bool_] | None) -> None:
        """Leave out the faces of the mesh that are True in ``hidden`` (F,); None: none."""
        left = self.part.triangles if hidden is None else self.part.triangles[~hidden[self.part.faces]]
        if len(left) != self._data.GetNumberOfPolys():
            self._data.SetPolys(cells(left))
            self._data.Modified()

    def recolor(self, slots: NDArray[np.int64], colors: NDArray[np.uint8]) -> None:
        """Give points of the part, by their numbers (N,), other colours (N, 3); a part without colours has none to change."""
        if self.part.colors is None:
            return
        if self._colors is None:
            self._colors = self.part.colors.copy()
        self._colors[slots] = colors
        add_point_colors(self._data, "colors", self._colors, shared=True)
        self._data.Modified()

    def move(self, slots: NDArray[np.int64], at: NDArray[np.float32], normals: NDArray[np.float32]) -> None:
        """Move points of the part: ``slots`` (N,) their numbers, ``at`` (N, 3) mm, ``normals`` (N, 3)."""
        if self._moved is None:
            self._moved = (self.part.points.copy(), self.part.normals.copy())
        self._moved[0][slots] = at
        self._moved[1][slots] = normals
        # New arrays over the same memory: VTK uploads what it has not seen.
        self._data.SetPoints(points(self._moved[0], shared=True))
        set_normals(self._data, self._moved[1], shared=True)
        self._data.Modified()

    def _write_shader(self) -> None:
        shader = self.actor.GetShaderProperty()
        shader.ClearAllFragmentShaderReplacements()
        shader.AddFragmentShaderReplacement(
            "//VTK::Light::Impl", True, SPLITTING + _LIGHT if self._divided else _LIGHT, False
        )
        shader.AddFragmentShaderReplacement("//VTK::TCoord::Impl", True, _DEVELOP, False)


# VTK mixes the edges of the wireframe into the ambient colour, which is black otherwise: drawn white, they tell how
# much of the pixel is edge. They are drawn unlit at the end, fainter where the triangles are small on the screen.
_LIGHT = (
    LIGHTING
    + """
  float wireMix = clamp(ambientColor.r, 0.0, 0.99);
  gl_FragData[0] = vec4(diffuseColor / (1.0 - wireMix), opacity);
"""
)
_DEVELOP = "//VTK::TCoord::Impl\n" + DEVELOPING
