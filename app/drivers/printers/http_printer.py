"""What all printers that speak HTTP have in common: deadlines, budgets for answers, and what a broken line means.

A question that is not answered means "offline": asking did no harm. A command or a body that is not answered may have been
carried out: CutError, and only a look tells. No address, key or name of a file is ever in what is raised.
"""

import ipaddress
import json
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
from pydantic import AfterValidator, BaseModel, Field

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers.sending import Outgoing
from app.errors import AppError
from app.i18n import text

ANSWER_BYTES = 4 << 20
PICTURE_BYTES = 16 << 20
CONNECT_S = 4.0
ANSWER_S = 10.0
AFTER_BODY_S = 120.0
"""How long a printer may think about a file after its last byte: some look through all of it first."""


class AddressError(AppError, ValueError):
    """What somebody entered is no address of a printer."""


def checked_address(address: str) -> str:
    """An address as http://host:port, without a slash at its end; "host" alone is taken too. Raises AddressError."""
    given = address.strip()
    parts = urlsplit(given if "://" in given else f"http://{given}")
    try:
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        port_is_good = False
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_good or parts.username or parts.query:
        raise AddressError(text("This is no address of a printer; it looks like http://192.168.1.20."))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def checked_host(host: str) -> str:
    """The name or number of a device in the network. Raises AddressError."""
    given = host.strip()
    try:
        ipaddress.ip_address(given)
    except ValueError:
        labels = given.rstrip(".").split(".")
        if not given or not all(label and label.replace("-", "").replace("_", "").isalnum() for label in labels):
            raise AddressError(text("This is no address of a printer; it looks like 192.168.1.20.")) from None
    return given


Address = Annotated[str, AfterValidator(checked_address)]


class HttpSettings(BaseModel):
    """What every printer that speaks HTTP is told by."""

    address: Address = Field(title=text("Address").message, description=text("As http://192.168.1.20").message)


def offline() -> OfflineError:
    """Nothing was sent."""
    return OfflineError(text("The printer does not answer; see that it is switched on and in the network."))


def _unreached(error: Exception) -> OfflineError | RefusedError:
    """Nobody there; or somebody whose certificate this PC does not trust."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return RefusedError(text("This PC does not trust the certificate of the printer; add it here, or use http://."))
    return offline()


def cut(*, whole: bool) -> CutError:
    """Something was on its way."""
    return CutError(text("The line to the printer broke; it is looked for before anything is sent again."), whole=whole)


def wrong_key() -> RefusedError:
    """The key, password or code is not what the printer wants."""
    return RefusedError(text("The printer refuses the key or password; enter it anew in the settings of the printer."))


def busy() -> RefusedError:
    """It prints something, or is being prepared."""
    return RefusedError(text("The printer is busy; nothing was started."))


def not_ours() -> RefusedError:
    """What it prints has not our name."""
    return RefusedError(text("The printer is at another job, which is left alone."))


def strange() -> RefusedError:
    """The answer is not what the protocol says."""
    return RefusedError(text("What answers there is no printer of this kind, or speaks a version that we do not know."))


class HttpPrinter:
    """A connection to one printer. ``told`` finds the printer's own words in a refusal."""

    def __init__(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
        verify: bool = True,
    ) -> None:
        self.address = address
        self._client = httpx.Client(
            headers={"User-Agent": "Statuette", **(headers or {})},
            auth=auth,
            verify=verify,
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            limits=httpx.Limits(max_keepalive_connections=0),  # a kept connection may be dead without our knowing
            follow_redirects=False,  # the key goes to this printer and to no other
            trust_env=False,  # printers are in our own network: no proxy
        )

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def get(self, path: str, *, missing_is_none: bool = False, **params: str | int) -> Any:
        """Ask. Raises OfflineError, RefusedError. None where there is no such thing and that is allowed, or no content."""
        answer, content = self._asked("GET", path, params=params)
        if answer.status_code == 404 and missing_is_none:
            return None
        self._raise_for(answer, content)
        return None if answer.status_code == 204 else parsed(content)

    def asks(self, path: str, **params: str | int) -> tuple[int, Any]:
        """Ask where the status itself tells something. Raises OfflineError, and RefusedError for a wrong key."""
        answer, content = self._asked("GET", path, params=params)
        if answer.status_code in {401, 403}:
            raise wrong_key()
        try:
            return answer.status_code, parsed(content) if content else None
        except RefusedError:
            return answer.status_code, None

    def order(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        answer_s: float = ANSWER_S,
        good: tuple[int, ...] = (),
    ) -> tuple[int, Any]:
        """Tell the printer to do something: (status, answer). Statuses in ``good`` are no refusals.

        Raises OfflineError where it cannot have heard, CutError where it may have, RefusedError.
        """
        try:
            request = self._client.build_request(
                method,
                self.address + path,
                content=content,
                json=body,
                files=None if form is None else {name: (None, value) for name, value in form.items()},
                params=params,
                headers=headers,
                timeout=httpx.Timeout(answer_s, connect=CONNECT_S),
            )
            answer, answered = _read(self._client, request, ANSWER_BYTES, answer_s)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _unreached(error) from None
        except (httpx.RequestError, httpx.InvalidURL):
            raise cut(whole=True) from None
        if answer.status_code not in good:
            self._raise_for(answer, answered)
        try:
            return answer.status_code, parsed(answered) if answered else None
        except RefusedError:
            return answer.status_code, None

    def send(self, request: httpx.Request, body: Outgoing) -> tuple[int, Any]:
        """Send a file: (status, answer), whatever the status. Raises OfflineError, CutError, Cancelled."""
        status, answered = self.exchange(request, AFTER_BODY_S, body)
        try:
            return status, parsed(answered) if answered else None
        except RefusedError:
            return status, None

    def exchange(self, request: httpx.Request, answer_s: float, body: Outgoing | None = None) -> tuple[int, bytes]:
        """Send and read, for what is no JSON. Raises OfflineError, CutError, Cancelled."""
        try:
            answer, answered = _read(self._client, request, ANSWER_BYTES, answer_s)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _unreached(error) from None
        except (httpx.RequestError, httpx.InvalidURL):
            raise cut(whole=body is None or body.whole) from None
        return answer.status_code, answered

    def upload_request(self, method: str, path: str, **what: Any) -> httpx.Request:
        """A request for ``send``."""
        return self._client.build_request(
            method,
            self.address + path,
            timeout=httpx.Timeout(AFTER_BODY_S, connect=CONNECT_S, write=30.0),
            **what,
        )

    def picture(self, url: str) -> bytes | None:
        """A JPEG or PNG from the printer's camera; our key goes only to the printer itself. None where there is none."""
        here, there = urlsplit(self.address), urlsplit(url)
        own = here.hostname == there.hostname and here.port == there.port
        try:
            if own:
                answer, content = self._asked("GET", url.removeprefix(self.address), most=PICTURE_BYTES)
            else:
                with httpx.Client(timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S), trust_env=False) as other:
                    answer, content = _read(other, other.build_request("GET", url), PICTURE_BYTES, ANSWER_S)
        except (OfflineError, RefusedError, httpx.RequestError, httpx.InvalidURL):
            return None
        is_picture = content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n"
        return content if answer.status_code == 200 and is_picture else None

    # ---- inside -------------------------------------------------------------

    def _asked(
        self, method: str, path: str, params: Mapping[str, str | int] | None = None, most: int | None = None
    ) -> tuple[httpx.Response, bytes]:
        try:
            request = self._client.build_request(method, _address(self.address + path), params=params or None)
            return _read(self._client, request, most or ANSWER_BYTES, ANSWER_S)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise _unreached(error) from None

    def _raise_for(self, answer: httpx.Response, content: bytes) -> None:
        status = answer.status_code
        if 200 <= status < 300:
            return
        if status in {401, 403}:
            raise wrong_key()
        raise refusal(status, content)


