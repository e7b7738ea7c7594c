"""What goes into an installer, and what must not."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="installers are built on Linux")


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a module of packaging/devtools/package by name."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return lambda name: importlib.import_module(f"devtools.package.{name}")


@pytest.fixture
def stop(building: Any) -> type[Exception]:
    kind: type[Exception] = building("tools").Stop
    return kind


def wheel(site: Path, name: str, licence: str, *contents: str, **files: str) -> Path:
    """An unpacked wheel's metadata; `contents` are what its RECORD names, `files` what lies in its metadata."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in contents), "utf-8")
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nLicense-Expression: {licence}\n"
    )
    for file, words in files.items():
        (info / file).write_text(words, "utf-8")
    return info


def bill_of_materials(info: Path, *parts: dict[str, Any]) -> None:
    (info / "sboms").mkdir()
    (info / "sboms" / "all.json").write_text(json.dumps({"components": parts}), "utf-8")


def test_the_notices_name_every_part_and_hold_its_licence(building: Any, tmp_path: Path) -> None:
    info = wheel(tmp_path, "kind", "MIT", "kind/work.so", LICENSE="Do what you like, keep these words.")
    bill_of_materials(info, {"name": "crate", "version": "2.1", "licenses": [{"expression": "MIT OR Apache-2.0"}]})
    for name in ("kind.libs/libavcodec-0a1b2c3d.so.62.28.101", "kind/work.so"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"\x7fELF")
    page = building("notices").collect(tmp_path, [])
    assert "kind 1.0" in page
    assert "Do what you like, keep these words." in page
    assert "library avcodec" in page
    assert "crate 2.1: MIT OR Apache-2.0" in page
    listed = {line.split()[0]: line for line in page.splitlines() if ".so" in line}
    assert "LGPL-2.1-or-later" in listed["kind.libs/libavcodec-0a1b2c3d.so.62.28.101"]
    assert listed["kind/work.so"].split()[1:] == ["MIT", "kind", "1.0"]
    assert "SIL OPEN FONT LICENSE" in page.upper()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in page


@pytest.mark.parametrize("licence", ["GPL-3.0-or-later", "AGPL-3.0-only", "GPL-2.0-only AND MIT"])
def test_a_package_under_the_gpl_stops_the_build(
    building: Any, stop: type[Exception], tmp_path: Path, licence: str
) -> None:
    wheel(tmp_path, "strict", licence)
    with pytest.raises(stop, match="strict"):
        building("notices").collect(tmp_path, [])


def test_a_choice_beside_the_gpl_may_ship(building: Any, tmp_path: Path) -> None:
    wheel(tmp_path, "either", "LGPL-3.0-only OR GPL-3.0-only")
    assert "either" in building("notices").collect(tmp_path, [])


def test_the_text_of_the_gpl_inside_a_permissive_package_stops_the_build(
    building: Any, stop: type[Exception], tmp_path: Path
) -> None:
    wheel(tmp_path, "looks_kind", "MIT", COPYING="GNU GENERAL PUBLIC LICENSE\n  Version 2, June 1991")
    with pytest.raises(stop, match="looks-kind"):
        building("notices").collect(tmp_path, [])


def test_a_library_that_says_it_was_built_with_gpl_parts_stops_the_build(
    building: Any, stop: type[Exception], tmp_path: Path
) -> None:
    wheel(tmp_path, "video", "MIT")
    (tmp_path / "video").mkdir()
    (tmp_path / "video" / "codec.so").write_bytes(b"\x7fELF..libavcodec license: GPL version 3 or later\0..")
    with pytest.raises(stop, match="GPL version 3"):
        building("notices").collect(tmp_path, [])


