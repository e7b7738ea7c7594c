"""Printers that announce themselves."""

import socket
import threading

import pytest
from zeroconf import ServiceInfo, Zeroconf

from app.drivers.printers import discovery, discovery_udp

SSDP = (
    b"NOTIFY * HTTP/1.1\r\nHost: 239.255.255.250:1990\r\nServer: UPnP/1.0\r\nLocation: 192.168.1.40\r\n"
    b"NT: urn:bambulab-com:device:3dprinter:1\r\nUSN: 01P00A000000001\r\nDevName.bambu.com: Left one\r\n\r\n"
)


def test_bambu_printers_tell_everybody() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = threading.Event()

    def tell() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            while not told.wait(0.05):
                for datagram in (SSDP, b"NOTIFY * HTTP/1.1\r\nNT: something:else\r\n\r\n", b"\xff\xfe"):
                    mouth.sendto(datagram, ("127.0.0.1", port))

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        found = discovery_udp.bambu_printers(0.4, port)
    finally:
        told.set()
        thread.join(5)
    assert found == [("Left one", {"host": "192.168.1.40", "serial": "01P00A000000001"})]


def test_nobody_answers() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        assert discovery_udp.ask_sdcp("127.0.0.1", deaf.getsockname()[1], 0.2) == ""


def test_mdns() -> None:
    kind = "_moonraker._tcp.local."
    info = ServiceInfo(
        kind, f"Voron on the shelf.{kind}", addresses=[socket.inet_aton("127.0.0.1")], port=7125, server="voron.local."
    )
    try:
        announcer = Zeroconf(interfaces=["127.0.0.1"])
    except OSError as error:
        pytest.skip(f"no multicast here: {error}")
    try:
        announcer.register_service(info)
        found = discovery.http_printers(kind, 1.0)
    finally:
        announcer.close()
    assert ("Voron on the shelf", {"address": "http://127.0.0.1:7125"}) in found


def test_the_path_of_an_ipp_printer() -> None:
    info = ServiceInfo("_ipp._tcp.local.", "p._ipp._tcp.local.", port=631, properties={"rp": "printers/photo"})
    assert discovery.resource(info) == "/printers/photo"
    assert discovery.resource(ServiceInfo("_ipp._tcp.local.", "q._ipp._tcp.local.", port=631)) == "/ipp/print"
