"""The consortium's library: opened late, bulk data passed as NumPy arrays instead of lists of structures."""

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

COLORS_MISSING = "Could not access mesh information"
# What the library refuses in strict mode although the model and its colours are whole; everything else stays refused.
HARMLESS = (
    "Unknown Model Metadata",
    "Duplicate Model Metadata",
    "Could not get XML Namespace for a metadatum",  # Bambu Studio and Orca name theirs so
    "Invalid Attribute in namespace",  # of slicers; and a namespace that is declared again further in, as trimesh does
    "A UUID for a build, build item or object is missing",
    COLORS_MISSING,
)


def new_model() -> Any:
    """An empty model."""
    import lib3mf  # noqa: PLC0415 - a shared library of several MB, for this format alone

    return lib3mf.get_wrapper().CreateModel()


def open_model(path: Path) -> tuple[Any, str | None]:
    """The model in this file, and what was overlooked. Raises ValueError with the library's words."""
    overlooked = None
    for strict in (True, False):
        model = new_model()
        reader = model.QueryReader("3mf")
        reader.SetStrictModeActive(strict)
        try:
            reader.ReadFromFile(str(path))
        except Exception as error:
            words = str(error).split(": ", 1)[-1]
            if strict and words.startswith(HARMLESS):
                overlooked = words
                continue
            raise ValueError(words) from error
        if not strict:  # the first complaint alone has been read so far
            overlooked = _only_harmless(reader, overlooked)
        return model, overlooked
    raise AssertionError


def _only_harmless(reader: Any, first: str | None) -> str | None:
    """Which of a reader's complaints is worth telling. Raises ValueError for one that is not harmless."""
    said = _complaints(reader)
    for words in said:
        if not words.startswith(HARMLESS):
            raise ValueError(words)
    return next((words for words in said if words.startswith(COLORS_MISSING)), first)


def _complaints(reader: Any) -> list[str]:
    """What was overlooked, each kind once. A slicer can give cause for every triangle: their numbers are read alone first."""
    wrapper, handle = reader._wrapper, reader._handle  # noqa: SLF001 - as in _bulk
    call = wrapper.lib.lib3mf_reader_getwarning
    code, needed = ctypes.pointer(ctypes.c_uint32()), ctypes.pointer(ctypes.c_uint64())
    first: dict[int, int] = {}
    for number in range(reader.GetWarningCount()):
        wrapper.checkError(reader, call(handle, number, code, 0, needed, None))
        first.setdefault(code.contents.value, number)
    return [str(reader.GetWarning(number)[1]) for number in first.values()]


def vertices(mesh: Any) -> NDArray[np.float64]:
    """(V, 3)."""
    count = mesh.GetVertexCount()
    return _bulk(mesh, "getvertices", "Position", count, "<f4").reshape(-1, 3).astype(np.float64)


def triangles(mesh: Any) -> NDArray[np.int64]:
    """(F, 3)."""
    count = mesh.GetTriangleCount()
    return _bulk(mesh, "gettriangleindices", "Triangle", count, "<u4").reshape(-1, 3).astype(np.int64)


def properties(mesh: Any) -> NDArray[np.int64]:
    """(F, 4): the resource of a triangle (0: none) and the property of each corner."""
    count = mesh.GetTriangleCount()
    return _bulk(mesh, "getalltriangleproperties", "TriangleProperties", count, "<u4").reshape(-1, 4).astype(np.int64)


def _bulk(mesh: Any, function: str, structure: str, count: int, dtype: str) -> NDArray[Any]:
    from lib3mf import Lib3MF  # noqa: PLC0415 - see above

    if not count:
        return np.empty(0, dtype)
    buffer = (getattr(Lib3MF, structure) * count)()
    wrapper = mesh._wrapper  # noqa: SLF001 - the public calls make a Python object of every vertex
    call = getattr(wrapper.lib, f"lib3mf_meshobject_{function}")
    wrapper.checkError(mesh, call(mesh._handle, ctypes.c_uint64(count), ctypes.c_uint64(0), buffer))  # noqa: SLF001
    return np.frombuffer(buffer, dtype)


def set_geometry(mesh: Any, points: NDArray[np.float64], faces: NDArray[np.int32]) -> None:
    """Vertices (V, 3) and triangles (F, 3) of a mesh object."""
    from lib3mf import Lib3MF  # noqa: PLC0415 - see above

    positions = (Lib3MF.Position * len(points)).from_buffer_copy(points.astype("<f4").tobytes())
    indices = (Lib3MF.Triangle * len(faces)).from_buffer_copy(faces.astype("<u4").tobytes())
    wrapper = mesh._wrapper  # noqa: SLF001 - see _bulk
    wrapper.checkError(
        mesh,
        wrapper.lib.lib3mf_meshobject_setgeometry(
            mesh._handle,  # noqa: SLF001
            ctypes.c_uint64(len(points)),
            positions,
            ctypes.c_uint64(len(faces)),
            indices,
        ),
    )


def set_properties(mesh: Any, table: NDArray[np.int64]) -> None:
    """(F, 4) as :func:`properties` gives them; every triangle needs a resource."""
    from lib3mf import Lib3MF  # noqa: PLC0415 - see above

    entries = (Lib3MF.TriangleProperties * len(table)).from_buffer_copy(table.astype("<u4").tobytes())
    wrapper = mesh._wrapper  # noqa: SLF001 - see _bulk
    wrapper.checkError(
        mesh,
        wrapper.lib.lib3mf_meshobject_setalltriangleproperties(
            mesh._handle,  # noqa: SLF001
            ctypes.c_uint64(len(table)),
            entries,
        ),
    )


def coordinates(group: Any) -> NDArray[np.float32]:
    """(P, 2) float32: the places of a texture group by property number (the library gives them singly)."""
    from lib3mf import Lib3MF  # noqa: PLC0415 - see above

    numbers = group.GetAllPropertyIDs()
    table = np.zeros((max(numbers, default=0) + 1, 2), np.float32)
    wrapper, handle, place = group._wrapper, group._handle, Lib3MF.Tex2Coord()  # noqa: SLF001 - see _bulk
    call, there = wrapper.lib.lib3mf_texture2dgroup_gettex2coord, ctypes.byref(place)
    for number in numbers:
        code = call(handle, number, there)
        if code:
            wrapper.checkError(group, code)
        table[number] = place.U, place.V
    return table


def add_coordinates(group: Any, places: NDArray[np.float64]) -> NDArray[np.int64]:
    """(N,): property numbers of the places (N, 2), which are added to a texture group."""
    from lib3mf import Lib3MF  # noqa: PLC0415 - see above

    wrapper, handle = group._wrapper, group._handle  # noqa: SLF001 - see _bulk
    call, number = wrapper.lib.lib3mf_texture2dgroup_addtex2coord, ctypes.c_uint32()
    there = ctypes.byref(number)
    entries = (Lib3MF.Tex2Coord * len(places)).from_buffer_copy(np.ascontiguousarray(places, "<f8").tobytes())
    numbers = np.empty(len(places), np.int64)
    for row, place in enumerate(entries):
        code = call(handle, place, there)
        if code:
            wrapper.checkError(group, code)
        numbers[row] = number.value
    return numbers


def content(attachment: Any) -> bytes:
    """Bytes of an attachment."""
    return bytes(attachment.WriteToBuffer())
