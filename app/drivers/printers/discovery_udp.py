"""Printers that are found by a call into the local network, without mDNS: SDCP resin printers and Bambu Lab."""

import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

Found = list[tuple[str, dict[str, Any]]]
SDCP_PORT, SDCP_CALL = 3000, b"M99999"
BAMBU_PORT = 2021
DATAGRAM = 4096
ASK_S = 3.0


def ask_sdcp(host: str, port: int = SDCP_PORT, seconds: float = ASK_S) -> str:
    """The id of the board of the printer at this address; "" where none answers."""
    for told in _answers((host, port), seconds, first=True):
        return str(told.get("MainboardID", ""))
    return ""


def sdcp_printers(seconds: float, port: int = SDCP_PORT, to: str = "255.255.255.255") -> Found:
    """Resin printers in the network: (name, settings)."""
    found: Found = []
    for told in _answers((to, port), seconds, first=False):
        host, board = str(told.get("MainboardIP", "")), str(told.get("MainboardID", ""))
        if host and board and board not in {known["mainboard"] for _, known in found}:
            name = str(told.get("Name") or told.get("MachineName") or host)
            found.append((name, {"host": host, "mainboard": board}))
    return found


def bambu_printers(seconds: float, port: int = BAMBU_PORT) -> Found:
    """Bambu Lab printers, which announce themselves every few seconds: (name, settings)."""
    found: Found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ear.bind(("", port))
        except OSError:  # another program listens there
            return found
        for datagram in _heard(ear, seconds):
            fields = {
                name.lower(): value.strip()
                for name, value in re.findall(
                    r"^([\w.-]+):[ \t]*(.*)$", datagram.decode("utf-8", "replace"), re.MULTILINE
                )
            }
            serial, host = fields.get("usn", ""), fields.get("location", "")
            if "3dprinter" in fields.get("nt", "") and serial and host:
                name = fields.get("devname.bambu.com") or serial
                if serial not in {known["serial"] for _, known in found}:
                    found.append((name, {"host": host, "serial": serial}))
    return found


def _answers(where: tuple[str, int], seconds: float, *, first: bool) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as call:
        call.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            call.sendto(SDCP_CALL, where)
        except OSError:  # no network
            return answers
        for datagram in _heard(call, seconds):
            try:
                told = json.loads(datagram)["Data"]
            except (ValueError, KeyError, TypeError):
                continue
            if isinstance(told, dict):
                answers.append(told)
                if first:
                    break
    return answers


def _heard(ear: socket.socket, seconds: float) -> Iterator[bytes]:
    """Datagrams that come within so many seconds."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ear.settimeout(left)
        try:
            yield ear.recv(DATAGRAM)
        except OSError:  # time is up, or nobody listens there
            return
