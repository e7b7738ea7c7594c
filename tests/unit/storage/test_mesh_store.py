"""The folder of revisions: whole, verified, each texture once."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from app.errors import FileRefusedError
from app.mesh import archive
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.store import MeshStore
from app.storage.mesh_store import CACHED, FolderMeshStore


def painted(height: float = 1.0) -> Mesh:
    pixels = np.arange(64, dtype=np.uint8).reshape(4, 4, 4)
    return Mesh(
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, height]]),
        np.array([[0, 1, 2]]),
        corner_uv=np.array([[[0, 0], [1, 0], [0, 1]]], np.float32),
        vertex_colors=np.array([[1, 2, 3, 255]] * 3, np.uint8),
        materials=(Material("skin", (1, 2, 3, 4), Texture(pixels, "skin"), (("normal", Texture(pixels[::-1])),)),),
    )


@pytest.fixture
def store(tmp_path: Path) -> FolderMeshStore:
    return FolderMeshStore(tmp_path / "store")


def test_what_is_put_is_got(store: FolderMeshStore) -> None:
    as_protocol: MeshStore = store
    revision = as_protocol.put(painted())
    assert as_protocol.has(revision)
    fresh = pickle.loads(pickle.dumps(store))
    mesh = fresh.get(revision)
    assert mesh is not store.get(revision)
    assert mesh.revision == revision
    assert mesh.materials[0].name == "skin"
    assert mesh.materials[0].texture.name == "skin"
    assert not mesh.vertices.flags.writeable


def test_textures_are_kept_once(store: FolderMeshStore, tmp_path: Path) -> None:
    for height in (1.0, 2.0, 3.0):
        store.put(painted(height))
    assert len(list(tmp_path.rglob("*.mesh"))) == 3
    assert len(list(tmp_path.rglob("*.texture"))) == 2
    assert not list(tmp_path.rglob("*.tmp"))


def test_unknown_revisions_are_told(store: FolderMeshStore) -> None:
    assert not store.has("0" * 64)
    with pytest.raises(KeyError):
        store.get("0" * 64)
    with pytest.raises(KeyError):
        store.has("../../etc/passwd")


@pytest.mark.parametrize("kind", ["mesh", "texture"])
def test_damage_is_noticed(store: FolderMeshStore, tmp_path: Path, kind: str) -> None:
    revision = store.put(painted())
    path = next(tmp_path.rglob(f"*.{kind}"))
    content = bytearray(path.read_bytes())
    content[-64] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileRefusedError):
        FolderMeshStore(tmp_path / "store").get(revision)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(FileRefusedError):
        FolderMeshStore(tmp_path / "store").get(revision)


def test_cache_is_small(store: FolderMeshStore) -> None:
    for height in range(CACHED + 3):
        store.put(painted(float(height)))
    assert len(store._cache) == CACHED


def test_archive_refuses_what_it_did_not_write(tmp_path: Path) -> None:
    archive.save(painted(), tmp_path / "a")
    assert archive.load(tmp_path / "a").revision == painted().revision
    content = (tmp_path / "a").read_bytes()
    for wrong in (b"", b"solid", content[:100], content + b"x", content.replace(b'"version"', b'"varsion"')):
        (tmp_path / "b").write_bytes(wrong)
        with pytest.raises(FileRefusedError):
            archive.load(tmp_path / "b")
