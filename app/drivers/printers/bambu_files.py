"""The memory card of a Bambu Lab printer, over FTPS that is encrypted from the first byte."""

import contextlib
import ftplib
import io
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from app.dispatch.driver import CutError, PrintFile, RefusedError
from app.drivers.printers.http_printer import CONNECT_S, cut, offline, wrong_key
from app.drivers.printers.sending import PIECE, Outgoing
from app.i18n import text
from app.jobs.progress import Progress

ANSWER_S, STORED_S = 15.0, 90.0
USER = "bblp"


class _ImplicitFtps(ftplib.FTP_TLS):
    """FTPS without the plain beginning; the line for data goes on with the session of the line for orders, as printers want."""

    _line: socket.socket | None = None

    @property
    def sock(self) -> Any:
        return self._line

    @sock.setter
    def sock(self, line: socket.socket | None) -> None:
        self._line = line if line is None or isinstance(line, ssl.SSLSocket) else self.context.wrap_socket(line)

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        line, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - it is wrapped in the next line but one
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(line, session=session), size


class BambuFiles:
    """Files on the card, in one folder."""

    def __init__(self, host: str, port: int, code: str, folder: str) -> None:
        self._host, self._port, self._code = host, port, code
        self._folder = folder.strip("/")

    def path(self, name: str) -> str:
        """Where a file lies on the card."""
        return f"{self._folder}/{name}" if self._folder else name

    def store(self, context: ssl.SSLContext, file: PrintFile, name: str, progress: Progress) -> None:
        """Bring a file there whole. Raises OfflineError, RefusedError, CutError, Cancelled."""
        with self._open(context) as card, Outgoing.of(file, progress) as body:
            if self._folder:
                with contextlib.suppress(ftplib.error_perm):  # it is there already
                    card.mkd(f"/{self._folder}")
            try:
                self._send(card, f"/{self.path(name)}", body)
                stored = self._size(card, name)
            except ftplib.error_perm:
                raise RefusedError(
                    text("The printer does not take the file: is its memory card in, and is there room?")
                ) from None
            except (OSError, EOFError, ftplib.Error):
                raise cut(whole=body.whole) from None
        if stored != file.size:
            raise CutError(text("The file did not arrive whole at the printer; it is sent again."), whole=False)

    def size(self, context: ssl.SSLContext, name: str) -> int | None:
        """How long a file there is, None where there is none. Raises OfflineError, RefusedError."""
        with self._open(context) as card:
            try:
                return self._size(card, name)
            except (OSError, EOFError, ftplib.Error):
                raise offline() from None

    def mark(self, context: ssl.SSLContext, name: str) -> None:
        """Write a file with nothing in it. Raises OfflineError, RefusedError."""
        with self._open(context) as card:
            try:
                self._send(card, f"/{self.path(name)}", io.BytesIO(b"."))
            except (OSError, EOFError, ftplib.Error):
                raise offline() from None

    def remove(self, context: ssl.SSLContext, name: str) -> None:
        """Delete a file. Raises OfflineError, RefusedError."""
        with self._open(context) as card:
            try:
                card.delete(f"/{self.path(name)}")
            except (OSError, EOFError, ftplib.Error):
                raise offline() from None

    # ---- inside -------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self, context: ssl.SSLContext) -> Iterator[_ImplicitFtps]:
        card = _ImplicitFtps(context=context, timeout=ANSWER_S)
        try:
            try:
                card.connect(self._host, self._port, timeout=CONNECT_S)
                card.sock.settimeout(ANSWER_S)
                card.timeout = ANSWER_S
                card.login(USER, self._code, secure=False)  # it is encrypted already
                card.prot_p()
            except ftplib.error_perm:
                raise wrong_key() from None
            except (OSError, EOFError, ftplib.Error):
                raise offline() from None
            yield card
        finally:
            card.close()

    def _send(self, card: _ImplicitFtps, path: str, body: Any) -> None:
        card.voidcmd("TYPE I")
        with contextlib.closing(card.transfercmd(f"STOR {path}")) as line:
            while piece := body.read(PIECE):
                line.sendall(piece)
            # Some firmware never says good-bye on this line; what counts is the answer on the other one.
            line.settimeout(2.0)
            if isinstance(line, ssl.SSLSocket):
                with contextlib.suppress(OSError):
                    line.unwrap()
        card.sock.settimeout(STORED_S)
        try:
            card.voidresp()
        except ftplib.error_temp as error:
            if not str(error).startswith("426"):  # said of whole files too: the size decides
                raise
        finally:
            card.sock.settimeout(ANSWER_S)

    def _size(self, card: _ImplicitFtps, name: str) -> int | None:
        try:
            card.voidcmd("TYPE I")
            return card.size(f"/{self.path(name)}")
        except ftplib.error_perm:
            return None
