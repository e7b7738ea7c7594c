"""One mesh on the screen: the actors of its parts, and of the stand-in that is drawn while the camera moves."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkPlane
from vtkmodules.vtkRenderingCore import vtkActor, vtkTexture

from app.gui.viewport.drawable import Drawable, Part
from app.gui.viewport.dye import Dye
from app.gui.viewport.lights import LIGHTS, Light
from app.gui.viewport.modes import MODES, Mode
from app.gui.viewport.skin import Skin
from app.gui.viewport.studio import DARK, Surroundings
from app.gui.viewport.vtk_arrays import texture

__all__ = ["MODES", "Figure", "Mode"]


class Figure:
    """A drawable with how it is drawn now. What is set holds for its stand-in too."""

    def __init__(self, drawable: Drawable, *, slanted: bool = False) -> None:
        """``slanted``: pictures are sharp on what is seen from the side as well; see ``texture``."""
        self.drawable = drawable
        self._slanted = slanted
        self._pictures: dict[int, vtkTexture] = {}
        self._skins = [self._skin(part) for part in drawable.parts]
        self._light_skins = (
            [] if drawable.light is None else [self._skin(part, quick=True) for part in drawable.light.parts]
        )
        for skin in self._light_skins:
            skin.tell_sides_by_normals()
        self._mode: Mode = "color"
        self._look: Surroundings = DARK
        self._light: Light = LIGHTS[0]
        self._hatch = True
        self._split: tuple[int, float] = (0, 0.0)
        self._plane: vtkPlane | None = None
        self._hidden: NDArray[np.bool_] | None = None
        self._heat: tuple[NDArray[np.float32], vtkTexture] | None = None
        self._edge_opacity = 0.9
        self._apply(self._all)

    @property
    def parts(self) -> list[vtkActor]:
        """The actors of the figure itself, in the order of the drawable's parts."""
        return [skin.actor for skin in self._skins]

    @property
    def skins(self) -> tuple[Skin, ...]:
        """What draws each of the drawable's parts."""
        return tuple(self._skins)

    @property
    def light_skins(self) -> tuple[Skin, ...]:
        """What draws each part of the stand-in."""
        return tuple(self._light_skins)

    def picture(self, pixels: NDArray[np.uint8]) -> vtkTexture:
        """The texture of a part's picture, by that very array."""
        return self._pictures[pixels.__array_interface__["data"][0]]

    @property
    def light_parts(self) -> list[vtkActor]:
        """The actors of the stand-in; none where the figure is light enough."""
        return [skin.actor for skin in self._light_skins]

    @property
    def actors(self) -> list[vtkActor]:
        """All of them."""
        return self.parts + self.light_parts

    def complete(self, drawable: Drawable) -> list[vtkActor]:
        """Take the parts of a drawable whose sketch this figure was made from; returns the new actors."""
        self.drawable = drawable
        self._skins = [self._skin(part) for part in drawable.parts]
        self._apply(iter(self._skins))
        for skin, part in zip(self._light_skins, () if drawable.light is None else drawable.light.parts, strict=True):
            skin.set_clay(part.clay)
        return self.parts

    def set_mode(self, mode: Mode) -> None:
        """Draw in colours, in clay, as edges and so on."""
        self._mode = mode
        for skin in self._all:
            skin.set_mode(mode)
            skin.set_look(self._look)
        self._thin_edges()

    def set_look(self, look: Surroundings) -> None:
        """Lines and paper of these surroundings."""
        self._look = look
        for skin in self._all:
            skin.set_look(look)

    def set_light(self, light: Light) -> None:
        """Light it so."""
        self._light = light
        for skin in self._all:
            skin.set_light(light)

    def set_heat(self, places: NDArray[np.float32] | None, ramp: NDArray[np.uint8] | None) -> None:
        """Draw in the colours of a scale instead of the model's own; None: no more.

        ramp (H, W, 3) uint8 sRGB, row 0 at the bottom; places (V, 2): where in it the colour of each vertex is.
        """
        scale = None if ramp is None else texture(ramp, repeat=False, smooth=False)
        self._heat = None if places is None or scale is None else (places, scale)
        for skin in self._all:
            skin.set_heat(places, scale)

    def dye(self, dyes: Sequence[Dye] | None, *, marks: bool = False) -> None:
        """Draw the parts, and those of the stand-in after them, in other colours; None: their own again.

        ``marks``: pure magenta in the colours is drawn as a hatch.
        """
        parts = [*self.drawable.parts, *(() if self.drawable.light is None else self.drawable.light.parts)]
        own = [Dye(part.picture, part.colors, part.base) for part in parts]
        # Quick pictures: the levels of fine ones take a processor longer to make than a preview may hold the window up.
        made = self._pictures if dyes is None else {}
        for skin, dye in zip(self._all, own if dyes is None else dyes, strict=True):
            picture = None
            if dye.picture is not None:
                key = dye.picture.__array_interface__["data"][0]
                if key not in made:
                    made[key] = texture(dye.picture, quick=True)
                picture = made[key]
            skin.dye(dye, picture, marks=marks)

    def set_back_hatch(self, on: bool) -> None:
        """Hatch what is seen from behind."""
        self._hatch = on
        for skin in self._all:
            skin.set_back_hatch(on)

    def set_pixel(self, pixel_mm: float) -> None:
        """How large a pixel is at the figure, in mm: edges of triangles of a few pixels are drawn fainter."""
        share = self.drawable.edge_mm / max(pixel_mm, 1e-12)
        self._edge_opacity = min(0.9, max(0.10, share / 16.0))
        self._thin_edges()

    def set_split(self, side: int, at: float) -> None:
        """Draw only to the right (1) or left (-1) of the window's column ``at`` (device pixels); 0 draws everywhere."""
        self._split = (side, at)
        for skin in self._all:
            skin.set_split(side, at)

    def set_section(self, plane: vtkPlane | None) -> None:
        """Cut away what lies behind the plane, or nothing. The plane may be moved afterwards."""
        self._plane = plane
        for skin in self._all:
            skin.set_section(plane)

    def hide(self, hidden: NDArray[np.bool_] | None) -> None:
        """Leave out the faces that are True in ``hidden`` (F,) of the mesh; None: none."""
        self._hidden = hidden
        for skin in self._all:
            skin.hide(hidden)

    @property
    def hidden(self) -> NDArray[np.bool_] | None:
        """The faces that are left out."""
        return self._hidden

    @property
    def _all(self) -> Iterator[Skin]:
        return chain(self._skins, self._light_skins)

    def _skin(self, part: Part, *, quick: bool = False) -> Skin:
        if part.picture is None:
            return Skin(part, None)
        key = part.picture.__array_interface__["data"][0]
        if key not in self._pictures:
            self._pictures[key] = texture(part.picture, quick=quick, slanted=self._slanted and not quick)
        return Skin(part, self._pictures[key])

    def _apply(self, skins: Iterator[Skin]) -> None:
        """Draw new skins as the others are."""
        for skin in skins:
            skin.set_mode(self._mode)
            skin.set_look(self._look)
            skin.set_light(self._light)
            skin.set_back_hatch(self._hatch)
            skin.set_split(*self._split)
            skin.set_section(self._plane)
            if self._hidden is not None:
                skin.hide(self._hidden)
            if self._heat is not None:
                skin.set_heat(*self._heat)
        self._thin_edges()

    def _thin_edges(self) -> None:
        for skin in self._skins:
            skin.set_edge_opacity(self._edge_opacity)
        for skin in self._light_skins:
            skin.set_edge_opacity(0.0)  # its edges are not the model's
