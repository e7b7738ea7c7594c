"""Klipper printers, through Moonraker. What is printed now is believed before the history, the history before the files.

Moonraker closes the history of a print that outlives its own restart as ``server_exit`` or ``interrupted`` although it runs on;
and says ``paused`` of a print whose board was lost: only ``webhooks`` tells. It may forget a print altogether that had just
begun when it was killed; so that a start was asked for is written down in its own database first.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import BaseModel

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
from app.drivers.printers import discovery, http_printer
from app.drivers.printers.http_printer import HttpPrinter, HttpSettings, member, number, words
from app.drivers.printers.our_names import FOLDER, uid_of
from app.drivers.printers.sending import Outgoing, checked
from app.drivers.printers.waiting import wait_until
from app.i18n import text
from app.jobs.progress import Progress

SUFFIXES = (".gcode", ".g", ".gco", ".nc")
OBJECTS = ("webhooks", "print_stats", "virtual_sdcard", "display_status", "toolhead", "extruder", "heater_bed")
LIVE: dict[str, Found] = {
    "printing": "running",
    "paused": "running",
    "complete": "finished_ok",
    "cancelled": "cancelled",
    "error": "finished_bad",
}
HISTORY: dict[str, Found] = {
    "completed": "finished_ok",
    "cancelled": "cancelled",
    "error": "finished_bad",
    "klippy_shutdown": "finished_bad",
    "klippy_disconnect": "finished_bad",
}
"""Any other state of the history (in_progress, interrupted, server_exit) does not tell how the print ended."""
HISTORY_ROWS = 100
ITEMS = "/server/database/item"
START_S, STOP_S = 10.0, 20.0


class MoonrakerSettings(HttpSettings):
    """One Klipper printer."""


class MoonrakerPrinter:
    """Implements :class:`app.dispatch.driver.Driver` and ``PausingDriver``."""

    def __init__(self, settings: MoonrakerSettings, secrets: Mapping[str, str]) -> None:
        key = http_printer.secret(secrets, "api_key")
        self._http = HttpPrinter(settings.address, headers={"X-Api-Key": key} if key else None)

    def close(self) -> None:
        self._http.close()

    def probe(self) -> Probe:
        server = self._http.get("/server/info")
        if member(server, "result", "moonraker_version") is None:
            raise http_printer.strange()
        software = f"Moonraker {words(member(server, 'result', 'moonraker_version'))}"
        status, printer = self._http.asks("/printer/info")  # refused while Klipper is away
        if status == 200:
            software += f", Klipper {words(member(printer, 'result', 'software_version'))}"
        return Probe(words(member(printer, "result", "hostname")) or "Klipper", software)

    def capabilities(self) -> Capabilities:
        objects = self._objects()
        least, most = member(objects, "toolhead", "axis_minimum"), member(objects, "toolhead", "axis_maximum")
        volume = None
        if isinstance(least, list) and isinstance(most, list) and len(least) >= 3 and len(most) >= 3:
            x, y, z = (float(b) - float(a) for a, b in zip(least[:3], most[:3], strict=True))
            volume = (x, y, z) if min(x, y, z) > 0 else None
        return Capabilities(SUFFIXES, volume, snapshot=self._camera() is not None, pauses=True)

    def status(self) -> Status:
        objects = self._objects()
        return status_of(objects) if objects else Status(self._klippy(), message=self._klippy_words())

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        hashes = checked(file, SUFFIXES)
        name = name_of(file)
        with Outgoing.of(file, progress) as body:
            request = self._http.upload_request(
                "POST",
                "/server/files/upload",
                data={"root": "gcodes", "path": FOLDER, "checksum": hashes.sha256, "print": "false"},
                files={"file": (name, body, "application/octet-stream")},
            )
            status, answer = self._http.send(request, body)
        if status == 403:  # it prints this very file
            raise http_printer.busy()
        if status == 401:
            raise http_printer.wrong_key()
        if status == 422:
            raise CutError(text("The file arrived damaged at the printer; it is sent again."), whole=False)
        if status != 201:
            raise http_printer.refusal(status, answer)
        self._see_size(path_of(name), file.size)
        return Handed(path_of(name))

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        path = handed.native or path_of(name_of(file))
        objects = self._objects()
        state = member(objects, "print_stats", "state")
        if member(objects, "webhooks", "state") != "ready":
            raise RefusedError(text("The printer is not ready yet; nothing was started."))
        if state in {"printing", "paused"}:
            if member(objects, "print_stats", "filename") == path:
                return Handed(path, running=True)
            raise http_printer.busy()
        self._write_down(path)
        try:
            self._http.order("POST", "/printer/print/start", params={"filename": path}, answer_s=60.0)
        except (RefusedError, OfflineError):
            self._cross_out(path)
            raise
        if not wait_until(lambda: self._live(path) is not None, START_S):
            raise CutError(text("The printer said that it starts, but it did not."), whole=True)
        return Handed(path, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        objects = self._objects()
        trace = self._trace(self._paths(uid, native), objects)
        return replace(trace, status=status_of(objects)) if objects else trace

    def _trace(self, paths: tuple[str, ...], objects: Mapping[str, Any]) -> Trace:
        ready = member(objects, "webhooks", "state") == "ready"
        file = str(member(objects, "print_stats", "filename") or "")
        if file in paths:
            state = str(member(objects, "print_stats", "state"))
            found = LIVE.get(state)
            if found == "running" and not ready:
                found = "finished_bad"  # the board was lost in the middle of it
            if found is not None:
                return Trace(
                    found,
                    file,
                    state,
                    number(member(objects, "virtual_sdcard", "progress")),
                    number(member(objects, "print_stats", "print_duration")),
                )
        row = self._history(paths)
        if row is not None:
            state = str(row.get("status", ""))
            return Trace(
                HISTORY.get(state, "cannot_know"), str(row["filename"]), state, None, number(row.get("print_duration"))
            )
        if self._waits(paths):
            return Trace("running", told="job queue")
        for path in paths:
            if self._http.get("/server/files/metadata", missing_is_none=True, filename=path) is not None:
                return Trace("cannot_know" if self._was_written_down(path) or not ready else "stored", path)
        return Trace("absent" if ready else "cannot_know")

    def cancel(self, uid: str, native: str = "") -> None:
        path = self._must_be_live(uid, native)
        self._http.order("POST", "/printer/print/cancel", answer_s=60.0)
        if not wait_until(lambda: self._live(path) not in {"printing", "paused"}, STOP_S):
            raise CutError(text("The printer goes on although it was told to stop."), whole=True)

    def pause(self, uid: str, native: str = "") -> None:
        self._must_be_live(uid, native)
        self._http.order("POST", "/printer/print/pause", answer_s=60.0)

    def resume(self, uid: str, native: str = "") -> None:
        self._must_be_live(uid, native)
        self._http.order("POST", "/printer/print/resume", answer_s=60.0)

    def snapshot(self) -> bytes | None:
        camera = self._camera()
        return self._http.picture(camera) if camera else None

    # ---- inside -------------------------------------------------------------

    def _write_down(self, path: str) -> None:
        self._http.order("POST", ITEMS, body={"namespace": FOLDER, "key": _key(path), "value": "asked to start"})

    def _cross_out(self, path: str) -> None:
        with contextlib.suppress(PrinterError):  # what stays written down makes us ask a person, no more
            self._http.order("DELETE", ITEMS, params={"namespace": FOLDER, "key": _key(path)})

    def _was_written_down(self, path: str) -> bool:
        return self._http.get(ITEMS, missing_is_none=True, namespace=FOLDER, key=_key(path)) is not None

    def _objects(self) -> dict[str, Any]:
        """State of the printer; empty where Moonraker is there and Klipper is not."""
        query = "&".join(OBJECTS)
        status, answer = self._http.asks(f"/printer/objects/query?{query}")
        if status == 503:
            return {}
        found = member(answer, "result", "status")
        if status != 200 or not isinstance(found, dict):
            raise http_printer.strange()
        return found

    def _klippy(self) -> Activity:
        state = member(self._http.get("/server/info"), "result", "klippy_state")
        return "error" if state in {"error", "shutdown"} else "starting" if state == "startup" else "offline"

    def _klippy_words(self) -> str:
        return words(member(self._http.asks("/printer/info")[1], "error", "message"))

    def _live(self, path: str) -> str | None:
        """State of the print that has this name, None where it is not what the printer has."""
        stats = member(self._objects(), "print_stats") or {}
        return str(stats.get("state")) if stats.get("filename") == path else None

    def _must_be_live(self, uid: str, native: str) -> str:
        for path in self._paths(uid, native):
            if self._live(path) in {"printing", "paused"}:
                return path
        raise http_printer.not_ours()

    def _paths(self, uid: str, native: str) -> tuple[str, ...]:
        return (native,) if native else tuple(path_of(f"{uid}{suffix}") for suffix in SUFFIXES)

    def _history(self, paths: tuple[str, ...]) -> dict[str, Any] | None:
        answer = self._http.get("/server/history/list", missing_is_none=True, limit=HISTORY_ROWS, order="desc")
        jobs = member(answer, "result", "jobs")
        rows = [row for row in jobs if isinstance(row, dict)] if isinstance(jobs, list) else []
        return next((row for row in rows if row.get("filename") in paths), None)

    def _waits(self, paths: tuple[str, ...]) -> bool:
        answer = self._http.get("/server/job_queue/status", missing_is_none=True)
        queue = member(answer, "result", "queued_jobs")
        return isinstance(queue, list) and any(member(job, "filename") in paths for job in queue)

    def _see_size(self, path: str, size: int) -> None:
        stored = self._http.get("/server/files/metadata", missing_is_none=True, filename=path)
        if member(stored, "result", "size") != size:
            raise CutError(text("The file did not arrive whole at the printer; it is sent again."), whole=False)

    def _camera(self) -> str | None:
        try:
            cameras = member(self._http.get("/server/webcams/list", missing_is_none=True), "result", "webcams")
        except PrinterError:
            return None
        for camera in cameras if isinstance(cameras, list) else ():
            url = words(member(camera, "snapshot_url"))
            if url.startswith(("http://", "https://")):
                return url
            if url:  # of the web server in front of Moonraker, which listens where browsers look
                here = urlsplit(self._http.address)
                return f"{here.scheme}://{here.hostname}/{url.lstrip('/')}"
        return None


def name_of(file: PrintFile) -> str:
    """Name of a file on the printer."""
    return f"{quote(file.uid, safe='')}{file.suffix.lower()}"


def path_of(name: str) -> str:
    """Where it lies on the printer."""
    return f"{FOLDER}/{name}"


def _key(path: str) -> str:
    """The file in the database of Moonraker, where a dot would begin a level of its own."""
    return path.rpartition("/")[2].replace(".", "-")


def make(settings: BaseModel, secrets: Mapping[str, str]) -> MoonrakerPrinter:
    """A driver for one printer."""
    assert isinstance(settings, MoonrakerSettings)
    return MoonrakerPrinter(settings, secrets)


KIND = DriverKind(
    id="moonraker",
    title=text("Klipper printer (Moonraker)"),
    icon="mdi6.printer-3d-nozzle-outline",
    kind="3d",
    form=MoonrakerSettings,
    make=make,
    secrets=("api_key",),
    poll_s=(10.0, 2.0),
    discover=discovery.finder("_moonraker._tcp.local."),
    pauses=True,
)


def status_of(objects: Mapping[str, Any]) -> Status:
    """How the printer is, by the state of its objects."""
    printing, ready = member(objects, "print_stats") or {}, member(objects, "webhooks", "state")
    state = str(printing.get("state", ""))
    file = words(printing.get("filename"))
    if ready != "ready":
        return Status(
            "starting" if ready == "startup" else "error",
            uid_of(file),
            file=file,
            message=words(member(objects, "webhooks", "state_message")),
        )
    activity: Activity = {"printing": "printing", "paused": "paused"}.get(state, "idle")  # type: ignore[assignment]
    going = activity != "idle"
    progress = number(member(objects, "virtual_sdcard", "progress")) if going else None
    passed = number(printing.get("print_duration")) or 0.0
    return Status(
        activity,
        uid_of(file) if going else "",
        file=file if going else "",
        progress=progress,
        left_s=passed / progress - passed if progress and passed else None,
        message=words(printing.get("message")) or words(member(objects, "display_status", "message")),
        temperatures={
            name: (now, number(member(objects, key, "target")))
            for name, key in (("nozzle", "extruder"), ("bed", "heater_bed"))
            if (now := number(member(objects, key, "temperature"))) is not None
        },
    )
