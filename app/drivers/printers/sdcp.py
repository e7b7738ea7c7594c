"""Resin printers that speak SDCP 3 (Elegoo, and others with ChiTu boards). Its history knows the hash of what was printed.

A sub-state stays what it was last: only where ``CurrentStatus`` says that it prints does the rest of it count.
"""

import json
import re
import time
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from app.dispatch.driver import (
    Activity,
    Capabilities,
    CutError,
    DriverKind,
    Found,
    Handed,
    PrintFile,
    Probe,
    RefusedError,
    Status,
    Trace,
)
from app.drivers.printers import discovery_udp, http_printer
from app.drivers.printers.http_printer import CONNECT_S, HttpPrinter, checked_host, member, number, words
from app.drivers.printers.sending import PIECE, Outgoing, checked
from app.drivers.printers.waiting import wait_until
from app.i18n import Text, text
from app.jobs.progress import Progress

PORT = 3030
SUFFIXES = (".ctb", ".goo", ".prz", ".jxs")
PART = 1 << 20
ANSWER_S, START_S, STOP_S = 8.0, 30.0, 60.0
ANSWER_BYTES = 4 << 20
HISTORY_ROWS = 50
STATUS, ATTRIBUTES, START, PAUSE, STOP, GO_ON, FILES, HISTORY, DETAILS = 0, 1, 128, 129, 130, 131, 258, 320, 321
IDLE, PRINTING, RECEIVING = 0, 1, 2
PAUSED = {5, 6}
ENDS: dict[int, Found] = {1: "finished_ok", 2: "finished_bad", 3: "cancelled"}
REFUSALS = {
    1: text("The printer is busy; nothing was started."),
    2: text("The printer does not find the file."),
    3: text("The file arrived damaged at the printer; it is sent again."),
    4: text("The printer cannot read its memory."),
    5: text("The file was sliced for another screen."),
    6: text("The printer does not know this kind of file."),
    7: text("The file was sliced for another model of printer."),
}
_MOTOR = text("A motor of the printer does not move as it should.")
_FEED = text("The resin feeder does not work: look at its bottle, tube and cable.")
REASONS: dict[int, Text] = {
    1: text("The printer is too hot."),
    2: text("The strain gauge of the printer could not be calibrated."),
    3: text("There is too little resin in the vat."),
    4: text("The print needs more resin than the vat holds."),
    5: text("There is no resin in the vat."),
    6: text("Something lies in the vat."),
    7: text("The build plate could not be levelled."),
    8: text("The print came off the build plate."),
    9: text("The strain gauge of the printer is not connected."),
    10: text("The screen of the printer is not connected."),
    11: text("The release film is worn out."),
    12: text("The memory stick was pulled out."),
    13: _MOTOR,
    14: _MOTOR,
    15: text("There is too much resin in the vat."),
    16: text("There is too little resin in the vat."),
    17: _MOTOR,
    18: text("Something is on the build plate."),
    20: _MOTOR,
    21: text("The camera sees no print on the build plate."),
    22: text("The camera sees that the print warps."),
    24: text("The printer cannot read the file."),
    29: _FEED,
    30: text("The resin bottle is almost empty."),
    31: _FEED,
    32: _FEED,
    33: text("The temperature sensor of the vat is not connected."),
    34: text("The vat is too hot."),
}


class SdcpSettings(BaseModel):
    """One resin printer."""

    host: Annotated[str, AfterValidator(checked_host)] = Field(
        title=text("Address").message, description=text("As 192.168.1.20").message
    )
    mainboard: str = Field(
        "", title=text("Mainboard").message, description=text("Its id; empty: the printer is asked").message
    )
    port: int = Field(PORT, ge=1, le=65535, title=text("Port").message)
    discovery_port: int = Field(discovery_udp.SDCP_PORT, ge=1, le=65535, title=text("Port of discovery").message)


