"""Pictures a second while a textured model of 2,000,000 faces is turned: our viewport, a plain pyvista actor, f3d.

All on the same mesh, in the same size, on this machine's OpenGL; each picture has come to the screen (f3d: is drawn off
screen) before the camera moves on. ``python -m tests.bench.viewport_figures.orbit`` measures it alone; it needs a display.
"""

import importlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from app.gui.viewport.widget import Viewport
from app.mesh.mesh import Mesh
from tests.bench.viewport_figures.large import saved, textured

FACES = 2_000_000
WINDOW = (1280, 800)
DEGREES = 3.0
WARM = 5
SECONDS = 120


def measure() -> dict[str, float]:
    """``orbit_2m_fps`` and those of the peers; ``orbit_2m_whole_s``: until the whole model is drawn at rest."""
    _application = QApplication.instance() or QApplication([])
    mesh = textured(FACES)
    ours = _ours(mesh)
    figures = {"orbit_2m_faces": float(len(mesh.faces)), **ours, "orbit_2m_plain_fps": _plain(mesh)}
    with tempfile.TemporaryDirectory() as folder:
        fps = _f3d(saved(mesh, Path(folder) / "large.glb"))
    return figures if fps is None else {**figures, "orbit_2m_f3d_fps": fps}


def turned(step: Callable[[], object], swapped: SignalInstance, frames: int) -> float:
    """Pictures a second when each one starts the next."""
    at: list[float] = []
    loop = QEventLoop()

    def again() -> None:
        at.append(time.perf_counter())
        if len(at) > frames + WARM:
            loop.quit()
        else:
            step()

    swapped.connect(again)
    QTimer.singleShot(SECONDS * 1000, loop, loop.quit)
    step()
    loop.exec()
    swapped.disconnect(again)
    if len(at) < WARM + 2:
        raise TimeoutError(f"{len(at)} pictures in {SECONDS} s")
    return round((len(at) - 1 - WARM) / (at[-1] - at[WARM]), 2)


def wait(signal: SignalInstance) -> None:
    """Let the window live until this signal. Raises TimeoutError."""
    loop = QEventLoop()
    signal.connect(lambda *_values: loop.exit(0))
    QTimer.singleShot(SECONDS * 1000, loop, lambda: loop.exit(1))
    if loop.exec():
        raise TimeoutError("the viewport did not get there")


def _ours(mesh: Mesh) -> dict[str, float]:
    viewport = Viewport()
    viewport.resize(*WINDOW)
    viewport.show()
    viewport.start()
    wait(viewport.ready)
    viewport.show_mesh(mesh)
    wait(viewport.shown)
    frames: Any = viewport._frames
    if not frames.whole:
        wait(frames.finished)
    canvas: Any = viewport.canvas
    fps = turned(lambda: viewport.turn(DEGREES, 0.2), canvas.frameSwapped, 100)
    scale = frames._scale
    began = time.perf_counter()
    if not frames.whole:
        wait(frames.finished)
    whole = time.perf_counter() - began
    viewport.close()
    return {"orbit_2m_fps": fps, "orbit_2m_whole_s": round(whole, 2), "orbit_2m_picture_scale": round(scale, 2)}


def _plain(mesh: Mesh) -> float:
    pyvista, pyvistaqt = importlib.import_module("pyvista"), importlib.import_module("pyvistaqt")
    points, corner = np.unique(
        np.column_stack([mesh.vertices[mesh.faces].reshape(-1, 3), mesh.corner_uv.reshape(-1, 2)])  # type: ignore[union-attr]
        if mesh.corner_uv is not None
        else mesh.vertices[mesh.faces].reshape(-1, 3),
        axis=0,
        return_inverse=True,
    )
    data = pyvista.PolyData.from_regular_faces(points[:, :3].astype(np.float32), corner.reshape(-1, 3))
    picture = None
    texture = mesh.materials[0].texture if mesh.materials else None
    if mesh.corner_uv is not None and texture is not None:
        data.active_texture_coordinates = points[:, 3:].astype(np.float32)
        picture = pyvista.Texture(np.ascontiguousarray(texture.pixels[..., :3]))
    canvas = pyvistaqt.QtInteractor(None, auto_update=False)
    canvas.resize(*WINDOW)
    canvas.add_mesh(data, texture=picture, smooth_shading=True)
    canvas.view_isometric()
    canvas.show()

    def step() -> None:
        canvas.camera.azimuth += DEGREES
        canvas.update()

    fps = turned(step, canvas.frameSwapped, 8)
    canvas.close()
    return fps


def _f3d(path: Path) -> float | None:
    try:
        f3d = importlib.import_module("f3d")
    except ImportError:
        return None
    engine = f3d.Engine.create(offscreen=True)
    engine.window.size = WINDOW
    engine.scene.add(path)
    engine.window.camera.reset_to_bounds()
    for _ in range(2):
        engine.window.render_to_image()
    began, frames = time.perf_counter(), 0
    while frames < 8 and time.perf_counter() - began < SECONDS:
        engine.window.camera.azimuth(DEGREES)
        engine.window.render_to_image()
        frames += 1
    return round(frames / (time.perf_counter() - began), 2)


if __name__ == "__main__":
    print(json.dumps(measure()))
