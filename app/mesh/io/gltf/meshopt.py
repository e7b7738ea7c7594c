"""Decoder of EXT_meshopt_compression (Kapoulkine; the Khronos extension text, appendix A), without native code."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.io.gltf.document import damaged, number

MOST_BYTES = 2_000_000_000
GROUP = 16


def decode_view(content: bytes, extension: dict[str, Any]) -> bytes:
    """Bytes of a buffer view from its compressed form. Raises FileRefusedError."""
    count, stride = number(extension, "count", -1), number(extension, "byteStride", -1)
    if count < 0 or not 0 < stride <= 256 or count * stride > MOST_BYTES or count > 256 * max(len(content), 1):
        raise damaged("EXT_meshopt_compression.count")
    mode, kind = extension.get("mode"), extension.get("filter", "NONE")
    try:
        if mode == "ATTRIBUTES":
            return _filtered(_attributes(content, count, stride), kind)
        indices = _triangles(content, count) if mode == "TRIANGLES" else _indices(content, count)
        if mode not in ("TRIANGLES", "INDICES") or stride not in (2, 4):
            raise damaged("EXT_meshopt_compression.mode")
        return (indices & 0xFFFFFFFF).astype("<u2" if stride == 2 else "<u4").tobytes()
    except (IndexError, ValueError, OverflowError) as error:
        raise damaged("EXT_meshopt_compression") from error


def _filtered(table: NDArray[np.uint8], kind: object) -> bytes:
    if kind == "EXPONENTIAL":
        packed = np.ascontiguousarray(table).view("<i4")
        mantissa = (packed << 8) >> 8
        values: NDArray[np.float32] = np.ldexp(mantissa.astype(np.float64), packed >> 24).astype("<f4")
        return values.tobytes()
    if kind in ("NONE", "OCTAHEDRAL", "QUATERNION"):  # the latter pack normals and rotations, which nobody reads here
        return table.tobytes()
    raise FileRefusedError(
        text("The glTF file is compressed in a way that is not read; export it without compression.")
    )


def _attributes(content: bytes, count: int, stride: int) -> NDArray[np.uint8]:
    """(count, stride) uint8: each column holds deltas in zigzag form, in groups of 16 with 0, 2, 4 or 8 bits each."""
    if content[0] != 0xA0:
        raise FileRefusedError(
            text("The glTF file uses a newer meshopt compression that is not read; export it without compression.")
        )
    data = np.frombuffer(content, np.uint8)
    result = np.empty((count, stride), np.uint8)
    previous = data[len(data) - stride :].copy()
    rows = min((8192 // stride) & ~15, 256)
    at = 1
    for start in range(0, count, rows):
        here = min(rows, count - start)
        groups = -(-here // GROUP)
        deltas = np.zeros((stride, groups, GROUP), np.uint8)
        for column in range(stride):
            head, at = at, at + -(-groups // 4)
            for group in range(groups):
                at = _group(data, at, (content[head + (group >> 2)] >> ((group & 3) * 2)) & 3, deltas[column, group])
        flat = deltas.reshape(stride, -1)[:, :here]
        signed = (flat >> 1) ^ (0 - (flat & 1)).astype(np.uint8)
        block = np.cumsum(signed, axis=1, dtype=np.uint8) + previous[:, None]
        result[start : start + here] = block.T
        previous = block[:, -1].copy()
    return result


def _group(data: NDArray[np.uint8], at: int, width: int, out: NDArray[np.uint8]) -> int:
    """Fill one group of 16 deltas; returns where the next begins."""
    if width == 0:
        return at
    if width == 3:
        out[:] = data[at : at + GROUP]
        return at + GROUP
    if width == 1:
        packed, whole = data[at : at + 4], 3
        out[:] = np.stack([packed >> 6, packed >> 4 & 3, packed >> 2 & 3, packed & 3], axis=1).reshape(-1)
        at += 4
    else:
        packed, whole = data[at : at + 8], 15
        out[:] = np.stack([packed >> 4, packed & 15], axis=1).reshape(-1)
        at += 8
    explicit = out == whole  # the largest value says that a whole byte follows after the group
    extra = int(np.count_nonzero(explicit))
    out[explicit] = data[at : at + extra]
    return at + extra


class _Varints:
    """Little-endian base-128 numbers, and index deltas in zigzag form."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at, self.last = content, at, 0

    def byte(self) -> int:
        self.at += 1
        return self.content[self.at - 1]

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128 or shift > 35:
                return value

    def index(self) -> int:
        value = self.number()
        self.last = (self.last + ((value >> 1) ^ -(value & 1))) & 0xFFFFFFFF
        return self.last


def _triangles(content: bytes, count: int) -> NDArray[np.int64]:
    if content[0] != 0xE1 or count % 3:
        raise damaged("EXT_meshopt_compression")
    total = count // 3
    data, auxiliary = _Varints(content, 1 + total), content[len(content) - 16 :]
    edges, vertices = [(0, 0)] * 16, [0] * 16
    edge_at = vertex_at = following = 0
    out = [0] * count
    for triangle in range(total):
        code = content[1 + triangle]
        if code < 0xF0:
            a, b = edges[(edge_at - 1 - (code >> 4)) & 15]
            third = code & 15
            fresh = True
            if third == 0:
                c, following = following, following + 1
            elif third < 13:
                c, fresh = vertices[(vertex_at - 1 - third) & 15], False
            elif third == 15:
                c = data.index()
            else:
                c = data.last = (data.last + (third - (third ^ 3))) & 0xFFFFFFFF
            if fresh:
                vertices[vertex_at & 15], vertex_at = c, vertex_at + 1
            new_edges = [(c, b), (a, c)]
        else:
            packed = auxiliary[code & 15] if code < 0xFE else data.byte()
            if code >= 0xFE and packed == 0:
                following = 0
            kinds = (15 if code == 0xFF else 0, packed >> 4, packed & 15)
            corners = []
            for kind in kinds:
                if kind == 0:
                    corners.append(following)
                    following += 1
                else:
                    corners.append(vertices[(vertex_at - kind) & 15])
            if code >= 0xFE:
                corners = [data.index() if kind == 15 else corner for kind, corner in zip(kinds, corners, strict=True)]
            a, b, c = corners
            for kind, corner in zip(kinds, corners, strict=True):
                if kind == 0 or (kind == 15 and code >= 0xFE):
                    vertices[vertex_at & 15], vertex_at = corner, vertex_at + 1
            new_edges = [(b, a), (c, b), (a, c)]
        for edge in new_edges:
            edges[edge_at & 15], edge_at = edge, edge_at + 1
        out[3 * triangle : 3 * triangle + 3] = (a, b, c)
    return np.array(out, np.int64)


def _indices(content: bytes, count: int) -> NDArray[np.int64]:
    if content[0] != 0xD1:
        raise damaged("EXT_meshopt_compression")
    data, last, out = _Varints(content, 1), [0, 0], []
    for _ in range(count):
        value = data.number()
        which, value = value & 1, value >> 1
        last[which] = (last[which] + ((value >> 1) ^ -(value & 1))) & 0xFFFFFFFF
        out.append(last[which])
    return np.array(out, np.int64)
