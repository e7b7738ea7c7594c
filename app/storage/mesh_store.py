"""The mesh store of one machine: a folder, every revision under its content hash, sealed where there is a key."""

import logging
import math
import os
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.mesh import archive
from app.mesh.mesh import Mesh, Texture
from app.safe_write import sync_folder, write_chunks
from app.security.vault import SealBrokenError
from app.storage.left_behind import take_away
from app.storage.mesh_crypt import CHUNK as BEGINNING
from app.storage.mesh_crypt import MAGIC, MeshCipher, is_sealed
from app.storage.mesh_key import MeshKey
from app.storage.pc_disk import not_written

CACHED = 4  # the mesh on the screen, the one before it, and what is compared with them

log = logging.getLogger(__name__)


class FolderMeshStore:
    """Implements :class:`app.mesh.store.MeshStore`.

    Layout: ``ab/cdef….mesh`` and ``ab/cdef….texture`` below ``root``; a texture is kept once however many revisions
    show it. Files appear whole or not at all and their content never changes, so several processes and threads may share
    the folder. Without a key, files are written as they are, and sealed ones cannot be read.
    """

    def __init__(self, root: Path, key: MeshKey | None = None) -> None:
        self._root, self._key = root, key
        self._cache: OrderedDict[str, Mesh] = OrderedDict()
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"_root": self._root, "_key": self._key}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["_root"], state["_key"])  # type: ignore[misc]

    def put(self, mesh: Mesh) -> str:
        """Write the mesh, textures first, so that it survives a power cut; returns its revision. Raises WriteRefusedError."""
        revision = mesh.revision
        try:
            if not _touched(self._path(revision, "mesh")):
                self._put(mesh)
        except OSError as error:
            raise not_written(error) from None
        self._remember(revision, mesh)
        return revision

    def _put(self, mesh: Mesh) -> None:
        for material in mesh.materials:
            for texture in (material.texture, *(t for _, t in material.maps)):
                if texture is not None:
                    self._put_texture(texture)
        path = self._path(mesh.revision, "mesh")
        self._make_folder(path.parent)
        self._write(path, mesh.revision, archive.encode(mesh, with_textures=False))

    def get(self, revision: str) -> Mesh:
        """The mesh of this revision.

        Raises KeyError; FileRefusedError where the stored file is damaged; AppErrors where the key cannot be had.
        """
        cached = self._cache.get(revision)
        if cached is not None:
            self._remember(revision, cached)
            return cached
        try:
            content = self._read(self._path(revision, "mesh"), revision)
        except FileNotFoundError:
            raise KeyError(revision) from None
        mesh = archive.decode(content, self._pixels)
        if mesh.revision != revision:
            raise archive.damaged()
        self._remember(revision, mesh)
        return mesh

    def has(self, revision: str) -> bool:
        """Whether this revision is here."""
        return self._path(revision, "mesh").exists()

    def can_read(self, revision: str) -> bool:
        """Whether this revision can be read without waiting for a key."""
        try:
            with self._path(revision, "mesh").open("rb") as file:
                sealed = is_sealed(file.read(len(MAGIC)))
        except (OSError, KeyError):
            return True  # it is not there: there is nothing to wait for
        return not sealed or (self._key is not None and self._key.known() is not None)

    def seal_old(self) -> int:
        """Seal what earlier versions, or a PC whose key was locked, have written as it is; gives how many files.

        Also takes away temporary files that were left behind. Does nothing where there is no key.
        """
        if self._key is None or self._key.known() is None:
            return 0
        sealed = 0
        for path in self._files():
            try:
                with path.open("rb") as file:
                    plain = not is_sealed(file.read(len(MAGIC)))
                if plain:
                    self._write(path, path.parent.name + path.stem, [path.read_bytes()])
                    sealed += 1
            except OSError as error:  # in use by another process (Windows): the next start comes by again
                log.info("a model stays unsealed for now: %s", type(error).__name__)
        take_away([*self._root.glob("tmp/*"), *self._root.glob("??/.*.tmp")])
        return sealed

    def revisions(self) -> set[str]:
        """All that is here."""
        return {path.parent.name + path.stem for path in self._root.glob("??/*.mesh")}

    def forget(self, revisions: Collection[str], put_before: float = math.inf) -> int:
        """Take revisions away for good, with the textures that no other revision shows; gives how many files went.

        put_before  a moment (seconds since 1970): what was put, or put again, later than this stays
        One that is in use stays (Windows), and so do textures where it cannot be read what other revisions show.
        Raises OSError, AppErrors of the key.
        """
        due = [path for revision in revisions if _put_at(path := self._path(revision, "mesh")) < put_before]
        textures = self._shown_by(due)
        with self._lock:
            for path in due:
                self._cache.pop(path.parent.name + path.stem, None)
        gone = [path for path in due if _taken_away(path, put_before)]
        if textures:
            kept = self._shown_by(self._root.glob("??/*.mesh"))
            textures = set() if kept is None else textures - kept
        paths = [self._path(digest, "texture") for digest in textures or ()]
        gone += [path for path in paths if _taken_away(path, put_before)]
        for folder in {path.parent for path in gone}:
            sync_folder(folder)
        return len(gone)

    def _shown_by(self, paths: Iterable[Path]) -> set[str] | None:
        """Digests of the textures that these meshes show; None where one of them cannot be asked, so none may go."""
        found: set[str] = set()
        for path in paths:
            try:
                found |= self._textures_of(path)
            except FileNotFoundError:
                continue
            except (OSError, SealBrokenError) as error:  # in use (Windows), or sealed with a former key
                log.warning("what a stored model shows cannot be read: %s", type(error).__name__)
                return None
        return found

    def _textures_of(self, path: Path) -> set[str]:
        """Digests that the header of a mesh names; a damaged one shows nothing. Raises OSError, AppErrors of the key."""
        name = path.parent.name + path.stem
        try:
            with path.open("rb") as file:
                sealed = is_sealed(file.read(len(MAGIC)))
                file.seek(0)
                if not sealed:
                    return archive.textures_in(file.read(BEGINNING))
                if self._key is None:
                    raise archive.damaged()
                content = MeshCipher(self._key.ask()).beginning(file, os.fstat(file.fileno()).st_size, name)
            return archive.textures_in(content)
        except FileRefusedError:
            log.warning("a stored model is damaged")
            return set()

    def folder(self) -> Path:
        """A folder on the same disk for temporary files that end up in the store."""
        folder = self._root / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _write(self, path: Path, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        key = None if self._key is None else self._key.wanted()
        write_chunks(path, pieces if key is None else MeshCipher(key).encode(pieces, name))

    def _read(self, path: Path, name: str) -> bytes | memoryview:
        with path.open("rb") as file:
            if not is_sealed(file.read(len(MAGIC))):
                return path.read_bytes()
            if self._key is None:
                raise archive.damaged()
            file.seek(0)
            return MeshCipher(self._key.ask()).decode(file, os.fstat(file.fileno()).st_size, name)

    def _files(self) -> Iterator[Path]:
        for kind in ("mesh", "texture"):
            yield from self._root.glob(f"??/*.{kind}")

    def _put_texture(self, texture: Texture) -> None:
        path = self._path(texture.digest, "texture")
        if not _touched(path):
            self._make_folder(path.parent)
            self._write(path, texture.digest, archive.encode_texture(texture))

    def _pixels(self, digest: str) -> NDArray[np.uint8]:
        with self._lock:
            cached = list(self._cache.values())
        for mesh in cached:
            for material in mesh.materials:
                if material.texture is not None and material.texture.digest == digest:
                    return material.texture.pixels
        try:
            content = self._read(self._path(digest, "texture"), digest)
        except FileNotFoundError as error:
            raise archive.damaged() from error
        return archive.decode_texture(content, digest)

    def _path(self, digest: str, kind: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise KeyError(digest)  # not a hash: never let it become a path
        return self._root / digest[:2] / f"{digest[2:]}.{kind}"

    def _make_folder(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self._root)

    def _remember(self, revision: str, mesh: Mesh) -> None:
        with self._lock:
            self._cache[revision] = mesh
            self._cache.move_to_end(revision)
            while len(self._cache) > CACHED:
                self._cache.popitem(last=False)


def _put_at(path: Path) -> float:
    """When a file was put, in seconds since 1970; for ever away where there is none."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _touched(path: Path) -> bool:
    """Whether it is there; it is wanted again then, from now on: see ``FolderMeshStore.forget``. Raises OSError."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _taken_away(path: Path, put_before: float) -> bool:
    """Delete a file unless it was put again meanwhile; one that another process has open stays."""
    try:
        if _put_at(path) >= put_before:
            return False
        path.unlink(missing_ok=True)
    except OSError as error:
        log.info("a stored model stays for now: %s", type(error).__name__)
        return False
    return True
