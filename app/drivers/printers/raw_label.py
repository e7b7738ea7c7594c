"""Label printers on TCP port 9100, in ZPL or TSPL. The wire carries bytes and a status, no jobs and no history.

So nothing can be found again that was not seen through at once: the printer is asked before that it is ready, and after that
nothing waits in it; in between only a person who looks can tell.
"""

import re
import socket
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from app.dispatch.driver import (
    Capabilities,
    CutError,
    DriverKind,
    Found,
    Handed,
    OfflineError,
    PrinterError,
    PrintFile,
    Probe,
    RefusedError,
    Status,
    Trace,
)
from app.drivers.printers.http_printer import CONNECT_S, checked_host, cut, offline, strange
from app.drivers.printers.label_dots import SUFFIXES as PICTURES
from app.drivers.printers.label_dots import labels_of
from app.drivers.printers.label_words import tspl, zpl
from app.drivers.printers.sending import Outgoing, checked
from app.drivers.printers.waiting import wait_until
from app.errors import AppError, Cancelled
from app.i18n import Text, text
from app.jobs.progress import Progress

ANSWER_S, ANSWER_BYTES = 3.0, 4096
DRAINED_S = 60.0
_HOST_STATUS = re.compile(rb"\x02([^\x03]*)\x03")
TSPL_BITS: tuple[tuple[int, Text], ...] = (
    (0x01, text("The printer is open.")),
    (0x02, text("Paper is jammed in the printer.")),
    (0x04, text("The printer is out of paper.")),
    (0x08, text("The printer is out of ink or ribbon.")),
    (0x10, text("The printer is paused.")),
)
TSPL_PRINTING = 0x20
TSPL_OTHER = 0x80


class RawLabelSettings(BaseModel):
    """One label printer."""

    host: Annotated[str, AfterValidator(checked_host)] = Field(title=text("Address").message)
    port: int = Field(9100, ge=1, le=65535, title=text("Port").message)
    language: Literal["zpl", "tspl"] = Field("zpl", title=text("Language of the printer").message)
    asks_status: bool = Field(
        default=True,
        title=text("Asks how the printer is").message,
        description=text("Switch off for printers that do not answer on this port").message,
    )
    dpi: Literal[203, 300, 600] = Field(
        203,
        title=text("Dots an inch").message,
        description=text("Of the print head, for pictures and PDFs; look at the printer's plate").message,
    )
    packed: bool = Field(
        default=False,
        title=text("Send pictures compressed").message,
        description=text(
            "Faster over a slow line; printers of other makers that speak ZPL often do not know it"
        ).message,
    )


