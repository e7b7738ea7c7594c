"""A PostgreSQL server for tests and benchmarks: Debian's package, a cluster of its own in a folder, on loopback.

It refuses to run as root, so root starts it as the user ``postgres`` that Debian's package makes.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

USER = "workshop"
PASSWORD = "made-up-for-tests"
_SECONDS = 60
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """The newest server on this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_server(*, durable: bool = False) -> Iterator["PostgresServer"]:
    """A server that runs, in a folder that goes with it; ``durable`` as in :class:`PostgresServer`.

    Not below pytest's folder: every run of pytest closes that to other users, and the server may be one.
    """
    with tempfile.TemporaryDirectory(prefix="statuette-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), durable=durable)
        try:
            yield server.start()
        finally:
            server.stop()


class PostgresServer:
    """A cluster in ``folder``; every folder above it has to be open to the user ``postgres``.

    durable  commits reach the disk, as in a workshop; otherwise it is faster and worth nothing after a power cut
    more     further settings: "ssl=on"
    """

    def __init__(self, folder: Path, *, durable: bool = False, more: tuple[str, ...] = ()) -> None:
        found = binaries()
        assert found is not None, "install Debian's package postgresql"
        self._bin, self.folder, self.port = found, folder, free_port()
        self._settings = (*(() if durable else _FAST), *more)
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._as: list[str] = []
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
            shutil.chown(folder, "postgres", "postgres")
        if not (folder / "data").exists():
            self._make()

    def _make(self) -> None:
        secret = self.folder / "secret"
        secret.write_text(PASSWORD)
        if self._as:
            shutil.chown(secret, "postgres", "postgres")
        subprocess.run(
            [*self._as, str(self._bin / "initdb"), "-D", str(self.folder / "data"), "-U", USER, "-E", "UTF8",
             "--locale=C.UTF-8", "-A", "scram-sha-256", "--pwfile", str(secret), "--no-sync"],
            check=True, capture_output=True, cwd="/",
        )  # fmt: skip
        secret.unlink()

    def start(self) -> "PostgresServer":
        """Start it and wait until it answers."""
        settings = (
            f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}",
            "max_connections=60", "shared_buffers=128MB", *self._settings,
        )  # fmt: skip
        arguments = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as, str(self._bin / "postgres"), "-D", str(self.folder / "data"), *arguments],
                stdout=log, stderr=log, cwd="/", start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + _SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.05)
            else:
                return self

    def stop(self, *, hard: bool = False) -> None:
        """Stop it: clients are thrown out. ``hard``: as if the server's PC had lost power."""
        if self._process is None:
            return
        # immediate shutdown ends every server process at once without writing anything more
        self._process.send_signal(signal.SIGQUIT if hard else signal.SIGINT)
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def url(self, database: str) -> str:
        """Address of a database of this server."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str, template: str = "template0") -> str:
        """A new database, copied from the template; gives its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Throw out whoever is connected, and take it away."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
