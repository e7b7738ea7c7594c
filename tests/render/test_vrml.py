"""VRML as another program reads it: VTK's importer, which has a parser of its own."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 - the importer makes actors
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOImport import vtkVRMLImporter
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from app.jobs.progress import silent
from app.mesh.loading import save
from app.mesh.mesh import Material, Mesh, Texture

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]
FACES = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32)
POINTS = np.array([[0.0, 0, 0], [10, 0, 0], [0, 20, 0], [0, 0, 30.125]])
COLORS = np.array([[255, 0, 0, 255], [0, 200, 10, 255], [3, 90, 250, 255], [128, 128, 128, 255]], np.uint8)


def imported(mesh: Mesh, path: Path) -> list[Any]:
    save(mesh, path, silent())
    importer = vtkVRMLImporter()
    importer.SetFileName(str(path))
    window = vtkRenderWindow()
    window.SetOffScreenRendering(True)
    importer.SetRenderWindow(window)
    importer.Update()
    actors = importer.GetRenderer().GetActors()
    actors.InitTraversal()
    return [actors.GetNextActor() for _ in range(actors.GetNumberOfItems())]


def triangles(actor: Any) -> np.ndarray:
    data = actor.GetMapper().GetInput()
    corners = vtk_to_numpy(data.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    return vtk_to_numpy(data.GetPoints().GetData())[corners]


def test_shape_and_vertex_colors(tmp_path: Path) -> None:
    (actor,) = imported(Mesh(POINTS, FACES, vertex_colors=COLORS), tmp_path / "it.wrl")
    np.testing.assert_allclose(triangles(actor), POINTS[FACES], rtol=1e-6)
    table = actor.GetMapper().GetLookupTable()
    shades = [table.GetTableValue(k)[:3] for k in range(4)]
    np.testing.assert_allclose(np.array(shades) * 255, COLORS[:, :3], atol=0.5)


def test_two_materials_and_a_picture(tmp_path: Path) -> None:
    pixels = np.full((4, 8, 4), 200, np.uint8)
    uv = np.random.default_rng(1).random((4, 3, 2)).astype(np.float32)
    mesh = Mesh(
        POINTS,
        FACES,
        uv,
        face_material=np.array([0, 1, 1, 0], np.int16),
        materials=(Material("skin", texture=Texture(pixels)), Material("blue", (0, 51, 255, 255))),
    )
    skin, blue = imported(mesh, tmp_path / "it.wrl")
    np.testing.assert_allclose(triangles(skin), POINTS[FACES[[0, 3]]], rtol=1e-6)
    np.testing.assert_allclose(triangles(blue), POINTS[FACES[[1, 2]]], rtol=1e-6)
    np.testing.assert_allclose(blue.GetProperty().GetColor(), (0, 0.2, 1), atol=1e-4)
    places = vtk_to_numpy(skin.GetMapper().GetInput().GetPointData().GetTCoords())[:, :2]
    np.testing.assert_allclose(np.sort(places.ravel()), np.sort(uv[[0, 3]].ravel()), atol=1e-6)
