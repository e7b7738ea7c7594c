"""Parts put together to one mesh, as a generator delivers it: overlapping shells, one skin of colour."""

from collections.abc import Sequence

import numpy as np

from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.samples import atlas
from app.mesh.samples.surfaces import Part, Shell, tessellate


def textured(name: str, parts: Sequence[Part], size: int, ground: tuple[int, int, int]) -> Mesh:
    """With one texture of ``size`` x ``size`` pixels for all parts; ``ground`` is the colour between them."""
    shells = _shells(parts)
    places = atlas.pack(parts, size)
    uv = [
        atlas.texture_coordinates(part, place, size, shell.st)
        for part, place, shell in zip(parts, places, shells, strict=True)
    ]
    texture = Texture(atlas.paint(parts, places, size, ground), name)
    return _joined(shells).with_(corner_uv=np.concatenate(uv), materials=(Material(name, texture=texture),))


def colored(parts: Sequence[Part]) -> Mesh:
    """With a colour at each vertex."""
    shells = _shells(parts)
    colors = []
    for part, shell in zip(parts, shells, strict=True):
        st = np.empty((len(shell.points), 2))
        st[shell.faces.ravel()] = shell.st.reshape(-1, 2)
        color = part.paint(st[:, 0], st[:, 1], shell.points)
        rgba = np.full((len(shell.points), 4), 255, np.uint8)
        rgba[:, :3] = np.clip(color * 255 + 0.5, 0, 255)
        colors.append(rgba)
    return _joined(shells).with_(vertex_colors=np.concatenate(colors))


def _shells(parts: Sequence[Part]) -> list[Shell]:
    return [tessellate(part, seed) for seed, part in enumerate(parts)]


def _joined(shells: Sequence[Shell]) -> Mesh:
    starts = np.cumsum([0, *(len(shell.points) for shell in shells)])[:-1]
    faces = np.concatenate([shell.faces + start for shell, start in zip(shells, starts, strict=True)])
    return Mesh(np.concatenate([shell.points for shell in shells]), faces.astype(np.int32))
