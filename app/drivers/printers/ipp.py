"""Printers that speak IPP (photo, postcard, label printers without a driver), and queues of CUPS.

A job bears our name. The document is its last word: a printer begins as soon as it has some of it, so a transfer that
breaks is cancelled at once, or half a photo would come out as a success. Many printers forget what they printed within a
minute, and number jobs anew after a restart: only CUPS, which keeps its history, is believed that it has never had a job.
A job that was printed counts as done only where we know that all of it was sent.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import httpx
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
from app.drivers.printers import discovery, http_printer
from app.drivers.printers.http_printer import HttpPrinter
from app.drivers.printers.ipp_codec import Answer, Attribute, CodecError, Operation, Tag, of, parse, request
from app.drivers.printers.ipp_sheet import sheet_of, template
from app.drivers.printers.png_depth import widened
from app.drivers.printers.sending import Outgoing, checked
from app.errors import Cancelled
from app.i18n import Text, text
from app.jobs.progress import Progress

PORT = 631
FORMATS = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".pwg": "image/pwg-raster",
    ".urf": "image/urf",
    ".zpl": "application/vnd.zebra-zpl",
}
WANTED = (
    "printer-make-and-model", "printer-info", "printer-firmware-string-version", "printer-uuid", "printer-state",
    "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs", "printer-up-time", "cups-version",
    "document-format-supported", "media-supported", "media-ready", "media-col-database", "media-type-supported",
    "media-source-supported", "print-color-mode-supported", "copies-supported", "sides-supported",
    "job-creation-attributes-supported",
    "marker-names", "marker-levels", "printer-supply", "printer-supply-description",
)  # fmt: skip
JOB_WANTED = (
    "job-id", "job-name", "job-state", "job-state-reasons", "job-state-message", "job-printer-state-message",
    "time-at-creation", "time-at-processing", "time-at-completed", "job-impressions", "job-impressions-completed",
)  # fmt: skip
STATES: dict[int, Found] = {
    3: "running",
    4: "running",
    5: "running",
    6: "running",
    7: "cancelled",
    8: "finished_bad",
    9: "finished_ok",
}
BAD_ENDS = {"job-completed-with-errors", "aborted-by-system", "document-format-error", "compression-error"}
WAITS_FOR_DATA = {"job-incoming", "job-data-insufficient"}
ORPHAN_S = 180.0
"""A job that waits longer than this for its document has lost its sender."""
REMEMBERS_S = 45.0
"""Every printer remembers a job at least so long after it has ended."""
JOBS = 500
BUSY, NOT_ACCEPTING = 0x0507, 0x0506
FORBIDDEN = (0x0401, 0x0402, 0x0403)
REASONS: tuple[tuple[str, Text], ...] = (
    ("media-empty", text("The printer is out of paper.")),
    ("media-needed", text("The printer wants other paper.")),
    ("media-jam", text("Paper is jammed in the printer.")),
    ("cover-open", text("The printer is open.")),
    ("door-open", text("The printer is open.")),
    ("marker-supply-empty", text("The printer is out of ink or ribbon.")),
    ("toner-empty", text("The printer is out of ink or ribbon.")),
    ("input-tray-missing", text("The paper tray is not in the printer.")),
    ("output-area-full", text("The tray for prints is full.")),
    ("paused", text("The printer is paused.")),
    ("offline", text("The computer that prints cannot reach the printer.")),
)


def checked_ipp(address: str) -> str:
    """An address as ipp://host:port/path. Raises AddressError."""
    given = address.strip()
    scheme, mark, rest = given.partition("://")
    plain = {"ipp": "http", "ipps": "https", "http": "http", "https": "https"}.get(scheme if mark else "ipp", scheme)
    parts = urlsplit(http_printer.checked_address(f"{plain}://{rest if mark else given}"))
    port = parts.port or (PORT if scheme not in {"http", "https"} else 443 if scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{'ipps' if plain == 'https' else 'ipp'}://{host}:{port}{parts.path or '/ipp/print'}"


class IppSettings(BaseModel):
    """One printer or one queue of CUPS."""

    address: Annotated[str, AfterValidator(checked_ipp)] = Field(
        title=text("Address").message, description=text("As ipp://192.168.1.20/ipp/print").message
    )
    user: str = Field("statuette", title=text("User name").message)
    checks_certificate: bool = Field(False, title=text("Only with a certificate that this PC trusts").message)


@dataclass(frozen=True)
class _Try:
    """When a job was sent, by our clock and by the printer's; ``whole``: it said that it has all of it."""

    at: float
    up_s: float
    whole: bool = False


@dataclass
class _Document:
    """What is sent: the request, then the file."""

    head: bytes
    file: Outgoing

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        yield from self.file


class IppPrinter:
    """Implements :class:`app.dispatch.driver.Driver`."""

    def __init__(self, settings: IppSettings, secrets: Mapping[str, str]) -> None:
        self._uri, self._user = settings.address, settings.user
        parts = urlsplit(settings.address)
        self._path = parts.path
        password = http_printer.secret(secrets, "password")
        self._http = HttpPrinter(
            f"{'https' if parts.scheme == 'ipps' else 'http'}://{parts.netloc}",
            auth=httpx.BasicAuth(settings.user, password) if password else None,
            verify=settings.checks_certificate,
        )
        self._tries: dict[str, _Try] = {}
        self._begun: dict[str, int] = {}  # when the printer began each job, by its own clock, as it was seen first

    def close(self) -> None:
        self._http.close()

    def probe(self) -> Probe:
        printer = self._printer()
        model = _word(printer, "printer-make-and-model") or _word(printer, "printer-info")
        cups = _word(printer, "cups-version")
        software = f"CUPS {cups}" if cups else _word(printer, "printer-firmware-string-version")
        return Probe(model, software, _word(printer, "printer-uuid"))

    def capabilities(self) -> Capabilities:
        printer = self._printer()
        formats = set(printer.get("document-format-supported") or ())
        suffixes = tuple(suffix for suffix, kind in FORMATS.items() if kind in formats)
        modes = printer.get("print-color-mode-supported")
        return Capabilities(
            suffixes,
            media=tuple(str(name) for name in printer.get("media-ready") or printer.get("media-supported") or ()),
            colors=None if not modes else "color" in modes,
            starts_itself=True,
        )

    def status(self) -> Status:
        printer = self._printer()
        reasons = [str(reason) for reason in printer.get("printer-state-reasons") or () if reason != "none"]
        stops = [words for key, words in REASONS for reason in reasons if reason.startswith(key)]
        state = _figure(printer, "printer-state")
        activity: Activity = {3: "idle", 4: "printing"}.get(state, "attention")  # type: ignore[assignment]
        if printer.get("printer-is-accepting-jobs") == [False]:
            activity = "busy" if state == 4 else "attention"
        # a warning while it prints is a jam; a warning while it is idle may be one tray of several
        if stops and (state == 4 or any(not reason.endswith(("-warning", "-report")) for reason in reasons)):
            activity = "attention"
        at_work = self._jobs("not-completed") if state == 4 else []
        job = next((job for job in at_work if _figure(job, "job-state") == 5), {})
        done, whole = _figure(job, "job-impressions-completed"), _figure(job, "job-impressions")
        return Status(
            activity,
            _word(job, "job-name"),
            native=str(_figure(job, "job-id") or ""),
            progress=min(done / whole, 1.0) if whole > 0 else None,
            message=str(stops[0]) if stops else _word(printer, "printer-state-message"),
            levels=_levels(printer),
        )

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        checked(file)
        printer = self._printer()
        kind = FORMATS.get(file.suffix.lower(), "")
        if kind not in (printer.get("document-format-supported") or ()):
            raise RefusedError(text("This printer takes no “{suffix}” files.", suffix=file.suffix))
        job = template(sheet_of(file), printer)
        # asking for fidelity, so that no media, size or colour is swapped silently
        who = {**self._who(), "job-name": of(Tag.NAME, file.uid), "ipp-attribute-fidelity": of(Tag.BOOLEAN, True)}
        wide = widened(file, progress) if file.suffix.lower() == ".png" else None
        outgoing = Outgoing.of(file, progress) if wide is None else Outgoing.of_bytes(wide, progress)
        checks = {**who, "document-format": of(Tag.MIME, kind)}
        self._good(self._ask(Operation.VALIDATE_JOB, checks, job))
        self._tries[file.uid] = _Try(time.monotonic(), _figure(printer, "printer-up-time"))
        made = self._tell(Operation.CREATE_JOB, who, job)
        number = _figure(made.one(Tag.JOB), "job-id")
        try:
            self._send(number, outgoing, kind)
        except (PrinterError, Cancelled):
            self._drop(number)
            raise
        self._tries[file.uid] = replace(self._tries[file.uid], whole=True)
        return Handed(str(number), running=True)

    def start(self, file: PrintFile, handed: Handed) -> Handed:  # noqa: ARG002 - what it has got it prints
        return Handed(handed.native, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        unnamed = False
        for which in ("not-completed", "completed"):
            for job in self._jobs(which):
                if _word(job, "job-name") == uid:
                    begun = _figure(job, "time-at-processing")
                    again = begun > 0 and self._begun.setdefault(uid, begun) != begun
                    return self._trace(job, known_whole=bool(native) or self._was_whole(uid), again=again)
                unnamed = unnamed or not _word(job, "job-name")
        printer = self._printer()
        if _word(printer, "cups-version") and not unnamed:
            return Trace("absent", native)
        return Trace("absent" if self._would_remember(uid, printer) and not unnamed else "cannot_know", native)

    def cancel(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - numbers are given twice, names are not
        jobs = [job for job in self._jobs("not-completed") if _word(job, "job-name") == uid]
        if not jobs:
            raise http_printer.not_ours()
        for job in jobs:
            self._good(self._cancel(_figure(job, "job-id")))

    def snapshot(self) -> bytes | None:
        return None

    # ---- inside -------------------------------------------------------------

    def _who(self) -> dict[str, Attribute]:
        return {"requesting-user-name": of(Tag.NAME, self._user)}

    def _printer(self) -> dict[str, list[Any]]:
        wanted = of(Tag.KEYWORD, *WANTED)
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, {**self._who(), "requested-attributes": wanted})
        return self._good(answer).one(Tag.PRINTER)

    def _jobs(self, which: str) -> list[dict[str, list[Any]]]:
        answer = self._ask(
            Operation.GET_JOBS,
            {
                **self._who(),
                "which-jobs": of(Tag.KEYWORD, which),
                "limit": of(Tag.INTEGER, JOBS),
                "requested-attributes": of(Tag.KEYWORD, *JOB_WANTED),
            },
        )
        return self._good(answer).all(Tag.JOB)

    def _was_whole(self, uid: str) -> bool:
        tried = self._tries.get(uid)
        return tried is not None and tried.whole

    def _trace(self, job: dict[str, list[Any]], *, known_whole: bool, again: bool = False) -> Trace:
        """again: begun anew since it was first seen at work, as CUPS does with what it was sending when it was killed."""
        number, state = _figure(job, "job-id"), _figure(job, "job-state")
        reasons = {str(reason) for reason in job.get("job-state-reasons") or ()}
        found = STATES.get(state, "cannot_know")
        if found == "finished_ok" and reasons & BAD_ENDS:
            found = "finished_bad"
        words = _word(job, "job-state-message") or _word(job, "job-printer-state-message") or ", ".join(sorted(reasons))
        if found == "finished_ok" and not known_whole:
            found, words = "cannot_know", str(text("It was printed, but perhaps not all of it: look at the print."))
        if found == "finished_ok" and again:
            found, words = "cannot_know", str(text("It was begun twice: look whether it was printed twice."))
        if found == "running" and reasons & WAITS_FOR_DATA and self._is_orphan(job):
            self._drop(number)
            found, words = "finished_bad", str(text("The file did not arrive whole at the printer."))
        done, whole = _figure(job, "job-impressions-completed"), _figure(job, "job-impressions")
        begun, ended = _figure(job, "time-at-processing"), _figure(job, "time-at-completed")
        return Trace(
            found,
            str(number) if known_whole else "",  # a number that is known says: all of it was sent
            words,
            min(done / whole, 1.0) if whole > 0 else None,
            float(ended - begun) if ended > begun > 0 else None,
        )

    def _is_orphan(self, job: dict[str, list[Any]]) -> bool:
        """Whether it waits for a document that nobody sends any more; a broken sender blocks many printers for good."""
        return _figure(self._printer(), "printer-up-time") - _figure(job, "time-at-creation") > ORPHAN_S

    def _would_remember(self, uid: str, printer: dict[str, list[Any]]) -> bool:
        """Whether a job that was sent a moment ago must still be on its lists."""
        tried = self._tries.get(uid)
        if tried is None or time.monotonic() - tried.at > REMEMBERS_S:
            return False
        passed = time.monotonic() - tried.at
        return _figure(printer, "printer-up-time") >= tried.up_s + passed - 2.0  # else it was switched off and on

    def _send(self, number: int, outgoing: Outgoing, kind: str) -> None:
        attributes = {
            "job-id": of(Tag.INTEGER, number),
            **self._who(),
            "document-format": of(Tag.MIME, kind),
            "last-document": of(Tag.BOOLEAN, True),
        }
        head = request(Operation.SEND_DOCUMENT, self._uri, attributes)
        with outgoing as body:
            sent = self._http.upload_request(
                "POST",
                self._path,
                content=_Document(head, body),
                headers={"Content-Type": "application/ipp", "Content-Length": str(len(head) + outgoing.size)},
            )
            try:
                status, content = self._http.exchange(sent, http_printer.AFTER_BODY_S, body)
            except OfflineError:
                raise http_printer.cut(whole=False) from None  # the job is there already
        self._good(_answer(status, content))

    def _drop(self, number: int) -> None:
        """Cancel a job whose document broke off, before the printer takes half of it for all."""
        for pause in (0.0, 0.5, 2.0):
            time.sleep(pause)
            with contextlib.suppress(PrinterError):
                self._cancel(number)
                return

    def _cancel(self, number: int) -> Answer:
        return self._tell(Operation.CANCEL_JOB, {"job-id": of(Tag.INTEGER, number), **self._who()}, judge=False)

    def _ask(
        self, operation: Operation, attributes: dict[str, Attribute], job: dict[str, Attribute] | None = None
    ) -> Answer:
        """What changes nothing: no answer means offline."""
        try:
            return self._tell(operation, attributes, job, judge=False)
        except CutError:
            raise http_printer.offline() from None

    def _tell(
        self,
        operation: Operation,
        attributes: dict[str, Attribute],
        job: dict[str, Attribute] | None = None,
        *,
        judge: bool = True,
    ) -> Answer:
        order = {"job-id": attributes["job-id"], **attributes} if "job-id" in attributes else attributes
        message = self._http.upload_request(
            "POST",
            self._path,
            content=request(operation, self._uri, order, job),
            headers={"Content-Type": "application/ipp"},
        )
        answer = _answer(*self._http.exchange(message, http_printer.ANSWER_S * 3))
        return self._good(answer) if judge else answer

    def _good(self, answer: Answer) -> Answer:
        if answer.good:
            return answer
        if answer.status == BUSY:
            raise http_printer.busy()
        if answer.status in FORBIDDEN:
            raise http_printer.wrong_key()
        if answer.status == NOT_ACCEPTING:
            raise RefusedError(text("The printer takes no jobs at the moment."))
        said = _word(answer.one(Tag.OPERATION), "status-message") or f"{answer.status:#06x}"
        raise RefusedError(text("The printer refused: {words}", words=said))


def _answer(status: int, content: bytes) -> Answer:
    if status in {401, 403}:
        raise http_printer.wrong_key()
    if status != 200:
        raise http_printer.refusal(status)
    try:
        return parse(content)
    except CodecError:
        raise http_printer.strange() from None


def _word(attributes: Mapping[str, list[Any]], name: str) -> str:
    values = attributes.get(name)
    return " ".join(str(values[0]).split())[:500] if values and isinstance(values[0], str) else ""


def _figure(attributes: Mapping[str, list[Any]], name: str) -> int:
    """A number, 0 where there is none."""
    values = attributes.get(name)
    return int(values[0]) if values and isinstance(values[0], int) else 0


def _levels(printer: Mapping[str, list[Any]]) -> dict[str, float]:
    """What is left of ink, ribbon and paper, as shares."""
    names, levels = printer.get("marker-names") or [], printer.get("marker-levels") or []
    found = {str(name): level / 100 for name, level in zip(names, levels, strict=False) if _is_share(level)}
    supplies, words = printer.get("printer-supply") or [], printer.get("printer-supply-description") or []
    for supply, name in zip(supplies, words, strict=False):
        fields = dict(part.split("=", 1) for part in str(supply).split(";") if "=" in part)
        level, most = fields.get("level", ""), fields.get("maxcapacity", "")
        is_filled = fields.get("class", "supplyThatIsConsumed") == "supplyThatIsConsumed"
        if is_filled and level.isdecimal() and most.isdecimal() and 0 < int(most) >= int(level):
            found.setdefault(str(name), int(level) / int(most))
    return found


def _is_share(level: Any) -> bool:
    return isinstance(level, int) and 0 <= level <= 100


def make(settings: BaseModel, secrets: Mapping[str, str]) -> IppPrinter:
    """A driver for one printer."""
    assert isinstance(settings, IppSettings)
    return IppPrinter(settings, secrets)


def discover(seconds: float) -> list[tuple[str, dict[str, Any]]]:
    """The queues of this PC, and printers in the network."""
    found = queues()
    for kind, scheme in (("_ipps._tcp.local.", "ipps"), ("_ipp._tcp.local.", "ipp")):
        for name, settings in discovery.http_printers(kind, seconds, discovery.resource):
            address = str(settings["address"]).replace("http://", f"{scheme}://")
            if name not in {known for known, _ in found}:
                found.append((name, {"address": address}))
    return found


def queues(server: str = f"127.0.0.1:{PORT}") -> list[tuple[str, dict[str, Any]]]:
    """The queues of a CUPS, [] where none answers: (name, settings)."""
    names = of(Tag.KEYWORD, "printer-name", "printer-info")
    asked = request(Operation.CUPS_GET_PRINTERS, f"ipp://{server}/", {"requested-attributes": names})
    http = HttpPrinter(f"http://{server}")
    try:
        message = http.upload_request("POST", "/", content=asked, headers={"Content-Type": "application/ipp"})
        answer = _answer(*http.exchange(message, http_printer.ANSWER_S))
    except PrinterError:
        return []
    finally:
        http.close()
    listed = [(_word(queue, "printer-name"), _word(queue, "printer-info")) for queue in answer.all(Tag.PRINTER)]
    return [(info or name, {"address": f"ipp://{server}/printers/{quote(name)}"}) for name, info in listed if name]


KINDS = (
    DriverKind(
        id="ipp",
        title=text("Photo or document printer (IPP, CUPS)"),
        icon="mdi6.printer-outline",
        kind="2d",
        form=IppSettings,
        make=make,
        secrets=("password",),
        poll_s=(10.0, 3.0),
        discover=discover,
    ),
    DriverKind(
        id="ipp_label",
        title=text("Label printer (IPP, CUPS, LPrint)"),
        icon="mdi6.label-outline",
        kind="label",
        form=IppSettings,
        make=make,
        secrets=("password",),
        poll_s=(10.0, 3.0),
    ),
)
