"""A memory card behind FTPS that is encrypted from the first byte (pyftpdlib), as Bambu Lab printers have it.

usage: ftps_card.py PORT CERTIFICATE KEY FOLDER CODE
A file FOLDER.lose lets the next file arrive, and its answer be lost; FOLDER.cut cuts the line in the middle of the next.
"""

import sys
from pathlib import Path
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

PORT, CERTIFICATE, KEY, FOLDER, CODE = sys.argv[1:6]


LOSE, CUT = Path(f"{FOLDER}.lose"), Path(f"{FOLDER}.cut")
CUT_BYTES = 50_000


class Data(TLS_DTPHandler):
    """The line that a file comes on."""

    def handle_read(self) -> None:
        super().handle_read()
        if CUT.exists() and self.tot_bytes_received > CUT_BYTES:
            CUT.unlink()
            self.cmd_channel.close()


class Card(TLS_FTPHandler):
    """One connection."""

    dtp_handler = Data

    certfile, keyfile = CERTIFICATE, KEY
    tls_control_required = tls_data_required = True

    def handle(self) -> None:
        self.secure_connection(self.ssl_context)
        super().handle()

    def on_file_received(self, file: str) -> None:
        if LOSE.exists() and Path(file).stat().st_size > CUT_BYTES:
            LOSE.unlink()
            self.close()

    def ftp_AUTH(self, _line: str) -> Any:  # noqa: N802 - as pyftpdlib calls it
        self.respond("534 It is encrypted already.")


users = DummyAuthorizer()
users.add_user("bblp", CODE, FOLDER, perm="elradfmwMT")
Card.authorizer = users
FTPServer(("127.0.0.1", int(PORT)), Card).serve_forever()
