"""Accessors: typed, strided, sparse, compressed arrays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.io.gltf.document import Document, damaged, number
from app.mesh.io.gltf.meshopt import decode_view

COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
MOST = 100_000_000  # elements: beyond any mesh that is taken, and room for zeros alone would be gigabytes


class Accessors:
    """The accessors of a document; views that are compressed are decoded once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._decoded: dict[int, bytes] = {}

    def raw(self, index: object, *widths: str) -> tuple[NDArray[Any], bool]:
        """(N, width) as stored, and whether integers are normalised. ``widths``: the types that are allowed here."""
        entry = self._document.item("accessors", index)
        kind, component = entry.get("type"), entry.get("componentType")
        if kind not in WIDTHS or component not in COMPONENTS or (widths and kind not in widths):
            raise damaged(f"accessors[{index}].type")
        count = number(entry, "count", -1)
        if not 0 <= count <= MOST:
            raise damaged(f"accessors[{index}].count")
        dtype, width = np.dtype(COMPONENTS[component]), WIDTHS[kind]
        if "bufferView" in entry:
            array = self._table(
                entry["bufferView"], number(entry, "byteOffset", 0), (count, width), dtype, f"accessors[{index}]"
            )
        else:
            array = np.zeros((count, width), dtype)
        if isinstance(entry.get("sparse"), dict):
            array = self._with_sparse(array, entry["sparse"], dtype, width)
        return array, entry.get("normalized") is True

    def floats(self, index: object, *widths: str) -> NDArray[np.float32]:
        """(N, width) float32: normalised integers as fractions, others as their values."""
        array, normalized = self.raw(index, *widths)
        if array.dtype.kind == "f" or not normalized:
            return array.astype(np.float32)
        fractions: NDArray[np.float32] = np.maximum(
            array.astype(np.float32) / np.float32(np.iinfo(array.dtype).max), np.float32(-1)
        )
        return fractions

    def _view(self, index: object) -> tuple[bytes, int]:
        entry = self._document.item("bufferViews", index)
        extensions = entry.get("extensions")
        for name in ("EXT_meshopt_compression", "KHR_meshopt_compression"):
            if isinstance(extensions, dict) and isinstance(extensions.get(name), dict):
                compressed = extensions[name]
                assert isinstance(index, int)
                if index not in self._decoded:
                    content = self._document.buffer(number(compressed, "buffer", -1))
                    start, length = number(compressed, "byteOffset", 0), number(compressed, "byteLength", -1)
                    if start < 0 or length < 0 or start + length > len(content):
                        raise damaged(f"bufferViews[{index}]")
                    self._decoded[index] = decode_view(content[start : start + length], compressed)
                return self._decoded[index], number(compressed, "byteStride", 0)
        return self._document.view(index)

    def _table(
        self, view: object, offset: int, shape: tuple[int, int], dtype: np.dtype[Any], where: str
    ) -> NDArray[Any]:
        content, stride = self._view(view)
        count, width = shape
        row = dtype.itemsize * width
        stride = stride or row
        if count == 0:
            return np.zeros((0, width), dtype)
        if stride < row or offset < 0 or offset + (count - 1) * stride + row > len(content):
            raise damaged(where)
        return np.ndarray((count, width), dtype, content, offset, (stride, dtype.itemsize))

    def _with_sparse(
        self, array: NDArray[Any], sparse: dict[str, Any], dtype: np.dtype[Any], width: int
    ) -> NDArray[Any]:
        count, indices, values = number(sparse, "count", -1), sparse.get("indices"), sparse.get("values")
        if not isinstance(indices, dict) or not isinstance(values, dict) or not 0 <= count <= len(array):
            raise damaged("accessors[].sparse")
        kind = indices.get("componentType")
        if kind not in (5121, 5123, 5125):
            raise damaged("accessors[].sparse")
        where = self._table(
            indices.get("bufferView"),
            number(indices, "byteOffset", 0),
            (count, 1),
            np.dtype(COMPONENTS[kind]),
            "sparse",
        ).reshape(-1)
        if len(where) and int(where.max()) >= len(array):
            raise damaged("accessors[].sparse")
        result = array.copy()
        result[where] = self._table(
            values.get("bufferView"), number(values, "byteOffset", 0), (count, width), dtype, "sparse"
        )
        return result
