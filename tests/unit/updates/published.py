"""The publisher and the PC of the tests of updates: the real tools on small layers."""

import random
import shutil
import sys
from pathlib import Path
from typing import Any

from devtools.release import __main__ as release
from devtools.release import copying, keys
from devtools.release.repository import Repository

from app.drivers.updates.updating import LayerUpdates
from app.jobs.progress import Progress
from app.settings.installed import Installed
from app.settings.releases import Release
from tests.unit.packaging.launched import WELL, Home, layer

LARGE = 150_000


class Publisher:
    """Keys, a repository, and layers to offer."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keys = folder, folder / "keys"
        self.repository = Repository(folder / "repository")
        self.layers = folder / "layers"
        self.do("init", "--keys", self.keys)

    def do(self, what: str, *words: object) -> None:
        """Run the tool."""
        assert release.main([what, str(self.repository.folder), *map(str, words)]) == 0

    @property
    def root(self) -> Path:
        return self.repository.metadata / "1.root.json"

    def app(self, version: str, program: str = WELL, runtime: str = "aaa", seed: int = 1) -> Path:
        """An application layer with a large file that seldom changes."""
        made = layer(self.layers, version, runtime, program)
        (made / "resources").mkdir()
        (made / "resources" / "font.otf").write_bytes(random.Random(seed).randbytes(LARGE))
        return made

    def runtime(self, digest: str) -> Path:
        """A runtime whose Python is a small script that calls ours."""
        made = self.layers / f"runtime-{digest}"
        (made / "bin").mkdir(parents=True)
        python = made / "bin" / "python3.11"
        python.write_text(f'#!/bin/sh\nexec "{Path(sys.executable).resolve()}" "$@"\n')
        python.chmod(0o755)
        (made / "bin" / "python3").symlink_to("python3.11")
        (made / "lib.so").write_bytes(random.Random(digest).randbytes(1_200_000))
        return made

    def offer(
        self, version: str, program: str = WELL, *, runtime: str = "aaa", with_runtime: bool = False, **named: Any
    ) -> None:
        """Put a version into the repository."""
        more = ["--runtime", self.runtime(runtime)] if with_runtime else []
        self.do("add", "--keys", self.keys, "--app", self.app(version, program, runtime, **named), *more)

    def bundle(self, *words: str) -> Path:
        """The newest version in one file."""
        made = self.folder / "new.statuette-update"
        self.do("bundle", made, *words)
        return made

    def mirror(self) -> Path:
        """A copy in a folder."""
        copying.mirror(self.repository, self.folder / "mirror")
        return self.folder / "mirror"

    def secret(self) -> bytes:
        return keys.passphrase(new=False)


class PC(Home):
    """A PC that trusts the publisher."""

    def __init__(self, folder: Path, publisher: Publisher, scope: str = "user") -> None:
        super().__init__(folder, scope)
        self.trust(publisher)
        font = self.folder / "app-0.1.0" / "resources" / "font.otf"
        font.parent.mkdir()
        font.write_bytes(random.Random(1).randbytes(LARGE))

    def trust(self, publisher: Publisher) -> None:
        shutil.copy(publisher.root, self.folder / "update-root.json")

    def place(self, version: str = "0.1.0", runtime: str = "aaa") -> Installed:
        app = self.updates / f"app-{version}"
        app = app if app.is_dir() else self.folder / f"app-{version}"
        return Installed(self.folder, app, self.updates, "tar", "user", version, runtime, "0.1.0")

    def updating(self, version: str = "0.1.0") -> LayerUpdates:
        return LayerUpdates(self.place(version))

    def look(self, source: object) -> Release | None:
        return self.updating().look(str(source), Progress())

    def update(self, source: object, version: str, running: str = "0.1.0") -> Release:
        return self.updating(running).fetch(str(source), version, Progress())

    def tree(self) -> dict[str, bytes]:
        """Every file of every layer."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for root in {self.folder, self.updates}
            for pattern in ("app-*", "runtime-*")
            for folder in root.glob(pattern)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts and path.name != "python3"
        }
