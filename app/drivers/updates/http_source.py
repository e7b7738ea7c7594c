"""Updates from an address. What is fetched is proven by its signatures, so a plain ``http://`` of the workshop will do."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx

from app.drivers.updates.fetching import NotThereError, Source
from app.i18n import text
from app.settings.releases import UpdateOfflineError, UpdateRefusedError

CONNECT_SECONDS, READ_SECONDS = 8.0, 30.0


class HttpUpdateSource(Source):
    """A repository behind a web server that knows nothing but to give files."""

    def __init__(self, address: str, kept: Path) -> None:
        super().__init__(address.strip(), kept)
        try:
            url = httpx.URL(self.where)
        except httpx.InvalidURL:
            url = httpx.URL("")
        if not url.host or url.scheme not in {"http", "https"}:
            raise UpdateRefusedError(
                text("“{where}” is no address of updates; write https://server/folder.", where=address)
            )
        self._base = str(url).rstrip("/") + "/"
        self._client = httpx.Client(
            headers={"User-Agent": "Statuette", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=True,
            max_redirects=4,
            trust_env=url.host not in {"localhost", "127.0.0.1", "::1"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def read_from(self, path: str, offset: int) -> tuple[int, Iterator[bytes]]:
        """Asks for the rest only; a server that gives everything all the same begins at 0."""
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        request = self._client.build_request("GET", self._base + quote(path), headers=headers)
        try:
            answer = self._client.send(request, stream=True)
        except httpx.HTTPError:
            raise UpdateOfflineError(self.where) from None
        if answer.status_code in {403, 404, 410}:
            answer.close()
            raise NotThereError(path)
        if answer.status_code not in {200, 206}:
            answer.close()
            raise UpdateOfflineError(self.where)
        begins = offset if answer.headers.get("Content-Range", "").startswith(f"bytes {offset}-") else 0
        if answer.status_code == 206 and not begins:
            answer.close()
            raise UpdateOfflineError(self.where)
        return begins, self._chunks(answer)

    def _chunks(self, answer: httpx.Response) -> Iterator[bytes]:
        try:
            yield from answer.iter_raw()  # as it comes: a cut line loses nothing
        except httpx.HTTPError:
            raise UpdateOfflineError(self.where) from None
        finally:
            answer.close()
