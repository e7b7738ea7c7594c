"""A colour is taken from the model by a click on it."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.gui.fields.simple import ColorField
from app.gui.viewport.pick import Pick
from app.jobs.progress import silent
from app.mesh.loading import save
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.surface_color import color_at
from tests.gui.conftest import Open, cube


def two_colors() -> Mesh:
    return cube().with_(
        materials=(Material("skin", (200, 160, 140, 255)), Material("blue", (20, 40, 220, 255))),
        face_material=np.repeat([0, 1], [8, 4]).astype(np.int16),
    )


def test_the_color_under_the_pointer_becomes_the_one_to_replace(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    save(two_colors(), tmp_path / "cube.3mf", silent())
    window = open_workstation(tmp_path / "cube.3mf").window
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=90_000)
    window.actions_.by_id["tool.replace_color"].trigger()
    form = window.docks.pages["color"].form
    assert form is not None
    old, new = form.fields["old"], form.fields["new"]
    assert isinstance(old, ColorField)
    assert isinstance(new, ColorField)
    mesh = window.wiring.display.mesh
    assert mesh is not None
    blue = next(f for f in range(12) if mesh.materials[mesh.material_of_face[f]].base_color[2] == 220)
    pick = Pick(blue, mesh.vertices[mesh.faces[blue]].mean(axis=0), np.array([0.0, 0.0, 1.0]))
    window.bench.viewport.picked_at.emit(pick)
    assert old.value() == "#d02020", "nobody has asked for it"
    old.pick.click()
    new.pick.click()  # only one waits at a time
    assert not old.pick.isChecked()
    old.pick.click()
    window.bench.viewport.picked_at.emit(pick)
    assert old.value() == "#1428dc"
    assert new.value() == "#2060d0"
    assert not old.pick.isChecked()


def test_colors_at_places() -> None:
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[0, 0, :3], pixels[1, 1, :3] = (255, 0, 0), (0, 0, 255)  # top left, bottom right
    uv = np.tile(np.array([[0, 1], [1, 0], [0, 0]], np.float32), (12, 1, 1))
    mesh = cube().with_(corner_uv=uv, materials=(Material("skin", (255, 255, 255, 255), Texture(pixels)),))
    first, second, _third = mesh.vertices[mesh.faces[3]]
    assert color_at(mesh, 3, first * 0.9 + second * 0.1) == (255, 0, 0)
    assert color_at(mesh, 3, first * 0.1 + second * 0.9) == (0, 0, 255)
    shades = np.zeros((8, 4), np.uint8)
    shades[:, 3] = 255
    shades[mesh.faces[3, 0]] = (200, 100, 0, 255)
    colored = cube().with_(vertex_colors=shades)
    assert color_at(colored, 3, (first + second) / 2) == pytest.approx((100, 50, 0), abs=1)
