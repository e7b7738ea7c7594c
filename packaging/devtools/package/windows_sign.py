"""Code signing with the workshop's or the client's certificate, where one is given; else the files stay unsigned.

STATUETTE_SIGN_CERTIFICATE   a PKCS #12 file (.p12, .pfx)
STATUETTE_SIGN_PASSWORD      its password
STATUETTE_SIGN_TIMESTAMP     address of a time stamp service (else the signature ends with the certificate)
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # makensis calls this file for the uninstaller
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from devtools.console import Stop, warn
from devtools.package import tools

CERTIFICATE = "STATUETTE_SIGN_CERTIFICATE"
PASSWORD = "STATUETTE_SIGN_PASSWORD"
TIMESTAMP = "STATUETTE_SIGN_TIMESTAMP"


def given() -> bool:
    """Whether there is a certificate. Raises Stop when one is named that is not there."""
    path = os.environ.get(CERTIFICATE, "")
    if path and not Path(path).is_file():
        raise Stop(f"{CERTIFICATE} names a file that is not there; correct it, or unset it to build unsigned.")
    return bool(path)


def sign(path: Path, what: str = "Statuette") -> bool:
    """Sign a program in place; False where there is no certificate. Raises Stop when signing fails."""
    if not given():
        return False
    signed = path.with_name(path.name + ".signed")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as password:  # never on a command line
        password.write(os.environ.get(PASSWORD, ""))
        password.flush()
        key: list[str | Path] = ["-pkcs12", os.environ[CERTIFICATE], "-readpass", password.name]
        stamp: list[str | Path] = ["-ts", os.environ[TIMESTAMP]] if os.environ.get(TIMESTAMP) else []
        tools.do(["osslsigncode", "sign", *key, *stamp, "-h", "sha256", "-n", what, "-in", path, "-out", signed])
    shutil.copymode(path, signed)
    signed.replace(path)
    return True


def command() -> str | None:
    """A command that signs the file behind it, for makensis to sign the uninstaller; None where there is nothing to sign with."""
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(Path(__file__).resolve()))}" if given() else None


def main() -> int:
    try:
        sign(Path(sys.argv[1]))
    except Stop as stop:
        warn(str(stop))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
