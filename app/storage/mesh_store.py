"""The asset store of one machine: a folder, every revision under its content hash."""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh import archive
from app.mesh.files.safe_write import sync_folder, write_chunks
from app.mesh.mesh import Mesh, Texture

CACHED = 4  # the mesh on the screen, the one before it, and what is compared with them


class FolderMeshStore:
    """Implements :class:`app.mesh.store.MeshStore`.

    Layout: ``ab/cdef….mesh`` and ``ab/cdef….texture`` below ``root``; a texture is kept once however many revisions
    show it. Files appear whole or not at all and never change, so several processes and threads may share the folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cache: OrderedDict[str, Mesh] = OrderedDict()
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"_root": self._root}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["_root"])  # type: ignore[misc]

    def put(self, mesh: Mesh) -> str:
        """Write the mesh, textures first, so that it survives a power cut; returns its revision. Raises OSError."""
        revision = mesh.revision
        if not self.has(revision):
            for material in mesh.materials:
                for texture in (material.texture, *(t for _, t in material.maps)):
                    if texture is not None:
                        self._put_texture(texture)
            path = self._path(revision, "mesh")
            self._make_folder(path.parent)
            write_chunks(path, archive.encode(mesh, with_textures=False))
        self._remember(revision, mesh)
        return revision

    def get(self, revision: str) -> Mesh:
        """The mesh of this revision. Raises KeyError; raises FileRefusedError where the stored file is damaged."""
        cached = self._cache.get(revision)
        if cached is not None:
            self._remember(revision, cached)
            return cached
        try:
            content = self._path(revision, "mesh").read_bytes()
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

    def folder(self) -> Path:
        """A folder on the same disk for temporary files that end up in the store."""
        folder = self._root / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _put_texture(self, texture: Texture) -> None:
        path = self._path(texture.digest, "texture")
        if not path.exists():
            self._make_folder(path.parent)
            write_chunks(path, archive.encode_texture(texture))

    def _pixels(self, digest: str) -> NDArray[np.uint8]:
        with self._lock:
            cached = list(self._cache.values())
        for mesh in cached:
            for material in mesh.materials:
                if material.texture is not None and material.texture.digest == digest:
                    return material.texture.pixels
        try:
            content = self._path(digest, "texture").read_bytes()
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
