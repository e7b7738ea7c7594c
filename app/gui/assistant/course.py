"""What was confirmed on the pages of the assistant so far, for the pages that come later and for the summary."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.commands.places import PlaceWish
from app.commands.print_floor import PrintFloor
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.local import Local
from app.i18n import Text
from app.orders.places import BookTold
from app.security.roles import Role


@dataclass(frozen=True)
class AccountWish:
    """The first account: made when the assistant is finished, because from then on everybody logs in."""

    login: str
    name: str
    password: str = field(repr=False)
    roles: tuple[Role, ...]


@dataclass
class Course:
    """What the pages tell each other.

    first       nobody has worked here before
    place       where the order book is to be, tried; it is used together with the place of the files
    book        what answers there
    joined      it has accounts: somebody logs in when the assistant is finished
    reopen      the book that was chosen is opened as soon as the assistant is closed
    next_start  it is used from the next start, because there are orders in the book of now
    told        what the summary says, by page
    """

    first: bool
    place: PlaceWish | None = None
    book: BookTold | None = None
    joined: bool = False
    reopen: bool = False
    next_start: bool = False
    account: AccountWish | None = None
    open_sample: bool = False
    told: dict[str, Text | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Room:
    """What the pages work with. speak: changes the language of the window; accounts: whether everybody logs in here."""

    desk: OfficeDesk
    look: Look
    local: Local
    floor: PrintFloor
    course: Course
    speak: Callable[[str], None]
    accounts: Callable[[], bool]
    bench_is_empty: Callable[[], bool]
