"""Judges repaired meshes with code that is not ours: trimesh, manifold3d, MeshLib, PyMeshLab, Open3D, lib3mf."""
