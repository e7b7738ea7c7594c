"""Libraries that are made smaller must load and do the same as before; what looks otherwise stops the build."""

import ctypes
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from devtools.console import Stop
from devtools.package import binaries, compiled, elf, elf_padding, icu_data, shared_blas, windows_python

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="installers are built on Linux")
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="no compiler here")
needs_patchelf = pytest.mark.skipif(shutil.which("patchelf") is None, reason="no patchelf here")


def library(folder: Path, name: str, code: str, *flags: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.c").write_text(code, "utf-8")
    target = folder / name
    words = ["gcc", "-shared", "-fPIC", "-O1", f"-Wl,-soname,{name}", "-o", target, folder / f"{name}.c", *flags]
    subprocess.run(words, check=True)
    (folder / f"{name}.c").unlink()
    return target


# ---- padding ----------------------------------------------------------------

COUNTING = """
static int counted = 40; static __thread int own = 1; static int zeros[5000];
const char *name = "figurine";
int count(void) { return ++counted + own + zeros[4999]; }
"""


@needs_gcc
def test_a_zippedwithout_padding_loads_and_works(tmp_path: Path) -> None:
    path = library(tmp_path, "libwide.so", COUNTING, "-Wl,-z,max-page-size=0x200000,-z,separate-code")
    before = path.stat().st_size
    assert elf_padding.padding(elf.Elf(path.read_bytes())) > 2_000_000
    saved = elf_padding.close_up(path)
    assert path.stat().st_size == before - saved < 30_000
    assert path.stat().st_mode & 0o111
    loaded = ctypes.CDLL(str(path))
    assert [loaded.count(), loaded.count()] == [42, 43]
    assert ctypes.c_char_p.in_dll(loaded, "name").value == b"figurine"
    for reading in (["objdump", "-p"], ["objdump", "-h"], ["readelf", "-aW"]):
        told = subprocess.run([*reading, path], capture_output=True, text=True, check=True)
        assert "warning" not in (told.stdout + told.stderr).lower()


@needs_gcc
def test_a_zippedthat_is_packed_already_is_not_touched(tmp_path: Path) -> None:
    path = library(tmp_path, "libclose.so", COUNTING)
    before = path.read_bytes()
    assert elf_padding.close_up(path) == 0
    assert path.read_bytes() == before
    (tmp_path / "no library").write_bytes(b"words")
    assert elf_padding.close_up(tmp_path / "no library") == 0


@needs_gcc
def test_another_link_to_the_file_keeps_what_it_had(tmp_path: Path) -> None:
    path = library(tmp_path, "libwide.so", COUNTING, "-Wl,-z,max-page-size=0x200000,-z,separate-code")
    other = tmp_path / "linked.so"
    other.hardlink_to(path)
    before = other.read_bytes()
    assert elf_padding.close_up(path)
    assert other.read_bytes() == before


# ---- one OpenBLAS -----------------------------------------------------------


def packages(site: Path, *, complete: bool = True) -> Path:
    """OpenCV and SciPy as their wheels are laid out, with a library of one function in place of OpenBLAS."""
    theirs, other = site / shared_blas.FOLDER, site / "scipy.libs"
    fortran = library(theirs, "libgfortran-1.so", "int fortran(void) { return 1; }")
    own = library(
        theirs, "libopenblasp-1.so", "int fortran(void); int dgesv_(int n) { return n + fortran(); }", fortran
    )
    library(other, "libscipy_openblas-2.so", f"int scipy_dgesv_{'' if complete else 'x'}(int n) {{ return n + 100; }}")
    code = "int dgesv_(int n); int solve(int n) { return dgesv_(n); }"
    return library(site / "cv2", "cv2.abi3.so", code, own, "-Wl,-rpath,$ORIGIN/../opencv_python_headless.libs")


@needs_gcc
@needs_patchelf
def test_opencv_calls_the_openblas_of_scipy(tmp_path: Path) -> None:
    user = packages(tmp_path / "文件夹")
    assert shared_blas.share(tmp_path / "文件夹") > 0
    assert ctypes.CDLL(str(user)).solve(1) == 101
    assert not list((tmp_path / "文件夹" / shared_blas.FOLDER).iterdir())  # with it went what only it had needed
    assert "libscipy_openblas-2.so" in binaries.needs(user)


@needs_gcc
@needs_patchelf
def test_an_openblas_that_lacks_something_stops_the_build(tmp_path: Path) -> None:
    packages(tmp_path, complete=False)
    with pytest.raises(Stop, match="dgesv_"):
        shared_blas.share(tmp_path)


# ---- ICU's data -------------------------------------------------------------


def archive(tables: dict[str, bytes]) -> bytes:
    head = struct.pack("<H2sHHBBBB4s", 32, b"\xda\x27", 20, 0, 0, 0, 2, 0, b"CmnD").ljust(32, b"\0")
    return head + icu_data._archive([(f"icudt73l/{name}\0".encode(), table) for name, table in sorted(tables.items())])


def tables_of(data: bytes) -> dict[str, bytes]:
    count = struct.unpack_from("<I", data, 32)[0]
    rows = [struct.unpack_from("<II", data, 36 + 8 * number) for number in range(count)]
    ends = [*(start for _, start in rows[1:]), len(data) - 32]
    names = [data[32 + at : data.index(b"\0", 32 + at)].decode().removeprefix("icudt73l/") for at, _ in rows]
    assert names == sorted(names)  # ICU searches by halves
    assert all(start % 16 == 0 for _, start in rows)
    return {
        name: data[32 + start : 32 + end].rstrip(b"\0") for name, (_, start), end in zip(names, rows, ends, strict=True)
    }


STAYING = {"coll/zh.res": b"pinyin", "coll/root.res": b"order", "zh_Hant_TW.res": b"zh", "root.res": b"all",
           "res_index.res": b"index", "gb18030.cnv": b"converter", "curr/en_001.res": b"money"}  # fmt: skip
GOING = {
    "coll/de.res": b"umlauts" * 9,
    "fr_CA.res": b"fr",
    "brkitr/cjdict.dict": b"words" * 99,
    "lang/zh.res": b"names",
}


def test_icu_keeps_what_it_needs_for_two_languages() -> None:
    left = icu_data.without_languages(archive(STAYING | GOING))
    assert tables_of(left) == STAYING
    assert icu_data.without_languages(left) == left


def test_data_of_another_form_stops_the_build() -> None:
    with pytest.raises(Stop, match="another form"):
        icu_data.without_languages(b"\0" * 64)


@needs_gcc
def test_the_zippedgives_the_smaller_data_under_its_old_name(tmp_path: Path) -> None:
    (tmp_path / "icu.dat").write_bytes(archive(STAYING | GOING))
    (tmp_path / "icu.s").write_text(icu_data.SOURCE.format(symbol="icudt73_dat", data=tmp_path / "icu.dat"), "utf-8")
    path = tmp_path / "libicudata.so.73"
    subprocess.run(
        ["gcc", "-shared", "-nostdlib", "-Wl,-soname,libicudata.so.73", "-o", path, tmp_path / "icu.s"], check=True
    )
    icu_data.shrink(path)
    assert "libicudata.so.73" in binaries.headers(path)
    expected = icu_data.without_languages(archive(STAYING | GOING))
    found = (ctypes.c_char * len(expected)).in_dll(ctypes.CDLL(str(path)), "icudt73_dat")
    assert bytes(found) == expected
    assert ctypes.addressof(found) % 16 == 0


# ---- byte code --------------------------------------------------------------


def test_modules_run_without_their_sources(tmp_path: Path) -> None:
    for name in ("kept", "other", "other/inner"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "__init__.py").write_text("", "utf-8")
        (tmp_path / name / "work.py").write_text("def fail():\n    raise ValueError('no')\n", "utf-8")
    (tmp_path / "alone.py").write_text("import other.inner.work, kept.work\nother.inner.work.fail()\n", "utf-8")
    (tmp_path / "for_a_later_python.py").write_text("match: = 1\n", "utf-8")
    compiled.byte_compile(Path(sys.executable), tmp_path)
    compiled.without_sources(tmp_path, ("kept",))
    sources = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")}
    assert sources == {"kept/__init__.py", "kept/work.py", "for_a_later_python.py"}
    done = subprocess.run([sys.executable, "-m", "alone"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "ValueError: no" in done.stderr
    assert 'work.py", line 2, in fail' in done.stderr.replace("\\", "/")


def test_byte_code_of_another_version_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pyc").write_bytes(b"\xf3\r\r\n code")
    with zipfile.ZipFile(tmp_path / "python313.zip", "w") as zipped:
        zipped.writestr("os.pyc", b"\xf3\r\r\n other")
    windows_python.same_byte_code(tmp_path, tmp_path / "a.pyc")
    (tmp_path / "a.pyc").write_bytes(b"\xa7\r\r\n code")
    with pytest.raises(Stop, match="one version"):
        windows_python.same_byte_code(tmp_path, tmp_path / "a.pyc")
