"""Where the meshes of a glTF file stand: nodes, instances, skins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.arrays import FloatArray
from app.mesh.io.gltf.accessors import Accessors
from app.mesh.io.gltf.document import Document, damaged

# glTF: metres, Y up, looking along +Z. Ours: millimetres, Z up.
TO_MM_Z_UP = np.array([[1000.0, 0, 0, 0], [0, 0, -1000.0, 0], [0, 1000.0, 0, 0], [0, 0, 0, 1]])
MOST_INSTANCES = 100_000
MOVES = frozenset({"matrix", "translation", "rotation", "scale"})


@dataclass(frozen=True)
class Placed:
    """A mesh (index) with the matrix (4, 4) that takes it to the scene, or the matrices (J, 4, 4) of its joints.

    ``weights``: how much of each morph target is in it; empty where none is.
    """

    mesh: int
    matrix: FloatArray
    joints: FloatArray | None = None
    weights: tuple[float, ...] = ()


def placed_meshes(document: Document, accessors: Accessors) -> Iterator[Placed]:
    """All meshes of the scene that are shown. Raises FileRefusedError where nodes run in circles or nothing is shown."""
    matrices, hidden = _matrices(document)
    meshes = [index for index in matrices if "mesh" in document.item("nodes", index)]
    if meshes and hidden.issuperset(meshes):
        raise FileRefusedError(
            text("All parts of the file are hidden; show what is to be printed and export it again.")
        )
    if not hidden.isdisjoint(meshes):
        document.notes.append(text("Parts that are hidden in the file were left out."))
    instances = 0
    for index in meshes:
        if index in hidden:
            continue
        node, matrix = document.item("nodes", index), matrices[index]
        weights = _weights(document, node)
        if "skin" in node:
            yield Placed(node["mesh"], matrix, _joints(document, accessors, node["skin"], matrices), weights)
            continue
        extensions = node.get("extensions")
        instancing = extensions.get("EXT_mesh_gpu_instancing") if isinstance(extensions, dict) else None
        places = [np.eye(4)] if not isinstance(instancing, dict) else _instances(accessors, instancing)
        instances += len(places)
        if instances > MOST_INSTANCES:
            raise FileRefusedError(
                text("The file repeats its parts more than {n} times; export a smaller scene.", n=MOST_INSTANCES)
            )
        for place in places:
            yield Placed(node["mesh"], matrix @ place, weights=weights)


def _matrices(document: Document) -> tuple[dict[int, FloatArray], set[int]]:
    """Matrix of every node of the scene, parents first, and the nodes that are hidden, which may still be joints."""
    nodes = document.count("nodes")
    if document.count("scenes"):
        scene = document.item("scenes", document.root.get("scene", 0))
        roots = scene.get("nodes", [])
    else:
        children = {c for i in range(nodes) for c in _children(document.item("nodes", i))}
        roots = [i for i in range(nodes) if i not in children]
        if nodes and not roots:
            raise damaged("nodes[].children")
    found: dict[int, FloatArray] = {}
    hidden: set[int] = set()
    waiting = [(root, TO_MM_Z_UP, False) for root in reversed(roots if isinstance(roots, list) else [])]
    while waiting:
        index, parent, below_hidden = waiting.pop()
        node = document.item("nodes", index)
        if index in found:  # a node has one parent: a second way to it is a circle, or as good as one
            raise damaged("nodes[].children")
        # Deep hierarchies are mostly of nodes that do not move anything.
        found[index] = parent @ _local(node) if not MOVES.isdisjoint(node) else parent
        if below_hidden or _is_hidden(node):
            hidden.add(index)
        waiting += [(child, found[index], index in hidden) for child in reversed(_children(node))]
    return found, hidden


def _is_hidden(node: dict[str, Any]) -> bool:
    """KHR_node_visibility; what hangs below a hidden node is hidden too."""
    extensions = node.get("extensions")
    visibility = extensions.get("KHR_node_visibility") if isinstance(extensions, dict) else None
    return isinstance(visibility, dict) and visibility.get("visible") is False


def _weights(document: Document, node: dict[str, Any]) -> tuple[float, ...]:
    """Those of the node, or else of its mesh; empty where nothing is morphed."""
    values = node.get("weights", document.item("meshes", node["mesh"]).get("weights"))
    if not isinstance(values, list):
        return ()
    weights = _numbers(values, len(values), "weights")
    return tuple(weights.tolist()) if weights.any() else ()


def _children(node: dict[str, Any]) -> list[int]:
    children = node.get("children", [])
    if not isinstance(children, list) or not all(type(c) is int for c in children):
        raise damaged("nodes[].children")
    return children


def _local(node: dict[str, Any]) -> FloatArray:
    if "matrix" in node:
        return _numbers(node["matrix"], 16).reshape(4, 4).T
    return _composed(
        _numbers(node.get("translation", [0, 0, 0]), 3),
        _numbers(node.get("rotation", [0, 0, 0, 1]), 4),
        _numbers(node.get("scale", [1, 1, 1]), 3),
    )


def _numbers(values: object, count: int, where: str = "nodes[].matrix") -> FloatArray:
    try:
        array = np.array(values, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise damaged(where) from error
    if array.shape != (count,) or not np.isfinite(array).all():
        raise damaged(where)
    return array


def _composed(translation: FloatArray, rotation: FloatArray, scale: FloatArray) -> FloatArray:
    x, y, z, w = rotation / (np.linalg.norm(rotation) or 1.0)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = turn * scale
    matrix[:3, 3] = translation
    return matrix


def _instances(accessors: Accessors, instancing: dict[str, Any]) -> list[FloatArray]:
    attributes = instancing.get("attributes")
    if not isinstance(attributes, dict):
        raise damaged("EXT_mesh_gpu_instancing")
    columns = {}
    for name, kind in (("TRANSLATION", "VEC3"), ("ROTATION", "VEC4"), ("SCALE", "VEC3")):
        if name in attributes:
            columns[name] = accessors.floats(attributes[name], kind).astype(np.float64)
    counts = {len(c) for c in columns.values()}
    if len(counts) != 1 or max(counts) > MOST_INSTANCES:
        raise damaged("EXT_mesh_gpu_instancing")
    count = counts.pop()
    move = columns.get("TRANSLATION", np.zeros((count, 3)))
    turn = columns.get("ROTATION", np.tile([0.0, 0, 0, 1], (count, 1)))
    scale = columns.get("SCALE", np.ones((count, 3)))
    return [_composed(m, t, s) for m, t, s in zip(move, turn, scale, strict=True)]


def _joints(
    document: Document, accessors: Accessors, skin_index: object, matrices: dict[int, FloatArray]
) -> FloatArray | None:
    """(J, 4, 4): what the joints do to the mesh in the pose that the file is saved in."""
    skin = document.item("skins", skin_index)
    joints = skin.get("joints")
    if not isinstance(joints, list) or not joints:
        raise damaged("skins[]")
    if any(joint not in matrices for joint in joints):
        return None  # joints outside of the scene: the mesh stands as it was modelled
    world = np.array([matrices[joint] for joint in joints])
    if "inverseBindMatrices" not in skin:
        return world
    inverse = accessors.floats(skin["inverseBindMatrices"], "MAT4").astype(np.float64)
    if len(inverse) < len(joints):
        raise damaged("skins[]")
    return np.asarray(world @ inverse[: len(joints)].reshape(-1, 4, 4).transpose(0, 2, 1))
