"""The automatic repairs of other programs, each with its own steps and defaults: welded vertices and faces in and out."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Faces = NDArray[np.int32]
Repair = Callable[[Points, Faces], tuple[Points, Faces]]


def pymeshfix(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """PyMeshFix: ``MeshFix.repair()``."""
    from pymeshfix import MeshFix

    fix = MeshFix(vertices, faces)
    fix.repair()
    return np.asarray(fix.points), np.asarray(fix.faces)


def meshlib(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """MeshLib: the steps of its own repair example (multiple edges, holes, self-intersections, degeneracies)."""
    from meshlib import mrmeshnumpy, mrmeshpy

    mesh = mrmeshnumpy.meshFromFacesVerts(np.ascontiguousarray(faces), vertices)
    mrmeshpy.duplicateMultiHoleVertices(mesh)
    mrmeshpy.fixMultipleEdges(mesh)
    diagonal = mesh.computeBoundingBox().diagonal()
    fill = mrmeshpy.FillHoleParams()
    fill.metric = mrmeshpy.getUniversalMetric(mesh)
    for edge in mesh.topology.findHoleRepresentiveEdges():
        mrmeshpy.fillHole(mesh, edge, fill)
    crossings = mrmeshpy.SelfIntersections.Settings()
    crossings.method = mrmeshpy.SelfIntersections.Settings.Method.CutAndFill
    mrmeshpy.SelfIntersections.fix(mesh, crossings)
    degenerate = mrmeshpy.FixMeshDegeneraciesParams()
    degenerate.maxDeviation = 1e-5 * diagonal
    degenerate.tinyEdgeLength = 1e-6 * diagonal
    mrmeshpy.fixMeshDegeneracies(mesh, degenerate)
    mesh.pack()
    return mrmeshnumpy.getNumpyVerts(mesh), mrmeshnumpy.getNumpyFaces(mesh.topology)


def pymeshlab(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """PyMeshLab: its cleaning and repairing filters in the order of the MeshLab menu."""
    meshes = _meshlab(vertices, faces)
    meshes.meshing_remove_duplicate_faces()
    meshes.meshing_remove_null_faces()
    meshes.meshing_repair_non_manifold_edges()
    meshes.meshing_repair_non_manifold_vertices()
    meshes.meshing_close_holes(maxholesize=10_000)
    meshes.meshing_re_orient_faces_coherently()
    return _of_meshlab(meshes)


def alpha_wrap(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """CGAL's alpha wrap through PyMeshLab: alpha 0.5 %, offset 0.05 % of the diagonal."""
    import pymeshlab as lab

    meshes = _meshlab(vertices, faces)
    meshes.generate_alpha_wrap(alpha=lab.PercentageValue(0.5), offset=lab.PercentageValue(0.05))
    return _of_meshlab(meshes)


def manifold3d(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """manifold3d: ``merge()``, then what its constructor makes of it; the input where it refuses."""
    import manifold3d as library

    mesh = library.Mesh(vertices.astype(np.float32), faces.astype(np.uint32))
    mesh.merge()
    solid = library.Manifold(mesh)
    if solid.status() != library.Error.NoError or solid.is_empty():
        return vertices, faces
    made = solid.to_mesh()
    return np.asarray(made.vert_properties[:, :3]), np.asarray(made.tri_verts)


def trimesh(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """trimesh: ``fill_holes`` and ``fix_normals``."""
    import trimesh as library

    mesh = library.Trimesh(vertices, faces, process=False)
    library.repair.fill_holes(mesh)
    library.repair.fix_normals(mesh, multibody=True)
    return np.asarray(mesh.vertices), np.asarray(mesh.faces)


PEERS: dict[str, Repair] = {
    "pymeshfix": pymeshfix,
    "meshlib": meshlib,
    "pymeshlab": pymeshlab,
    "alpha_wrap": alpha_wrap,
    "manifold3d": manifold3d,
    "trimesh": trimesh,
}


def _meshlab(vertices: Points, faces: Faces) -> object:
    import pymeshlab as lab

    meshes = lab.MeshSet(verbose=False)
    meshes.add_mesh(lab.Mesh(vertices, faces))
    return meshes


def _of_meshlab(meshes: object) -> tuple[Points, Faces]:
    mesh = meshes.current_mesh()  # type: ignore[attr-defined]
    return mesh.vertex_matrix(), mesh.face_matrix()
