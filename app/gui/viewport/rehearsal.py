"""The first picture of a kind makes the graphics driver compile its programs, a tenth of a second without a graphics card.

Figures of four faces are drawn while nobody looks, so that the first one that somebody opens appears without a halt.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.gui.viewport.drawable import Drawable, prepare
from app.gui.viewport.scene import Scene
from app.mesh.mesh import Material, Mesh, Texture

SIZE_MM = 1e-3


def figures() -> tuple[Drawable, ...]:
    """A figure of each kind: with a picture, with vertex colours, of clay. For a worker."""
    return tuple(map(prepare, _meshes()))


def rehearse(canvas: Any, scene: Scene, drawables: tuple[Drawable, ...]) -> Iterator[None]:
    """Draw them on a canvas that is not shown; one with each step.

    Ends as soon as the scene has a figure of its own. ``canvas``: as Frames has it.
    """
    for drawable in drawables:
        if scene.drawable is not None or canvas.isVisible():
            return
        scene.show(drawable)
        canvas.grabFramebuffer()
        scene.show(None)
        yield


def _meshes() -> tuple[Mesh, ...]:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float64) * SIZE_MM
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]], np.int32)
    white = (255, 255, 255, 255)
    picture = Texture(np.full((2, 2, 4), 255, np.uint8), "rehearsal")
    return (
        Mesh(
            corners, faces, np.zeros((4, 3, 2), np.float32), None, np.zeros(4, np.int16),
            (Material("rehearsal", white, picture, ()),),
        ),
        Mesh(corners, faces, vertex_colors=np.full((4, 4), 255, np.uint8)),
        Mesh(corners, faces),
    )  # fmt: skip