def test_a_library_of_which_nobody_knows_the_licence_stops_the_build(
    building: Any, stop: type[Exception], tmp_path: Path
) -> None:
    wheel(tmp_path, "kind", "MIT")
    (tmp_path / "kind.libs").mkdir()
    (tmp_path / "kind.libs" / "libmystery-12345678.so.1").write_bytes(b"\x7fELF")
    with pytest.raises(stop, match="mystery"):
        building("notices").collect(tmp_path, [])


def test_a_library_that_no_package_brought_stops_the_build(
    building: Any, stop: type[Exception], tmp_path: Path
) -> None:
    wheel(tmp_path, "kind", "MIT", "kind/work.so", LICENSE="Words.")
    (tmp_path / "kind").mkdir()
    (tmp_path / "kind" / "stray.so").write_bytes(b"\x7fELF")
    with pytest.raises(stop, match=r"kind/stray\.so"):
        building("notices").collect(tmp_path, [])


def test_a_wheel_without_any_licence_text_stops_the_build(building: Any, stop: type[Exception], tmp_path: Path) -> None:
    wheel(tmp_path, "silent", "BSD-3-Clause")
    with pytest.raises(stop, match=r"silent 1\.0: its wheel has no licence text"):
        building("notices").collect(tmp_path, [])


def test_a_text_that_a_wheel_forgot_is_given(building: Any, tmp_path: Path) -> None:
    wheel(tmp_path, "chinesecalendar", "MIT")
    assert "Copyright (c) 2017 Lirian Su" in building("notices").collect(tmp_path, [])


@pytest.mark.parametrize(
    "part", [{"name": "strict", "licenses": [{"license": {"id": "GPL-3.0-or-later"}}]}, {"name": "unknown"}]
)
def test_a_part_inside_a_wheel_that_may_not_ship_stops_the_build(
    building: Any, stop: type[Exception], tmp_path: Path, part: dict[str, Any]
) -> None:
    info = wheel(tmp_path, "kind", "MIT", LICENSE="Words.")
    bill_of_materials(info, {"name": "fine", "licenses": [{"license": {"id": "MIT"}}]}, part)
    with pytest.raises(stop, match=f"{part['name']} in kind"):
        building("notices").collect(tmp_path, [])


@pytest.mark.parametrize(("code", "ships"), [(b"nothing of it", True), (b"liq_attr_create", False)])
def test_an_optional_part_is_believed_to_be_left_out_only_where_no_library_has_a_trace_of_it(
    building: Any, stop: type[Exception], tmp_path: Path, code: bytes, ships: bool
) -> None:
    info = wheel(tmp_path, "pictures", "MIT", "pictures/work.so", LICENSE="Words.")
    bill_of_materials(
        info, {"name": "libimagequant", "scope": "optional", "licenses": [{"license": {"id": "GPL-3.0-or-later"}}]}
    )
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "work.so").write_bytes(b"\x7fELF" + code)
    if ships:
        assert "pictures 1.0" in building("notices").collect(tmp_path, [])
    else:
        with pytest.raises(stop, match="libimagequant in pictures"):
            building("notices").collect(tmp_path, [])


