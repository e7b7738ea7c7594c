"""The folder of revisions: whole, verified, each texture once."""

import io
import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap.terminal import mesh_store
from app.errors import FileRefusedError
from app.mesh import archive
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.store import MeshStore
from app.security import keys
from app.security.vault import SealBrokenError
from app.storage.mesh_crypt import CHUNK, MeshCipher
from app.storage.mesh_key import MeshKey
from app.storage.mesh_store import CACHED, FolderMeshStore
from app.storage.thumbnails import FolderThumbnails


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
    (tmp_path / "a").write_bytes(b"".join(archive.encode(painted())))
    assert archive.load(tmp_path / "a").revision == painted().revision
    content = (tmp_path / "a").read_bytes()
    for wrong in (b"", b"solid", content[:100], content + b"x", content.replace(b'"version"', b'"varsion"')):
        (tmp_path / "b").write_bytes(wrong)
        with pytest.raises(FileRefusedError):
            archive.load(tmp_path / "b")


WORD = "标记孙悟空".encode()


def portrait(height: float = 1.0) -> Mesh:
    """A model that names somebody, and whose texture holds the name as well."""
    pixels = np.frombuffer(WORD.ljust(64, b"."), np.uint8).reshape(4, 4, 4)
    return Mesh(
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, height]]),
        np.array([[0, 1, 2]]),
        corner_uv=np.array([[[0, 0], [1, 0], [0, 1]]], np.float32),
        materials=(Material(WORD.decode(), (1, 2, 3, 4), Texture(pixels, WORD.decode())),),
    )


def plain_files(folder: Path) -> list[Path]:
    told = (WORD, json.dumps(WORD.decode())[1:-1].encode())
    return [p for p in folder.rglob("*") if p.is_file() and any(form in p.read_bytes() for form in told)]


@pytest.fixture
def key(tmp_path: Path) -> MeshKey:
    return MeshKey.of(tmp_path / "settings")


def test_nothing_lies_there_in_the_clear(tmp_path: Path, key: MeshKey) -> None:
    store = FolderMeshStore(tmp_path / "store", key)
    revision = store.put(portrait())
    assert plain_files(tmp_path / "store") == []
    again = pickle.loads(pickle.dumps(FolderMeshStore(tmp_path / "store", MeshKey.of(tmp_path / "settings"))))
    assert again.get(revision).materials[0].texture.name == WORD.decode()
    assert not again.get(revision).vertices.flags.writeable


def test_a_helper_process_gets_the_key_that_is_known(tmp_path: Path, key: MeshKey) -> None:
    key.ask()
    sent = pickle.loads(pickle.dumps(FolderMeshStore(tmp_path / "store", key)))
    (tmp_path / "settings" / "workshop.key").unlink()  # as if it were locked with a passphrase that it does not know
    revision = sent.put(portrait())
    assert plain_files(tmp_path / "store") == []
    assert FolderMeshStore(tmp_path / "store", key).get(revision).revision == revision


def test_without_a_key_the_bench_works_and_is_sealed_later(tmp_path: Path, key: MeshKey) -> None:
    key.ask()
    keys.lock_with(tmp_path / "settings", "violet kettle 42")
    locked = FolderMeshStore(tmp_path / "store", MeshKey.of(tmp_path / "settings"))
    revision = locked.put(portrait())
    fresh = FolderMeshStore(tmp_path / "store", MeshKey.of(tmp_path / "settings"))
    assert fresh.can_read(revision)
    assert fresh.get(revision).revision == revision
    assert len(plain_files(tmp_path / "store")) == 2
    assert fresh.seal_old() == 0

    store = FolderMeshStore(tmp_path / "store", key)
    assert store.seal_old() == 2
    assert plain_files(tmp_path / "store") == []
    assert store.seal_old() == 0
    assert FolderMeshStore(tmp_path / "store", key).get(revision).revision == revision
    assert store.can_read(revision)
    later = FolderMeshStore(tmp_path / "store", MeshKey.of(tmp_path / "settings"))
    assert not later.can_read(revision)
    with pytest.raises(keys.PassphraseNeededError):
        later.get(revision)


def test_the_passphrase_that_a_command_is_given_opens_the_key_of_the_models_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    MeshKey.of(tmp_path / "settings").ask()
    keys.lock_with(tmp_path / "settings", "violet kettle 42")
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path))
    monkeypatch.setenv("STATUETTE_PASSPHRASE", "violet kettle 42")
    store = mesh_store()
    store.put(portrait())
    pickle.loads(pickle.dumps(mesh_store())).put(portrait(2.0))
    assert len(store.revisions()) == 2
    assert plain_files(tmp_path / "data") == []


@pytest.mark.parametrize("damage", ["cut", "flip", "swap", "empty"])
def test_damage_of_a_sealed_file_is_noticed(tmp_path: Path, key: MeshKey, damage: str) -> None:
    store = FolderMeshStore(tmp_path / "store", key)
    revision, other = store.put(portrait()), store.put(portrait(2.0))
    path = tmp_path / "store" / revision[:2] / f"{revision[2:]}.mesh"
    content = path.read_bytes()
    if damage == "swap":
        content = (tmp_path / "store" / other[:2] / f"{other[2:]}.mesh").read_bytes()
    elif damage == "flip":
        content = content[:-5] + bytes([content[-5] ^ 1]) + content[-4:]
    else:
        content = content[: 0 if damage == "empty" else -3]
    path.write_bytes(content)
    with pytest.raises(FileRefusedError):
        FolderMeshStore(tmp_path / "store", key).get(revision)


