"""Colours as printed in the picture: what the inks make of them, a hatch where they have none, and the model's own again."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from viewport_shapes import cube, painted, sphere

from app.errors import AppError
from app.gui.softproof.view import ProofState, change_of
from app.gui.viewport.dye import dyes_of
from app.gui.viewport.dye_layer import DyeLayer
from app.gui.viewport.widget import Viewport
from app.jobs.progress import silent
from app.mesh.mesh import Material, Mesh
from app.mesh.soft_proof import proof_for
from app.settings.process import find_process
from tests.render.viewports import assert_alike, open_viewport

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]
GREEN = (0, 255, 0)  # far outside of what inks can show
SKIN = (200, 160, 140)


@pytest.fixture
def viewport(qtbot: QtBot) -> Iterator[Viewport]:
    with open_viewport(qtbot, 640, 420) as widget:
        yield widget


@pytest.fixture
def layer(viewport: Viewport) -> Iterator[DyeLayer]:
    made = DyeLayer(viewport)
    yield made
    made.close()


def show(qtbot: QtBot, viewport: Viewport, mesh: Mesh) -> None:
    with qtbot.waitSignal(viewport.shown, timeout=60_000):
        viewport.show_mesh(mesh)
    viewport.camera.fly = viewport.camera.go  # type: ignore[method-assign] - no flight to wait for
    viewport.view("front")


def after(qtbot: QtBot, layer: DyeLayer, ask: Callable[[], object]) -> None:
    with qtbot.waitSignal(layer.shown, timeout=60_000):
        ask()


def picture(viewport: Viewport) -> np.ndarray:
    return viewport.screenshot()[..., :3].astype(int)


def with_vertex_colors(mesh: Mesh, color: tuple[int, int, int]) -> Mesh:
    return mesh.with_(vertex_colors=np.tile(np.array([*color, 255], np.uint8), (len(mesh.vertices), 1)))


def plain(mesh: Mesh, color: tuple[int, int, int]) -> Mesh:
    return mesh.with_(materials=(Material("all", (*color, 255)),))


@pytest.mark.parametrize("dress", [painted, with_vertex_colors, plain])
def test_colors_become_printed_ones_and_come_back(
    dress: Callable[[Mesh, tuple[int, int, int]], Mesh], qtbot: QtBot, viewport: Viewport, layer: DyeLayer
) -> None:
    show(qtbot, viewport, dress(sphere(), GREEN))
    own = picture(viewport)
    proof = proof_for(find_process(None))
    after(qtbot, layer, lambda: layer.show_proof(change_of(proof, ProofState(proof=True))))
    printed = picture(viewport)
    wanted = proof.printed(np.array([GREEN], np.uint8))[0].astype(int)
    centre, before = printed[200:220, 310:330].mean(axis=(0, 1)), own[200:220, 310:330].mean(axis=(0, 1))
    assert np.abs(centre - before).max() > 40
    assert np.abs(centre - wanted).max() < 26  # lit
    after(qtbot, layer, lambda: layer.show_proof(None))
    assert_alike(picture(viewport), own)


@pytest.mark.parametrize("dress", [painted, with_vertex_colors, plain])
def test_what_cannot_be_printed_is_hatched_and_nothing_else(
    dress: Callable[[Mesh, tuple[int, int, int]], Mesh], qtbot: QtBot, viewport: Viewport, layer: DyeLayer
) -> None:
    show(qtbot, viewport, dress(cube(), GREEN))
    proof = proof_for(find_process(None))
    gamut = change_of(proof, ProofState(gamut=True))
    after(qtbot, layer, lambda: layer.show_proof(gamut, marks=True))
    row = picture(viewport)[200, 290:350]
    magenta = (row[:, 0] > 120) & (row[:, 2] > 120) & (row[:, 1] < 90)
    assert 0.2 < magenta.mean() < 0.8, "stripes, not a plain colour"
    assert np.abs(np.diff(magenta.astype(int))).sum() > 8
    show(qtbot, viewport, dress(cube(), SKIN))
    qtbot.waitUntil(lambda: layer._on, timeout=60_000)
    row = picture(viewport)[200, 290:350]
    assert np.ptp(row, axis=0).max() < 12, "skin can be printed"


def test_a_tool_changes_the_chosen_faces_only(qtbot: QtBot, viewport: Viewport, layer: DyeLayer) -> None:
    ball = with_vertex_colors(sphere(), SKIN)
    show(qtbot, viewport, ball)
    own = picture(viewport)
    right = np.flatnonzero(ball.vertices[ball.faces].mean(axis=1)[:, 0] > 0).astype(np.int32)
    after(qtbot, layer, lambda: layer.show_tool(lambda colors: 255 - colors, right))
    now = picture(viewport)
    assert np.abs(now[200, 270] - own[200, 270]).max() <= 2
    assert np.abs(now[200, 370] - own[200, 370]).max() > 40


def test_what_fails_is_left_out_and_said_once(qtbot: QtBot, viewport: Viewport, layer: DyeLayer) -> None:
    show(qtbot, viewport, painted(sphere(), GREEN))
    own = picture(viewport)
    proof = proof_for(find_process(None))

    def broken(_colors: np.ndarray) -> np.ndarray:
        raise AppError("no profile")

    said: list[object] = []
    layer.failed.connect(said.append)
    after(qtbot, layer, lambda: layer.show_proof(change_of(proof, ProofState(proof=True))))
    after(qtbot, layer, lambda: layer.show_tool(broken))
    assert not said, "a tool says it itself"
    assert layer.wanted.tool is None
    assert np.abs(picture(viewport)[210, 320] - own[210, 320]).max() > 40, "the proof stays"
    with qtbot.waitSignal(layer.failed, timeout=60_000):
        layer.show_proof(broken)
    assert len(said) == 1
    assert_alike(picture(viewport), own)


def test_only_the_texels_of_chosen_faces_change(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = cube()
    uv = np.zeros((12, 3, 2), np.float32)
    for face in range(12):
        uv[face] = np.array([[0.1, 0.1], [0.9, 0.1], [0.1, 0.9]]) / 4 + np.array([face % 4, face // 4]) / 4
    pixels = np.random.default_rng(2).integers(0, 256, (64, 64, 4)).astype(np.uint8)
    textured = painted(mesh, SKIN)
    texture = textured.materials[0].texture
    assert texture is not None
    mesh = mesh.with_(corner_uv=uv, materials=(Material("skin", texture=type(texture)(pixels)),))
    show(qtbot, viewport, mesh)
    drawable = viewport.drawable()
    assert drawable is not None
    chosen = np.arange(12) == 5  # in the second column and row from the bottom
    dyes = dyes_of(drawable, lambda colors: 255 - colors, silent(), chosen)
    number = next(k for k, part in enumerate(drawable.parts) if 5 in part.faces)
    new, old = dyes[number].picture, drawable.parts[number].picture
    assert new is not None
    assert old is not None
    differ = (new != old).any(axis=2)
    assert differ[20:22, 20:22].all()
    outside = differ.copy()
    outside[16:32, 16:32] = False
    assert not outside.any()
    assert 60 < differ.sum() < 130  # half a square of 12.8 texels, and its rim
