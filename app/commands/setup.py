"""Sets a PC up as a document says: the same steps as in the assistant of the window, each with the permission it needs.

Done twice it changes nothing twice. A step that fails is told and the later ones are still tried, as far as they can be.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app import i18n
from app.commands import account_rules, accounts, logging_in, places, print_floor
from app.commands.intake.sample import SOURCE, fill_sample, sample_there
from app.commands.office import Office, command
from app.commands.places import PlaceWish
from app.commands.print_floor import PrintFloor
from app.commands.setup_wishes import book_words, place_wish, printer_of
from app.dispatch.records import Printer
from app.errors import AppError, WriteRefusedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.orders.places import PlacesTold
from app.orders.record import now
from app.orders.records import Order
from app.security import passwords
from app.security.actor import Actor
from app.security.key_file import mark_of
from app.security.permissions import NotAllowedError, Permission, may
from app.security.recovery_code import from_code
from app.security.recovery_sheet import Sheet, spaced
from app.security.roles import OF_THE_FIRST, Role
from app.settings.preferences import Preferences
from app.settings.setup_document import PrinterWish, Secrets, SetupDocument

State = Literal["done", "unchanged", "possible", "failed"]


@dataclass(frozen=True)
class StepTold:
    """step: a field of the document; state: "possible" is what a mere check says."""

    step: str
    state: State
    sentence: Text | str


@dataclass(frozen=True)
class Home:
    """What belongs to this PC alone.

    keep      writes the preferences
    who       says who is at the desk of the book of now; ``password`` is theirs, where they have one
    """

    preferences: Preferences
    keep: Callable[[], None]
    who: Callable[[Office], Actor]
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class There:
    """What a book has already, of what a document asks for."""

    accounts: bool
    printers: tuple[bool, ...]
    sample: bool


@command("setup.there", None)
def there_already(office: Office, wishes: tuple[PrinterWish, ...] = ()) -> There:
    """Yes or no for what the asker names, before log-in too: a set-up that is done twice must not need one."""
    with office.book.reading() as book:
        printers = book.find(Printer, active=True) if wishes else []
        return There(
            logging_in.needs_log_in(office),
            tuple(any(_same(wish, printer) for printer in printers) for wish in wishes),
            bool(book.how_many(Order, source=SOURCE)),
        )


@command("setup.run", None)
def set_up(  # noqa: PLR0917 - what a set-up needs
    office: Office, document: SetupDocument, secrets: Secrets, floor: PrintFloor, home: Home, progress: Progress,
    *, check: bool = False,
) -> tuple[StepTold, ...]:  # fmt: skip
    """Do what the document says, or with ``check`` only look whether it could be done: then nothing is changed.

    ``office.actor`` is who runs it; after another book was opened, whoever ``home.who`` names.
    """
    run = _Run(office, document, secrets, floor, home, progress, check)
    told: list[StepTold] = []
    steps = list(run.steps())
    for number, (name, step) in enumerate(steps):
        progress(number / len(steps))
        try:
            told.append(StepTold(name, *step()))
        except AppError as error:
            told.append(StepTold(name, "failed", error.sentence))
            if name in {"database", "files"}:  # the rest would go into a book that is not meant
                left = steps[number + 1 :]
                told += [
                    StepTold(later, "failed", text("Not tried: the place has to work first.")) for later, _ in left
                ]
                break
    progress(1.0)
    return tuple(told)


Outcome = tuple[State, Text | str]


@dataclass
class _Run:
    office: Office
    document: SetupDocument
    secrets: Secrets
    floor: PrintFloor
    home: Home
    progress: Progress
    check: bool

    def steps(self) -> Iterator[tuple[str, Callable[[], Outcome]]]:
        """Names and functions, in the order in which they can be done."""
        document = self.document
        if document.language is not None:
            yield "language", self.language
        if document.database is not None or document.files is not None:
            yield "database" if document.database is not None else "files", self.places
        if document.recovery_sheet is not None:
            yield "recovery_sheet", self.recovery_sheet
        if document.printers:
            yield "printers", self.printers
        if document.sample_workshop:
            yield "sample_workshop", self.sample
        if document.administrator is not None:
            yield "administrator", self.administrator

    # ---- this PC --------------------------------------------------------------

    def language(self) -> Outcome:
        wanted = self.document.language
        assert wanted is not None
        if self.home.preferences.language == wanted:
            return "unchanged", text("The window speaks it already.")
        if self.check:
            return "possible", text("The window will speak it.")
        self.home.preferences.language = wanted
        self.home.keep()
        return "done", text("The window speaks it from the next start.")

    def places(self) -> Outcome:
        wish = place_wish(self.document, self.secrets)
        preferences = self.home.preferences
        if self.office.places is None:
            raise NotAllowedError
        same = wish.database in {None, preferences.database} and wish.files in {None, preferences.assets}
        known = not wish.code or mark_of(from_code(wish.code)) == self._mark()
        if same and known and not self.check and self._still_works(wish):
            return "unchanged", text("Order book and files lie there already.")
        _refuse_fixed(wish, places.told(self.office))
        if self.check:
            return "possible", self._tried(wish)
        used = places.use_places(self.office, wish)
        if used.database is not None:
            preferences.database = used.database
        if used.files is not None:
            preferences.assets = used.files
        self.home.keep()
        self._begin_anew()
        return "done", book_words(used.book) if used.book is not None else text("The files lie there from now on.")

    def _still_works(self, wish: PlaceWish) -> bool:
        """With the passwords that this PC keeps: another one may have been given because they do not fit any more."""
        try:
            if wish.database is not None:
                places.try_database(self.office, wish.database)
            if wish.files is not None:
                places.try_files_of(self.office, wish.files)
        except NotAllowedError:  # the book opens, and asks who is there
            return True
        except AppError:
            return False
        return True

    def _tried(self, wish: PlaceWish) -> Text | str:
        if wish.folder:
            folder = places.try_folder(self.office, wish.folder)
            if not folder.made:
                return text("The folder can be made; {free} GB are free.", free=f"{folder.free / 1e9:.0f}")
        book = (
            None if wish.database is None else places.try_database(self.office, wish.database, wish.password, wish.code)
        )
        if wish.files is not None:
            places.try_files_of(self.office, wish.files, wish.file_keys, wish.code)
        return book_words(book) if book is not None else text("A file could be written there and read back.")

    def _begin_anew(self) -> None:
        """The next step is about the book that was chosen, and about whoever may be at its desk."""
        self.floor.close()
        self.office.book.close()
        if self.office.places is not None:
            self.office.places().use_files_anew()
        self.office = self.office.acting(self.home.who(self.office))

    # ---- the book ---------------------------------------------------------------

    def recovery_sheet(self) -> Outcome:
        assert self.document.recovery_sheet is not None
        path = Path(self.document.recovery_sheet).expanduser()
        if path.suffix.lower() not in {"", ".txt"}:
            raise WriteRefusedError(text("The recovery sheet is plain text: give it a name that ends in .txt."))
        if path.exists():
            if _is_sheet_of(path, self._mark()):
                return "unchanged", text("The recovery sheet of this key is there already.")
            raise WriteRefusedError(
                text("“{file}” holds something else; name a file that is not there yet.", file=path.name)
            )
        if not path.parent.is_dir():
            raise WriteRefusedError(
                text("The folder “{folder}” does not exist; make it first.", folder=str(path.parent))
            )
        if self.check:
            return "possible", text("The recovery sheet can be written.")
        code = places.recovery_code(self.office, self.home.password)
        _write_private(path, self._words_of(Sheet(code, self._mark(), self.office.station, now().date())))
        return "done", text("The recovery sheet was written; print it, put it into a safe, and delete the file.")

    def _words_of(self, sheet: Sheet) -> str:
        """In the language that the window will speak: whoever keeps the sheet reads that one."""
        spoken = i18n.language()
        i18n.activate(self.document.language or spoken)
        try:
            return sheet.words()
        finally:
            i18n.activate(spoken)

    def _mark(self) -> str:
        """Short name of the key of this PC; "" where nobody who may not ask for it does."""
        if self.office.places is None:
            return ""
        return self.office.places().told().mark

    def printers(self) -> Outcome:
        there = there_already(self.office, self.document.printers).printers
        wishes = [wish for wish, known in zip(self.document.printers, there, strict=True) if not known]
        if not wishes:
            return "unchanged", text("These printers are in the workshop already.")
        if not may(self.office.actor, Permission.SETTINGS):
            raise NotAllowedError
        self.floor.load()
        for wish in wishes:
            printer, keys = printer_of(wish, self.floor.kinds), self.secrets.printers.get(wish.name, {})
            if self.check:
                print_floor.try_printer(self.office, self.floor, printer, keys)
            else:
                print_floor.keep_printer(self.office, self.floor, printer, keys)
        if self.check:
            return "possible", plural("{n} printer answers.", "{n} printers answer.", len(wishes))
        return "done", plural("{n} printer was added.", "{n} printers were added.", len(wishes))

    def sample(self) -> Outcome:
        if there_already(self.office).sample:
            return "unchanged", text("The sample workshop is there already.")
        state = sample_there(self.office)
        if state.others:
            raise AppError(text("The order book is not empty: no sample is filled in beside real orders."))
        if self.check:
            return "possible", text("The order book is empty; the sample can be filled in.")
        count = fill_sample(self.office, progress=self.progress.part(0.4, 0.9))
        return "done", plural("{n} made-up order was filled in.", "{n} made-up orders were filled in.", count)

    def administrator(self) -> Outcome:
        wanted, password = self.document.administrator, self.secrets.administrator_password
        assert wanted is not None
        if there_already(self.office).accounts:
            return "unchanged", text("The workshop has accounts already.")
        why = passwords.refusal(password, login=wanted.login, name=wanted.name)
        if why is not None:
            raise account_rules.PasswordRefusedError(why)
        if self.check:
            return "possible", text("The account can be made.")
        roles = OF_THE_FIRST if wanted.works else (Role.ADMIN,)
        accounts.first_account(self.office, wanted.login, wanted.name, password, roles)
        return "done", text("The account was made; from now on everybody logs in.")


def _same(wish: PrinterWish, printer: Printer) -> bool:
    where = [wish.settings[name] for name in ("address", "host", "folder") if wish.settings.get(name)]
    there = [printer.settings.get(name) for name in ("address", "host", "folder")]
    return printer.driver == wish.driver and (printer.name == wish.name or any(one in there for one in where))


def _is_sheet_of(path: Path, mark: str) -> bool:
    try:
        return bool(mark) and spaced(mark) in path.read_text("utf-8", "replace")
    except OSError:
        return False


def _refuse_fixed(wish: PlaceWish, told: PlacesTold) -> None:
    for wanted, fixed, name in (
        (wish.database, told.fixed, "STATUETTE_DATABASE"), (wish.files, told.files_fixed, "STATUETTE_ASSETS"),
    ):  # fmt: skip
        if wanted is not None and fixed:
            raise AppError(text("{name} is set in the environment and would win; take it away first.", name=name))


def _write_private(path: Path, words: str) -> None:
    """For the eyes of this user alone, whole or not at all; never over something. Raises WriteRefusedError."""
    draft = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise WriteRefusedError(
            text("The file “{file}” cannot be written there; choose another folder.", file=path.name)
        ) from None