class RawLabelPrinter:
    """Implements :class:`app.dispatch.driver.Driver`."""

    def __init__(self, settings: RawLabelSettings) -> None:
        self._settings = settings
        self._ended: dict[str, Found] = {}

    def close(self) -> None:
        """Nothing is held open."""

    def probe(self) -> Probe:
        if not self._settings.asks_status:
            self._connect().close()
            return Probe("ZPL" if self._settings.language == "zpl" else "TSPL")
        if self._settings.language == "zpl":
            said = self._asked(b"~HI\r\n", lambda heard: b"\x03" in heard)
            found = _HOST_STATUS.search(said)
            fields = found[1].decode("ascii", "replace").strip().split(",") if found else [""]
            return Probe(fields[0] or "ZPL", fields[1] if len(fields) > 1 else "")
        said = self._asked(b"~!T\r\n", lambda heard: b"\r" in heard or b"\n" in heard)
        return Probe(said.decode("ascii", "replace").strip() or "TSPL")

    def capabilities(self) -> Capabilities:
        own = (".zpl",) if self._settings.language == "zpl" else (".tspl", ".prn")
        return Capabilities(
            (*own, *PICTURES),
            colors=False,
            tells_end=self._settings.asks_status,
            starts_itself=True,
            blind=not self._settings.asks_status,
            cancels=False,
        )

    def status(self) -> Status:
        if not self._settings.asks_status:
            self._connect().close()
            return Status("idle")
        troubles, waiting = self._state()
        if troubles:
            return Status("attention", message=str(troubles[0]))
        return Status("printing" if waiting else "idle")

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        checked(file, self.capabilities().suffixes)
        drawn = file.suffix.lower() in PICTURES
        if file.copies != 1 and not drawn:
            raise RefusedError(text("The number of labels is said in the label itself."))
        if file.uid in self._ended:
            raise RefusedError(text("This job was handed to the program before; queue it again as a new one."))
        if self._settings.asks_status:
            troubles, waiting = self._state()
            if troubles:
                raise RefusedError(troubles[0])
            if waiting:
                raise RefusedError(text("The printer is busy; nothing was started."))
        outgoing = Outgoing.of_bytes(self._drawn(file, progress), progress) if drawn else Outgoing.of(file, progress)
        line = self._connect()
        self._ended[file.uid] = "cannot_know"
        with line, outgoing as body:
            try:
                while piece := body.read(4096):
                    line.sendall(piece)
                line.shutdown(socket.SHUT_WR)
            except OSError:
                raise cut(whole=body.whole) from None
            except Cancelled:
                if body.sent == 0:
                    del self._ended[file.uid]
                raise
        if not self._settings.asks_status:
            return Handed(running=True)
        try:
            drained = wait_until(lambda: not self._state()[1], DRAINED_S, 0.2)
            troubles, _ = self._state()
        except PrinterError:
            raise cut(whole=True) from None
        if not drained or troubles:
            raise CutError(
                troubles[0] if troubles else text("The printer has the label, but does not print it."), whole=True
            )
        self._ended[file.uid] = "finished_ok"
        return Handed(running=True)

    def start(self, file: PrintFile, handed: Handed) -> Handed:  # noqa: ARG002 - it prints what it gets
        return Handed(handed.native, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        if not self._settings.asks_status and uid in self._ended:
            return Trace("running", native, str(text("The label was sent; this printer does not say more.")))
        return Trace(self._ended.get(uid, "cannot_know"), native)

    def cancel(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - jobs have no names here
        raise RefusedError(text("Labels cannot be called back: switch the printer off, or pull the roll."))

    def snapshot(self) -> bytes | None:
        return None

    # ---- inside -------------------------------------------------------------

    def _drawn(self, file: PrintFile, progress: Progress) -> bytes:
        """A picture or PDF in the words of the printer. Raises RefusedError, Cancelled: nothing was sent."""
        chosen = self._settings
        try:
            labels = labels_of(file, chosen.dpi, progress)
        except PrinterError:
            raise
        except AppError as error:  # over its budget, or it has broken the program that reads it
            raise RefusedError(error.sentence) from None
        if chosen.language == "zpl":
            return zpl(labels, file.copies, packed=chosen.packed)
        return tspl(labels, file.copies, chosen.dpi)

    def _connect(self) -> socket.socket:
        try:
            line = socket.create_connection((self._settings.host, self._settings.port), timeout=CONNECT_S)
        except OSError:
            raise offline() from None
        line.settimeout(ANSWER_S)
        return line

    def _asked(self, question: bytes, complete: Callable[[bytes], bool]) -> bytes:
        """Raises OfflineError, RefusedError where what comes is no answer."""
        heard, end = b"", time.monotonic() + ANSWER_S
        with self._connect() as line:
            try:
                line.sendall(question)
                while not complete(heard):
                    piece = line.recv(512)
                    heard += piece
                    if not piece or len(heard) > ANSWER_BYTES or time.monotonic() > end:
                        raise strange()
            except TimeoutError:
                raise OfflineError(text("The printer takes the line, but says nothing: is another PC at it?")) from None
            except OSError:
                raise offline() from None
        return heard

    def _state(self) -> tuple[list[Text], bool]:
        """What is wrong, and whether labels wait in it or are being printed."""
        return self._zpl_state() if self._settings.language == "zpl" else self._tspl_state()

    def _zpl_state(self) -> tuple[list[Text], bool]:
        said = self._asked(b"~HS\r\n", lambda heard: heard.count(b"\x03") >= 3)
        lines = [found.decode("ascii", "replace").split(",") for found in _HOST_STATUS.findall(said)]
        if len(lines) < 3 or len(lines[0]) < 6 or len(lines[1]) < 9:
            raise strange()
        first, second = lines[0], lines[1]
        signs = (
            (first[1], text("The printer is out of paper.")),
            (second[2], text("The printer is open.")),
            (second[3], text("The printer is out of ink or ribbon.")),
            (first[2], text("The printer is paused.")),
        )
        waiting = _figure(first[4]) > 0 or _figure(second[8]) > 0
        return [words for sign, words in signs if sign.strip() == "1"], waiting

    def _tspl_state(self) -> tuple[list[Text], bool]:
        state = self._asked(b"\x1b!?", bool)[0]
        troubles = [words for bit, words in TSPL_BITS if state & bit]
        if state & TSPL_OTHER and not troubles:
            troubles = [text("The printer reports a fault.")]
        return troubles, bool(state & TSPL_PRINTING)


def _figure(digits: str) -> int:
    return int(digits) if digits.strip().isdecimal() else 0


def make(settings: BaseModel, secrets: Mapping[str, str]) -> RawLabelPrinter:  # noqa: ARG001 - the port has no lock
    """A driver for one printer."""
    assert isinstance(settings, RawLabelSettings)
    return RawLabelPrinter(settings)


KIND = DriverKind(
    id="raw_label",
    title=text("Label printer (ZPL or TSPL, port 9100)"),
    icon="mdi6.label-outline",
    kind="label",
    form=RawLabelSettings,
    make=make,
    poll_s=(15.0, 2.0),
    stand_in=True,
)
