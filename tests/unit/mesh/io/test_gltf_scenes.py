"""glTF: what of a scene is shown, and in which shape."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import FileRefusedError
from app.jobs.progress import silent
from app.mesh.files.formats import Parts
from app.mesh.loading import find_format

HIDDEN = {"extensions": {"KHR_node_visibility": {"visible": False}}}
POINTS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4")
MOVES = np.array([[0, 0, 0], [0, 0, 0], [0, 2, 0]], "<f4")
SPARSE = {
    "count": 1,
    "indices": {"bufferView": 2, "componentType": 5121},
    "values": {"bufferView": 3},
}


def read(folder: Path, **root: Any) -> Parts:
    """A scene of triangles; accessor 1 moves their third point by 2, accessor 2 their first one by 4 to the right."""
    pieces = [POINTS.tobytes(), MOVES.tobytes(), bytes(4), np.array([4, 0, 0], "<f4").tobytes()]
    starts = np.cumsum([0, *map(len, pieces)]).tolist()
    views = [{"buffer": 0, "byteOffset": s, "byteLength": len(p)} for s, p in zip(starts, pieces, strict=False)]
    vectors = {"componentType": 5126, "count": 3, "type": "VEC3"}
    targets = [{"POSITION": 1}, {"NORMAL": 1}, {"POSITION": 2}]
    uri = "data:;base64," + base64.b64encode(b"".join(pieces)).decode()
    content = {
        "asset": {"version": "2.0"},
        "buffers": [{"uri": uri, "byteLength": starts[-1]}],
        "bufferViews": views,
        "accessors": [{**vectors, "bufferView": 0}, {**vectors, "bufferView": 1}, {**vectors, "sparse": SPARSE}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "targets": targets}]}],
        **root,
    }
    path = folder / "it.gltf"
    path.write_text(json.dumps(content), "utf-8")
    found = find_format(path)
    assert found is not None
    assert found.read is not None
    return found.read(path, silent())


def test_hidden_nodes_and_what_hangs_below_them_are_left_out(tmp_path: Path) -> None:
    shown = {"mesh": 0, "translation": [5, 0, 0], "extensions": {"KHR_node_visibility": {"visible": True}}}
    nodes = [{"children": [1], **HIDDEN}, {"mesh": 0, "children": [2]}, {"mesh": 0}, shown]
    parts = read(tmp_path, nodes=nodes)
    assert parts.points[:, 0].tolist() == [5000, 6000, 5000]
    assert [str(note) for note in parts.notes] == ["Parts that are hidden in the file were left out."]
    with pytest.raises(FileRefusedError, match="hidden"):
        read(tmp_path, nodes=nodes[:3])


@pytest.mark.parametrize(
    ("of_node", "of_mesh", "wanted"),
    [
        (None, None, POINTS),
        (None, [0.5, 1, 0], POINTS + 0.5 * MOVES),
        ([0, 0, 0], [0.5, 1, 0], POINTS),
        ([1], None, POINTS + MOVES),
        ([1, 0, -0.5, 7], [0, 0, 0], POINTS + MOVES + [[-2, 0, 0], [0, 0, 0], [0, 0, 0]]),
    ],
)
def test_morph_targets_are_applied_with_the_weights_of_the_file(
    of_node: list[float] | None, of_mesh: list[float] | None, wanted: np.ndarray, tmp_path: Path
) -> None:
    node: dict[str, Any] = {"mesh": 0} if of_node is None else {"mesh": 0, "weights": of_node}
    targets = [{"POSITION": 1}, {"NORMAL": 1}, {"POSITION": 2}]
    mesh: dict[str, Any] = {"primitives": [{"attributes": {"POSITION": 0}, "targets": targets}]}
    if of_mesh is not None:
        mesh["weights"] = of_mesh
    parts = read(tmp_path, meshes=[mesh], nodes=[node, {"mesh": 0, "weights": [0, 0, 0]}])
    x, y, z = parts.points[:3].T / 1000
    np.testing.assert_allclose(np.stack([x, z, -y], axis=1), wanted)
    x, y, z = parts.points[3:].T / 1000
    np.testing.assert_allclose(np.stack([x, z, -y], axis=1), POINTS)


@pytest.mark.parametrize("weights", [["a"], [[1]], [10**400], [float("nan")], [{}]])
def test_weights_that_are_no_numbers_are_refused(weights: list[Any], tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError):
        read(tmp_path, nodes=[{"mesh": 0, "weights": weights}])


@pytest.mark.parametrize("targets", [3, [3], [{"POSITION": 9}], [{"POSITION": 3}]])
def test_morph_targets_that_do_not_fit_are_refused(targets: object, tmp_path: Path) -> None:
    vectors = {"componentType": 5126, "count": 3, "type": "VEC3"}
    accessors = [{**vectors, "bufferView": 0}, vectors, vectors, {**vectors, "count": 2}]
    meshes = [{"primitives": [{"attributes": {"POSITION": 0}, "targets": targets}]}]
    with pytest.raises(FileRefusedError):
        read(tmp_path, accessors=accessors, meshes=meshes, nodes=[{"mesh": 0, "weights": [1]}])


def test_a_compressed_part_that_is_morphed_says_so(tmp_path: Path) -> None:
    DracoPy = pytest.importorskip("DracoPy")
    packed = DracoPy.encode(POINTS, np.array([[0, 1, 2]], np.uint32), quantization_bits=16)
    uri = "data:;base64," + base64.b64encode(packed).decode()
    primitive = {
        "attributes": {"POSITION": 0},
        "targets": [{"POSITION": 0}],
        "extensions": {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}},
    }
    root: dict[str, Any] = {
        "buffers": [{"uri": uri, "byteLength": len(packed)}],
        "bufferViews": [{"buffer": 0, "byteLength": len(packed)}],
        "meshes": [{"primitives": [primitive]}],
    }
    parts = read(tmp_path, **root, nodes=[{"mesh": 0, "weights": [1]}])
    assert len(parts.faces) == 1
    assert "compressed part" in str(parts.notes[0])
    assert read(tmp_path, **root, nodes=[{"mesh": 0, "weights": [0]}]).notes == []