def test_the_same_files_give_the_same_archive(building: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000001")
    reproducible = building("reproducible")
    archives = []
    for number, order in enumerate((("b", "a 文件"), ("a 文件", "b"))):
        folder = tmp_path / f"tree{number}"
        folder.mkdir(mode=0o700)
        for name in order:
            (folder / name).write_text(name, "utf-8")
            os.utime(folder / name, (number * 1000, number * 1000))
        (folder / "b").chmod(0o744 if number else 0o700)
        (folder / "libc.so.6").write_bytes(b"\x7fELF")
        (folder / "libc.so.6").chmod(0o755 if number else 0o644)
        (folder / "link").symlink_to("b")
        reproducible.settle(folder)
        target = tmp_path / f"{number}.tar.gz"
        reproducible.tar(folder, "tree", target, ["gzip", "-9n"])
        archives.append(target.read_bytes())
    assert archives[0] == archives[1]
    words = ["tar", "-tvzf", tmp_path / "0.tar.gz"]
    listing = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert "root/root" in listing
    assert "-rwxr-xr-x" in listing


def test_an_archive_that_could_not_be_packed_leaves_the_old_one(
    building: Any, stop: type[Exception], tmp_path: Path
) -> None:
    (tmp_path / "tree").mkdir()
    target = tmp_path / "old.tar.gz"
    target.write_bytes(b"old")
    with pytest.raises(stop):
        building("reproducible").tar(tmp_path / "tree", "tree", target, ["sh", "-c", "cat > /dev/null; exit 3"])
    assert target.read_bytes() == b"old"


def test_the_lock_that_ships_is_the_lock_without_what_stays_out(building: Any) -> None:
    lock = (
        "# made by uv\nkept==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "Left_Out==2.0 ; sys_platform == 'linux' \\\n    --hash=sha256:cc\nlast==3 \\\n    --hash=sha256:dd\n"
    )
    shipped = building("wheels").shipped_lock(lock, frozenset({"left-out"}))
    assert shipped == "kept==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nlast==3 \\\n    --hash=sha256:dd\n"


def test_a_record_names_no_commands_as_they_hold_the_path_of_the_build(building: Any, tmp_path: Path) -> None:
    (tmp_path / "RECORD").write_text(
        "bin/tool.exe,sha256=a,1\n../Scripts/tool.exe,sha256=b,2\nkind/bin/work.py,sha256=c,3\n"
    )
    building("wheels").without_commands(tmp_path / "RECORD")
    assert (tmp_path / "RECORD").read_text() == "kind/bin/work.py,sha256=c,3\n"


def test_what_stays_out_is_in_the_lock(building: Any) -> None:
    lock = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    named = {building("wheels").name_of(line) for line in lock.splitlines() if line and line[0].isalnum()}
    assert named >= building("prune_rules").LEFT_OUT


def test_pruning_keeps_what_something_needs(building: Any, tmp_path: Path) -> None:
    for name in ("PySide6/Qt/qml/x.qml", "numpy/tests/test_a.py", "numpy/a.pyi", "numpy/a.py", "skimage/__init__.pyi",
                 "babel/locale-data/zh_Hans_CN.dat", "babel/locale-data/fr.dat", "qtawesome/fonts/phosphor-1.3.0.ttf",
                 "qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    building("prune").prune(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {
        "numpy/a.py", "skimage/__init__.pyi", "babel/locale-data/zh_Hans_CN.dat",
        "qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf",
    }  # fmt: skip


def test_a_runtime_is_named_by_what_is_in_it(building: Any, tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("a==1")
    name = building("layers").runtime_hash
    first = name("linux", [tmp_path / "lock", b"rules"])
    assert len(first) == 12
    assert first == name("linux", [tmp_path / "lock", b"rules"])
    assert first != name("windows", [tmp_path / "lock", b"rules"])
    assert first != name("linux", [tmp_path / "lock", b"other rules"])


def test_the_man_page_and_the_desktop_file_are_well_formed() -> None:
    folder = ROOT / "packaging" / "linux"
    desktop = (folder / "statuette.desktop").read_text("utf-8")
    for kind in ("model/stl", "model/obj", "model/gltf-binary", "model/gltf+json", "model/3mf"):
        assert f"{kind};" in desktop
    assert "Name[zh_CN]=手办工坊" in desktop
    assert "%F" in desktop
    assert (folder / "statuette.1").read_text("utf-8").startswith(".TH STATUETTE 1")


def test_byte_code_is_never_checked_against_times_and_is_the_same_every_time(building: Any, tmp_path: Path) -> None:
    compiled: list[dict[str, bytes]] = []
    for name in ("one", "another 文件夹"):
        folder = tmp_path / name / "package"
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("x = {'a', 'b', 'c'}\ndef f(y=('a', 1)):\n    return y in {'b', 'c'}\n", "utf-8")
        (folder / "for_a_later_python.py").write_text("match: = 1\n", "utf-8")
        building("compiled").byte_compile(Path(sys.executable), folder.parent)
        compiled.append({path.name: path.read_bytes() for path in folder.rglob("*.pyc")})
    assert compiled[0] == compiled[1]
    assert len(compiled[0]) == 1
    assert all(content[4] == 1 for content in compiled[0].values()), "by hash, unchecked"


def test_the_size_of_what_an_installer_installs_is_known_for_that_build_alone(building: Any, tmp_path: Path) -> None:
    sizes = building("sizes")
    first, second = tmp_path / "a.exe", tmp_path / "b.tar.gz"
    first.write_bytes(b"packed")
    second.write_bytes(b"other")
    assert sizes.installed(first) is None
    sizes.note(first, 1000)
    sizes.note(second, 2000)
    assert (sizes.installed(first), sizes.installed(second)) == (1000, 2000)
    first.write_bytes(b"packed again")
    assert sizes.installed(first) is None


def test_kernels_are_compiled_under_the_same_paths_in_every_build(
    building: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = building("kernels")
    monkeypatch.setattr(kernels, "PLACE", tmp_path / "place")
    seen = []
    for name in ("one", "other 文件夹"):
        for part in ("runtime-1/bin", "app-1"):
            (tmp_path / name / part).mkdir(parents=True)
        (tmp_path / name / "runtime-1" / "bin" / "python3").symlink_to(sys.executable)
        with kernels.one_place(tmp_path / name / "runtime-1", tmp_path / name / "app-1") as (runtime, program):
            assert (runtime / "bin" / "python3").exists()
            assert program.is_dir()
            seen.append((runtime, program))
        assert not (tmp_path / "place").exists()
        assert (tmp_path / name / "app-1").is_dir(), "only the links went"
        (tmp_path / "place" / "left by a build that was killed").mkdir(parents=True)
    assert seen[0] == seen[1]


KERNELS = """
import numpy as np
from numba import njit

@njit(cache=True)
def inner(x):
    return x + 1

@njit(cache=True)
def outer(a, b):
    return inner(1) * (a + b * 2.0 - a) + np.full(3, round(b[0]))

if __name__ == "__main__":
    outer(np.ones(3), np.ones(3))
"""


def test_numba_compiles_to_the_same_bytes_every_time(building: Any, tmp_path: Path) -> None:
    (tmp_path / "kernels_of_the_test.py").write_text(KERNELS, "utf-8")
    compiled = []
    for name in ("early", "late"):
        env = {
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "NUMBA_CACHE_DIR": str(tmp_path / name),
            "PYTHONHASHSEED": "0",
        }
        script = f"padding = {[name] * (3 if name == 'early' else 90_000)}\n" + building("kernels").WARM
        (tmp_path / "warm.py").write_text(script, "utf-8")
        subprocess.run([sys.executable, tmp_path / "warm.py", "kernels_of_the_test"], env=env, check=True)
        compiled.append({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.nbc")})
    assert compiled[0].keys() == compiled[1].keys()
    assert len(compiled[0]) == 2
    assert [name for name in compiled[0] if compiled[0][name] != compiled[1][name]] == []


def test_somebody_elses_folder_is_not_used_for_the_kernels(
    building: Any, stop: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = building("kernels")
    monkeypatch.setattr(kernels, "PLACE", tmp_path / "place")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "place").symlink_to(tmp_path / "theirs")
    with pytest.raises(stop, match="in the way"), kernels.one_place(tmp_path, tmp_path):
        pass
    assert (tmp_path / "theirs").is_dir()


def test_the_debian_package_names_the_maintainer_of_the_project(building: Any) -> None:
    fields = building("deb_control").control(["libc6 (>= 2.36)"], 100)
    assert "\nMaintainer: Statuette developers <developers@statuette.invalid>\n" in fields
