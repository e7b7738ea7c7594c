"""Lines to printers that break, drip, or never end."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers import http_printer
from app.drivers.printers.http_printer import HttpPrinter, told
from app.drivers.printers.sending import Outgoing, checked, deadline_s
from app.jobs.progress import silent
from tests.unit.drivers.printers.files import print_file

Serve = Callable[[socket.socket], None]
Server = Callable[[Serve], HttpPrinter]


@pytest.fixture
def server() -> Iterator[Server]:
    """Makes a server of one function that is given each connection."""
    ends: list[Callable[[], None]] = []

    def make(serve: Serve) -> HttpPrinter:
        listener = socket.create_server(("127.0.0.1", 0))
        lines: list[socket.socket] = []

        def run() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _ = listener.accept()
                    lines.append(line)
                    with line, contextlib.suppress(OSError):
                        serve(line)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        printer = HttpPrinter(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def end() -> None:
            printer.close()
            for one in (listener, *lines):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            thread.join(5)

        ends.append(end)
        return printer

    yield make
    for end in ends:
        end()


def _answer(content: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content


def test_an_answer_that_never_ends(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_printer, "ANSWER_S", 0.5)
    stop = threading.Event()

    def drip(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not stop.wait(0.05):
            line.sendall(b" ")

    printer = server(drip)
    with pytest.raises(OfflineError):
        printer.get("/state")
    stop.set()


def test_an_answer_that_is_too_long(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_printer, "ANSWER_BYTES", 1000)
    printer = server(lambda line: (line.recv(65536), line.sendall(_answer(b"x" * 5000)))[1])
    with pytest.raises(OfflineError):
        printer.get("/state")
    with pytest.raises(CutError):
        printer.order("POST", "/start")


def test_a_question_harms_nobody_but_an_order_may_have_been_heard(server: Server) -> None:
    printer = server(lambda line: (line.recv(65536), None)[1])
    with pytest.raises(OfflineError):
        printer.get("/state")
    with pytest.raises(CutError):
        printer.order("POST", "/start")


def test_a_refusal_before_the_body_has_left(server: Server, tmp_path: Path) -> None:
    """A server may say no and hang up at once: that is a refusal, and no broken line."""

    def refuse(line: socket.socket) -> None:
        line.recv(1000)
        line.sendall(_answer(b'{"error": {"message": "no room"}}', "507 Insufficient Storage"))
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass

    file = print_file(tmp_path, "o1-c1-aaaa", b"x" * 3_000_000, ".gcode")
    printer = server(refuse)
    with Outgoing.of(file, silent()) as body:
        request = printer.upload_request("PUT", "/file", content=body, headers={"Content-Length": str(file.size)})
        status, answer = printer.send(request, body)
    assert status == 507
    assert told(answer) == "no room"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"error": {"code": 400, "message": "SD busy", "traceback": "x"}}', "SD busy"),
        (b'{"title": "Not found", "message": "The file is away."}', "The file is away."),
        (b'{"error": "CSRF validation failed"}', "CSRF validation failed"),
        (b"<html>", ""),
        (b"[1]", ""),
        (b'{"error": {"message": ["x"]}}', ""),
    ],
)
def test_the_printers_own_words(content: bytes, words: str) -> None:
    assert told(content) == words


def test_a_redirect_is_not_followed(server: Server) -> None:
    printer = server(
        lambda line: (
            line.recv(65536),
            line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n"),
        )[1]
    )
    with pytest.raises(RefusedError):
        printer.get("/state")


def test_a_certificate_that_nobody_knows(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "printer")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "printer.pem"
    pem.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def serve(listener: socket.socket) -> None:
        for _ in range(2):
            line, _ = listener.accept()
            with contextlib.suppress(OSError), context.wrap_socket(line, server_side=True) as wrapped:
                wrapped.recv(1000)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        printer = HttpPrinter(f"https://127.0.0.1:{listener.getsockname()[1]}")
        for call in (lambda: printer.get("/state"), lambda: printer.order("POST", "/start")):
            with pytest.raises(RefusedError, match="trust"):
                call()
        printer.close()
        thread.join(5)


def test_deadlines_follow_the_size() -> None:
    assert deadline_s(0) == 60
    assert 20 * 60 < deadline_s(96_000_000) < 60 * 60


def test_a_file_is_checked_before_its_first_byte_leaves(tmp_path: Path) -> None:
    file = print_file(tmp_path, "o1-c1-aaaa", b"G28", ".gcode")
    assert checked(file).sha256 == file.sha256
    with pytest.raises(RefusedError, match=r"\.gcode"):
        checked(file, (".ctb",))
    file.path.write_bytes(b"G29")
    with pytest.raises(RefusedError, match="changed"):
        checked(file)
