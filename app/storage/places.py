"""The places of this PC: which book and files it uses, whether another one would do. Passwords are kept sealed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, inspect, make_url, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from app.i18n import text
from app.orders.assets import AssetStore
from app.orders.book import BookOfflineError
from app.orders.people import Account
from app.orders.places import BookTold, FilesTold, FolderTold, PlacesTold
from app.orders.records import Order
from app.security import key_file, keys
from app.security.chain import key_mark, same
from app.security.kept_passwords import KeptPasswords
from app.security.keys import KeyDoesNotFitError
from app.security.recovery_code import from_code, to_code
from app.security.vault import Vault
from app.settings.address import split_password
from app.settings.folders import Folders
from app.storage.asset_address import is_s3
from app.storage.database import make_engine, url_of
from app.storage.faults import BookIsNewerError, BookRefusedError, translated
from app.storage.migrating import known_versions, version_of
from app.storage.opening import FILE
from app.storage.tables import TABLES, chain_head
from app.storage.trying_folder import make_last_part, try_folder, whole_path


class LocalPlaces:
    """Implements :class:`app.orders.places.Places`.

    chosen  gives address of the database and of the files as they are set, and whether each is fixed from outside
    let_go  closes the asset store that is open
    forget  lets the vault ask for its key again
    learn   gets the passphrase that the key has from now on, or ""
    """

    def __init__(  # noqa: PLR0917 - the parts that it brings together
        self,
        folders: Folders,
        vault: Vault,
        chosen: Callable[[], tuple[str, str, bool, bool]],
        master: Callable[[], bytes],
        let_go: Callable[[], None],
        forget: Callable[[], None],
        learn: Callable[[str], None],
    ) -> None:
        self._folders, self._vault, self._chosen, self._master = folders, vault, chosen, master
        self._let_go, self._forget, self._learn = let_go, forget, learn
        self._passwords = KeptPasswords(folders.settings, vault)

    def told(self) -> PlacesTold:
        """See the protocol. Raises KeyDamagedError."""
        database, files, fixed, files_fixed = self._chosen()
        content: dict[str, Any] = key_file.read(self._folders.settings / keys.FILE) or {}
        return PlacesTold(
            split_password(database)[0] or str(self._folders.data / FILE),
            files or str(self._folders.data / "assets"),
            fixed,
            keys.where_key_lies(self._folders.settings),
            str(content.get("mark", "")),
            files_fixed,
        )

    def look(self, address: str, password: str = "", code: str = "") -> BookTold:
        """See the protocol."""
        audit_key = self._vault_of(code).audit_key
        plain, written = split_password(address.strip())
        url = url_of(self.with_password(plain, password or written), self._folders.data / FILE)
        if url.get_backend_name() == "sqlite":
            path = Path(url.database or "")
            if path.is_dir() or not path.absolute().parent.is_dir():
                raise BookRefusedError(
                    text(
                        "“{path}” is no place for an order book: write a file in a folder that is there.",
                        path=str(path),
                    )
                )
            if not path.exists() or not path.stat().st_size:
                make_engine(url).dispose()  # refuses a network share
                return BookTold(str(path), "SQLite", None, 0)
        engine = make_engine(url)
        try:
            return self._look(engine, plain, audit_key)
        except SQLAlchemyError as error:
            told = translated(error)
            if isinstance(told, BookOfflineError):
                told = BookRefusedError(text("Nothing answers at this address; check server, port and network."))
            raise told from None
        finally:
            engine.dispose()

    def damage(self) -> tuple[str, ...] | None:
        """See the protocol."""
        url = url_of(self.with_password(self._chosen()[0]), self._folders.data / FILE)
        if url.get_backend_name() != "sqlite":
            return None
        if not Path(url.database or "").exists():
            return ()
        engine = make_engine(url)
        try:
            with engine.connect() as connection:
                rows = connection.execute(sql("PRAGMA quick_check(50)")).scalars().all()
        except SQLAlchemyError as error:
            raise translated(error) from None
        finally:
            engine.dispose()
        return tuple(str(row) for row in rows if row != "ok")

    @staticmethod
    def _look(engine: Engine, address: str, audit_key: bytes) -> BookTold:
        with engine.connect() as connection:
            server = _server(connection)
            revision = version_of(connection)
            if revision is None:
                if inspect(connection).has_table("orders") or inspect(connection).has_table("events"):
                    raise BookRefusedError(
                        text("This database holds something else already; choose an empty one for the order book.")
                    )
                return BookTold(address, server, None, 0)
            if revision not in known_versions():
                raise BookIsNewerError
            head = connection.execute(select(chain_head)).first()
            if head is not None and not same(head.key_mark, key_mark(audit_key, head.book)):
                raise KeyDoesNotFitError
            orders = connection.execute(select(func.count()).select_from(TABLES[Order])).scalar_one()
            accounts = connection.execute(select(func.count()).select_from(TABLES[Account])).scalar_one()
            return BookTold(address, server, revision, int(orders), int(accounts))

    def with_password(self, address: str, password: str = "") -> str:
        """The address to connect to: with the password that is given, else the one that stands in it, else the kept one."""
        plain, written = split_password(address.strip())
        if "://" not in plain or plain.lower().startswith("sqlite"):
            return address
        secret = password or written or self._passwords.get(plain)
        if not secret:
            return plain
        if secret == written and not password:  # escaped as its writer did it
            return address
        return make_url(plain).set(password=secret).render_as_string(hide_password=False)

    def keep_password(self, address: str, password: str) -> str:
        """See the protocol. Raises OSError."""
        plain, written = split_password(address.strip())
        secret = password or (make_url(address.strip()).password or written if written else "")
        if secret:
            self._passwords.keep(plain, str(secret))
        return plain

    def look_at_folder(self, folder: str) -> FolderTold:
        """See the protocol."""
        return try_folder(self._folder(folder))

    def make_folder(self, folder: str) -> None:
        """See the protocol."""
        make_last_part(self._folder(folder))

    def _folder(self, folder: str) -> Path:
        return whole_path(folder) if folder.strip() else self._folders.data

    def bring_key_in(self, code: str) -> None:
        """See the protocol."""
        keys.bring_in(self._folders.settings, code)
        self._forget()

    def look_at_files(self, address: str, keys: tuple[str, str] | None, code: str = "") -> FilesTold:
        """See the protocol."""
        from app.storage.trying_files import try_out  # noqa: PLC0415 - asked for seldom

        return try_out(address, keys, self._vault_of(code).asset_key, self._folders.data, self._chosen()[1])

    def files_at(self, address: str, keys: tuple[str, str] | None = None) -> AssetStore:
        """See the protocol."""
        from app.storage.trying_files import open_at  # noqa: PLC0415 - asked for seldom

        return open_at(address, keys, self._vault.asset_key, self._folders.data)

    def keep_file_keys(self, address: str, keys: tuple[str, str] | None) -> str:
        """See the protocol. Raises AssetsOfflineError where there is no keyring."""
        from app.storage.trying_files import written_down  # noqa: PLC0415 - asked for seldom

        plain = written_down(address, self._folders.data)
        if is_s3(plain) and keys is not None:
            from app.storage.asset_s3 import remember_credentials  # noqa: PLC0415 - its library is large

            remember_credentials(plain, *keys)
        return plain

    def use_files_anew(self) -> None:
        """See the protocol."""
        self._let_go()

    def recovery_code(self) -> str:
        """See the protocol. Raises AppErrors of the key."""
        return to_code(self._master())

    def lock_key(self, passphrase: str, now: str) -> None:
        """See the protocol."""
        if passphrase:
            keys.lock_with(self._folders.settings, passphrase, now or None)
        else:
            keys.unlock_for_good(self._folders.settings, now)
        self._learn(passphrase)

    def _vault_of(self, code: str) -> Vault:
        return Vault(from_code(code)) if code.strip() else self._vault


def _server(connection: Connection) -> str:
    version = ".".join(str(part) for part in (connection.dialect.server_version_info or ())[:2])
    return f"{'PostgreSQL' if connection.dialect.name == 'postgresql' else 'SQLite'} {version}".strip()
