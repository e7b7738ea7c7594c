"""Draco (KHR_draco_mesh_compression), decoded by Google's decoder."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.io.gltf.document import Document, damaged


@dataclass(frozen=True)
class Decoded:
    """Indices of the triangles (flat), and attributes by their glTF names (N, width)."""

    faces: NDArray[np.int64] | None
    attributes: dict[str, NDArray[Any]]


def draco_primitive(document: Document, extension: dict[str, Any]) -> Decoded:
    """Decode one primitive. Raises FileRefusedError."""
    import DracoPy  # noqa: PLC0415 - few files are compressed

    content, _ = document.view(extension.get("bufferView"))
    try:
        mesh = DracoPy.decode(content)
    except Exception as error:  # the decoder raises whatever it likes, Exception itself included
        raise damaged("KHR_draco_mesh_compression") from error
    faces = getattr(mesh, "faces", None)
    names = extension.get("attributes")
    if faces is None or not isinstance(names, dict):
        raise damaged("KHR_draco_mesh_compression")
    attributes = {}
    for name, unique_id in names.items():
        found = mesh.get_attribute_by_unique_id(unique_id)
        if found is not None and (data := found.get("data")) is not None:
            table = np.asarray(data)
            attributes[name] = table.reshape(len(table), -1)
    return Decoded(np.asarray(faces).reshape(-1).astype(np.int64), attributes)
