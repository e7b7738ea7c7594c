"""Addresses of databases: made of what a person enters; the password is taken out before one is written down or shown."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

PORT = 5432
TLS = ("prefer", "require", "verify-full")
"""How a connection is encrypted, as PostgreSQL calls it; the first is what it does unless it is told."""

_IN_FRONT = re.compile(r"^([a-z][\w+.-]*://[^:@/]*):(.*)@(?=[^@]*$)", re.IGNORECASE | re.DOTALL)
_IN_QUERY = re.compile(r"([?&])(?:ssl)?password=([^&]*)&?", re.IGNORECASE)


def split_password(address: str) -> tuple[str, str]:
    """The address without its password, and the password as it stands there; "" where there is none."""
    found = _IN_FRONT.match(address)
    password = ""
    if found is not None:
        password = found.group(2)
        address = f"{found.group(1)}@{address[found.end() :]}"
    asked = _IN_QUERY.search(address)
    while asked is not None:
        password = password or asked.group(2)
        address = (address[: asked.start()] + asked.group(1) + address[asked.end() :]).rstrip("?&")
        asked = _IN_QUERY.search(address)
    return address, password


@dataclass(frozen=True)
class ServerParts:
    """A PostgreSQL server as a person enters it. tls: "prefer" (where the server can), "require" or "verify-full"."""

    host: str
    name: str
    user: str
    port: int = PORT
    tls: str = TLS[0]


def server_address(parts: ServerParts) -> str:
    """The address of the database, without password."""
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    user = f"{quote(parts.user, safe='')}@" if parts.user else ""
    query = "" if parts.tls == TLS[0] else f"?sslmode={parts.tls}"
    return f"postgresql://{user}{host}:{parts.port}/{quote(parts.name, safe='')}{query}"


def server_parts(address: str) -> ServerParts | None:
    """What stands in an address of a PostgreSQL server; None where it is none, or holds more than the form shows."""
    try:
        found = urlsplit(split_password(address.strip())[0])
        port = found.port or PORT
    except ValueError:
        return None
    asked = parse_qs(found.query)
    tls = asked.pop("sslmode", [TLS[0]])[0]
    if found.scheme not in {"postgresql", "postgres"} or not found.hostname or asked or tls not in TLS:
        return None
    return ServerParts(found.hostname, unquote(found.path.lstrip("/")), unquote(found.username or ""), port, tls)
