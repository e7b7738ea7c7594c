"""Orders from a server over HTTPS: pages by cursor, files by their hash, acknowledgements that may come twice.

    GET  {url}/orders?cursor=…      {"bundle": {…}, "next": "…", "more": true}
    GET  {url}/files/{sha256}       the content
    POST {url}/acknowledgements     {"cursor", "taken": [keys], "refused": [keys], "problems": [sentences]}

Every request bears ``Authorization: Bearer …``; an acknowledgement an ``Idempotency-Key`` that is the same for the same page.
What may pass is tried again after 1, 4, 16, 64 … seconds with some jitter, or when the server says (Retry-After).
"""

import ipaddress
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic_core import from_json

from app.commands.intake.bundle import JSON_BYTES
from app.commands.intake.source import Acknowledgement, SourceOfflineError, SourcePage, SourceRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress

RETRY, REFUSED_NOW, LATER = frozenset({408, 425, 429}), frozenset({401, 403}), 500


@dataclass(frozen=True)
class Patience:
    """How long to try, in seconds. ladder: pauses between tries; whole: a single answer may take so long, drip or not."""

    ladder: tuple[float, ...] = (1, 4, 16, 64, 256)
    longest_pause: float = 300
    connect: float = 5
    read: float = 20
    whole: float = 300


class _Again(Exception):  # noqa: N818 - a request that is worth another try
    """``after``: seconds that the server asks to wait."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__()
        self.after = after


class HttpSource:
    """Implements :class:`app.commands.intake.source.OrderSource`."""

    def __init__(
        self,
        name: str,
        url: str,
        token: str,
        *,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._url, self._patience, self._sleep = checked_url(url), patience or Patience(), sleep
        patience = self._patience
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": "Statuette"},
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
            follow_redirects=False,  # the token goes to this server and to no other
            trust_env=not _is_loopback(self._url),
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def page(self, cursor: str, progress: Progress) -> SourcePage:
        """What follows a cursor. Raises SourceOfflineError, SourceRefusedError, Cancelled."""
        request = self._client.build_request("GET", f"{self._url}/orders", params={"cursor": cursor} if cursor else {})
        content = self._answer(request, JSON_BYTES, progress)
        try:
            answer = from_json(content, allow_inf_nan=False)
            bundle, following, more = answer["bundle"], answer.get("next") or cursor, answer.get("more", False)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._no_orders() from None
        if not isinstance(bundle, dict) or not isinstance(following, str) or len(following) > 500:
            raise self._no_orders()
        return SourcePage(json.dumps(bundle, ensure_ascii=False).encode(), following, more is True)

    def file(self, digest: str, size: int, progress: Progress) -> bytes:
        """A file by its hash; who asked verifies it. Raises SourceOfflineError, SourceRefusedError, Cancelled."""
        return self._answer(self._client.build_request("GET", f"{self._url}/files/{digest}"), size, progress)

    def acknowledge(self, told: Acknowledgement, idempotency_key: str, progress: Progress) -> None:
        """Say what became of a page. Raises SourceOfflineError, SourceRefusedError, Cancelled."""
        body = {"cursor": told.cursor, "taken": told.taken, "refused": told.refused, "problems": told.problems}
        headers = {"Idempotency-Key": idempotency_key}
        request = self._client.build_request("POST", f"{self._url}/acknowledgements", json=body, headers=headers)
        self._answer(request, 1 << 20, progress)

    # ---- inside -------------------------------------------------------------

    def _answer(self, request: httpx.Request, most: int, progress: Progress) -> bytes:
        """The content of an answer, tried again for a while."""
        ladder = self._patience.ladder
        for turn in range(len(ladder) + 1):
            try:
                return self._once(request, most, progress)
            except _Again as again:
                if turn == len(ladder):
                    break
                pause = ladder[turn] * random.uniform(0.75, 1.25)  # noqa: S311 - so that not all PCs ask at once
                if again.after is not None:
                    pause = max(again.after, 0.0)
                if pause > self._patience.longest_pause:
                    raise SourceOfflineError(
                        text("The server “{name}” asks to wait; it is asked again later.", name=self.name)
                    ) from None
                self._pause(pause, progress)
        raise SourceOfflineError(
            text("The server “{name}” does not answer as it should; it is asked again later.", name=self.name)
        )

    def _once(self, request: httpx.Request, most: int, progress: Progress) -> bytes:
        end = time.monotonic() + self._patience.whole
        try:
            answer = self._client.send(request, stream=True)
            try:
                self._check(answer)
                pieces, whole = [], 0
                for piece in answer.iter_bytes():
                    progress(0.0)
                    whole += len(piece)
                    if whole > most:
                        raise SourceRefusedError(
                            text("The server “{name}” sends more than it announced; tell its operator.", name=self.name)
                        )
                    if time.monotonic() > end:
                        raise _Again
                    pieces.append(piece)
                return b"".join(pieces)
            finally:
                answer.close()
        except httpx.UnsupportedProtocol:
            raise self._refused(text("“{url}” is no address of a server.", url=self._url)) from None
        except httpx.RequestError:  # no connection, time out, cut off
            raise _Again from None

    def _check(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if status in RETRY or status >= LATER:
            raise _Again(_wait_of(answer.headers.get("Retry-After")))
        if status in REFUSED_NOW:
            raise self._refused(
                text("The server “{name}” refuses the token of this workshop; enter it anew.", name=self.name)
            )
        if not 200 <= status < 300:
            raise self._refused(
                text(
                    "The server “{name}” refuses the request ({status}); tell its operator.",
                    name=self.name,
                    status=status,
                )
            )

    def _pause(self, seconds: float, progress: Progress) -> None:
        """Wait; cancelled within a quarter of a second."""
        left = seconds
        while left > 0:
            progress(0.0)
            self._sleep(min(left, 0.25))
            left -= 0.25
        progress(0.0)

    def _refused(self, sentence: Text) -> SourceRefusedError:
        return SourceRefusedError(sentence)

    def _no_orders(self) -> SourceRefusedError:
        return SourceRefusedError(
            text("The server “{name}” answers what cannot be orders; tell its operator.", name=self.name)
        )


def checked_url(url: str) -> str:
    """The address without a slash at its end. Raises SourceRefusedError where it is not encrypted and not of this PC."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise SourceRefusedError(
            text("“{url}” is no address of a server; it begins with https://.", url=parts.hostname or "")
        )
    if parts.scheme == "http" and not _is_loopback(url):
        raise SourceRefusedError(text("Orders are fetched over https only; the address begins with http://."))
    return url.strip().rstrip("/")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wait_of(words: str | None) -> float | None:
    """Seconds of a Retry-After, as a number or a date."""
    if not words:
        return None
    if words.strip().isdecimal():
        return float(words)
    try:
        moment: Any = parsedate_to_datetime(words)
        return float((moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
