"""Real OctoPrint with the virtual printer that it brings itself."""

import subprocess
from pathlib import Path
from typing import Any

import httpx

from tests.peers.printers import programs
from tests.peers.printers.programs import Program

KEY = "MADEUPKEYFORTESTS0123456789ABCDE"
CONFIG = """
api: {{key: {key}, allowCrossOrigin: false}}
plugins:
  virtual_printer: {{enabled: true}}
  tracking: {{enabled: false}}
  _disabled: [softwareupdate, announcements, discovery, backup, errortracking, firmware_check, file_check, pi_support,
    health_check, achievements, pluginmanager, gcodeviewer]
serial: {{port: VIRTUAL, baudrate: 250000, autoconnect: true, log: false}}
server: {{firstRun: false, host: 127.0.0.1, port: {port}, onlineCheck: {{enabled: false}},
  pluginBlacklist: {{enabled: false}}}}
webcam: {{webcamEnabled: false}}
"""


class OctoPrintServer:
    """One printer."""

    key = KEY

    def __init__(self, folder: Path) -> None:
        self._program, self._folder = programs.environment("octoprint") / "octoprint", folder
        self.port = programs.free_port()
        self._base = folder / "base"
        self._base.mkdir()
        (self._base / "config.yaml").write_text(CONFIG.format(key=KEY, port=self.port))
        # without a user every request is refused
        subprocess.run(
            [str(self._program), "--basedir", str(self._base), "user", "add", "peer", "--password", "peer", "--admin"],
            check=True,
            capture_output=True,
        )
        self._running: Program | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it would print."""
        arguments = [str(self._program), "serve", "--iknowwhatimdoing", "--basedir", str(self._base)]
        self._running = Program(arguments, self._folder / "octoprint.out")
        self.wait_state("Operational", 60)

    def wait_state(self, state: str, seconds: float = 20) -> None:
        assert self._running is not None
        self._running.wait(lambda: str(self.ask("/api/job").get("state", "")).startswith(state), seconds, state)

    def stop(self, how: int = 15) -> None:
        if self._running is not None:
            self._running.stop(how)
        self._running = None

    def tell(self, path: str, **body: Any) -> None:
        """An order, not over our driver: of a person at the printer."""
        httpx.post(self.address + path, json=body, headers={"X-Api-Key": KEY}, timeout=10).raise_for_status()

    def fail(self, how: str) -> None:
        """Let the virtual printer fail: trigger_fatal_error_marlin, drop_connection, go_awol …"""
        self.tell("/api/printer/command", command=f"!!DEBUG:{how}")

    def ask(self, path: str) -> dict[str, Any]:
        """What the server says, not over our driver."""
        try:
            answer = httpx.get(self.address + path, headers={"X-Api-Key": KEY}, timeout=10)
            found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError):
            return {}
        return found

    def begun(self, uid: str) -> int:
        """How often it began to print this, from its own log."""
        words = f"path: statuette/{uid}.gcode,"
        logs = [log.read_text(errors="replace") for log in (self._base / "logs").glob("octoprint.log*")]
        lines = [line for log in logs for line in log.splitlines()]
        return sum("Print job started" in line and words in line for line in lines)

    def prints_of(self, uid: str) -> int:
        """How often this was printed to an end, good or bad, from its own records."""
        prints = self.ask(f"/api/files/local/statuette/{uid}.gcode").get("prints", {})
        return int(prints.get("success", 0)) + int(prints.get("failure", 0))
