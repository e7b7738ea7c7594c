"""A real server that encrypts: what is wrong with its certificate is told as that, when an address is tried and at the start."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.storage.faults import BookRefusedError
from app.storage.opening import open_book
from tests.peers.certificates import self_signed
from tests.peers.postgres_server import PASSWORD, USER, PostgresServer, binaries

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))
NAME = "localhost"


def make_certificate(folder: Path, name: str) -> Path:
    """One that signs itself, and beside it its key; gives its file."""
    made, key = self_signed(NAME, host=NAME)
    file, key_file = folder / f"{name}.crt", folder / f"{name}.key"
    file.write_bytes(made)
    key_file.write_bytes(key)
    key_file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Certificates; not below pytest's folder, which is closed to the user that the server runs as."""
    with tempfile.TemporaryDirectory(prefix="statuette-certificates-", ignore_cleanup_errors=True) as made:
        path = Path(made)
        path.chmod(0o755)
        for name in ("server", "another"):
            make_certificate(path, name)
        (path / "words.crt").write_text("no certificate at all")
        yield path


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A database that is there, of a server that encrypts; the end of its address is left to the test."""
    if binaries() is None:
        pytest.skip("Debian's package postgresql is not installed")
    key = folder / "server.key"
    if os.geteuid() == 0:
        shutil.chown(key, "postgres", "postgres")
    encrypts = ("ssl=on", f"ssl_cert_file={folder / 'server.crt'}", f"ssl_key_file={key}")
    server = PostgresServer(folder / "cluster", more=encrypts).start()
    try:
        server.make_database("statuette")
        yield f"postgresql://{USER}:{PASSWORD}@{NAME}:{server.port}/statuette?hostaddr=127.0.0.1&"
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("gone.crt", "gone.crt” is missing or cannot be read"),
        ("words.crt", "words.crt” is missing or cannot be read"),
        ("another.crt", "does not trust the certificate"),
    ],
)
def test_a_certificate_that_does_not_serve_is_told(
    address: str, folder: Path, tmp_path: Path, file: str, sentence: str
) -> None:
    with pytest.raises(BookRefusedError) as told:
        open_book(f"{address}sslmode=verify-full&sslrootcert={folder / file}", KEY, anchors=tmp_path)
    assert sentence in str(told.value)
    assert "account" not in str(told.value)
    assert PASSWORD not in repr(told.value) + str(told.value)


def test_a_server_that_goes_by_another_name_is_told(address: str, folder: Path, tmp_path: Path) -> None:
    other = address.replace(f"@{NAME}:", "@book.workshop.lan:")
    with pytest.raises(BookRefusedError, match=r"is for “localhost”, not for “book\.workshop\.lan”"):
        open_book(f"{other}sslmode=verify-full&sslrootcert={folder / 'server.crt'}", KEY, anchors=tmp_path)


def test_a_wrong_password_is_told_as_that_when_the_certificate_is_right(
    address: str, folder: Path, tmp_path: Path
) -> None:
    wrong = address.replace(PASSWORD, "guessed-secret")
    with pytest.raises(BookRefusedError, match="refuses this account"):
        open_book(f"{wrong}sslmode=verify-full&sslrootcert={folder / 'server.crt'}", KEY, anchors=tmp_path)


def test_the_right_certificate_opens_the_book(address: str, folder: Path, tmp_path: Path) -> None:
    book = open_book(f"{address}sslmode=verify-full&sslrootcert={folder / 'server.crt'}", KEY, anchors=tmp_path)
    assert book.where().startswith("PostgreSQL")
    book.close()


def test_a_pc_that_is_set_up_without_the_file_is_told(address: str, tmp_path: Path) -> None:
    """“Always, and the server is checked” in the assistant names no file: PostgreSQL looks in the home of the user."""
    port = make_url(address).port
    document = {
        "database": {"host": NAME, "port": port, "name": "statuette", "user": USER, "tls": "verify-full"},
        "secrets": {"database_password": PASSWORD},
    }
    env = {key: value for key, value in os.environ.items() if key not in {"STATUETTE_DATABASE", "PGSSLROOTCERT"}}
    done = subprocess.run(
        [sys.executable, "-m", "app", "setup", "-", "--json", "--check"], cwd=ROOT,
        env={**env, "STATUETTE_HOME": str(tmp_path / "pc"), "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        input=json.dumps(document), capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "root.crt” is missing or cannot be read" in json.loads(done.stdout)["steps"][0]["message"]
