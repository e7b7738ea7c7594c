"""A memory card behind FTPS that is encrypted from the first byte (pyftpdlib), as Bambu Lab printers have it.

usage: ftps_card.py PORT CERTIFICATE KEY FOLDER CODE
"""

import sys
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import FTPServer

PORT, CERTIFICATE, KEY, FOLDER, CODE = sys.argv[1:6]


class Card(TLS_FTPHandler):
    """One connection."""

    certfile, keyfile = CERTIFICATE, KEY
    tls_control_required = tls_data_required = True

    def handle(self) -> None:
        self.secure_connection(self.ssl_context)
        super().handle()

    def ftp_AUTH(self, _line: str) -> Any:  # noqa: N802 - as pyftpdlib calls it
        self.respond("534 It is encrypted already.")


users = DummyAuthorizer()
users.add_user("bblp", CODE, FOLDER, perm="elradfmwMT")
Card.authorizer = users
FTPServer(("127.0.0.1", int(PORT)), Card).serve_forever()
