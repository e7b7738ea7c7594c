"""The table of file formats: a new one is a file here and a line in it."""

from app.mesh.files.formats import Format
from app.mesh.io import gltf, obj, off, ply, stl, threemf, vrml

FORMATS: tuple[Format, ...] = (
    Format("3mf", "3MF", (".3mf",), threemf.could_be, threemf.read, threemf.write, True, True),
    Format("glb", "glTF binary", (".glb",), gltf.could_be_glb, gltf.read, gltf.write, True, True),
    Format("gltf", "glTF", (".gltf",), gltf.could_be_gltf, gltf.read, None, True, True),
    Format("obj", "Wavefront OBJ", (".obj",), obj.could_be, obj.read, obj.write, True, True),
    Format("ply", "PLY", (".ply",), ply.could_be, ply.read, ply.write, True, False),
    Format("stl", "STL", (".stl",), stl.could_be, stl.read, stl.write, False, False),
    Format("vrml", "VRML 2.0", (".wrl",), vrml.could_be, None, vrml.write, True, True),
    Format("off", "OFF", (".off",), off.could_be, off.read, off.write, True, False),
)
