"""A stand-in for a resin printer, written from the published SDCP 3 protocol; it proves only what it contains."""

import contextlib
import hashlib
import json
import socket
import threading
import time
import uuid
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

from websockets.frames import Opcode
from websockets.server import ServerProtocol

BOARD = "000000000001d354"


class ResinPrinter:
    """files by name; ``history`` by task; ``fault``: deaf (no answers to commands), busy, damaged (loses bytes of uploads),
    lie (says that it starts, and does not), off."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.history: dict[str, dict[str, Any]] = {}
        self.starts: list[str] = []
        self.fault = ""
        self._transfers: dict[str, bytearray] = {}
        self._status: dict[str, Any] = {
            "CurrentStatus": [0], "PreviousStatus": 0, "ReleaseFilm": 12, "PrintScreen": 7200, "TempOfUVLED": 31.0,
            "PrintInfo": {
                "Status": 0, "CurrentLayer": 0, "TotalLayer": 0, "CurrentTicks": 0, "TotalTicks": 0, "Filename": "",
                "ErrorNumber": 0, "TaskId": "",
            },
        }  # fmt: skip
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._ear.bind(("127.0.0.1", 0))
        self.discovery_port = int(self._ear.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._accept, self._discover)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        with contextlib.suppress(OSError):
            self._ear.sendto(b"end", self._ear.getsockname())
        for thread in self._threads:
            thread.join(5)
        self._ear.close()

    # ---- what a person or the resin does ------------------------------------

    @property
    def printing(self) -> bool:
        """Whether it is at a print."""
        return bool(self._status["CurrentStatus"] != [0])

    def layer(self, done: int, whole: int) -> None:
        """The print is so far."""
        self._status["PrintInfo"].update(
            Status=3, CurrentLayer=done, TotalLayer=whole, CurrentTicks=done * 1000, TotalTicks=whole * 1000
        )

    def end(self, status: int, reason: int = 0) -> None:
        """The print ends: 1 done, 2 exception, 3 stopped."""
        task = self._status["PrintInfo"]["TaskId"]
        self.history[task].update(TaskStatus=status, ErrorStatusReason=reason, EndTime=int(time.time()) + 60)
        self._status["PrintInfo"]["Status"] = 9 if status == 1 else 8
        self._status.update(PreviousStatus=1, CurrentStatus=[0])

    def restart(self) -> None:
        """It is switched off and on in mid-print: its history says nothing of the end."""
        self._status["CurrentStatus"] = [0]
        self._status["PrintInfo"].update(Status=0, Filename="", TaskId="")

    # ---- the protocol -------------------------------------------------------

    def _discover(self) -> None:
        told = {
            "Name": "resin 1", "MachineName": "Saturn", "BrandName": "CBD", "MainboardIP": "127.0.0.1",
            "MainboardID": BOARD, "ProtocolVersion": "V3.0.0", "FirmwareVersion": "V1.0.0",
        }  # fmt: skip
        while True:
            call, where = self._ear.recvfrom(200)
            if call == b"end":
                return
            if call == b"M99999":
                self._ear.sendto(json.dumps({"Id": "x", "Data": told}).encode(), where)

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            if self.fault == "off":
                line.close()
                continue
            self._open.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            heard = b""
            while b"\r\n\r\n" not in heard:
                piece = line.recv(65536)
                if not piece:
                    return
                heard += piece
            if heard.startswith(b"POST /uploadFile/upload"):
                self._upload(line, heard)
            else:
                self._talk(line, heard)

    def _upload(self, line: socket.socket, heard: bytes) -> None:
        head, _, body = heard.partition(b"\r\n\r\n")
        headers = head.partition(b"\r\n")[2]
        parsed = message_from_bytes(headers + b"\r\n\r\n", policy=HTTP)
        length = int(parsed["Content-Length"])
        while len(body) < length:
            piece = line.recv(65536)
            if not piece:
                return
            body += piece
        whole = message_from_bytes(
            b"Content-Type: " + parsed["Content-Type"].encode() + b"\r\n\r\n" + body, policy=HTTP
        )
        fields: dict[str, bytes] = {}
        name = ""
        for part in whole.iter_parts():  # type: ignore[attr-defined]
            field = part.get_param("name", header="Content-Disposition")
            name = part.get_filename() or name
            fields[field] = part.get_payload(decode=True)
        good = self._keep(name, fields)
        answer = {"code": "000000" if good else "111111", "messages": None, "data": {}, "success": good}
        content = json.dumps(answer).encode()
        line.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: " + str(len(content)).encode() + b"\r\n\r\n" + content
        )

    def _keep(self, name: str, fields: dict[str, bytes]) -> bool:
        transfer = self._transfers.setdefault(fields["Uuid"].decode(), bytearray())
        part = fields["File"][:-1] if self.fault == "damaged" else fields["File"]
        if int(fields["Offset"]) != len(transfer):
            return False
        transfer += part
        if len(transfer) >= int(fields["TotalSize"]):
            if hashlib.md5(transfer).hexdigest() != fields["S-File-MD5"].decode():
                return False
            self.files[name] = bytes(transfer)
        return True

    def _talk(self, line: socket.socket, heard: bytes) -> None:
        protocol = ServerProtocol()
        protocol.receive_data(heard)
        (request,) = protocol.events_received()
        protocol.send_response(protocol.accept(request))  # type: ignore[arg-type]
        while True:
            for data in protocol.data_to_send():
                if data:
                    line.sendall(data)
            if protocol.close_expected():
                return
            piece = line.recv(65536)
            if not piece:
                return
            protocol.receive_data(piece)
            for frame in protocol.events_received():
                if getattr(frame, "opcode", None) is Opcode.TEXT:
                    for answer in self._answers(json.loads(frame.data)["Data"]):  # type: ignore[union-attr]
                        protocol.send_text(json.dumps(answer).encode())

    def _answers(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        command, answer = data["Cmd"], {"Ack": 0}
        more: list[dict[str, Any]] = []
        if command == 0:
            more.append({"Status": self._status, "MainboardID": BOARD, "Topic": f"sdcp/status/{BOARD}"})
        elif command == 1:
            attributes = {
                "Name": "resin 1", "MachineName": "Saturn", "BrandName": "CBD", "FirmwareVersion": "V1.0.0",
                "XYZsize": "210x140x100", "MainboardID": BOARD, "SupportFileType": ["CTB"], "ReleaseFilmMax": 60000,
            }  # fmt: skip
            more.append({"Attributes": attributes, "MainboardID": BOARD, "Topic": f"sdcp/attributes/{BOARD}"})
        elif command == 128:
            answer["Ack"] = self._start(data["Data"]["Filename"])
        elif command in {129, 131}:
            self._status["PrintInfo"]["Status"] = 6 if command == 129 else 3
        elif command == 130:
            self.end(3)
        elif command == 258:
            answer["FileList"] = [  # type: ignore[assignment]
                {"name": f"/local/{name}", "usedSize": len(content), "type": 1} for name, content in self.files.items()
            ]
        elif command == 320:
            answer["HistoryData"] = list(self.history)  # type: ignore[assignment]
        elif command == 321:
            answer["HistoryDetailList"] = [self.history[task] for task in data["Data"]["Id"]]  # type: ignore[assignment]
        if self.fault == "deaf" and command >= 128 and command < 200:
            return []
        reply = {"Cmd": command, "Data": answer, "RequestID": data["RequestID"], "MainboardID": BOARD}
        return [{"Id": "x", "Data": reply, "Topic": f"sdcp/response/{BOARD}"}, *more]

    def _start(self, name: str) -> int:
        if self._status["CurrentStatus"] != [0] or self.fault == "busy":
            return 1
        if name not in self.files:
            return 2
        if self.fault == "lie":
            return 0
        task = uuid.uuid4().hex
        self.starts.append(name)
        self._status["CurrentStatus"] = [1]
        self._status["PrintInfo"].update(Filename=name, TaskId=task, Status=1, CurrentLayer=0, TotalLayer=20)
        self.history[task] = {
            "TaskId": task, "TaskName": name, "BeginTime": int(time.time()), "EndTime": 0, "TaskStatus": 0,
            "MD5": hashlib.md5(self.files[name]).hexdigest(), "ErrorStatusReason": 0,
        }  # fmt: skip
        return 0
