"""The asset store: files of orders by the hash of their content, in a folder or on S3 (``app.orders.assets``)."""

from collections.abc import Iterator
from pathlib import Path

from app.orders.assets import AssetDamagedError, AssetFile, AssetInfo, AssetStore
from app.security.vault import SealBrokenError
from app.settings.folders import standard_folders
from app.storage.asset_address import is_s3
from app.storage.asset_crypt import HEADER_BYTES, AssetCipher, digest_of, header_of
from app.storage.asset_folder import FolderKeeper
from app.storage.asset_keeper import Keeper


class KeptAssets:
    """Implements ``AssetStore`` over a place that keeps bytes. Safe to use from several threads, processes and PCs."""

    def __init__(self, keeper: Keeper, key: bytes) -> None:
        self._keeper, self._cipher = keeper, AssetCipher(key)

    def put(self, content: bytes, *, sensitive: bool) -> AssetInfo:
        """Keep it, on the disk when this returns. Raises AssetsOfflineError.

        What is there whole is left alone, but for plain content that is sensitive from now on; what is damaged is replaced.
        """
        digest = digest_of(content)
        there = self._sound(digest)
        if there is not None and (there.sensitive or not sensitive):
            return there
        self._keeper.write(digest, self._cipher.encode(content, digest, sensitive=sensitive))
        return AssetInfo(digest, len(content), sensitive)

    def get(self, digest: str) -> bytes:
        """Raises KeyError, AssetDamagedError, AssetsOfflineError, SealBrokenError (the key of another workshop)."""
        try:
            return self._cipher.decode(self._keeper.read(digest), digest)
        except (AssetDamagedError, SealBrokenError):  # of what the cache had, perhaps
            return self._cipher.decode(self._keeper.read(digest, fresh=True), digest)

    def has(self, digest: str) -> bool:
        """Raises AssetsOfflineError; a word that is no digest is not there."""
        try:
            return self._keeper.has(digest)
        except KeyError:
            return False

    def info(self, digest: str) -> AssetInfo:
        """Raises KeyError, AssetDamagedError, AssetsOfflineError."""
        head = header_of(self._keeper.head(digest, HEADER_BYTES))
        return AssetInfo(digest, head.size, head.sensitive)

    def stored(self, digest: str) -> bytes:
        """As it lies there. Raises KeyError, AssetsOfflineError."""
        return self._keeper.read(digest, fresh=True)

    def put_stored(self, digest: str, stored: bytes) -> None:
        """What ``stored`` gave. Raises AssetDamagedError, AssetsOfflineError, SealBrokenError (the key of another workshop)."""
        self._cipher.decode(stored, digest)
        self._keeper.write(digest, [stored])

    def check(self, digest: str) -> None:
        """Raises KeyError, AssetDamagedError, AssetsOfflineError, SealBrokenError."""
        self._cipher.decode(self._keeper.read(digest, fresh=True), digest)

    def remove(self, digest: str) -> None:
        """Take it away for good; nothing happens where it is gone already."""
        self._keeper.remove(digest)

    def digests(self) -> Iterator[str]:
        """All that is there."""
        return (kept.digest for kept in self._keeper.files())

    def files(self) -> Iterator[AssetFile]:
        """All that is there, with size as stored and time of writing."""
        return (AssetFile(kept.digest, kept.size, kept.at) for kept in self._keeper.files())

    def clear_half_written(self) -> int:
        """Take away what writers that were killed left behind."""
        return self._keeper.clear_half_written()

    def where(self) -> str:
        """The store for people."""
        return self._keeper.where()

    def _sound(self, digest: str) -> AssetInfo | None:
        """What is stored under this digest, if it is there and whole."""
        try:
            stored = self._keeper.read(digest, fresh=True)
            content = self._cipher.decode(stored, digest)
        except (KeyError, AssetDamagedError):
            return None
        return AssetInfo(digest, len(content), header_of(stored).sensitive)


def open_assets(where: str, key: bytes) -> AssetStore:
    """The store at this place: "" (the folder of this PC), another folder, or ``s3://bucket/prefix?endpoint=…&region=…``.

    Raises AssetsOfflineError with a sentence where a folder cannot be made or an address cannot be meant.
    """
    if is_s3(where):
        from app.storage.asset_s3 import S3Keeper  # noqa: PLC0415 - its library is large, and a folder does without

        return KeptAssets(S3Keeper.at(where, standard_folders().data / "asset-cache"), key)
    if where:
        return KeptAssets(FolderKeeper(Path(where)), key)
    return KeptAssets(FolderKeeper(standard_folders().data / "assets", make_parents=True), key)
