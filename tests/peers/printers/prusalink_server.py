"""Real PrusaLink, with a stand-in for the board of the printer behind it."""

import hashlib
import json
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
import platformdirs

from tests.peers.printers import programs
from tests.peers.printers.programs import Program

BOARD = Path(__file__).with_name("prusa_board.py")
USER, PASSWORD, KEY = "maker", "made-up-for-tests", "MADEUPKEY0123456"
PRINTER = """
[printer]
type = MK3S
name = peer
location = bench
farm_mode = False
network_error_chime = False
[service::local]
enable = 1
username = {user}
digest = {digest}
api_key = {key}
[network]
hostname =
[service::connect]
hostname = localhost
tls = True
port = 0
token =
[camera_order]
"""
CONFIG = """
[daemon]
data_dir = {data}
pid_file = {data}/prusalink.pid
power_panic_file = {data}/power_panic
user = root
group = root
[http]
address = 127.0.0.1
port = {port}
[printer]
port = {board}
baudrate = 115200
settings = {data}/printer_settings.ini
[cameras]
auto_detect = False
"""
STARTS, START_S = 4, 60.0  # it takes 9 s where the machine is quiet
ORDER_S = 10.0  # it takes a fraction of a second
NO_STORAGE = ("/dev", "/proc", "/sys", "/tmp")
"""Folders below which PrusaLink shows no storage, whatever its settings say (``BLACKLISTED_PATHS`` of its ``const.py``)."""


def _where_it_takes_files() -> Path:
    """The cache of this user; a home below /tmp, as of a trial run, is of no use."""
    home = platformdirs.user_cache_path("statuette-peers").resolve()
    usable = not any(home.is_relative_to(folder) for folder in NO_STORAGE)
    return home if usable else Path("/var/tmp/statuette-peers")


class PrusaLinkServer:
    """One printer."""

    key, password = KEY, PASSWORD

    def __init__(self, folder: Path) -> None:
        self._program, self._folder = programs.environment("prusalink") / "prusalink", folder
        self.port = programs.free_port()
        home = _where_it_takes_files()
        home.mkdir(parents=True, exist_ok=True)
        self._data = Path(tempfile.mkdtemp(prefix="prusalink-data-", dir=home))
        self._link, self.power_panic = self._data / "board", self._data / "power_panic"
        digest = hashlib.md5(f"{USER}:Administrator:{PASSWORD}".encode()).hexdigest()
        settings = PRINTER.format(user=USER, digest=digest, key=KEY)
        (self._data / "printer_settings.ini").write_text(settings)
        self._config = folder / "prusalink.ini"
        self._config.write_text(CONFIG.format(data=self._data, port=self.port, board=self._link))
        self._running: dict[str, Program] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it would print."""
        self._running["board"] = Program([sys.executable, str(BOARD), str(self._link)], self._folder / "board.log")
        self._running["board"].wait(self._link.exists, 10, "board")
        self.start_server()

    def start_server(self) -> None:
        """Start PrusaLink until it knows its printer and does what it is told.

        It empties its queue of questions to the board when the line is open (``_flush_queues`` of its ``serial_queue.py``);
        one that was on its way is dropped, never answered, and what asks waits for good: what wants to know about the
        printer, or the one thread that does what it is told (``CancelReady`` in ``printer_reconnected``). That needs bad
        luck, or a busy machine; it is started again then, as a person would do it.
        """
        self._drop_half_a_power_panic()
        log = self._folder / "prusalink.out"
        for left in reversed(range(STARTS)):
            server = Program([str(self._program), "-f", "-c", str(self._config), "-i"], log)
            self._running["server"] = server
            try:
                server.wait(self.knows_its_printer, START_S, "PrusaLink is idle")
                for said, state in (("ready", "READY"), ("not_ready", "IDLE")):  # as in the menu of the printer
                    self.firmware_says(f"// action:{said}")
                    server.wait(lambda state=state: self.state() == state, ORDER_S, f"PrusaLink is {state}")  # type: ignore[misc]
            except TimeoutError:
                if not left:
                    raise
                server.stop()
            else:
                return

    def restart(self) -> None:
        """Switch printer and PrusaLink off and on, as a person does where it hangs."""
        self.stop("server")
        self.stop("board")
        self.start()

    def _drop_half_a_power_panic(self) -> None:
        """PrusaLink killed while it writes this file does not start again (``power_panic_delay`` of its ``util.py``)."""
        try:
            json.loads(self.power_panic.read_text())
        except FileNotFoundError:
            return
        except ValueError:
            self.power_panic.unlink()

    def stop(self, name: str = "", how: int = 15) -> None:
        for one in [name] if name else ["server", "board"]:
            if program := self._running.pop(one, None):
                program.stop(how)
        if not name:
            shutil.rmtree(self._data, ignore_errors=True)

    def state(self) -> str:
        return str(self.ask("/api/v1/status").get("printer", {}).get("state", ""))

    def knows_its_printer(self) -> bool:
        """Whether it is idle, and everything that it asks the board at first was answered; the flow comes last."""
        printer = self.ask("/api/v1/status").get("printer", {})
        return printer.get("state") == "IDLE" and "flow" in printer and bool(self.ask("/api/v1/info").get("serial"))

    def stop_job(self, number: int) -> None:
        """An order, not over our driver: of a person at the printer."""
        httpx.delete(f"{self.address}/api/v1/job/{number}", headers={"X-Api-Key": KEY}, timeout=30)

    def shown(self) -> list[str]:
        """What the board was told to show, in its own record."""
        record = Path(f"{self._link}.shown")
        return record.read_text().splitlines() if record.exists() else []

    def firmware_says(self, line: str) -> None:
        """Let the board say this."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.sendto(line.encode(), f"{self._link}.ctl")

    def ask(self, path: str) -> dict[str, Any]:
        """What the server says, not over our driver."""
        try:
            answer = httpx.get(self.address + path, headers={"X-Api-Key": KEY}, timeout=10)
            found: dict[str, Any] = json.loads(answer.content or b"{}") if answer.status_code == 200 else {}
        except (httpx.HTTPError, ValueError):
            return {}
        return found
