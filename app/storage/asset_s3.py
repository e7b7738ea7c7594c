"""Assets on an S3 server, with what was read lately beside the program."""

import ipaddress
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import keyring
import keyring.errors
import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from app.i18n import text
from app.orders.assets import AssetsOfflineError
from app.storage.asset_cache import ReadCache
from app.storage.asset_keeper import Kept, digest_in, name_of

SERVICE = (
    "statuette-s3"  # in the keyring of the system: user = address of the store, password = "access key:secret key"
)

# As the library and MinIO write it. The number alone is also found in names of files, in ports and in durations.
_FULL = ("status code: 507 ", "<Code>InsufficientStorage</Code>", "<Code>XMinioStorageFull</Code>")


@dataclass(frozen=True)
class S3Address:
    """``s3://bucket/prefix?endpoint=https://server:8333&region=us-east-1``; without an endpoint it is Amazon's."""

    bucket: str
    prefix: str
    endpoint: str
    region: str

    @staticmethod
    def parse(where: str) -> "S3Address":
        """Raises AssetsOfflineError with a sentence for an address that cannot be meant."""
        parts = urlsplit(where)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        endpoint = query.get("endpoint", "").rstrip("/")
        if not parts.netloc or set(query) - {"endpoint", "region"} or "@" in parts.netloc:
            raise AssetsOfflineError(
                text("“{where}” is no S3 address; write s3://bucket/folder?endpoint=https://server:port.", where=where)
            )
        if endpoint and not _private_or_tls(endpoint):
            raise AssetsOfflineError(
                text("“{endpoint}” would be reached unencrypted through the internet; use https.", endpoint=endpoint)
            )
        return S3Address(parts.netloc, parts.path.strip("/"), endpoint, query.get("region", "us-east-1"))

    @property
    def words(self) -> str:
        """For people: bucket and server."""
        server = urlsplit(self.endpoint).netloc if self.endpoint else "S3"
        return f"{self.bucket}/{self.prefix} · {server}" if self.prefix else f"{self.bucket} · {server}"


def remember_credentials(where: str, access_key: str, secret_key: str) -> None:
    """Keep the keys of a store in the keyring of the system. Raises AssetsOfflineError where there is none."""
    try:
        keyring.set_password(SERVICE, _user(S3Address.parse(where)), f"{access_key}:{secret_key}")
    except keyring.errors.KeyringError:
        raise AssetsOfflineError(
            text(
                "This PC has no safe place for the keys of the store; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        ) from None


class S3Keeper:
    """Implements ``Keeper`` with obstore. Reads go through the cache; the store above verifies what comes out of it."""

    def __init__(self, address: S3Address, store: S3Store, cache: ReadCache) -> None:
        self._address, self._store, self._cache = address, store, cache

    @staticmethod
    def at(where: str, cache_folder: Path, keys: tuple[str, str] | None = None) -> "S3Keeper":
        """The store at this address. ``keys``: access key and secret; None: from the environment, else from the keyring."""
        address = S3Address.parse(where)
        access, secret = keys or _credentials(address)
        store = S3Store(
            address.bucket,
            prefix=address.prefix or None,
            endpoint=address.endpoint or None,
            region=address.region,
            access_key_id=access or None,
            secret_access_key=secret or None,
            client_options={
                "allow_http": True,  # S3Address.parse has refused what leaves the house unencrypted
                "connect_timeout": timedelta(seconds=3),
                "timeout": timedelta(seconds=120),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        )
        return S3Keeper(address, store, ReadCache(cache_folder / _folder_of(address)))

    def read(self, digest: str, *, fresh: bool = False) -> bytes:
        cached = None if fresh else self._cache.get(digest)
        if cached is not None:
            return cached
        name = name_of(digest)
        try:
            content = bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            raise KeyError(digest) from None
        except (BaseError, OSError) as error:
            raise self._sentence(error) from None
        self._cache.put(digest, content)
        return content

    def head(self, digest: str, size: int) -> bytes:
        cached = self._cache.get(digest)
        if cached is not None:
            return cached[:size]
        name = name_of(digest)
        try:
            there = int(obstore.head(self._store, name)["size"])
            return bytes(obstore.get_range(self._store, name, start=0, end=min(size, there)))
        except FileNotFoundError:
            raise KeyError(digest) from None
        except (BaseError, OSError) as error:
            raise self._sentence(error) from None

    def write(self, digest: str, pieces: Iterable[bytes | memoryview]) -> None:
        name, whole = name_of(digest), b"".join(pieces)
        self._cache.drop(digest)
        try:
            obstore.put(self._store, name, whole, use_multipart=False)  # one request: whole or not at all
        except (BaseError, OSError) as error:
            raise self._sentence(error) from None
        self._cache.put(digest, whole)

    def remove(self, digest: str) -> None:
        name = name_of(digest)
        self._cache.drop(digest)
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise self._sentence(error) from None

    def has(self, digest: str) -> bool:
        name = name_of(digest)
        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise self._sentence(error) from None
        return True

    def files(self) -> Iterator[Kept]:
        try:
            for page in obstore.list(self._store, "sha256", chunk_size=1000):
                for found in page:
                    digest = digest_in(found["path"])
                    if digest is not None:
                        yield Kept(digest, int(found["size"]), found["last_modified"])
        except (BaseError, OSError) as error:
            raise self._sentence(error) from None

    def clear_half_written(self) -> int:
        return 0  # a put is one request

    def where(self) -> str:
        return self._address.words

    def _sentence(self, error: Exception) -> AssetsOfflineError:
        if isinstance(error, FileNotFoundError) or "NoSuchBucket" in str(error):
            return AssetsOfflineError(
                text("The server has no bucket “{bucket}”; make it there first.", bucket=self._address.bucket)
            )
        if isinstance(error, PermissionDeniedError | UnauthenticatedError | PermissionError):
            return AssetsOfflineError(
                text("The store “{where}” refuses the keys of this PC; check them in the settings.", where=self.where())
            )
        if any(words in str(error) for words in _FULL):
            return AssetsOfflineError(text("The store “{where}” is full; make room and try again.", where=self.where()))
        return AssetsOfflineError(
            text("The store “{where}” does not answer; check the server and the network.", where=self.where())
        )


def _credentials(address: S3Address) -> tuple[str, str]:
    access, secret = os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    if access and secret:
        return access, secret
    try:
        kept = keyring.get_password(SERVICE, _user(address)) or ""
    except keyring.errors.KeyringError:
        kept = ""
    access, _, secret = kept.partition(":")
    return access, secret


def _user(address: S3Address) -> str:
    return f"{address.bucket}@{urlsplit(address.endpoint).netloc or 's3'}"


def _folder_of(address: S3Address) -> str:
    words = f"{_user(address)}/{address.prefix}"
    return "".join(letter if letter.isalnum() else "-" for letter in words)


def _private_or_tls(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return bool(host)
    if parts.scheme != "http" or not host:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".lan", ".internal"))
    return address.is_private or address.is_loopback
