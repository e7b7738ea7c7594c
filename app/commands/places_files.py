"""Where this PC keeps the files of orders: another place is tried before it is chosen, and all that there is moved there."""

from datetime import datetime, timedelta

from app.commands.office import Office, command
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.orders.assets import AssetFile
from app.orders.moving import Left, Moved, copy_all, leave
from app.orders.places import FilesRefusedError, FilesTold, NoPlacesError, Places
from app.security.permissions import Permission

Keys = tuple[str, str] | None
SKEW = timedelta(minutes=10)
"""So far the clocks of a file server and of this PC may be apart."""


@command("places.try_files", Permission.SETTINGS)
def try_files(office: Office, address: str, keys: Keys = None) -> FilesTold:
    """Write a small file there, read it back and take it away again. Raises an AppError that says what is wrong."""
    return _places(office).look_at_files(address, keys)


@command("places.choose_files", Permission.SETTINGS)
def choose_files(office: Office, address: str, keys: Keys = None) -> str:
    """Try it once more, and keep its keys in the keyring; gives the address to use from the next start."""
    places = _places(office)
    places.look_at_files(address, keys)
    kept = places.keep_file_keys(address, keys)
    _note(office, "places.files_chosen")
    return kept


@command("places.move_files", Permission.SETTINGS)
def move_files(office: Office, address: str, keys: Keys = None, *, progress: Progress | None = None) -> Moved:
    """Copy every file to another place, each verified by its hash; nothing is taken away. Done again, it goes on.

    Raises FilesRefusedError, AssetsOfflineError, Cancelled.
    """
    places = _places(office)
    if places.look_at_files(address, keys).same:
        raise FilesRefusedError(text("The files lie there already."))
    places.keep_file_keys(address, keys)
    moved = copy_all(office.assets, places.files_at(address, keys), progress or silent())
    _note(office, "places.files_moved", copied=moved.copied, damaged=len(moved.damaged))
    return moved


@command("places.use_files", Permission.SETTINGS)
def use_files(office: Office, before: str, *, progress: Progress | None = None) -> Moved:
    """Begin to use the place that is set by now, and fetch what came into the one ``before`` since it was copied."""
    places = _places(office)
    places.use_files_anew()
    moved = copy_all(places.files_at(before), office.assets, progress or silent())
    _note(office, "places.files_chosen")
    return moved


@command("places.leave_files", Permission.SETTINGS)
def leave_files(office: Office, before: str, moved_at: datetime, *, progress: Progress | None = None) -> Left:
    """Take the files away from where they were ``before``, each once it is sure that it lies whole where they are now.

    moved_at  when this PC began to use the new place: what came into the old one since is copied first.
    Raises FilesRefusedError, AssetsOfflineError, Cancelled.
    """
    places = _places(office)
    if places.look_at_files(before, None).same:
        raise FilesRefusedError(text("The files lie there already."))

    def came_since(file: AssetFile) -> bool:
        return file.at > moved_at - SKEW

    left = leave(places.files_at(before), office.assets, came_since, progress or silent())
    _note(office, "places.files_left", removed=left.removed, damaged=len(left.damaged))
    return left


def _places(office: Office) -> Places:
    if office.places is None:
        raise NoPlacesError
    return office.places()


def _note(office: Office, kind: str, **facts: int) -> None:
    with office.book.writing(office.actor) as book:
        book.note(kind, facts={"station": office.station, **facts})
