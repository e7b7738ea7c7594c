"""Where a PC keeps its order book, files and key: what is told about them, and what is asked of whoever knows."""

from dataclasses import dataclass
from typing import Protocol

from app.errors import AppError
from app.i18n import text
from app.orders.assets import AssetStore
from app.security.keys import Where


class FilesRefusedError(AppError):
    """A place that files of orders cannot be put into."""


class NoPlacesError(AppError):
    """A front end that works on a book that it was handed."""

    def __init__(self) -> None:
        super().__init__(text("The places of this PC can be seen and changed in the window alone."))


@dataclass(frozen=True)
class PlacesTold:
    """What is set on this PC.

    database, files  addresses without passwords, as a person wrote them or as they are by default
    fixed            the database comes from STATUETTE_DATABASE: what is chosen here has no effect
    files_fixed      the files come from STATUETTE_ASSETS
    key, mark        where the workshop's key lies, and its short name ("" where there is none yet)
    """

    database: str
    files: str
    fixed: bool
    key: Where
    mark: str
    files_fixed: bool = False


@dataclass(frozen=True)
class BookTold:
    """An order book that answers.

    server    what the server calls itself
    revision  the form of its tables; None: there is nothing yet, it will be begun there
    orders    how many are in it
    accounts  how many may log in; 0: whoever opens it is its owner
    """

    address: str
    server: str
    revision: str | None
    orders: int
    accounts: int = 0


@dataclass(frozen=True)
class FilesTold:
    """A place for files that was written to, read from and tidied up again.

    address  as it may be written down; "" is the folder of this PC
    where    for people
    empty    no files of orders lie there yet
    same     it is the place that is used now
    free     bytes that are free there; None where nobody can tell (S3)
    """

    address: str
    where: str
    empty: bool
    same: bool
    free: int | None = None


@dataclass(frozen=True)
class FolderTold:
    """A folder of this PC in which a file could be written. made: whether it is there already; free: bytes."""

    path: str
    made: bool
    free: int


class Places(Protocol):
    """Looks at places beside the window, and keeps passwords."""

    def told(self) -> PlacesTold: ...

    def look(self, address: str, password: str, code: str = "") -> BookTold:
        """Connect and look, change nothing. Without a password the kept one is taken.

        code  recovery code of the book's key, where this PC does not have it yet
        Raises RecoveryCodeError, BookRefusedError, BookOfflineError, BookDamagedError, KeyDoesNotFitError.
        """
        ...

    def damage(self) -> tuple[str, ...] | None:
        """Read all of a book that is a file: what is damaged in it. None where a server looks after that itself.

        Raises BookOfflineError, BookDamagedError.
        """
        ...

    def keep_password(self, address: str, password: str) -> str:
        """Keep the password for this address, sealed; gives the address as it may be written down."""
        ...

    def recovery_code(self) -> str:
        """The workshop's key on paper."""
        ...

    def lock_key(self, passphrase: str, now: str) -> None:
        """Wrap the key of this PC with a passphrase, or with none for "". ``now``: the one that it has, if any.

        Raises PassphraseTooShortError, WrongPassphraseError, other AppErrors of the key, OSError.
        """
        ...

    def look_at_folder(self, folder: str) -> FolderTold:
        """Write a small file there and take it away again; a folder that is missing is not made.

        Raises BookRefusedError (a network share), FilesRefusedError.
        """
        ...

    def make_folder(self, folder: str) -> None:
        """Make the last part of this path, where it is missing. Raises FilesRefusedError."""
        ...

    def bring_key_in(self, code: str) -> None:
        """Make the key of this recovery code the key of this PC; the book that is open keeps its own until it is closed.

        Raises RecoveryCodeError, KeyAwayError, OSError.
        """
        ...

    def look_at_files(self, address: str, keys: tuple[str, str] | None, code: str = "") -> FilesTold:
        """Write a small file there, read it back and take it away again; nothing else is left there.

        keys  access key and secret of an S3 store; None: those that this PC has
        code  recovery code of the files' key, where this PC does not have it yet
        Raises RecoveryCodeError, AssetsOfflineError,
        FilesRefusedError, SealBrokenError (files of another workshop lie there).
        """
        ...

    def files_at(self, address: str, keys: tuple[str, str] | None = None) -> AssetStore:
        """The store at this address. Raises as ``look_at_files``."""
        ...

    def keep_file_keys(self, address: str, keys: tuple[str, str] | None) -> str:
        """Keep the keys in the keyring of the system; gives the address as it may be written down."""
        ...

    def use_files_anew(self) -> None:
        """Let go of the store that is open: the next use opens what is set by then."""
        ...
