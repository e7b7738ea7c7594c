"""What goes into the Windows installer, as far as it can be looked at without building it."""

import datetime as dt
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from devtools.console import Stop
from devtools.package import windows_dlls, windows_python, windows_sign, windows_stubs

WINDOWS = Path(__file__).resolve().parents[3] / "packaging" / "windows"
needs_mingw = pytest.mark.skipif(shutil.which(windows_stubs.COMPILER) is None, reason="no compiler for Windows")
needs_osslsigncode = pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="osslsigncode is not here")


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("0.1.0", "0.1.0.0"),
        ("1", "1.0.0.0"),
        ("0.10rc1", "0.10.0.0"),
        ("1.2.3.post4", "1.2.3.0"),
        ("1.2.3.4.5", "1.2.3.4"),
    ],
)
def test_windows_gets_four_numbers(version: str, numbers: str) -> None:
    assert windows_stubs.numbers(version) == numbers


def test_every_file_of_python_is_pinned() -> None:
    pins = windows_python.pins()
    assert re.fullmatch(r"[0-9a-f]{64}", pins["sha256"])
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in pins["files"].values())
    assert {"python.exe", "pythonw.exe", "python313.dll", "python313.zip", "_ssl.pyd"} <= pins["files"].keys()
    assert set(pins["pinned"]) == {"vcruntime140.dll", "vcruntime140_1.dll"}  # nothing else is believed unsigned


@pytest.mark.parametrize("wrong", ["altered", "added", "missing"])
def test_other_files_than_the_pinned_are_refused(tmp_path: Path, wrong: str) -> None:
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # of "hello"
    wanted = {"files": {"a.dll": digest, "b.dll": digest}}
    for name in ("a.dll", "b.dll"):
        (tmp_path / name).write_bytes(b"hello")
    windows_python._same_files(tmp_path, wanted)
    if wrong == "altered":
        (tmp_path / "b.dll").write_bytes(b"hullo")
    elif wrong == "added":
        (tmp_path / "c.dll").write_bytes(b"hello")
    else:
        (tmp_path / "b.dll").unlink()
    with pytest.raises(Stop, match=r"c\.dll" if wrong == "added" else r"b\.dll"):
        windows_python._same_files(tmp_path, wanted)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A certificate that nobody trusts, for a signer with a famous name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Python Software Foundation")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "workshop.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"w", key, made, None, BestAvailableEncryption(b"secret word"))
    )
    monkeypatch.setenv(windows_sign.CERTIFICATE, str(path))
    monkeypatch.setenv(windows_sign.PASSWORD, "secret word")
    return str(path)


@needs_mingw
def test_stubs_are_the_same_each_time_and_say_who_they_are(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        assert {path.name for path in windows_stubs.build(folder, "1.2.3")} == {
            "statuette.exe", "statuette-cli.exe", "statuette.com",
        }  # fmt: skip
    for path in first.iterdir():
        content = path.read_bytes()
        assert content == (second / path.name).read_bytes()
        assert "1.2.3".encode("utf-16-le") in content
        assert b"PerMonitorV2" in content
        assert b"longPathAware" in content
        needed = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
        libraries = {name.lower() for name in re.findall(r"DLL Name: (\S+)", needed)}
        assert libraries <= {"kernel32.dll", "user32.dll", "msvcrt.dll"}  # all of them Windows' own
        assert ("Windows GUI" in needed) == (path.name == "statuette.exe")


@needs_mingw
def test_a_library_that_a_bare_windows_lacks_is_found_out(tmp_path: Path) -> None:
    runtime = tmp_path / "runtime"
    package = runtime / "Lib" / "site-packages" / "package"
    package.mkdir(parents=True)
    stub = windows_stubs.build(tmp_path, "1.2.3")[0].read_bytes()
    assert "kernel32.dll" in windows_dlls.needed(stub)
    (package / "library.pyd").write_bytes(stub)
    windows_dlls.check(runtime)
    (package / "library.pyd").write_bytes(stub.replace(b"KERNEL32.dll", b"MSVCP140.dll"))
    (runtime / "elsewhere").mkdir()
    (runtime / "elsewhere" / "msvcp140.dll").write_bytes(stub)
    with pytest.raises(Stop, match=r"library\.pyd needs msvcp140\.dll"):
        windows_dlls.check(runtime)
    (runtime / "msvcp140.dll").write_bytes(stub)  # beside python.exe
    windows_dlls.check(runtime)


@needs_mingw
@needs_osslsigncode
@pytest.mark.usefixtures("certificate")
def test_a_certificate_signs_and_a_famous_name_alone_is_not_believed(tmp_path: Path) -> None:
    stub = windows_stubs.build(tmp_path, "1.2.3")[0]
    with pytest.raises(Stop):
        windows_python.verify(stub, "Python Software Foundation")  # unsigned
    assert windows_sign.sign(stub)
    seen = subprocess.run(
        ["osslsigncode", "verify", "-in", str(stub)], capture_output=True, text=True, check=False
    ).stdout
    assert "CN=Python Software Foundation" in seen
    with pytest.raises(Stop, match="does not hold"):
        windows_python.verify(stub, "Python Software Foundation")


@needs_osslsigncode
def test_a_wrong_password_is_told(certificate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path(certificate).exists()
    monkeypatch.setenv(windows_sign.PASSWORD, "wrong")
    program = tmp_path / "program.exe"
    program.write_bytes(b"MZ")
    with pytest.raises(Stop):
        windows_sign.sign(program)
    assert program.read_bytes() == b"MZ"


def test_without_a_certificate_nothing_is_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(windows_sign.CERTIFICATE, raising=False)
    program = tmp_path / "program.exe"
    program.write_bytes(b"MZ")
    assert not windows_sign.sign(program)
    assert windows_sign.command() is None
    monkeypatch.setenv(windows_sign.CERTIFICATE, str(tmp_path / "gone.p12"))
    with pytest.raises(Stop, match="not there"):
        windows_sign.given()


def test_the_installer_speaks_both_languages() -> None:
    words = (WINDOWS / "words.nsh").read_text("utf-8")
    said = re.findall(r'^!insertmacro SAY (\w+) "(.+?)" "(.+?)"$', words, re.MULTILINE)
    assert len(said) == words.count("!insertmacro SAY")
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for _, _, chinese in said)
    script = "".join((WINDOWS / name).read_text("utf-8") for name in ("statuette.nsi", "layers.nsh", "links.nsh"))
    used = set(re.findall(r"\$\(([A-Z_]+)\)", script))
    assert used == {name for name, _, _ in said}


def test_the_link_and_the_window_have_one_identity() -> None:
    from app.gui.base.taskbar import APP_ID

    assert f'"{APP_ID}"' in (WINDOWS / "links.nsh").read_text("utf-8")


def test_what_is_installed_is_what_is_removed() -> None:
    script = (WINDOWS / "statuette.nsi").read_text("utf-8")
    added = re.findall(r'!insertmacro OPEN_WITH "(\.\w+)"', script)
    removed = re.findall(r'!insertmacro NOT_OPEN_WITH "(\.\w+)"', script)
    assert added == removed == [".stl", ".obj", ".ply", ".glb", ".gltf", ".3mf"]
    for stub in (
        *windows_stubs.STUBS,
        *(windows_stubs.Stub(name, "", ()) for name in windows_stubs.SAME.values()),
    ):
        assert f'Delete "$INSTDIR\\{stub.name}"' in script
    assert json.loads((WINDOWS / "python.json").read_text("utf-8"))["python"].startswith("3.13.")
