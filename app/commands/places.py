"""Which order book, files and key this PC uses; another one is tried before it is chosen, and the key's code shown again."""

from app.commands.accounts import check_own_password, needs_log_in
from app.commands.office import Office, command
from app.errors import AppError
from app.orders.places import BookTold, NoPlacesError, Places, PlacesTold
from app.security.permissions import NotAllowedError, Permission, may


@command("places.told", None)
def told(office: Office) -> PlacesTold:
    """What is set on this PC. Raises NotAllowedError, KeyDamagedError."""
    return _places(office).told()


@command("places.try", None)
def try_database(office: Office, address: str, password: str = "") -> BookTold:
    """Connect to another order book beside the window; changes nothing. Raises an AppError that says what is wrong."""
    return _places(office).look(address, password)


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
