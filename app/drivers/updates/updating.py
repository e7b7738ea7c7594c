"""The updates of an installed program: looks what a source has, fetches it, and puts it beside what is there."""

import contextlib
import errno
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.drivers.updates.bundle_source import BundleSource
from app.drivers.updates.fetching import Source
from app.drivers.updates.folder_source import FolderSource
from app.drivers.updates.http_source import HttpUpdateSource
from app.drivers.updates.index import App, Archive, File, Index, Part, Runtime
from app.drivers.updates.locks import locked
from app.drivers.updates.trust import Trusted
from app.drivers.updates.trying import python_of, try_out
from app.drivers.updates.unpacking import unpack
from app.errors import WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.safe_write import sync_folder
from app.settings.installed import Installed, mark, put_on_trial, version_key
from app.settings.releases import Release, UpdateRefusedError, kind_of, platform_id

log = logging.getLogger(__name__)
_KEPT_SECONDS = 30 * 86_400
_ROOM = 64_000_000  # bytes that stay free on the disk


class LayerUpdates:
    """Implements :class:`app.commands.updates.Updates` for a program that its launcher started."""

    def __init__(self, place: Installed) -> None:
        self._place = place
        self._incoming = place.updates / "state" / "incoming"

    def look(self, source: str, progress: Progress) -> Release | None:
        """The newest version that is newer than what is here; None where there is none. Changes nothing.

        Raises UpdateRefusedError, UpdateOfflineError, WriteRefusedError, Cancelled.
        """
        with self._room(), self._trusted(source, progress) as trusted:
            index = trusted.index(platform_id(), self._incoming)
            newest = self._newest(index)
            return None if newest is None else self._release(newest, index)

    def fetch(self, source: str, version: str, progress: Progress) -> Release:
        """Put a version in place: whole, proven and tried, or not at all. It starts next time.

        Raises UpdateRefusedError, UpdateOfflineError, WriteRefusedError, Cancelled.
        """
        with self._room(), locked(self._state / "applying.lock", wait=False):
            self._clear()
            with self._trusted(source, progress.part(0, 0.05)) as trusted:
                index = trusted.index(platform_id(), self._incoming)
                wanted = next((app for app in index.apps if app.version == version), None)
                newest = self._newest(index)
                if wanted is None or newest is None or version_key(version) <= version_key(self._newest_here()):
                    raise UpdateRefusedError(
                        text("“{where}” has no version {version} that is newer than what is here.",
                             where=source, version=version)
                    )  # fmt: skip
                release = self._release(wanted, index)
                self._check_room(release)
                self._bring(trusted, wanted, index, progress.part(0.05, 1))
        return release

    # ---- what there is ------------------------------------------------------

    @property
    def _state(self) -> Path:
        return self._place.updates / "state"

    def _newest(self, index: Index) -> App | None:
        """One that was set aside here comes again only where nothing newer than what works is there."""
        here = version_key(self._newest_here())
        newer = [app for app in index.apps if version_key(app.version) > here]
        return max(newer, key=lambda app: version_key(app.version), default=None)

    def _newest_here(self) -> str:
        """The newest version that is in place and was not set aside."""
        there = [self._place.version]
        for root in {self._place.home, self._place.updates}:
            for folder in root.glob("app-*"):
                version = folder.name.removeprefix("app-")
                if (folder / "application.json").is_file() and mark(self._place, version).state != "broken":
                    there.append(version)
        return max(there, key=version_key)

    def _runtime(self, digest: str) -> Path | None:
        for root in (self._place.home, self._place.updates):
            folder = root / f"runtime-{digest}"
            if python_of(folder).is_file():
                return folder
        return None

    def _release(self, app: App, index: Index) -> Release:
        needed: list[Archive] = [app]
        missing = self._runtime(app.runtime) is None
        if missing:
            needed.append(_runtime_of(index, app))
        return Release(
            app.version,
            {str(code): words for code, words in app.notes.items()},
            fetched=sum(self._fetched(archive) for archive in needed),
            unpacked=sum(archive.unpacked for archive in needed),
            runtime=missing,
            made_at=app.made_at,
            again=mark(self._place, app.version).state == "broken",
        )

    def _fetched(self, archive: Archive) -> int:
        return archive.fetched + sum(part.fetched for part in archive.parts if self._is_wanted(archive, part))

    def _is_wanted(self, archive: Archive, part: Part) -> bool:
        """What looks as if it were here is not fetched; its content is compared when it is taken."""
        old = self._old(archive, part.path)
        return old is None or old.stat().st_size != part.size

    def _old(self, archive: Archive, name: str) -> Path | None:
        """The file of that name in a layer that is here, the one that runs first."""
        prefix = "runtime-" if isinstance(archive, Runtime) else "app-"
        roots = [self._place.app] if prefix == "app-" else []
        roots += [f for root in (self._place.updates, self._place.home) for f in sorted(root.glob(f"{prefix}*"))]
        return next((path for root in roots if (path := root / name).is_file() and not path.is_symlink()), None)

    # ---- fetching -----------------------------------------------------------

    @contextmanager
    def _trusted(self, source: str, progress: Progress) -> Iterator[Trusted]:
        opened = _open(source, self._incoming)
        try:
            progress(0.0, text("Look for updates"))
            yield Trusted(opened, self._place.root, self._state / "metadata", progress)
        finally:
            opened.close()

    def _bring(self, trusted: Trusted, app: App, index: Index, progress: Progress) -> None:
        runtime = self._runtime(app.runtime)
        made: list[tuple[Path, Path]] = []
        try:
            if runtime is None:
                facts = _runtime_of(index, app)
                runtime = self._incoming / f"runtime-{app.runtime}.new"
                self._make(trusted, facts, runtime, progress.part(0, 0.7))
                made.append((runtime, self._place.updates / f"runtime-{app.runtime}"))
                progress = progress.part(0.7, 1)
            layer = self._incoming / f"app-{app.version}.new"
            self._make(trusted, app, layer, progress.part(0, 0.7))
            made.append((layer, self._place.updates / f"app-{app.version}"))
            progress(0.7, text("Try version {version}", version=app.version))
            try_out(layer, runtime, app.version, progress.part(0.7, 1))
            with locked(self._state / "lock", wait=True):
                self._put(made, app.version)
        finally:
            for folder, _to in made:
                shutil.rmtree(folder, ignore_errors=True)

    def _make(self, trusted: Trusted, facts: Archive, to: Path, progress: Progress) -> None:
        """Fetch and unpack one layer."""
        lengths = {f"parts/{part.sha256}.xz": part.fetched for part in facts.parts}
        wanted = [f"parts/{part.sha256}.xz" for part in facts.parts if self._is_wanted(facts, part)]
        size, done = max(self._fetched(facts), 1), 0
        got: set[Path] = set()

        def get(target: str, progress: Progress) -> Path:
            file = trusted.fetch(target, self._incoming / target.replace("/", "+"), progress)
            got.add(file)
            return file

        for target, length in ((facts.target, facts.fetched), *((name, lengths[name]) for name in wanted)):
            share = progress.part(0.8 * min(1.0, done / size), 0.8 * min(1.0, (done + length) / size))
            share(0.0, text("Fetch the update"))
            get(target, share)
            done += length
        rest = progress.part(0.8, 1.0)
        rest(0.0, text("Unpack the update"))

        def part(file: File) -> Path:
            return get(f"parts/{file.sha256}.xz", rest.part(0, 0))

        shutil.rmtree(to, ignore_errors=True)
        try:
            archive = self._incoming / facts.target.replace("/", "+")
            unpack(archive, facts, to, lambda name: self._old(facts, name), part, progress=rest)
        except BaseException:
            shutil.rmtree(to, ignore_errors=True)
            raise
        for file in got:
            file.unlink(missing_ok=True)

    def _put(self, made: list[tuple[Path, Path]], version: str) -> None:
        """From here on it takes no time: names change, the runtime first; the mark says that the first start is a trial."""
        put_on_trial(self._place.updates, version)
        for folder, to in made:
            if to.exists():  # half a layer of a former time, or one that was set aside
                aside = self._place.updates / f".gone-{to.name}-{folder.stat().st_ino}"
                to.replace(aside)
                shutil.rmtree(aside, ignore_errors=True)
            folder.replace(to)
        sync_folder(self._place.updates)

    # ---- room ---------------------------------------------------------------

    @contextmanager
    def _room(self) -> Iterator[None]:
        """What the disk refuses becomes a sentence."""
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as error:
            log.warning("an update could not be written: %s %s", type(error).__name__, error.errno)
            if error.errno == errno.ENOSPC:
                raise _full() from None
            raise WriteRefusedError(
                text("The update cannot be written into “{folder}”; may you write there?",
                     folder=str(self._place.updates))
            ) from None  # fmt: skip

    def _check_room(self, release: Release) -> None:
        if shutil.disk_usage(self._incoming).free < release.unpacked + 2 * release.fetched + _ROOM:
            raise _full()

    def _clear(self) -> None:
        """What an update that was cut off left behind; halves of downloads stay for a month."""
        for path in self._incoming.iterdir():
            with contextlib.suppress(OSError):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                elif path.suffix != ".part" or path.stat().st_mtime < time.time() - _KEPT_SECONDS:
                    path.unlink()


def _runtime_of(index: Index, app: App) -> Runtime:
    found = next((one for one in index.runtimes if one.digest == app.runtime), None)
    if found is None:
        raise UpdateRefusedError(
            text("The source lacks what version {version} needs; it was not fetched.", version=app.version)
        )
    return found


def _open(source: str, kept: Path) -> Source:
    kind = kind_of(source)
    if kind == "address":
        return HttpUpdateSource(source, kept)
    if kind == "file":
        return BundleSource(source, kept)
    if kind == "folder":
        return FolderSource(source, kept)
    raise UpdateRefusedError(text("No source of updates is set; choose one in the window of the updates."))


def _full() -> WriteRefusedError:
    return WriteRefusedError(text("There is not enough room on the disk for this update; make room, then try again."))
