"""Addresses of databases: the password is taken out before one is written down or shown."""

import re

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
