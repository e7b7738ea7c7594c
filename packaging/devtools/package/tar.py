"""The relocatable tar.gz: unpack it anywhere and start `statuette` in it."""

from __future__ import annotations

import shutil
from pathlib import Path

from devtools.package import layers, linux, prune, reproducible, sizes


def build(out: Path, *, quick: bool = False) -> Path:
    """Make `statuette-<version>-linux-x86_64.tar.gz` in a folder and give its path; `quick` packs loosely. Raises Stop."""
    home = linux.assemble("tar", "portable")
    share = home.folder / "share"
    linux.icons(home, share)
    (share / "applications").mkdir()
    shutil.copy(linux.PARTS / "statuette.desktop", share / "applications")
    (share / "man" / "man1").mkdir(parents=True)
    (share / "man" / "man1" / "statuette.1").write_text(linux.man_page(home), "utf-8")
    reproducible.settle(home.folder)
    name = f"statuette-{layers.version()}"
    target = out / f"{name}-linux-x86_64.tar.gz"
    out.mkdir(parents=True, exist_ok=True)
    reproducible.tar(home.folder, name, target, ["gzip", "-1n" if quick else "-9n"])
    sizes.note(target, prune.size(home.folder))
    return target
