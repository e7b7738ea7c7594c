"""The Debian package: everything in /opt/statuette, the command, desktop file, icons, man page."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
from pathlib import Path
from typing import BinaryIO

from devtools.console import PACKAGING
from devtools.package import deb_control, layers, linux, prune, reproducible, sizes

OPT = "opt/statuette"


# With the filter for machine code and a window over several libraries: a twentieth smaller than what dpkg-deb makes.
# Blocks of one size give the same bytes on any number of cores.
PACKED = ["xz", "-T0", "--block-size=192MiB", "--x86", "--lzma2=preset=6,dict=96MiB", "-c"]
PACKED_QUICKLY = ["cat"]  # not at all


def build(out: Path, *, quick: bool = False) -> Path:
    """Make `statuette_<version>_amd64.deb` in a folder and give its path; `quick` packs nothing. Raises Stop."""
    home = linux.assemble("deb", "machine")
    root = linux.WORK / "deb-root"
    shutil.rmtree(root, ignore_errors=True)
    share = root / "usr" / "share"
    linux.icons(home, share)
    _put(share / "applications" / "statuette.desktop", (linux.PARTS / "statuette.desktop").read_bytes())
    _put(share / "man" / "man1" / "statuette.1.gz", _gzipped(linux.man_page(home)))
    docs = share / "doc" / "statuette"
    _put(docs / "copyright", deb_control.copyright_file().encode())
    _put(docs / "changelog.gz", _gzipped(deb_control.changelog()))
    _put(share / "lintian" / "overrides" / "statuette", (linux.PARTS / "lintian-overrides").read_bytes())
    depends = deb_control.depends(home.folder)
    (root / "opt").mkdir()
    home.folder.rename(root / OPT)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "statuette").symlink_to(f"/{OPT}/statuette")
    _control(root, depends)
    reproducible.settle(root)
    target = out / f"statuette_{layers.version()}_amd64.deb"
    out.mkdir(parents=True, exist_ok=True)
    installed = prune.size(root) - prune.size(root / "DEBIAN")
    reproducible.write_whole(target, lambda half: _archive(root, half, quick=quick))
    sizes.note(target, installed)
    shutil.rmtree(root)
    return target


def _archive(root: Path, target: Path, *, quick: bool) -> None:
    """A .deb is an ar archive of three files; made here, as dpkg-deb knows no filter for machine code."""
    control, suffix = root / "DEBIAN", "" if quick else ".xz"
    parts = target.parent / "control.tar.gz", target.parent / f"data.tar{suffix}"
    reproducible.tar(control, ".", parts[0], ["gzip", "-9n"])
    shutil.rmtree(control)
    reproducible.tar(root, ".", parts[1], PACKED_QUICKLY if quick else PACKED)
    with target.open("wb") as out:
        out.write(b"!<arch>\n")
        _member(out, "debian-binary", io.BytesIO(b"2.0\n"), 4)
        for part in parts:
            with part.open("rb") as file:
                _member(out, part.name, file, part.stat().st_size)
            part.unlink()


def _member(out: BinaryIO, name: str, content: BinaryIO, size: int) -> None:
    out.write(f"{name:<16}{reproducible.epoch():<12}{0:<6}{0:<6}{'100644':<8}{size:<10}`\n".encode("ascii"))
    shutil.copyfileobj(content, out, 1 << 20)
    if size % 2:
        out.write(b"\n")


def _control(root: Path, depends: list[str]) -> None:
    folder = root / "DEBIAN"
    folder.mkdir()
    installed = prune.size(root) // 1024
    (folder / "control").write_text(deb_control.control(depends, installed), "utf-8", newline="\n")
    sums = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}"  # what dpkg's format asks for
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.relative_to(root).parts
    ]
    (folder / "md5sums").write_text("\n".join(sums) + "\n", "utf-8", newline="\n")
    for name in ("postrm", "postinst"):
        source = PACKAGING / "linux" / name
        if source.exists():
            shutil.copy(source, folder / name)
            (folder / name).chmod(0o755)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _gzipped(words: str) -> bytes:
    return gzip.compress(words.encode(), 9, mtime=0)
