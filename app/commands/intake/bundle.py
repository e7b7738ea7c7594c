"""Opens a bundle: one ``.json``, with its files beside it, or a ``.zip`` that holds both. Trusts nothing in it."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from pydantic import ValidationError
from pydantic_core import from_json

from app.commands.intake.batch import AssetRefusedError, Batch, Incoming, IntakeRefusedError
from app.errors import AppError
from app.i18n import Text, text
from app.orders.bundle import ASSET_BYTES, ASSETS, ORDERS, BundleAsset, BundleHead, unknown_fields
from app.orders.bundle_faults import faults

JSON_BYTES = 256 << 20
ZIP_BYTES = 16 << 30  # all files of a zip, unpacked
ENTRIES = ASSETS + 16
RATIO = 200  # what can be packed tighter than this is no picture, mesh or text
_SLACK = 1 << 20
_PIECE = 1 << 20


@contextmanager
def open_bundle(path: Path, source: str = "", beside: Path | None = None) -> Iterator[Batch]:
    """The bundle in this file; ``source`` instead of the one that it names. Raises IntakeRefusedError.

    ``beside``: the folder in which the files of a ``.json`` lie, where it is not its own.
    """
    with ExitStack() as stack:
        try:
            batch = _opened(path, source, beside or path.parent, stack)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise IntakeRefusedError(
                text("The file “{name}” is damaged or no zip; get it again.", name=path.name)
            ) from None
        except OSError:
            raise IntakeRefusedError(
                text("The file “{name}” cannot be read; check that it is there and not open elsewhere.", name=path.name)
            ) from None
        yield batch


def _opened(path: Path, source: str, beside: Path, stack: ExitStack) -> Batch:
    if path.suffix.lower() == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(path))
        entries = _entries(archive)
        content = _read(archive, entries[_main(entries)], JSON_BYTES)
        return batch_of(content, hash_of(path), source, ZipFiles(archive, entries))
    if path.stat().st_size > JSON_BYTES:
        raise _too_large()
    content = path.read_bytes()
    return batch_of(content, hashlib.sha256(content).hexdigest(), source, FolderFiles(beside))


class ReadFile(Protocol):
    """What gives the content of a file that came along; the size is announced, and a limit."""

    def read(self, name: str, size: int) -> bytes:
        """Raises AssetRefusedError."""
        ...


class AnnouncedFiles:
    """Files whose hash was announced; ``read`` gives what came under a name."""

    def __init__(self, announced: Mapping[str, BundleAsset], came: ReadFile) -> None:
        self._announced, self._came = announced, came

    def digest(self, name: str) -> str:
        """Raises AssetRefusedError for a name that was not announced."""
        asset = self._announced.get(name)
        if asset is None:
            raise AssetRefusedError(text("names a file that is not among the assets; add it there with its sha256"))
        return asset.sha256

    def content(self, name: str) -> bytes:
        """The content, of the announced size and hash. Raises AssetRefusedError."""
        expected = self.digest(name)
        content = self._came.read(name, self._announced[name].size)
        if len(content) != self._announced[name].size or hashlib.sha256(content).hexdigest() != expected:
            raise AssetRefusedError(text("a file of this order is not what was announced; send the bundle again"))
        return content


class ZipFiles(ReadFile):
    """Files of a zip."""

    def __init__(self, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
        self._archive, self._entries = archive, entries

    def read(self, name: str, size: int) -> bytes:
        """Raises AssetRefusedError."""
        entry = self._entries.get(name)
        if entry is None:
            raise _missing()
        if entry.file_size != size:
            raise AssetRefusedError(text("a file of this order is not what was announced; send the bundle again"))
        try:
            return _read(self._archive, entry, ASSET_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, IntakeRefusedError):
            raise AssetRefusedError(text("a file of this order is damaged; send the bundle again")) from None


class FolderFiles(ReadFile):
    """Files beside a ``.json``, in its folder and below."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def read(self, name: str, size: int) -> bytes:
        """Raises AssetRefusedError."""
        if not safe_name(name):
            raise _missing()
        try:
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder) or not path.is_file():
                raise _missing()
            with path.open("rb") as file:
                return file.read(size + 1)
        except (OSError, ValueError):
            raise _missing() from None


