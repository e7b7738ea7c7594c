"""Printers that announce themselves in the local network (mDNS): a few seconds of listening, nothing is kept."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from zeroconf import ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

Found = list[tuple[str, dict[str, Any]]]
ANSWER_MS = 1500


class _Names(ServiceListener):
    def __init__(self) -> None:
        self.names: list[str] = []
        self._lock = threading.Lock()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:  # noqa: ARG002 - as zeroconf calls it
        with self._lock:
            if name not in self.names:
                self.names.append(name)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """Only the name counts here."""

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """Who has gone again does not answer when asked."""


def services(kind: str, seconds: float) -> list[ServiceInfo]:
    """All services of a kind ("_ipp._tcp.local.") that answer within so many seconds."""
    names = _Names()
    try:
        network = Zeroconf()
    except OSError:  # no network
        return []
    with contextlib.closing(network):
        browser = ServiceBrowser(network, kind, names)
        threading.Event().wait(seconds)
        browser.cancel()
        infos = [network.get_service_info(kind, name, timeout=ANSWER_MS) for name in names.names]
    return [info for info in infos if info is not None]


def http_printers(kind: str, seconds: float, path: Callable[[ServiceInfo], str] = lambda _: "") -> Found:
    """(name, settings) of those that speak HTTP."""
    found: Found = []
    for info in services(kind, seconds):
        addresses = info.parsed_addresses()
        if addresses and info.port:
            host = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
            name = info.name.removesuffix("." + kind)
            found.append((name, {"address": f"http://{host}:{info.port}{path(info)}"}))
    return found


def finder(kind: str) -> Callable[[float], Found]:
    """What a protocol's table says of how its printers are found: those of this kind of service."""
    return lambda seconds: http_printers(kind, seconds)


def resource(info: ServiceInfo) -> str:
    """The path of a printer that speaks IPP, as it announces it."""
    path = (info.properties or {}).get(b"rp") or b"ipp/print"
    return "/" + path.decode("utf-8", "replace").lstrip("/")
