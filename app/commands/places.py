"""Which order book, files and key this PC uses; another one is tried before it is chosen, and the key's code shown again."""

from dataclasses import dataclass, field

from app.commands.logging_in import check_own_password, needs_log_in
from app.commands.office import Office, command
from app.errors import AppError
from app.i18n import text
from app.orders.places import BookTold, FilesTold, FolderTold, NoPlacesError, Places, PlacesTold
from app.security.permissions import NotAllowedError, Permission, may


@dataclass(frozen=True)
class PlaceWish:
    """Where this PC is to keep things. None: it stays as it is.

    database  address without password; "" is the file of this PC
    code      recovery code of the workshop's key, where this PC joins a workshop that has one
    files     address; "" is the folder of this PC
    folder    folder that the two lie in, to be made where its last part is missing
    """

    database: str | None = None
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    files: str | None = None
    file_keys: tuple[str, str] | None = field(default=None, repr=False)
    folder: str = ""


@dataclass(frozen=True)
class PlacesUsed:
    """Addresses as they may be written down; None: that stays as it is. book: what is there already."""

    database: str | None
    files: str | None
    book: BookTold | None


@command("places.told", None)
def told(office: Office) -> PlacesTold:
    """What is set on this PC. Raises NotAllowedError, KeyDamagedError."""
    return _places(office).told()


@command("places.try", None)
def try_database(office: Office, address: str, password: str = "", code: str = "") -> BookTold:
    """Connect to another order book beside the window; changes nothing. Raises an AppError that says what is wrong.

    code  recovery code of its key, where this PC has another one
    """
    return _places(office).look(address, password, code)


@command("places.try_folder", None)
def try_folder(office: Office, folder: str) -> FolderTold:
    """Whether the workshop's data may lie in this folder of this PC ("": the usual one), and how much room there is."""
    return _places(office).look_at_folder(folder)


@command("places.try_files_of", None)
def try_files_of(office: Office, address: str, keys: tuple[str, str] | None = None, code: str = "") -> FilesTold:
    """As ``try_files``, for a PC that joins a workshop: ``code`` is the recovery code of its key."""
    return _places(office).look_at_files(address, keys, code)


@command("places.use", None)
def use_places(office: Office, wish: PlaceWish) -> PlacesUsed:
    """Try everything once more, then keep passwords and keys; what it gives is to be written into the settings.

    Nothing is kept where one of them does not work. The book that is open stays open until it is opened anew.
    Raises an AppError that says what is wrong.
    """
    places = _places(office)
    if wish.folder:
        places.look_at_folder(wish.folder)
        places.make_folder(wish.folder)
    book = None if wish.database is None else places.look(wish.database, wish.password, wish.code)
    if wish.files is not None:
        places.look_at_files(wish.files, wish.file_keys, wish.code)
    kinds = [
        kind
        for kind, wanted in (("places.database_chosen", wish.database), ("places.files_chosen", wish.files))
        if wanted is not None
    ]
    if kinds and _opens(office):
        with office.book.writing(office.actor) as chain:
            for kind in kinds:
                chain.note(kind, facts={"station": office.station})
    try:
        files = None if wish.files is None else places.keep_file_keys(wish.files, wish.file_keys)
        if wish.code.strip():
            places.bring_key_in(wish.code)  # before the password, which is sealed with it
        database = None if wish.database is None else places.keep_password(wish.database, wish.password)
    except OSError:
        raise AppError(
            text("The settings folder of this PC cannot be written; make room there, then do it again.")
        ) from None
    return PlacesUsed(database, files, book)


@command("places.choose", None)
def choose_database(office: Office, address: str, password: str = "") -> str:
    """Try it once more and keep its password, sealed; gives the address to use from the next start, without password.

    "" is the file of this PC. The chain of the book that is left says so, where that book opens.
    """
    places = _places(office)
    places.look(address, password)
    kept = places.keep_password(address, password)
    if _opens(office):
        with office.book.writing(office.actor) as book:
            book.note("places.database_chosen", facts={"station": office.station})
    return kept


@command("places.recovery_code", Permission.SETTINGS)
def recovery_code(office: Office, password: str) -> str:
    """The code of the workshop's key, for paper. Who saw it is in the chain before it is shown.

    password  of whoever asks; not asked for where there are no accounts. Raises LogInRefusedError, AppErrors of the key.
    """
    if office.actor.account:
        check_own_password(office, password)
    places = _places(office)
    with office.book.writing(office.actor) as book:
        book.note("key.code_shown", facts={"station": office.station})
    return places.recovery_code()


@command("places.lock_key", Permission.SETTINGS)
def lock_key(office: Office, password: str, passphrase: str, now: str = "") -> None:
    """Lock the workshop's key on this PC with a passphrase; "" takes the lock away. The chain says which, and who did it.

    password  of whoever asks; not asked for where there are no accounts
    now       the passphrase that it has, if any

    Raises LogInRefusedError, PassphraseTooShortError, WrongPassphraseError and the other AppErrors of the key.
    """
    if office.actor.account:
        check_own_password(office, password)
    places = _places(office)
    with office.book.writing(office.actor) as book:
        book.note("key.locked" if passphrase else "key.unlocked", facts={"station": office.station})
        try:
            places.lock_key(passphrase, now)
        except OSError:
            raise AppError(
                text("The settings folder of this PC cannot be written; make room there, then do it again.")
            ) from None


@command("places.sheet_kept", Permission.SETTINGS)
def sheet_kept(office: Office) -> None:
    """Somebody says that the recovery sheet lies in a safe place: the chain keeps who and when."""
    with office.book.writing(office.actor) as book:
        book.note("key.sheet_kept", facts={"station": office.station})


def _places(office: Office) -> Places:
    """Administrators may; and anybody where the book does not open, because nobody can log in then."""
    if not may(office.actor, Permission.SETTINGS) and _opens(office):
        raise NotAllowedError
    if office.places is None:
        raise NoPlacesError
    return office.places()


def _opens(office: Office) -> bool:
    try:
        needs_log_in(office)
    except AppError:
        return False
    return True
