"""Printers behind OctoPrint. Its 201 after an upload proves nothing; only the job that it shows then does.

OctoPrint counts prints by file when they end: a cancelled print and a failed one both count as failures, and one that its
host does not outlive is not counted. So that a start was asked for is marked first, with a folder that has the file's name.
"""

import contextlib
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from app.dispatch.driver import (
    Activity,
    Capabilities,
    CutError,
    DriverKind,
    Handed,
    OfflineError,
    PrinterError,
    PrintFile,
    Probe,
    RefusedError,
    Status,
    Trace,
)
from app.drivers.printers import discovery, http_printer
from app.drivers.printers.http_printer import HttpPrinter, HttpSettings, member, number, words
from app.drivers.printers.our_names import FOLDER, uid_of
from app.drivers.printers.sending import Hashes, Outgoing, checked
from app.drivers.printers.waiting import wait_until
from app.i18n import text
from app.jobs.progress import Progress

SUFFIXES = (".gcode", ".g", ".gco")
START_S, STOP_S = 20.0, 30.0
GOING = {"printing", "paused", "pausing", "resuming", "cancelling", "finishing"}
FILES = "/api/files/local"


class OctoPrintSettings(HttpSettings):
    """One printer behind OctoPrint."""


class OctoPrintPrinter:
    """Implements :class:`app.dispatch.driver.Driver` and ``PausingDriver``."""

    def __init__(self, settings: OctoPrintSettings, secrets: Mapping[str, str]) -> None:
        self._http = HttpPrinter(settings.address, headers={"X-Api-Key": http_printer.secret(secrets, "api_key")})

    def close(self) -> None:
        self._http.close()

    def probe(self) -> Probe:
        version = self._http.get("/api/version")
        if "OctoPrint" not in words(member(version, "text")):
            raise http_printer.strange()
        return Probe(words(member(self._profile(), "model")) or "OctoPrint", words(member(version, "text")))

    def capabilities(self) -> Capabilities:
        volume = member(self._profile(), "volume")
        sides = [number(member(volume, side)) for side in ("width", "depth", "height")]
        width, depth, height = sides
        size = (width, depth, height) if width and depth and height else None
        return Capabilities(SUFFIXES, size, snapshot=bool(self._camera()), pauses=True)

    def status(self) -> Status:
        job = self._http.get("/api/job")
        state, path = words(member(job, "state")), words(member(job, "job", "file", "path"))
        code, printer = self._http.asks("/api/printer")
        flags = {name for name, holds in (member(printer, "state", "flags") or {}).items() if holds is True}
        activity = _activity(state, code == 200, flags)
        going = activity in {"printing", "paused"}
        heat = member(printer, "temperature") if isinstance(member(printer, "temperature"), dict) else {}
        completion = number(member(job, "progress", "completion"))
        return Status(
            activity,
            uid_of(path) if going else "",
            file=path if going else "",
            progress=completion / 100 if going and completion is not None else None,
            left_s=number(member(job, "progress", "printTimeLeft")) if going else None,
            message=words(member(job, "error")),
            temperatures={
                name: (now, number(member(heat, key, "target")))
                for name, key in (("nozzle", "tool0"), ("bed", "bed"))
                if (now := number(member(heat, key, "actual"))) is not None
            },
        )

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        hashes = checked(file, SUFFIXES)
        name = f"{file.uid}{file.suffix.lower()}"
        with Outgoing.of(file, progress) as body:
            request = self._http.upload_request(
                "POST",
                FILES,
                data={"path": FOLDER, "select": "false", "print": "false"},
                files={"file": (name, body, "application/octet-stream")},
            )
            status, answer = self._http.send(request, body)
        if status in {401, 403} or "CSRF" in http_printer.told(answer):  # it takes us for a browser without its session
            raise http_printer.wrong_key()
        if status == 409:
            raise http_printer.busy()
        if status not in {200, 201}:
            raise http_printer.refusal(status, answer)
        path = f"{FOLDER}/{name}"
        self._see_hash(path, hashes)
        return Handed(path)

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        path = handed.native or f"{FOLDER}/{file.uid}{file.suffix.lower()}"
        code, printer = self._http.asks("/api/printer")
        flags = member(printer, "state", "flags") or {}
        if code != 200 or not flags.get("operational"):
            raise RefusedError(text("The printer is not ready yet; nothing was started."))
        if any(flags.get(flag) for flag in GOING):
            if self._job_path() == path:
                return Handed(path, running=True)
            raise http_printer.busy()
        prints_before = self._prints(path)
        self._mark(path)
        try:
            self._http.order("POST", f"{FILES}/{path}", body={"command": "select", "print": True})
        except (RefusedError, OfflineError):
            with contextlib.suppress(PrinterError):  # a mark that stays makes us ask a person, no more
                self._http.order("DELETE", f"{FILES}/{mark_of(path)}")
            raise
        if not wait_until(lambda: self._is_live(path) or self._prints(path) > prints_before, START_S):
            raise CutError(text("The printer said that it starts, but it did not."), whole=True)
        return Handed(path, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        paths = (native,) if native else tuple(f"{FOLDER}/{uid}{suffix}" for suffix in SUFFIXES)
        job = self._http.get("/api/job")
        state = words(member(job, "state"))
        if member(job, "job", "file", "path") in paths and self._is_going():
            completion = number(member(job, "progress", "completion"))
            path = str(member(job, "job", "file", "path"))
            return Trace("running", path, state, None if completion is None else completion / 100)
        for path in paths:
            entry = self._file(path)
            if entry is None:
                continue
            last = member(entry, "prints", "last")
            if last is not None:
                good = member(last, "success") is True
                return Trace("finished_ok" if good else "finished_bad", path, seconds=number(member(last, "printTime")))
            asked = self._file(mark_of(path)) is not None
            return Trace("cannot_know" if asked else "stored", path, state)
        return Trace("absent")

    def cancel(self, uid: str, native: str = "") -> None:
        path = self._must_be_live(uid, native)
        self._tell("cancel")
        if not wait_until(lambda: not self._is_live(path), STOP_S):
            raise CutError(text("The printer goes on although it was told to stop."), whole=True)

    def pause(self, uid: str, native: str = "") -> None:
        self._must_be_live(uid, native)
        self._tell("pause", action="pause")

    def resume(self, uid: str, native: str = "") -> None:
        self._must_be_live(uid, native)
        wait_until(lambda: not self._has_flag("pausing"), STOP_S)  # an order to go on is lost before it has paused
        self._tell("pause", action="resume")

    def snapshot(self) -> bytes | None:
        camera = self._camera()
        return self._http.picture(camera) if camera else None

    # ---- inside -------------------------------------------------------------

    def _tell(self, command: str, **more: str) -> None:
        self._http.order("POST", "/api/job", body={"command": command, **more})

    def _profile(self) -> dict[str, Any]:
        profiles = member(self._http.get("/api/printerprofiles"), "profiles")
        found = [one for one in profiles.values() if isinstance(one, dict)] if isinstance(profiles, dict) else []
        return next((one for one in found if one.get("current")), found[0] if found else {})

    def _camera(self) -> str:
        settings = self._http.get("/api/settings")
        url = words(member(settings, "webcam", "snapshotUrl"))
        return url if url.startswith(("http://", "https://")) else ""

    def _job_path(self) -> str:
        return words(member(self._http.get("/api/job"), "job", "file", "path"))

    def _is_going(self) -> bool:
        code, printer = self._http.asks("/api/printer")
        flags = member(printer, "state", "flags") or {}
        return code == 200 and any(flags.get(flag) for flag in GOING)

    def _has_flag(self, flag: str) -> bool:
        return member(self._http.asks("/api/printer")[1], "state", "flags", flag) is True

    def _is_live(self, path: str) -> bool:
        return self._job_path() == path and self._is_going()

    def _must_be_live(self, uid: str, native: str) -> str:
        path = self._job_path()
        if (path == native if native else uid_of(path) == uid) and self._is_going():
            return path
        raise http_printer.not_ours()

    def _file(self, path: str) -> dict[str, Any] | None:
        status, entry = self._http.asks(f"{FILES}/{path}")
        if status == 404:
            return None
        if status == 500 and self._http.get(f"{FILES}/{FOLDER}", missing_is_none=True) is None:
            return None  # 1.11 fails where the folder of a file does not exist yet
        if status != 200 or not isinstance(entry, dict):
            raise http_printer.refusal(status, entry)
        return entry

    def _prints(self, path: str) -> float:
        entry = self._file(path)
        return sum(number(member(entry, "prints", how)) or 0.0 for how in ("success", "failure"))

    def _mark(self, path: str) -> None:
        folder, _, name = mark_of(path).rpartition("/")
        self._http.order("POST", FILES, form={"path": folder, "foldername": name}, good=(409,))

    def _see_hash(self, path: str, hashes: Hashes) -> None:
        entry = self._file(path)
        if member(entry, "hash") != hashes.sha1:
            raise CutError(text("The file did not arrive whole at the printer; it is sent again."), whole=False)


def _activity(state: str, answers: bool, flags: set[str]) -> Activity:
    if not answers:
        return "error" if "error" in state.lower() else "offline" if "offline" in state.lower() else "starting"
    if flags & {"error", "closedOrError"}:
        return "error"
    if flags & {"paused", "pausing"}:
        return "paused"
    if flags & GOING:
        return "printing"
    return "idle" if "operational" in flags else "starting"


def mark_of(path: str) -> str:
    """The folder that says that a start was asked for."""
    return f"{path.replace('.', '-')}-asked"


def make(settings: BaseModel, secrets: Mapping[str, str]) -> OctoPrintPrinter:
    """A driver for one printer."""
    assert isinstance(settings, OctoPrintSettings)
    return OctoPrintPrinter(settings, secrets)


KIND = DriverKind(
    id="octoprint",
    title=text("Printer behind OctoPrint"),
    icon="mdi6.printer-3d-nozzle-outline",
    kind="3d",
    form=OctoPrintSettings,
    make=make,
    secrets=("api_key",),
    poll_s=(10.0, 2.0),
    discover=discovery.finder("_octoprint._tcp.local."),
    pauses=True,
)
