"""What the property resources of a 3MF model say about the corners of its triangles."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text, text
from app.mesh.files.images import decode
from app.mesh.io.threemf.native import content, coordinates
from app.mesh.mesh import Material, Texture

BASE, TEXTURE, COLORS, COMPOSITE, MULTI = 1, 2, 3, 4, 5  # Lib3MF.PropertyType
MIRROR, CLAMP = 1, 2  # Lib3MF.TextureTileStyle
MULTIPLY = 2  # Lib3MF.BlendMethod


@dataclass(frozen=True)
class Palette:
    """One resource by property number: colours (P, 4) uint8, or coordinates (P, 2) float32 on a picture."""

    colors: NDArray[np.uint8] | None = None
    coordinates: NDArray[np.float32] | None = None
    material: Material | None = None


class Palettes:
    """The property resources of a model, each read once."""

    def __init__(self, model: Any, notes: list[Text]) -> None:
        self._model, self._notes = model, notes
        self._found: dict[int, Palette] = {}
        self._pictures: dict[int, Texture | None] = {}

    def palette(self, resource: int) -> Palette:
        """The resource with this number; an empty palette for one that carries no colour."""
        if resource not in self._found:
            self._found[resource] = self._read(resource)
        return self._found[resource]

    def _read(self, resource: int) -> Palette:
        kind = int(self._model.GetPropertyTypeByID(resource))
        if kind == BASE:
            group = self._model.GetBaseMaterialGroupByID(resource)
            return Palette(_table({p: _rgba(group.GetDisplayColor(p)) for p in group.GetAllPropertyIDs()}))
        if kind == COLORS:
            group = self._model.GetColorGroupByID(resource)
            return Palette(_table({p: _rgba(group.GetColor(p)) for p in group.GetAllPropertyIDs()}))
        if kind == TEXTURE:
            return self._texture(self._model.GetTexture2DGroupByID(resource))
        if kind == COMPOSITE:
            return self._composite(self._model.GetCompositeMaterialsByID(resource))
        if kind == MULTI:
            return self._multi(self._model.GetMultiPropertyGroupByID(resource))
        return Palette()

    def _texture(self, group: Any) -> Palette:
        places = coordinates(group)
        texture2d = group.GetTexture2D()
        styles = [int(style) for style in texture2d.GetTileStyleUV()]
        for axis, style in enumerate(styles):
            if style == CLAMP:
                places[:, axis] = np.clip(places[:, axis], 0, 1)
            elif style == MIRROR and ((places[:, axis] < 0) | (places[:, axis] > 1)).any():
                self._notes.append(text("A picture that is mirrored at its edges is repeated instead."))
        number = int(texture2d.GetResourceID())
        if number not in self._pictures:
            attachment = texture2d.GetAttachment()
            name = str(attachment.GetPath()).rsplit("/", 1)[-1]
            self._pictures[number] = decode(content(attachment), name)
            if self._pictures[number] is None:
                self._notes.append(text("The picture “{name}” cannot be read; the model opens without it.", name=name))
        picture = self._pictures[number]
        return Palette(None, places, Material(picture.name if picture else "", texture=picture))

    def _composite(self, group: Any) -> Palette:
        from lib3mf import Lib3MF  # noqa: PLC0415 - see native

        base = self.palette(int(group.GetBaseMaterialGroup().GetResourceID())).colors
        if base is None:
            return Palette()
        mixed = {}
        room = [Lib3MF.CompositeConstituent()] * len(base)  # asked without room, the library raises instead of counting
        for p in group.GetAllPropertyIDs():
            parts = [(c.PropertyID, c.MixingRatio) for c in group.GetComposite(p, room)]
            whole = sum(ratio for _, ratio in parts) or 1.0
            mix = sum(
                (base[i].astype(np.float64) * (ratio / whole) for i, ratio in parts if i < len(base)), np.zeros(4)
            )
            mixed[p] = tuple(int(x) for x in np.rint(mix))
        return Palette(_table(mixed))

    def _multi(self, group: Any) -> Palette:
        """Layers upon each other. A picture, where there is one, is what the model looks like."""
        # asked without room, the library raises instead of counting
        layers = [group.GetLayer(i) for i in range(group.GetLayerCount())]
        palettes = [self.palette(int(layer.ResourceID)) for layer in layers]
        numbers = {p: list(group.GetMultiProperty(p, [0] * len(layers))) for p in group.GetAllPropertyIDs()}
        rows = np.zeros((max(numbers, default=0) + 1, len(layers)), np.int64)
        for p, of_layers in numbers.items():
            rows[p, : len(of_layers)] = of_layers
        for k, palette in enumerate(palettes):
            if (
                palette.coordinates is not None
                and palette.material is not None
                and palette.material.texture is not None
            ):
                if len(layers) > 1:
                    self._notes.append(text("Of several layers of colour the picture was taken."))
                return Palette(None, _picked(palette.coordinates, rows[:, k]), palette.material)
        result: NDArray[np.float64] | None = None
        for k, (layer, palette) in enumerate(zip(layers, palettes, strict=True)):
            if palette.colors is None:
                continue
            above = _picked(palette.colors, rows[:, k]) / 255
            if result is None:
                result = above
            elif int(layer.TheBlendMethod) == MULTIPLY:
                result = result * above
            else:
                alpha = above[:, 3:]
                result = np.concatenate(
                    [above[:, :3] * alpha + result[:, :3] * (1 - alpha), np.maximum(alpha, result[:, 3:])], 1
                )
        return Palette(None if result is None else np.rint(result * 255).astype(np.uint8))


def _rgba(color: Any) -> tuple[int, int, int, int]:
    return color.Red, color.Green, color.Blue, color.Alpha


def _table(entries: dict[int, Any]) -> NDArray[np.uint8]:
    table = np.full((max(entries, default=0) + 1, 4), 255, np.uint8)
    for number, color in entries.items():
        table[number] = color
    return table


def _picked(table: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    return table[np.clip(rows, 0, len(table) - 1)]
