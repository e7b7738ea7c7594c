"""A stand-in for a Bambu Lab printer behind a real broker (mosquitto) and a real FTPS server (pyftpdlib).

Its behaviour is written from what is published about the protocol: it proves only what it contains.
"""

import contextlib
import json
import os
import socket
import ssl
import struct
import subprocess
import threading
import zipfile
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from tests.peers.certificates import self_signed
from tests.peers.printers import programs
from tests.peers.printers.ipp_servers import program
from tests.peers.printers.programs import Program

SERIAL, CODE = "01P00A000000001", "12345678"
BROKER = """
listener {port} 127.0.0.1
certfile {home}/cert.pem
keyfile {home}/key.pem
password_file {home}/passwords
allow_anonymous false
persistence false
{user}
"""


def certificate(folder: Path, name: str) -> None:
    """A certificate of its own, with the serial number as its name."""
    made, key = self_signed(name)
    (folder / "cert.pem").write_bytes(made)
    (folder / "key.pem").write_bytes(key)


class BambuStandIn:
    """fault: deaf (obeys nothing, says nothing), unsigned (Developer Mode is off), mute (starts, but never answers)."""

    def __init__(self, folder: Path) -> None:
        broker, passwords = program("mosquitto", "mosquitto"), program("mosquitto_passwd", "mosquitto")
        self._python = programs.environment("ftps") / "python"
        self.home, self.card = folder, folder / "card"
        self.card.mkdir()
        certificate(folder, SERIAL)
        for user, secret in (("bblp", CODE), ("printer", "printer")):
            create = ["-c"] if user == "bblp" else []
            subprocess.run(
                [passwords, "-b", *create, str(folder / "passwords"), user, secret], check=True, capture_output=True
            )
        for name in ("cert.pem", "key.pem", "passwords"):
            (folder / name).chmod(0o644)
        self.mqtt_port, self.ftps_port = programs.free_port(), programs.free_port()
        (folder / "broker.conf").write_text(
            BROKER.format(port=self.mqtt_port, home=folder, user="user root" if os.geteuid() == 0 else "")
        )
        self._broker_program = broker
        self._running: dict[str, Program] = {}
        self._client: mqtt.Client | None = None
        self._lock = threading.Lock()
        self.fault = ""
        self.starts: list[str] = []
        self.state: dict[str, Any] = {
            "gcode_state": "IDLE", "mc_percent": 0, "mc_remaining_time": 0, "gcode_file": "", "subtask_name": "",
            "subtask_id": "", "print_error": 0, "hms": [], "nozzle_temper": 24.0, "bed_temper": 23.0,
        }  # fmt: skip

    def start(self) -> None:
        self.start_broker()
        here = Path(__file__).with_name("ftps_card.py")
        arguments = [str(self._python), str(here), str(self.ftps_port), str(self.home / "cert.pem")]
        self._running["card"] = Program(
            [*arguments, str(self.home / "key.pem"), str(self.card), CODE], self.home / "card.log"
        )
        self._running["card"].wait(lambda: programs.listens(self.ftps_port), 20, "the FTPS server")

    def start_broker(self) -> None:
        """The broker, and the printer behind it."""
        self._running["broker"] = Program(
            [self._broker_program, "-c", str(self.home / "broker.conf")], self.home / "broker.log"
        )
        self._running["broker"].wait(lambda: programs.listens(self.mqtt_port), 20, "mosquitto")
        ready = threading.Event()
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="printer")
        client.username_pw_set("printer", "printer")
        client.tls_set(cert_reqs=ssl.CERT_NONE)
        client.tls_insecure_set(True)
        client.on_message = self._on_message
        client.on_subscribe = lambda *_: ready.set()
        client.on_connect = lambda client, *_: client.subscribe(f"device/{SERIAL}/request", 1)
        client.connect("127.0.0.1", self.mqtt_port)
        client.loop_start()
        self._client = client
        assert ready.wait(10)

    def stop_broker(self) -> None:
        if self._client is not None:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None
        if broker := self._running.pop("broker", None):
            broker.stop(9)

    def stop(self) -> None:
        self.stop_broker()
        for one in self._running.values():
            one.stop()

    def camera(self, picture: bytes) -> tuple[int, threading.Thread]:
        """A camera that gives one picture to whoever knows the code, once: (port, its thread)."""
        listener = socket.create_server(("127.0.0.1", 0))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.home / "cert.pem", self.home / "key.pem")

        def serve() -> None:
            with listener:
                for _ in range(2):  # one line to read the certificate, one for the picture
                    plain, _ = listener.accept()
                    with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as line:
                        if line.recv(80)[48:].rstrip(b"\0").decode() == CODE:
                            line.sendall(struct.pack("<IIII", len(picture), 0, 1, 0) + picture)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return int(listener.getsockname()[1]), thread

    # ---- what happens at the printer ----------------------------------------

    def push(self, *, whole: bool = False, **changes: Any) -> None:
        """It says how it is: all of it, or only what changes."""
        with self._lock:
            self.state.update(changes)
            told = dict(self.state) if whole else changes
        self._tell({"print": {**told, "command": "push_status", "msg": 0 if whole else 1}})

    def _tell(self, message: dict[str, Any]) -> None:
        if self._client is not None:
            self._client.publish(f"device/{SERIAL}/report", json.dumps(message))

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        heard = json.loads(message.payload)
        if "pushing" in heard:
            self.push(whole=True)
            return
        order = heard["print"]
        if self.fault == "deaf":
            return
        if self.fault == "unsigned":
            self._tell(
                {
                    "print": {
                        **order,
                        "result": "failed",
                        "err_code": 84033543,
                        "reason": "MQTT Command verification failed",
                    }
                }
            )
            return
        self._obey(order)

    def _obey(self, order: dict[str, Any]) -> None:
        command, result = order["command"], "success"
        if command == "project_file":
            if self.state["gcode_state"] in {"PREPARE", "RUNNING", "PAUSE"}:
                self.push(print_error=0x05004004)
                result = "failed"
            else:
                self._begin(order)
        elif command == "stop":
            self.push(gcode_state="FAILED", print_error=0x0300400C)
        elif command in {"pause", "resume"}:
            self.push(gcode_state="PAUSE" if command == "pause" else "RUNNING")
        if self.fault != "mute":
            self._tell({"print": {**order, "result": result, "reason": "" if result == "success" else "device busy"}})

    def _begin(self, order: dict[str, Any]) -> None:
        path = order["url"].removeprefix("ftp:///")
        self.starts.append(order["subtask_name"])
        names = {"gcode_file": path, "subtask_name": order["subtask_name"], "subtask_id": order["subtask_id"]}
        self.push(gcode_state="PREPARE", mc_percent=0, print_error=0, hms=[], **names)
        try:
            with zipfile.ZipFile(self.card / path) as parts:
                good = parts.testzip() is None and order["param"] in parts.namelist()
        except (OSError, zipfile.BadZipFile):
            good = False
        self.push(gcode_state="RUNNING" if good else "FAILED", print_error=0 if good else 0x0500C010)
