"""Simulated printers: what our driver asks of Moonraker, with a machine behind it that keeps its own records.

``simulated PORT PRINTERS RECORD SEED SHARE SECONDS`` serves http://127.0.0.1:PORT/p/0 and so on. RECORD gets a line for all
that happens at a machine: what was begun and how it ended, and each fault that it was made to have. SHARE: how many of the
calls go wrong, 0 to 1; SECONDS: how long a print takes.
"""

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qs, urlsplit

KEY = "made-up-for-figures"
_FILE = re.compile(rb'name="file"; filename="([^"]+)"')
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
OFF_S, FOREIGN_S, KEY_S = 1.0, 0.8, 1.0
IN_UPLOAD = ("answer lost after the body", "offline", "busy", "wrong key")
IN_START = ("answer lost after the start", "success without a start", "busy", "offline")
IN_PRINT = ("vanishes in mid-job", "the board fails in mid-job")


class HangUp(Exception):  # noqa: N818 - no error: the line is cut, as it was to be
    """The line is cut here."""


@dataclass
class Machine:
    """One printer. Times are monotonic seconds; a print that is due has ended."""

    number: int
    record: TextIO
    chance: random.Random
    share: float
    seconds: float
    files: dict[str, int] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)
    history: list[dict[str, Any]] = field(default_factory=list)
    file: str = ""
    state: str = "standby"
    began: float = 0.0
    ends: float = 0.0
    ends_so: str = "complete"
    off_until: float = 0.0
    locked_until: float = 0.0

    def happens(self, what: str, uid: str = "") -> None:
        """Write it down; the line is at the system before anybody gets an answer."""
        self.record.write(f"{self.number}\t{what}\t{uid}\n")
        self.record.flush()

    def fault(self, of: tuple[str, ...], uid: str) -> str:
        """What goes wrong in this call, mostly nothing."""
        if self.chance.random() >= self.share:
            return ""
        what = self.chance.choice(of)
        self.happens(f"fault: {what}", uid)
        if what == "offline":
            self.off_until = time.monotonic() + OFF_S
            raise HangUp
        if what == "wrong key":
            self.locked_until = time.monotonic() + KEY_S
        if what == "busy" and self.state != "printing":
            self.begin("somebody's.gcode", FOREIGN_S, "complete")
        return what

    def begin(self, file: str, seconds: float, ends_so: str) -> None:
        """The machine begins to print."""
        self.file, self.state, self.began, self.ends, self.ends_so = (
            file, "printing", time.monotonic(), time.monotonic() + seconds, ends_so,
        )  # fmt: skip
        self.happens("begun", uid_of(file))
        self.history.insert(0, {"filename": file, "status": "in_progress"})

    def go_on(self) -> None:
        """Let the print end that is due."""
        if self.state == "printing" and time.monotonic() >= self.ends:
            if self.ends_so == "off":
                self.happens("broken off", uid_of(self.file))
                self.history.pop(0)
                self.file, self.state, self.off_until = "", "standby", time.monotonic() + OFF_S
                return
            self.end(self.ends_so)

    def end(self, state: str) -> None:
        """The print ends so."""
        self.state = state
        self.happens({"complete": "done", "cancelled": "cancelled"}.get(state, "broken off"), uid_of(self.file))
        status = {"complete": "completed", "cancelled": "cancelled"}.get(state, "error")
        self.history[0].update(status=status, print_duration=time.monotonic() - self.began)

    # ---- the protocol -------------------------------------------------------

    def is_cut_off(self, path: str) -> bool:
        """Whether nobody answers now, or no further than the middle of the file."""
        self.go_on()
        if time.monotonic() < self.off_until:
            return True
        if path != "server/files/upload" or self.chance.random() >= self.share / 4:
            return False
        self.happens("fault: cut in the middle of the body")
        return True

    def answer(self, method: str, path: str, asked: dict[str, str], body: bytes) -> tuple[int, Any]:
        """Status and content of the answer."""
        if path == "/printer/objects/query":
            return 200, {"result": {"status": self._objects()}}
        if path == "/server/history/list":
            return 200, {"result": {"jobs": self.history[:100]}}
        if path == "/server/job_queue/status":
            return 200, {"result": {"queued_jobs": []}}
        if path == "/server/webcams/list":
            return 200, {"result": {"webcams": []}}
        if path == "/server/files/metadata":
            size = self.files.get(asked["filename"])
            return (404, {"error": {"message": "no file"}}) if size is None else (200, {"result": {"size": size}})
        if path == "/server/database/item":
            return self._item(method, asked, body)
        if path == "/server/info":
            return 200, {"result": {"moonraker_version": "simulated", "klippy_state": "ready"}}
        if path == "/printer/print/start":
            return self._start(asked["filename"])
        if path == "/printer/print/cancel":
            if self.state == "printing":
                self.end("cancelled")
            return 200, {"result": "ok"}
        if path == "/server/files/upload":
            return self._upload(body)
        return 404, {"error": {"message": "nothing of that name"}}

    def _objects(self) -> dict[str, Any]:
        done = (time.monotonic() - self.began) / max(self.ends - self.began, 0.001) if self.state == "printing" else 0.0
        return {
            "webhooks": {"state": "ready"},
            "print_stats": {"state": self.state, "filename": self.file, "print_duration": 1.0, "message": ""},
            "virtual_sdcard": {"progress": min(done, 1.0)},
            "extruder": {"temperature": 21.5, "target": 0.0},
        }

    def _item(self, method: str, asked: dict[str, str], body: bytes) -> tuple[int, Any]:
        if method == "POST":
            self.items.add(str(json.loads(body)["key"]))
            return 200, {"result": {}}
        there = asked["key"] in self.items
        if method == "DELETE":
            self.items.discard(asked["key"])
        return (200, {"result": {"value": "asked"}}) if there else (404, {"error": {"message": "no item"}})

    def _upload(self, body: bytes) -> tuple[int, Any]:
        found = _FILE.search(body)
        assert found is not None
        name, _, content = found[1].decode(), *body[found.end() :].partition(b"\r\n\r\n")[1:]
        file = f"statuette/{name}"
        what = self.fault(IN_UPLOAD, uid_of(file))
        if what == "wrong key":
            return 401, {"error": {"message": "Unauthorized"}}
        if self.state == "printing" and self.file == file:
            return 403, {"error": {"message": "it is being printed"}}
        self.files[file] = len(content.rpartition(b"\r\n--")[0])
        if what == "answer lost after the body":
            raise HangUp
        return 201, {"item": {"path": file}, "print_started": False}

    def _start(self, file: str) -> tuple[int, Any]:
        what = self.fault(IN_START, uid_of(file))
        if self.state == "printing":
            return 400, {"error": {"message": "SD busy"}}
        if file not in self.files:
            return 400, {"error": {"message": "Unable to open file"}}
        if what == "success without a start":
            return 200, {"result": "ok"}
        seconds = self.seconds * self.chance.uniform(0.5, 1.5)
        breaks = self.chance.choice(IN_PRINT) if self.chance.random() < self.share / 2 else ""
        if breaks:
            self.happens(f"fault: {breaks}", uid_of(file))
        self.begin(file, seconds, {"": "complete", IN_PRINT[0]: "off", IN_PRINT[1]: "error"}[breaks])
        if what == "answer lost after the start":
            raise HangUp
        return 200, {"result": "ok"}


