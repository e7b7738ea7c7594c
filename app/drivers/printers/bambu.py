"""Bambu Lab printers in the local network, in Developer Mode: without it they take files and show their state, but obey nobody.

A print bears our name and a number made of it, which the printer repeats: so it is known again. That a start was asked for
is marked on the card first, so that a print that another one has replaced is never taken for one that was not started.
"""

import contextlib
import hashlib
import ssl
import zipfile
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from app.dispatch.driver import (
    Activity,
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
from app.drivers.printers import bambu_camera, bambu_trust, discovery_udp, http_printer
from app.drivers.printers.bambu_files import BambuFiles
from app.drivers.printers.bambu_line import BambuLine
from app.drivers.printers.http_printer import checked_host, number, words
from app.drivers.printers.sending import checked
from app.drivers.printers.waiting import wait_until
from app.i18n import text
from app.jobs.progress import Progress

SUFFIXES = (".3mf",)
ACTIVE = {"PREPARE", "SLICING", "RUNNING", "PAUSE"}
ACTIVITIES: dict[str, Activity] = {
    "IDLE": "idle",
    "FINISH": "idle",
    "FAILED": "idle",
    "PREPARE": "printing",
    "SLICING": "printing",
    "RUNNING": "printing",
    "PAUSE": "paused",
}
CANCELLED_BY_PERSON = 0x0300400C
NOT_SIGNED = 84033543
NOT_SIGNED_HMS = (0x05000500, 0x00010007)
START_S, STOP_S = 90.0, 60.0


class BambuSettings(BaseModel):
    """One printer."""

    host: Annotated[str, AfterValidator(checked_host)] = Field(
        title=text("Address").message, description=text("As 192.168.1.20").message
    )
    serial: str = Field(min_length=6, title=text("Serial number").message)
    fingerprint: str = Field(
        "",
        title=text("Fingerprint of its certificate").message,
        description=text("SHA-256; empty: any certificate that bears the serial number").message,
    )
    folder: str = Field("cache", title=text("Folder on its memory card").message)
    mqtt_port: int = Field(8883, ge=1, le=65535, title=text("Port of orders").message)
    ftps_port: int = Field(990, ge=1, le=65535, title=text("Port of files").message)
    camera_port: int = Field(bambu_camera.PORT, ge=1, le=65535, title=text("Port of pictures").message)


class BambuPrinter:
    """Implements :class:`app.dispatch.driver.Driver` and ``PausingDriver``."""

    def __init__(self, settings: BambuSettings, secrets: Mapping[str, str]) -> None:
        self._settings = settings
        code = http_printer.secret(secrets, "access_code")
        self._code = code
        self._line = BambuLine(settings.host, settings.mqtt_port, settings.serial, code)
        self._files = BambuFiles(settings.host, settings.ftps_port, code, settings.folder)

    def close(self) -> None:
        self._line.close()

    def probe(self) -> Probe:
        self._state()
        return Probe("Bambu Lab", "", self._settings.serial)

    def capabilities(self) -> Capabilities:
        return Capabilities(SUFFIXES, snapshot=True, pauses=True)

    def status(self) -> Status:
        state = self._state()
        activity = ACTIVITIES.get(str(state.get("gcode_state")), "busy")
        going = activity in {"printing", "paused"}
        left, done = number(state.get("mc_remaining_time")), number(state.get("mc_percent"))
        heat = {"nozzle": ("nozzle_temper", "nozzle_target_temper"), "bed": ("bed_temper", "bed_target_temper")}
        return Status(
            activity,
            words(state.get("subtask_name")) if going else "",
            native=str(state.get("subtask_id") or "") if going else "",
            file=words(state.get("gcode_file")) if going else "",
            progress=done / 100 if going and done is not None else None,
            left_s=left * 60 if going and left is not None else None,
            message=_message(state),
            temperatures={
                name: (now, number(state.get(target)))
                for name, (key, target) in heat.items()
                if (now := number(state.get(key))) is not None
            },
        )

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        checked(file, SUFFIXES)
        _see_plate(file)
        if self._is_live(file.uid):
            raise http_printer.busy()
        trust = self._trust(self._settings.ftps_port)
        self._files.store(trust, file, name_of(file.uid), progress)
        try:
            self._files.mark(trust, whole_of(file.uid))
        except OfflineError:
            raise http_printer.cut(whole=True) from None
        return Handed(str(number_of(file.uid)))

    def start(self, file: PrintFile, handed: Handed) -> Handed:  # noqa: ARG002 - its number is made of its name
        if self._is_live(file.uid):
            return Handed(str(number_of(file.uid)), running=True)
        # A second start on a busy printer cancels the first print on some models: better ask twice.
        if str(self._state().get("gcode_state")) in ACTIVE:
            raise http_printer.busy()
        md5 = checked(file, SUFFIXES).md5
        trust = self._trust(self._settings.ftps_port)
        self._files.mark(trust, mark_of(file.uid))
        try:
            _see_obeyed(self._order("project_file", **self._project(file, md5)), self._state())
        except (RefusedError, OfflineError):
            with contextlib.suppress(PrinterError):  # a mark that stays makes us ask a person, no more
                self._files.remove(trust, mark_of(file.uid))
            raise
        if not wait_until(lambda: self._has_ours(file.uid), START_S):
            raise CutError(text("The printer said that it starts, but it did not."), whole=True)
        return Handed(str(number_of(file.uid)), running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        state = self._state()
        if _is_ours(state, uid):
            told = str(state.get("gcode_state"))
            done = number(state.get("mc_percent"))
            found = _found(state)
            return Trace(found, native, told, done / 100 if done is not None and found == "running" else None)
        trust = self._trust(self._settings.ftps_port)
        if self._files.size(trust, mark_of(uid)) is not None:
            return Trace("cannot_know", native)
        # The card keeps what has come of a file whose line broke: that must never be started.
        return Trace("absent" if self._files.size(trust, whole_of(uid)) is None else "stored", native)

    def cancel(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._must_be_live(uid)
        self._order("stop", param="")
        if not wait_until(lambda: not self._is_live(uid), STOP_S):
            raise CutError(text("The printer goes on although it was told to stop."), whole=True)

    def pause(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._must_be_live(uid)
        self._order("pause", param="")

    def resume(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._must_be_live(uid)
        self._order("resume", param="")

    def snapshot(self) -> bytes | None:
        try:
            context = self._trust(self._settings.camera_port)
        except PrinterError:  # another model, without single pictures
            return None
        return bambu_camera.picture(self._settings.host, self._code, context, self._settings.camera_port)

    # ---- inside -------------------------------------------------------------

    def _trust(self, port: int) -> ssl.SSLContext:
        return bambu_trust.context_for(self._settings.host, port, self._settings.serial, self._settings.fingerprint)

    def _state(self) -> dict[str, Any]:
        return self._line.state(lambda: self._trust(self._settings.mqtt_port))

    def _order(self, command: str, **values: Any) -> dict[str, Any]:
        return self._line.order(lambda: self._trust(self._settings.mqtt_port), command, **values)

    def _has_ours(self, uid: str) -> bool:
        return _is_ours(self._state(), uid)

    def _is_live(self, uid: str) -> bool:
        state = self._state()
        return _is_ours(state, uid) and state.get("gcode_state") in ACTIVE

    def _must_be_live(self, uid: str) -> None:
        if not self._is_live(uid):
            raise http_printer.not_ours()

    def _project(self, file: PrintFile, md5: str) -> dict[str, Any]:
        options, ours = file.options, str(number_of(file.uid))
        mapping = options.get("ams_mapping")
        return {
            "param": f"Metadata/plate_{_plate(file)}.gcode",
            "url": f"ftp:///{self._files.path(name_of(file.uid))}",
            "file": name_of(file.uid),
            "md5": md5,
            "subtask_name": file.uid,
            "subtask_id": ours,
            "task_id": ours,
            "project_id": "0",
            "profile_id": "0",
            "bed_type": str(options.get("bed_type") or "auto"),
            "timelapse": options.get("timelapse") is True,
            "bed_leveling": options.get("bed_leveling") is not False,
            "flow_cali": options.get("flow_cali") is True,
            "vibration_cali": options.get("vibration_cali") is not False,
            "layer_inspect": options.get("layer_inspect") is True,
            "use_ams": options.get("use_ams") is True,
            "ams_mapping": list(mapping) if isinstance(mapping, list | tuple) else [],
        }


def name_of(uid: str) -> str:
    """Name of the file on the card."""
    return f"{uid}.gcode.3mf"


def whole_of(uid: str) -> str:
    """Name of the file that says that all of the other one has arrived."""
    return f"{uid}.whole"


def mark_of(uid: str) -> str:
    """Name of the file that says that a start was asked for."""
    return f"{uid}.asked"


def number_of(uid: str) -> int:
    """Our number of a print: always the same for a name, and one that fits what printers store."""
    return int.from_bytes(hashlib.sha256(uid.encode()).digest()[:8]) % 2_147_483_646 + 1


def _plate(file: PrintFile) -> int:
    plate = file.options.get("plate", 1)
    return plate if isinstance(plate, int) and plate > 0 else 1


def _see_plate(file: PrintFile) -> None:
    """A model that nobody sliced is never sent. Raises RefusedError."""
    try:
        with zipfile.ZipFile(file.path) as parts:
            sliced = f"Metadata/plate_{_plate(file)}.gcode" in parts.namelist()
    except (OSError, zipfile.BadZipFile):
        sliced = False
    if not sliced:
        raise RefusedError(text("The file holds no sliced plate: slice it for this printer first."))


def _see_obeyed(answer: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Raises RefusedError where the printer says no."""
    if _is_unsigned(answer) or _is_unsigned(state):
        raise RefusedError(text("Developer Mode of the printer is off: switch it on at its screen."))
    result = str(answer.get("result", "success"))
    if result.lower() not in {"success", ""}:
        raise RefusedError(text("The printer refused: {words}", words=words(answer.get("reason")) or result))


def _is_ours(state: Mapping[str, Any], uid: str) -> bool:
    return str(state.get("subtask_id")) == str(number_of(uid)) or state.get("subtask_name") == uid


def _found(state: Mapping[str, Any]) -> Found:
    told = state.get("gcode_state")
    if told in ACTIVE:
        return "running"
    if told == "FINISH":
        return "finished_ok"
    if told == "FAILED":
        return "cancelled" if number(state.get("print_error")) == CANCELLED_BY_PERSON else "finished_bad"
    return "cannot_know"


def _is_unsigned(told: Mapping[str, Any]) -> bool:
    """Whether it says that it obeys only signed orders: Developer Mode is off."""
    if number(told.get("err_code")) == NOT_SIGNED:
        return True
    hints = told.get("hms")
    return isinstance(hints, list) and any(
        isinstance(hint, dict) and (hint.get("attr"), hint.get("code")) == NOT_SIGNED_HMS for hint in hints
    )


def _message(state: Mapping[str, Any]) -> str:
    """Its hints, as codes that the maker's pages explain."""
    if _is_unsigned(state):
        return str(text("Developer Mode of the printer is off: switch it on at its screen."))
    hints = state.get("hms")
    codes = [
        f"{hint['attr'] >> 16:04X}-{hint['attr'] & 0xFFFF:04X}-{hint['code'] >> 16:04X}-{hint['code'] & 0xFFFF:04X}"
        for hint in (hints if isinstance(hints, list) else ())
        if isinstance(hint, dict) and isinstance(hint.get("attr"), int) and isinstance(hint.get("code"), int)
    ]
    return f"HMS {', '.join(codes[:3])}" if codes else ""


def make(settings: BaseModel, secrets: Mapping[str, str]) -> BambuPrinter:
    """A driver for one printer."""
    assert isinstance(settings, BambuSettings)
    return BambuPrinter(settings, secrets)


KIND = DriverKind(
    id="bambu",
    title=text("Bambu Lab printer (local network, Developer Mode)"),
    icon="mdi6.printer-3d-nozzle-outline",
    kind="3d",
    form=BambuSettings,
    make=make,
    secrets=("access_code",),
    poll_s=(10.0, 3.0),
    discover=discovery_udp.bambu_printers,
    stand_in=True,
    pauses=True,
)