class SdcpPrinter:
    """Implements :class:`app.dispatch.driver.Driver` and ``PausingDriver``."""

    def __init__(self, settings: SdcpSettings) -> None:
        self._settings, self._board = settings, settings.mainboard
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self._socket = f"ws://{host}:{settings.port}/websocket"
        self._http = HttpPrinter(f"http://{host}:{settings.port}")

    def close(self) -> None:
        self._http.close()

    def probe(self) -> Probe:
        found = self._pushed(ATTRIBUTES, "Attributes")
        model = f"{words(found.get('BrandName'))} {words(found.get('MachineName'))}".strip()
        return Probe(model, words(found.get("FirmwareVersion")), words(found.get("MainboardID")))

    def capabilities(self) -> Capabilities:
        found = self._pushed(ATTRIBUTES, "Attributes")
        kinds = found.get("SupportFileType")
        suffixes = (
            tuple(f".{kind.lower()}" for kind in kinds if isinstance(kind, str)) if isinstance(kinds, list) else ()
        )
        sides = re.findall(r"\d+(?:\.\d+)?", words(found.get("XYZsize")))
        volume = (float(sides[0]), float(sides[1]), float(sides[2])) if len(sides) == 3 else None
        return Capabilities(suffixes or SUFFIXES, volume, colors=False, pauses=True)

    def status(self) -> Status:
        state = self._state()
        info = member(state, "PrintInfo") or {}
        activity = _activity(state)
        going = activity in {"printing", "paused"}
        file = words(info.get("Filename"))
        done, whole = number(info.get("CurrentLayer")), number(info.get("TotalLayer"))
        ticks, all_ticks = number(info.get("CurrentTicks")), number(info.get("TotalTicks"))
        led, film = number(state.get("TempOfUVLED")), number(state.get("ReleaseFilm"))
        hours = number(state.get("PrintScreen"))
        return Status(
            activity,
            _uid_of(file) if going else "",
            native=words(info.get("TaskId")) if going else "",
            file=file if going else "",
            progress=min(done / whole, 1.0) if going and done is not None and whole else None,
            left_s=max(all_ticks - ticks, 0.0) / 1000 if going and ticks is not None and all_ticks else None,
            temperatures={"light": (led, None)} if led is not None else {},
            facts={
                **({} if film is None else {str(text("Lifts of the release film")): f"{film:.0f}"}),
                **({} if hours is None else {str(text("Hours of the screen")): f"{hours / 3600:.0f}"}),
            },
        )

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        hashes = checked(file, SUFFIXES)
        if _activity(self._state()) != "idle":
            raise http_printer.busy()
        name, transfer = f"{file.uid}{file.suffix.lower()}", uuid.uuid4().hex
        with Outgoing.of(file, progress) as body:
            for offset in range(0, file.size, PART):
                part = _read(body, min(PART, file.size - offset))
                request = self._http.upload_request(
                    "POST",
                    "/uploadFile/upload",
                    data={
                        "S-File-MD5": hashes.md5,
                        "Check": "1",
                        "Offset": str(offset),
                        "Uuid": transfer,
                        "TotalSize": str(file.size),
                    },
                    files={"File": (name, part, "application/octet-stream")},
                )
                status, answer = self._http.send(request, body)
                if status != 200 or member(answer, "success") is not True:
                    raise CutError(text("The file did not arrive whole at the printer; it is sent again."), whole=False)
        if not wait_until(lambda: self._has(name), ANSWER_S):
            raise CutError(text("The file did not arrive whole at the printer; it is sent again."), whole=False)
        return Handed(name)

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        name = handed.native or f"{file.uid}{file.suffix.lower()}"
        if self._is_live(file.uid):
            return Handed(name, running=True)
        if _activity(self._state()) != "idle":
            raise http_printer.busy()
        self._order(START, Filename=name, StartLayer=0)
        if not wait_until(lambda: self._is_live(file.uid) or self._history(file.uid) is not None, START_S):
            raise CutError(text("The printer said that it starts, but it did not."), whole=True)
        return Handed(name, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        state = self._state()
        info = member(state, "PrintInfo") or {}
        if _is_printing(state) and _uid_of(words(info.get("Filename"))) == uid:
            done, whole = number(info.get("CurrentLayer")), number(info.get("TotalLayer"))
            share = min(done / whole, 1.0) if done is not None and whole else None
            return Trace("running", words(info.get("TaskId")), progress=share)
        row = self._history(uid)
        if row is not None:
            reason = REASONS.get(int(number(row.get("ErrorStatusReason")) or 0))
            begun, ended = number(row.get("BeginTime")), number(row.get("EndTime"))
            return Trace(
                ENDS.get(int(number(row.get("TaskStatus")) or 0), "cannot_know"),
                words(row.get("TaskId")),
                str(reason or ""),
                None,
                ended - begun if begun and ended and ended > begun else None,
            )
        return Trace("stored" if self._has(uid) else "absent", native)

    def cancel(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - its name is enough
        self._must_be_live(uid)
        self._order(STOP)
        if not wait_until(lambda: not self._is_live(uid), STOP_S):
            raise CutError(text("The printer goes on although it was told to stop."), whole=True)

    def pause(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._must_be_live(uid)
        self._order(PAUSE)

    def resume(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._must_be_live(uid)
        self._order(GO_ON)

    def snapshot(self) -> bytes | None:
        return None

    # ---- inside -------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        return self._pushed(STATUS, "Status")

    def _is_live(self, uid: str) -> bool:
        state = self._state()
        return _is_printing(state) and _uid_of(words(member(state, "PrintInfo", "Filename"))) == uid

    def _must_be_live(self, uid: str) -> None:
        if not self._is_live(uid):
            raise http_printer.not_ours()

    def _has(self, name: str) -> bool:
        """Whether a file of this name, or of this name without its suffix, lies in the printer."""
        listed = self._answer(FILES, Url="/local/").get("FileList")
        names = (
            [words(member(entry, "name")).rpartition("/")[2] for entry in listed] if isinstance(listed, list) else []
        )
        return any(name in {one, one.rsplit(".", 1)[0]} for one in names)

    def _history(self, uid: str) -> dict[str, Any] | None:
        """The newest entry of this name."""
        listed = self._answer(HISTORY).get("HistoryData")
        if not isinstance(listed, list) or not listed:
            return None
        rows: list[dict[str, Any]] = []
        for start in range(0, len(listed), HISTORY_ROWS):
            details = self._answer(DETAILS, Id=listed[start : start + HISTORY_ROWS]).get("HistoryDetailList")
            rows += [row for row in details if isinstance(row, dict)] if isinstance(details, list) else []
        ours = [row for row in rows if _uid_of(words(row.get("TaskName"))) == uid]
        return max(ours, key=lambda row: number(row.get("BeginTime")) or 0.0, default=None)

    def _answer(self, command: int, **data: Any) -> dict[str, Any]:
        """What the printer answers to a question. Raises OfflineError, RefusedError."""
        with self._line() as line:
            return self._talk(line, command, data)

    def _order(self, command: int, **data: Any) -> None:
        """Raises OfflineError where it cannot have heard, CutError where it may have, RefusedError."""
        board = self._mainboard()
        try:
            line = connect(self._socket, open_timeout=CONNECT_S, close_timeout=1.0, max_size=ANSWER_BYTES, proxy=None)
        except (OSError, TimeoutError, WebSocketException):
            raise http_printer.offline() from None
        try:
            with line:
                answer = self._asked(line, board, command, data)
        except (OSError, TimeoutError, WebSocketException):
            raise http_printer.cut(whole=True) from None
        code = int(number(answer.get("Ack")) or 0)
        if code:
            raise RefusedError(
                REFUSALS.get(code, text("The printer refused, and did not say why ({status}).", status=code))
            )

    def _pushed(self, command: int, kind: str) -> dict[str, Any]:
        """What the printer tells everybody when it is asked to. Raises OfflineError, RefusedError."""
        with self._line() as line:
            return self._talk(line, command, {}, kind)

    def _talk(self, line: ClientConnection, command: int, data: dict[str, Any], kind: str = "") -> dict[str, Any]:
        try:
            return self._asked(line, self._mainboard(), command, data, kind)
        except (OSError, TimeoutError, WebSocketException):
            raise http_printer.offline() from None

    def _line(self) -> ClientConnection:
        try:
            return connect(self._socket, open_timeout=CONNECT_S, close_timeout=1.0, max_size=ANSWER_BYTES, proxy=None)
        except (InvalidHandshake, InvalidURI):
            raise http_printer.strange() from None
        except (OSError, TimeoutError, WebSocketException):
            raise http_printer.offline() from None

    def _asked(
        self, line: ClientConnection, board: str, command: int, data: dict[str, Any], kind: str = ""
    ) -> dict[str, Any]:
        """The answer to this request, or (``kind``) what is told to everybody after it."""
        number_ = uuid.uuid4().hex
        request = {
            "Id": "",
            "Data": {
                "Cmd": command,
                "Data": data,
                "RequestID": number_,
                "MainboardID": board,
                "TimeStamp": int(time.time()),
                "From": 0,
            },
            "Topic": f"sdcp/request/{board}",
        }
        line.send(json.dumps(request))
        end = time.monotonic() + ANSWER_S
        while (left := end - time.monotonic()) > 0:
            heard = _message(line.recv(timeout=left))
            if kind:
                told = member(heard, kind) or member(heard, "Data", kind)
                if isinstance(told, dict):
                    return told
            elif member(heard, "Data", "RequestID") == number_:
                answer = member(heard, "Data", "Data")
                return answer if isinstance(answer, dict) else {}
        raise TimeoutError

    def _mainboard(self) -> str:
        if not self._board:
            found = discovery_udp.ask_sdcp(self._settings.host, self._settings.discovery_port)
            if not found:
                raise http_printer.offline()
            self._board = found
        return self._board


def _read(body: Outgoing, count: int) -> bytes:
    """So many bytes, in small steps: each is where the work can be cancelled."""
    pieces = []
    while count > 0 and (piece := body.read(min(count, PIECE))):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _message(heard: str | bytes) -> Any:
    try:
        return json.loads(heard)
    except ValueError:
        return None


def _is_printing(state: Mapping[str, Any]) -> bool:
    current = state.get("CurrentStatus")
    return PRINTING in current if isinstance(current, list) else current == PRINTING


def _activity(state: Mapping[str, Any]) -> Activity:
    current = state.get("CurrentStatus")
    now = set(current) if isinstance(current, list) else {current}
    if PRINTING in now:
        return "paused" if member(state, "PrintInfo", "Status") in PAUSED else "printing"
    return "idle" if now <= {IDLE} else "busy"


def _uid_of(path: str) -> str:
    return path.rpartition("/")[2].rsplit(".", 1)[0]


def make(settings: BaseModel, secrets: Mapping[str, str]) -> SdcpPrinter:  # noqa: ARG001 - the protocol has no lock
    """A driver for one printer."""
    assert isinstance(settings, SdcpSettings)
    return SdcpPrinter(settings)


KIND = DriverKind(
    id="sdcp",
    title=text("Resin printer (Elegoo and others, SDCP)"),
    icon="mdi6.printer-3d",
    kind="3d",
    form=SdcpSettings,
    make=make,
    poll_s=(10.0, 3.0),
    discover=discovery_udp.sdcp_printers,
    stand_in=True,
    pauses=True,
)