def uid_of(file: str) -> str:
    """Our name in that of a file."""
    return file.removeprefix("statuette/").rsplit(".", 1)[0]


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, machines: list[Machine]) -> None:
    """One connection, one call."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b" ", 2)
        parts = urlsplit(target.decode())
        _, _, number, path = parts.path.split("/", 3)
        machine = machines[int(number)]
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if machine.is_cut_off(path):
            await reader.readexactly(size // 2)
            writer.transport.abort()
            return
        body = await reader.readexactly(size) if size else b""
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if KEY.encode() not in head or time.monotonic() < machine.locked_until:
            status, content = 401, {"error": {"message": "Unauthorized"}}
        else:
            status, content = machine.answer(method.decode(), f"/{path}", asked, body)
        told = json.dumps(content).encode()
        writer.write(
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            % (status, len(told))
            + told
        )
        await writer.drain()
    except (HangUp, asyncio.IncompleteReadError, ConnectionError):
        writer.transport.abort()
        return
    writer.close()


async def main(words: list[str]) -> None:
    """Serve until the end."""
    port, count, record, seed, share, seconds = words
    with Path(record).open("a") as out:  # noqa: ASYNC230 - opened once, before anything is served
        machines = [
            Machine(n, out, random.Random(f"{seed}-{n}"), float(share), float(seconds)) for n in range(int(count))
        ]
        server = await asyncio.start_server(lambda r, w: serve(r, w, machines), "127.0.0.1", int(port), limit=1 << 22)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
