"""Updates of the program on this PC: looking for one is free, putting one in place is for whoever answers for the workshop."""

from typing import Protocol

from app.commands.logging_in import book_opens
from app.commands.office import Office, command
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.security.permissions import NotAllowedError, Permission, may
from app.settings.installed import Installed, installed, mark, report_told, set_aside, version_key
from app.settings.releases import NoUpdatesError, Release, UpdateState


class Updates(Protocol):
    """Looks what a source has, and puts it in place. ``app.drivers.updates`` does that."""

    def look(self, source: str, progress: Progress) -> Release | None:
        """The newest version that is newer than what is here. Raises UpdateRefusedError, UpdateOfflineError, Cancelled."""
        ...

    def fetch(self, source: str, version: str, progress: Progress) -> Release:
        """Put it in place, whole and proven, or not at all. Raises as ``look``, and WriteRefusedError."""
        ...


@command("update.state", None)
def state(_office: Office) -> UpdateState:
    """How this PC stands; asks nobody outside."""
    from app import __version__  # noqa: PLC0415 - the room knows itself

    place = installed()
    if place is None:
        why = str(text("This program runs without having been installed; updates are for an installed one."))
        return UpdateState(__version__, why_off=why)
    told = tuple((one.version, one.why) for one in set_aside(place))
    why = "" if place.root.is_file() else str(_no_root().sentence)
    return UpdateState(place.version, place.runtime, why, _waiting(place), told, place.source)


@command("update.look", None)
def look(office: Office, source: str = "", *, progress: Progress | None = None) -> Release | None:
    """What a source has that is newer than what is here; "" is the source that the installer named.

    Raises NoUpdatesError, UpdateRefusedError, UpdateOfflineError, Cancelled.
    """
    place = _place()
    return _updates(office).look(source or place.source, progress or silent())


@command("update.fetch", None)
def fetch(office: Office, source: str, version: str, *, progress: Progress | None = None) -> Release:
    """Put a version in place: it starts next time, and the one of now stays for the case that it does not work.

    Who may: whoever may update; and anybody where the book cannot be opened at all, because nobody can log in then.
    Raises NotAllowedError, NoUpdatesError, UpdateRefusedError, UpdateOfflineError, WriteRefusedError, Cancelled.
    """
    if not may_update(office):
        raise NotAllowedError
    place = _place()
    return _updates(office).fetch(source or place.source, version, progress or silent())


def may_update(office: Office) -> bool:
    """Whether whoever is at the desk may put a version in place. Raises BookOfflineError where nobody can tell."""
    return may(office.actor, Permission.UPDATE) or not book_opens(office)


@command("update.told", None)
def told(_office: Office, version: str) -> None:
    """Somebody has read that this version was set aside."""
    place = installed()
    if place is not None:
        report_told(place, version)


def _waiting(place: Installed) -> str:
    """The newest version that is in place, newer than this one, and not set aside."""
    found = [
        folder.name.removeprefix("app-")
        for root in {place.home, place.updates}
        for folder in root.glob("app-*")
        if (folder / "application.json").is_file()
    ]
    newer = [
        version
        for version in found
        if version_key(version) > version_key(place.version) and mark(place, version).state != "broken"
    ]
    return max(newer, key=version_key, default="")


def _place() -> Installed:
    place = installed()
    if place is None:
        raise NoUpdatesError(text("This program runs without having been installed; updates are for an installed one."))
    if not place.root.is_file():
        raise _no_root()
    return place


def _no_root() -> NoUpdatesError:
    return NoUpdatesError(
        text(
            "Updates are off: this installation cannot prove who publishes them. Install newer versions with an installer."
        )
    )


def _updates(office: Office) -> Updates:
    if office.updates is None:
        raise NoUpdatesError(text("This program runs without having been installed; updates are for an installed one."))
    found: Updates = office.updates()
    return found