def batch_of(content: bytes, key: str, source: str, files: ReadFile) -> Batch:
    """The batch in this JSON. Raises IntakeRefusedError where it is no bundle at all; orders are not looked at yet."""
    try:
        raw = from_json(content, allow_inf_nan=False)
    except ValueError:
        raise IntakeRefusedError(text("The bundle is no JSON, or was cut off; get it again.")) from None
    if not isinstance(raw, dict):
        raise IntakeRefusedError(text("The bundle has to be an object with “version”, “source” and “orders”."))
    try:
        head = BundleHead.model_validate(raw)
        announced = [BundleAsset.model_validate(one) for one in _list(raw, "assets", ASSETS)]
    except ValidationError as error:
        raise IntakeRefusedError(text("The bundle cannot be used: {what}.", what=faults(error)[0])) from None
    names = [asset.name for asset in announced]
    if len(set(names)) < len(names):
        raise IntakeRefusedError(text("The bundle names the same file twice; give each file its own name."))
    orders = _list(raw, "orders", ORDERS)
    dropped = {name for name in unknown_fields(BundleHead, raw) if name not in {"orders", "assets"}}
    dropped |= {f"assets.{name}" for one in raw.get("assets") or [] for name in unknown_fields(BundleAsset, one)}
    return Batch(
        source or head.source,
        key,
        (Incoming(_where(number, one), one if isinstance(one, dict) else {}) for number, one in enumerate(orders, 1)),
        len(orders),
        AnnouncedFiles({asset.name: asset for asset in announced}, files),
        dropped=tuple(sorted(dropped)),
        announced={asset.name: asset.sha256 for asset in announced},
    )


def hash_of(path: Path) -> str:
    """sha256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def safe_name(name: str) -> bool:
    """Whether a name stays inside its folder on every system."""
    parts = name.split("/")
    return (
        bool(name)
        and "\\" not in name
        and ":" not in name
        and "\0" not in name
        and not name.startswith("/")
        and all(part not in {"", ".", ".."} for part in parts)
    )


def _where(number: int, raw: object) -> Text:
    key = raw.get("key") if isinstance(raw, dict) else None
    if isinstance(key, str) and 0 < len(key) <= 80 and key.isprintable():
        return text("Order {number} ({key})", number=number, key=key)
    return text("Order {number}", number=number)


def _list(raw: dict[str, Any], name: str, most: int) -> list[Any]:
    value = raw.get(name, [])
    if not isinstance(value, list):
        raise IntakeRefusedError(text("“{name}” of the bundle has to be a list.", name=name))
    if len(value) > most:
        raise IntakeRefusedError(text("The bundle has more than {n} {name}; split it.", n=most, name=name))
    return value


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of a zip by name. Raises IntakeRefusedError for one that was made to do harm."""
    infos = archive.infolist()
    if len(infos) > ENTRIES:
        raise IntakeRefusedError(text("The zip holds more than {n} files; split the bundle.", n=ENTRIES))
    found: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    whole = 0
    for info in infos:
        if info.is_dir():
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not safe_name(info.filename) or kind not in {0, stat.S_IFREG}:
            raise IntakeRefusedError(text("The zip names files outside its own folder; it was made to do harm."))
        if info.flag_bits & 1:
            raise IntakeRefusedError(text("The zip is locked with a password; send it without one."))
        folded = str(PurePosixPath(info.filename)).casefold()
        if folded in seen:
            raise IntakeRefusedError(text("The zip has the same name twice; pack it again."))
        seen.add(folded)
        whole += info.file_size
        if info.file_size > RATIO * info.compress_size + _SLACK or whole > ZIP_BYTES:
            raise IntakeRefusedError(text("The zip grows far too large when it is unpacked; it is not opened."))
        found[info.filename] = info
    return found


def _main(entries: Mapping[str, zipfile.ZipInfo]) -> str:
    top = [name for name in entries if "/" not in name and name.lower().endswith(".json")]
    if "orders.json" in top:
        return "orders.json"
    if len(top) != 1:
        raise IntakeRefusedError(text("The zip has no “orders.json” at its top; pack it again with one."))
    return top[0]


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """An entry, never more than was announced."""
    if entry.file_size > most:
        raise _too_large()
    pieces, left = [], entry.file_size
    with archive.open(entry) as file:
        while piece := _piece(file):
            left -= len(piece)
            if left < 0:
                raise _too_large()
            pieces.append(piece)
    return b"".join(pieces)


def _piece(file: IO[bytes]) -> bytes:
    return file.read(_PIECE)


def _missing() -> AppError:
    return AssetRefusedError(text("a file of this order did not come along; send the bundle with all its files"))


def _too_large() -> IntakeRefusedError:
    return IntakeRefusedError(text("The file is larger than orders can be; split the bundle."))
