"""Prusa printers, through PrusaLink (on the printer itself, or on a small computer beside it).

PrusaLink forgets a job when it ends: who watched it knows how, who comes later does not. So that a start was asked for is
marked first, with a folder that has the file's name; and what was seen while it printed is remembered as long as we run.
"""

import contextlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field

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
from app.drivers.printers.our_names import FOLDER
from app.drivers.printers.sending import Outgoing, checked
from app.drivers.printers.waiting import wait_until
from app.i18n import text
from app.jobs.progress import Progress

SUFFIXES = (".gcode", ".bgcode", ".sl1", ".sl1s")
ACTIVITIES: dict[str, Activity] = {
    "IDLE": "idle",
    "READY": "idle",
    "FINISHED": "idle",
    "STOPPED": "idle",
    "BUSY": "busy",
    "PRINTING": "printing",
    "PAUSED": "paused",
    "ATTENTION": "attention",
    "ERROR": "error",
}
ENDS: dict[str, Found] = {"FINISHED": "finished_ok", "STOPPED": "cancelled", "ERROR": "finished_bad"}
LISTED_S, START_S, STOP_S = 15.0, 30.0, 60.0


class PrusaLinkSettings(HttpSettings):
    """One Prusa printer."""

    user: str = Field("maker", title=text("User name").message)


