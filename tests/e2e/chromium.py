"""A real headless Chromium, spoken to over a pipe (Chrome DevTools Protocol), with no network at all."""

import base64
import io
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from PIL import Image

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 60.0


def find_chromium() -> str | None:
    """The browser's path, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One page in a browser of its own. A context manager."""

    def __init__(self, program: str, profile: Path, size: tuple[int, int] = (900, 700)) -> None:
        self._to, theirs_in = os.pipe()[::-1]
        theirs_out, self._from = os.pipe()[::-1]
        os.set_inheritable(theirs_in, True)
        os.set_inheritable(theirs_out, True)
        width, height = size
        words = [
            program, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}", f"--window-size={width},{height}",
            "about:blank",
        ]  # fmt: skip
        # The browser reads from 3 and writes to 4; a shell puts our pipes there.
        script = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", *words],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._number = 0
        self._rest = b""
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        targets = self._call("Target.getTargets")["targetInfos"]
        target = next(t["targetId"] for t in targets if t["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._to)
        os.close(self._from)

    def open(self, path: Path) -> None:
        """Open a file and wait until its viewer says how it got on."""
        self.events.clear()
        self._call("Page.navigate", url=path.as_uri())
        end = time.monotonic() + PATIENCE
        while not self.value("document.documentElement?.dataset.viewer || ''"):
            assert time.monotonic() < end, f"the viewer never said how it got on: {self.complaints()}"
            time.sleep(0.05)

    def touch_screen(self) -> None:
        """Be a telephone with a screen for five fingers."""
        self._call("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=5)

    def value(self, expression: str) -> Any:
        """What an expression is worth on the page."""
        answer = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def rest(self) -> None:
        """Wait until what was asked for is drawn."""
        end = time.monotonic() + PATIENCE
        while self.value("document.documentElement.dataset.rest") != "yes":
            assert time.monotonic() < end, "it never came to rest"
            time.sleep(0.02)

    def data(self, name: str) -> str:
        """An attribute of <html>, once the model is at rest."""
        self.rest()
        return str(self.value(f"document.documentElement.dataset.{name}"))

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        """``kind``: mousePressed, mouseMoved, mouseReleased or mouseWheel."""
        self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """``kind``: touchStart, touchMove or touchEnd, with every finger that is down."""
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._call("Input.dispatchTouchEvent", type=kind, touchPoints=fingers)

    def key(self, key: str, text: str = "") -> None:
        """Press a key and let it go."""
        self._call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def picture(self) -> np.ndarray:
        """(H, W, 3) int: what somebody sees."""
        data = base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)

    def requests(self) -> list[str]:
        """Addresses that were asked for over a network or from a disk."""
        sent = [e["params"]["request"]["url"] for e in self.events if e["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith("data:")]

    def complaints(self) -> list[str]:
        """What the browser had to say against the page."""
        logged = [e["params"]["entry"]["text"] for e in self.events if e["method"] == "Log.entryAdded"]
        thrown = [str(e["params"]) for e in self.events if e["method"] == "Runtime.exceptionThrown"]
        return logged + thrown

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            if "method" in answer:
                self.events.append(answer)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._from, 1 << 16)
            assert piece, "the browser has gone"
            self._rest += piece
        message, self._rest = self._rest.split(b"\0", 1)
        found: dict[str, Any] = json.loads(message)
        return found
