"""A picture of the plate of those Bambu Lab printers that give single pictures (A1, P1); others only have a video."""

import socket
import ssl
import struct

from app.drivers.printers.http_printer import CONNECT_S, PICTURE_BYTES

PORT = 6000
ANSWER_S = 6.0
USER = "bblp"
HEAD = 16


def picture(host: str, code: str, context: ssl.SSLContext, port: int = PORT) -> bytes | None:
    """The next picture as JPEG, or None where there is none."""
    hello = (
        struct.pack("<IIII", 0x40, 0x3000, 0, 0) + USER.encode().ljust(32, b"\0") + code.encode()[:32].ljust(32, b"\0")
    )
    try:
        with socket.create_connection((host, port), timeout=CONNECT_S) as plain, context.wrap_socket(plain) as line:
            line.settimeout(ANSWER_S)
            line.sendall(hello)
            (size,) = struct.unpack("<I", _read(line, HEAD)[:4])
            if not 0 < size <= PICTURE_BYTES:
                return None
            content = _read(line, size)
    except (OSError, EOFError):
        return None
    return content if content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9") else None


def _read(line: ssl.SSLSocket, count: int) -> bytes:
    """Exactly so many bytes. Raises EOFError."""
    content = b""
    while len(content) < count:
        piece = line.recv(min(count - len(content), 65536))
        if not piece:
            raise EOFError
        content += piece
    return content