def refusal(status: int, content: bytes | Any = b"") -> RefusedError:
    """A refusal with the printer's own words, where it gives some."""
    words = told(content)
    if words:
        return RefusedError(text("The printer refused: {words}", words=words))
    if status == 409:
        return busy()
    if status == 404:
        return strange()
    return RefusedError(text("The printer refused, and did not say why ({status}).", status=status))


def told(content: bytes | Any, most: int = 200) -> str:
    """The printer's own words for why it refused, in one line; "" where it gives none."""
    if isinstance(content, bytes):
        try:
            content = json.loads(content)
        except ValueError:
            return ""
    error: Any = content
    for key in ("error", "message", "detail", "text"):
        if isinstance(error, dict):
            error = error.get(key) or error
    if isinstance(error, dict):
        error = error.get("title") or ""
    return " ".join(str(error).split())[:most] if isinstance(error, str) else ""


def parsed(content: bytes) -> Any:
    """JSON. Raises RefusedError."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise strange() from None


def member(value: Any, *path: str) -> Any:
    """What lies at this path of nested dictionaries, or None: printers leave things out."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def number(value: Any) -> float | None:
    """A number, or None."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def words(value: Any) -> str:
    """Words in one line, "" for anything else."""
    return " ".join(value.split())[:500] if isinstance(value, str) else ""


def secret(secrets: Mapping[str, str], name: str) -> str:
    """A secret without the line break that came with it from the clipboard."""
    return secrets.get(name, "").strip()


@lru_cache(maxsize=256)
def _address(words: str) -> httpx.URL:
    """The address in parts. Printers are asked the same all day, and taking it apart was a fifth of the work of it.

    Raises InvalidURL.
    """
    return httpx.URL(words)


def _read(client: httpx.Client, request: httpx.Request, most: int, seconds: float) -> tuple[httpx.Response, bytes]:
    """Send and read, no more than ``most`` bytes and ``seconds`` for the answer. Raises RequestError, RefusedError."""
    answer = client.send(request, stream=True)
    end = time.monotonic() + seconds
    try:
        pieces, size = [], 0
        for piece in answer.iter_bytes():
            size += len(piece)
            pieces.append(piece)
            if size > most or time.monotonic() > end:
                raise httpx.ReadError("too long", request=request)
        return answer, b"".join(pieces)
    finally:
        answer.close()