def test_another_key_is_told_from_damage(tmp_path: Path, key: MeshKey) -> None:
    revision = FolderMeshStore(tmp_path / "store", key).put(portrait())
    with pytest.raises(SealBrokenError):
        FolderMeshStore(tmp_path / "store", MeshKey.of(tmp_path / "other")).get(revision)


@given(st.lists(st.binary(max_size=40) | st.just(bytes(CHUNK + 7)), max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_pieces_come_back_as_one(pieces: list[bytes]) -> None:
    cipher = MeshCipher(bytes(32))
    stored = b"".join(cipher.encode(pieces, "name"))
    assert bytes(cipher.decode(io.BytesIO(stored), len(stored), "name")) == b"".join(pieces)


def test_old_temporary_files_go(tmp_path: Path, key: MeshKey) -> None:
    store = FolderMeshStore(tmp_path / "store", key)
    key.ask()
    old, new = store.folder() / "old.glb", store.folder() / "new.glb"
    for path in (old, new):
        path.write_bytes(WORD)
    os.utime(old, (0, 0))
    store.seal_old()
    assert not old.exists()
    assert new.exists()


def test_pictures_of_revisions_are_sealed(tmp_path: Path, key: MeshKey) -> None:
    kept, revision = FolderThumbnails(tmp_path / "pictures", key), "ab" * 32
    key.ask()
    picture = np.full((96, 128, 4), 200, np.uint8)
    kept.put(revision, picture)
    assert b"PNG" not in kept.path(revision).read_bytes()
    shown = kept.get(revision)
    assert shown is not None
    assert (shown == picture).all()
    assert FolderThumbnails(tmp_path / "pictures").get(revision) is None
    old = kept.path(revision).with_suffix(".png")
    old.write_bytes(b"\x89PNG")
    kept.forget_old()
    assert not old.exists()


@pytest.mark.parametrize("sealed", [True, False])
def test_what_is_forgotten_goes_with_its_textures_and_no_others(tmp_path: Path, key: MeshKey, sealed: bool) -> None:
    store = FolderMeshStore(tmp_path / "store", key if sealed else None)
    one, same_texture, other = store.put(portrait()), store.put(portrait(2.0)), store.put(painted())
    assert store.revisions() == {one, same_texture, other}
    assert store.forget({one, "ab" * 32}) == 1
    assert store.revisions() == {same_texture, other}
    with pytest.raises(KeyError):
        store.get(one)
    fresh = FolderMeshStore(tmp_path / "store", key if sealed else None)
    assert fresh.get(same_texture).materials[0].texture.name == WORD.decode()
    assert store.forget({same_texture}) == 2
    assert len(list((tmp_path / "store").rglob("*.texture"))) == 2  # those of the other one
    assert fresh.get(other).revision == other


def put_long_ago(folder: Path, store: FolderMeshStore, mesh: Mesh) -> str:
    revision = store.put(mesh)
    for path in folder.rglob("*.*"):
        os.utime(path, (1_000_000, 1_000_000))
    return revision


@pytest.mark.parametrize("height", [1.0, 2.0])
def test_what_is_put_while_others_are_forgotten_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, height: float
) -> None:
    """The same model, or another one with its textures, is put by another process after it was looked at."""
    folder = tmp_path / "store"
    store, other = FolderMeshStore(folder), FolderMeshStore(folder)
    revision = put_long_ago(folder, store, painted())
    looking = FolderMeshStore._textures_of

    def look_then_put(self: FolderMeshStore, path: Path) -> set[str]:
        found = looking(self, path)
        if path.parent.name + path.stem == revision and not other._cache:
            other.put(painted(height))
        return found

    monkeypatch.setattr(FolderMeshStore, "_textures_of", look_then_put)
    store.forget([revision], put_before=2_000_000)
    fresh = FolderMeshStore(folder)
    assert fresh.get(painted(height).revision).revision == painted(height).revision


def test_a_texture_that_was_put_before_its_mesh_stays(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = FolderMeshStore(folder)
    revision = put_long_ago(folder, store, painted())
    texture = painted().materials[0].texture
    assert texture is not None
    store._put_texture(texture)  # the mesh itself follows
    assert store.forget([revision], put_before=2_000_000) == 2
    assert [path.stem for path in folder.rglob("*.texture")] == [texture.digest[2:]]


def test_a_model_that_is_open_elsewhere_stays_and_others_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderMeshStore(tmp_path / "store")
    opened, other = store.put(portrait()), store.put(painted())
    unlink = Path.unlink

    def windows(path: Path, missing_ok: bool = False) -> None:
        if path.stem == opened[2:]:
            raise PermissionError(path)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", windows)
    assert store.forget([opened, other]) == 3
    assert store.revisions() == {opened}
    assert FolderMeshStore(tmp_path / "store").get(opened).revision == opened


def test_no_texture_goes_where_another_model_was_sealed_with_a_former_key(tmp_path: Path, key: MeshKey) -> None:
    folder = tmp_path / "store"
    former = FolderMeshStore(folder, MeshKey.of(tmp_path / "former")).put(portrait(2.0))
    store = FolderMeshStore(folder, key)
    revision = store.put(painted())
    textures = set(folder.rglob("*.texture"))
    assert store.forget([revision]) == 1
    assert store.revisions() == {former}
    assert set(folder.rglob("*.texture")) == textures