class PrusaLinkPrinter:
    """Implements :class:`app.dispatch.driver.Driver` and ``PausingDriver``."""

    def __init__(self, settings: PrusaLinkSettings, secrets: Mapping[str, str]) -> None:
        key, password = http_printer.secret(secrets, "api_key"), http_printer.secret(secrets, "password")
        auth = httpx.DigestAuth(settings.user, password) if password else None
        self._http = HttpPrinter(settings.address, headers={"X-Api-Key": key} if key and not auth else None, auth=auth)
        self._root = ""
        self._seen, self._end = "", ""  # the last file that was seen at work, by name, and how that ended

    def close(self) -> None:
        self._http.close()

    def probe(self) -> Probe:
        version = self._http.get("/api/version")
        if "PrusaLink" not in words(member(version, "text")) and member(version, "api") is None:
            raise http_printer.strange()
        info = self._http.get("/api/v1/info", missing_is_none=True)
        model = words(member(version, "original")) or words(member(version, "text")) or "PrusaLink"
        return Probe(model, words(member(version, "server")), words(member(info, "serial")))

    def capabilities(self) -> Capabilities:
        return Capabilities(SUFFIXES, snapshot=self.snapshot() is not None, pauses=True)

    def status(self) -> Status:
        answer = self._status()
        printer = member(answer, "printer") or {}
        activity = self._activity(answer)
        job = self._job()
        if job is None:
            self._see_end(answer)
        name = _name(job)
        progress = number(member(job, "progress"))
        return Status(
            activity,
            _uid_of(name) if _is_ours(job) else "",
            native=str(member(job, "id") or ""),
            file=name,
            progress=None if progress is None else progress / 100,
            left_s=number(member(job, "time_remaining")),
            message=words(member(printer, "status_printer", "message")),
            temperatures={
                name: (now, number(printer.get(f"target_{name}")))
                for name in ("nozzle", "bed")
                if (now := number(printer.get(f"temp_{name}"))) is not None
            },
        )

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        checked(file, SUFFIXES)
        name = f"{file.uid}{file.suffix.lower()}"
        if _name(self._job()) == name:  # asking first also brings what a digest needs, before the body
            raise http_printer.busy()
        path = f"{self._storage()}/{FOLDER}/{quote(name)}"
        with Outgoing.of(file, progress) as body:
            headers = {
                "Content-Length": str(file.size),
                "Content-Type": "application/octet-stream" if file.suffix.lower() != ".gcode" else "text/x.gcode",
                "Overwrite": "?1",
                "Print-After-Upload": "?0",
            }
            request = self._http.upload_request("PUT", path, content=body, headers=headers)
            status, answer = self._http.send(request, body)
        if status in {401, 403}:
            raise http_printer.wrong_key()
        # Some answer 409 although the file has landed; others that another transfer is under way.
        if status == 409 and not self._has(path, file.size):
            raise http_printer.busy()
        if status not in {200, 201, 204, 409}:
            raise http_printer.refusal(status, answer)
        if not wait_until(lambda: self._has(path, file.size), LISTED_S):
            raise CutError(text("The file did not arrive whole at the printer; it is sent again."), whole=False)
        return Handed(path)

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        name = f"{file.uid}{file.suffix.lower()}"
        path = handed.native or f"{self._storage()}/{FOLDER}/{quote(name)}"
        job = self._job()
        if _name(job) == name and member(job, "state") not in ENDS:
            return Handed(path, running=True)
        activity = self._activity(self._status())
        if activity in {"offline", "starting", "error", "attention"}:
            raise RefusedError(text("The printer is not ready yet; nothing was started."))
        if activity != "idle":
            raise http_printer.busy()
        self._http.order("PUT", _mark_of(path), content=b"", headers={"Create-Folder": "?1"}, good=(409,))
        if not wait_until(lambda: self._has(_mark_of(path)), LISTED_S):
            raise RefusedError(text("The printer takes no folder that says what was started; nothing was started."))
        try:
            status, _ = self._http.order("POST", path, good=(409,))
            if status == 409:
                raise http_printer.busy()
        except (RefusedError, OfflineError):
            with contextlib.suppress(PrinterError):  # a mark that stays makes us ask a person, no more
                self._http.order("DELETE", _mark_of(path))
            raise
        if not wait_until(lambda: _name(self._job()) == name, START_S):
            raise CutError(text("The printer said that it starts, but it did not."), whole=True)
        return Handed(path, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        job = self._job()
        if _uid_of(_name(job)) == uid:
            state = words(member(job, "state"))
            progress = number(member(job, "progress"))
            return Trace(
                ENDS.get(state, "running"),
                native,
                state,
                None if progress is None else progress / 100,
                number(member(job, "time_printing")),
            )
        if _uid_of(self._seen) == uid and job is None:
            self._see_end(self._status())
            return Trace(ENDS.get(self._end, "cannot_know"), native, self._end)
        storage = self._storage()
        paths = (native,) if native else tuple(f"{storage}/{FOLDER}/{quote(uid)}{suffix}" for suffix in SUFFIXES)
        for path in paths:
            if self._has(_mark_of(path)):
                return Trace("cannot_know", path)
            if self._has(path):
                return Trace("stored", path)
        return Trace("absent")

    def cancel(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - its job has a name
        number_ = self._must_be_live(uid)
        self._http.order("DELETE", f"/api/v1/job/{number_}", good=(404,))  # 404: another job by now, left alone
        if not wait_until(lambda: _uid_of(_name(job := self._job())) != uid or member(job, "state") in ENDS, STOP_S):
            raise CutError(text("The printer goes on although it was told to stop."), whole=True)

    def pause(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._http.order("PUT", f"/api/v1/job/{self._must_be_live(uid)}/pause", content=b"")

    def resume(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - as above
        self._http.order("PUT", f"/api/v1/job/{self._must_be_live(uid)}/resume", content=b"")

    def snapshot(self) -> bytes | None:
        return self._http.picture(f"{self._http.address}/api/v1/cameras/snap")

    # ---- inside -------------------------------------------------------------

    def _status(self) -> Any:
        code, answer = self._http.asks("/api/v1/status")
        if code == 503:
            return {}
        if code != 200 or member(answer, "printer") is None:
            raise http_printer.strange()
        return answer

    def _activity(self, answer: Any) -> Activity:
        if not answer:
            return "starting"
        if member(answer, "printer", "status_printer", "ok") is False and member(answer, "printer", "state") == "IDLE":
            return "error"
        return ACTIVITIES.get(words(member(answer, "printer", "state")), "starting")

    def _job(self) -> Any:
        """The job that the printer has now, None where it has none."""
        code, job = self._http.asks("/api/v1/job")
        if code == 503:
            raise RefusedError(text("The printer is not ready yet; nothing was started."))
        if code == 204 or member(job, "file") is None:
            return None
        state = words(member(job, "state"))
        self._seen, self._end = _name(job), state if state in ENDS else ""
        return job

    def _see_end(self, status: Any) -> None:
        """Remember how the last job ended: some printers say so for ten seconds only."""
        state = words(member(status, "printer", "state"))
        if not self._end and state in ENDS:
            self._end = state

    def _must_be_live(self, uid: str) -> int:
        job = self._job()
        if _uid_of(_name(job)) != uid or member(job, "state") in ENDS or not isinstance(member(job, "id"), int):
            raise http_printer.not_ours()
        return int(job["id"])

    def _storage(self) -> str:
        if not self._root:
            listed = member(self._http.get("/api/v1/storage"), "storage_list")
            usable = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
            usable = [one for one in usable if one.get("available") and not one.get("read_only")]
            if not usable:
                raise RefusedError(text("The printer has no storage that takes files: is its memory stick in?"))
            self._root = f"/api/v1/files/{quote(words(usable[0].get('path')).strip('/'))}"
        return self._root

    def _has(self, path: str, size: int | None = None) -> bool:
        code, entry = self._http.asks(path)
        return code == 200 and (size is None or member(entry, "size") == size)


def _mark_of(path: str) -> str:
    """The folder that says that a start was asked for."""
    return f"{path.replace('.', '-')}-asked"


def _name(job: Any) -> str:
    """The whole name of a job's file: printers with a FAT memory stick also have a short one."""
    name = words(member(job, "file", "display_name")) or words(member(job, "file", "name"))
    return name.rpartition("/")[2]


def _uid_of(name: str) -> str:
    return name.rsplit(".", 1)[0]


def _is_ours(job: Any) -> bool:
    path = words(member(job, "file", "display_path")) or words(member(job, "file", "path"))
    return f"/{FOLDER.lower()}" in path.lower()


def make(settings: BaseModel, secrets: Mapping[str, str]) -> PrusaLinkPrinter:
    """A driver for one printer."""
    assert isinstance(settings, PrusaLinkSettings)
    return PrusaLinkPrinter(settings, secrets)


KIND = DriverKind(
    id="prusalink",
    title=text("Prusa printer (PrusaLink)"),
    icon="mdi6.printer-3d-nozzle-outline",
    kind="3d",
    form=PrusaLinkSettings,
    make=make,
    secrets=("password", "api_key"),
    poll_s=(10.0, 3.0),
    discover=discovery.finder("_prusalink._tcp.local."),
    pauses=True,
)
