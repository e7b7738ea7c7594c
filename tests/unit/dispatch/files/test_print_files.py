"""What print files say of themselves: real ones from PrusaSlicer, and others made here from their published layouts."""

import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dispatch.files.facts import DamagedFileError, FileFacts
from app.dispatch.files.gcode import read_gcode, span_s
from app.dispatch.files.reading import read_print_file
from app.errors import AppError, FileRefusedError

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    path = SAMPLES / name
    return path.read_bytes() if path.exists() else gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


def test_gcode_of_prusaslicer() -> None:
    facts = read_print_file(sample("cube.gcode"), "whatever.txt")
    assert (facts.suffix, facts.family, facts.nozzle_mm, facts.layer_mm) == (".gcode", "filament", 0.4, 0.2)
    assert (facts.machine, facts.feed, facts.names) == ("Test MK4", "PLA", ("SN-AB12CD.stl",))
    assert facts.program == "PrusaSlicer 2.9.2"
    assert facts.seconds > 20
    assert facts.grams > 0.05
    width, depth, height = facts.size_mm  # the paths run half a line inside the box of 6 × 6 × 2
    assert 5 < width < 6
    assert 5 < depth < 6
    assert 1.7 <= height <= 2.0


def test_binary_gcode_says_the_same() -> None:
    text, binary = (read_print_file(sample(name)) for name in ("cube.gcode", "cube.bgcode"))
    assert binary.suffix == ".bgcode"
    assert (binary.seconds, binary.grams, binary.nozzle_mm) == (text.seconds, text.grams, text.nozzle_mm)
    assert binary.size_mm == (0.0, 0.0, 0.0)


def test_resin_of_prusaslicer() -> None:
    facts = read_print_file(sample("cube.sl1"))
    assert (facts.suffix, facts.family, facts.layer_mm, facts.layers) == (".sl1", "resin", 0.5, 4)
    assert facts.size_mm == (120.0, 68.0, 2.0)  # the screen of its printer
    assert facts.seconds > 0
    assert facts.millilitres == pytest.approx(0.072, abs=0.02)


def test_resin_for_anycubic() -> None:
    facts = read_print_file(sample("cube.pwmx"), "cube.pwmx")
    assert (facts.suffix, facts.layer_mm, facts.layers, facts.size_mm) == (".pwmx", 0.5, 4, (128.0, 72.0, 2.0))
    assert facts.seconds > 0
    assert read_print_file(sample("cube.pwmx"), "cube.pm3").suffix == ".pm3"


def ctb(
    magic: int = 0x12FD0086, layers: int = 1200, bed: tuple[float, float, float] = (218.88, 122.88, 260.0)
) -> bytes:
    """By the layout of cbddlp and ctb as it was published (catibo, doc/cbddlp-ctb.adoc)."""
    head = struct.pack("<2I3f2I5f", magic, 3, *bed, 0, 0, 60.0, 0.05, 2.5, 30.0, 0.0)
    head += struct.pack("<8I", 5, 5760, 3600, 0, 0, layers, 0, 7200)
    head += struct.pack("<I2I", 1, 128, 60) + struct.pack("<I2H", 1, 255, 255) + struct.pack("<3I", 0, 200, 76)
    parameters = struct.pack("<8f", 5, 60, 5, 60, 150, 21.5, 24.1, 3.0) + bytes(28)
    info = bytes(28) + struct.pack("<2I", 280, 8)
    return head.ljust(128, b"\0") + parameters.ljust(72, b"\0") + info.ljust(80, b"\0") + b"Saturn 3"


def goo(layers: int = 900) -> bytes:
    """By Elegoo's published layout, version 3."""
    head = b"V3.0" + b"\x07\0\0\0DLP\0" + b"CHITUBOX".ljust(32, b"\0") + bytes(48) + b"Mars 4".ljust(32, b"\0")
    head += bytes(64) + struct.pack(">3H", 8, 1, 0) + bytes(116 * 116 * 2) + b"\r\n" + bytes(290 * 290 * 2) + b"\r\n"
    head += struct.pack(">I2H2?4f", layers, 8520, 4320, False, False, 153.36, 77.76, 175.0, 0.05)
    head += struct.pack(">fB8fI16f2H?", 2.5, 1, *[0.5] * 8, 5, *[5.0] * 16, 255, 255, False)
    return head + struct.pack(">I3f", 5400, 30_500.0, 33.5, 4.0) + bytes(15)


def cxdlp(layers: int = 700) -> bytes:
    """As Creality's slicer is known to write it (version 2)."""
    head = struct.pack(">I", 9) + b"CXSW3DV2\0" + struct.pack(">H", 2) + struct.pack(">I", 6) + b"CL-89\0"
    head += struct.pack(">3H", layers, 3840, 2400) + bytes(64)
    head += b"".join(bytes(n * n * 2) + b"\r\n" for n in (116, 290, 290))
    for words in ("192.000000", "120.000000", "0.050000"):
        raw = words.encode("utf-16-be")
        head += struct.pack(">I", len(raw)) + raw
    return head + bytes(30)


def test_chitu() -> None:
    facts = read_print_file(ctb(), "x.ctb")
    assert (facts.suffix, facts.size_mm, facts.layers) == (".ctb", (218.88, 122.88, 60.0), 1200)
    assert (facts.seconds, facts.grams, facts.millilitres, facts.machine) == (7200, 24.1, 21.5, "Saturn 3")
    assert read_print_file(ctb(0x12FD0019)).suffix == ".cbddlp"
    sealed = read_print_file(ctb(0x12FD0107))
    assert (sealed.suffix, sealed.size_mm, sealed.seconds) == (".ctb", (0.0, 0.0, 0.0), 0)


def test_goo() -> None:
    facts = read_print_file(goo())
    assert (facts.suffix, facts.size_mm, facts.layers) == (".goo", (153.36, 77.76, 45.0), 900)
    assert (facts.seconds, facts.grams, facts.millilitres, facts.machine) == (5400, 33.5, 30.5, "Mars 4")


def test_cxdlp() -> None:
    facts = read_print_file(cxdlp())
    assert (facts.suffix, facts.size_mm, facts.machine, facts.layers) == (".cxdlp", (192.0, 120.0, 35.0), "CL-89", 700)


ORCA = b"""; HEADER_BLOCK_START
; OrcaSlicer 2.3.1
; model printing time: 8m 57s; total estimated time: 15m 42s
; total filament weight [g] : 3.54
; HEADER_BLOCK_END
; FEATURE: Custom
G92 E0
G1 X-3 Y0 F3000
G1 X-3 Y200 E20
; FEATURE: Outer wall
G90
M83
; printing object SN-AB12CD-1a2b3c4d.stl id:0 copy 0
G1 X100 Y100 Z0.2
G1 X120 Y100 E1
G1 X120 Y130 E1
G1 X10 Y10 E-1
G1 X100 Y100 Z15 E.5
; nozzle_diameter = 0.4
; printer_settings_id = "Bambu Lab P1S 0.4 nozzle"
; filament_type = PLA;PLA
"""


def test_gcode_of_orca_and_what_primes_the_nozzle_is_not_counted() -> None:
    facts = read_print_file(ORCA)
    assert (facts.seconds, facts.grams, facts.nozzle_mm) == (942, 3.54, 0.4)
    assert (facts.machine, facts.feed) == ("Bambu Lab P1S 0.4 nozzle", "PLA")
    assert facts.size_mm == (110.0, 120.0, 15.0)
    assert facts.names == ("SN-AB12CD-1a2b3c4d.stl",)


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, content in files.items():
            into.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return packed.getvalue()


def test_sliced_3mf_is_not_a_model() -> None:
    facts = read_print_file(archive(Metadata__plate_1_dot_gcode=ORCA, x_dot_model=b"<model/>"), "a.3mf")
    assert (facts.suffix, facts.family, facts.seconds) == (".gcode.3mf", "filament", 942)
    assert read_print_file(archive(d_dot_model=b"<model/>")).family == "mesh"
    with pytest.raises(FileRefusedError, match="2 plates"):
        read_print_file(archive(Metadata__plate_1_dot_gcode=ORCA, Metadata__plate_2_dot_gcode=ORCA))
    with pytest.raises(FileRefusedError, match="nothing in this archive"):
        read_print_file(archive(readme=b"x"))


@pytest.mark.parametrize(
    ("content", "suffix", "family"),
    [
        (b"%PDF-1.7\n", ".pdf", "flat"), (b"\x89PNG\r\n\x1a\n", ".png", "flat"), (b"\xff\xd8\xff\xe0", ".jpg", "flat"),
        (b"\n^XA^FO0,0^XZ", ".zpl", "label"), (b"ply\nformat", ".ply", "mesh"), (b"#VRML V2.0 utf8", ".wrl", "mesh"),
    ],
)  # fmt: skip
def test_other_kinds_are_told_by_their_content(content: bytes, suffix: str, family: str) -> None:
    facts = read_print_file(content, "x.gcode")
    assert (facts.suffix, facts.family) == (suffix, family)


@pytest.mark.parametrize("content", [b"solid cube\nfacet normal 0 0 1\n", b"hello", bytes(100), b"<html></html>"])
def test_what_no_printer_takes_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefusedError, match="not a file that a printer takes"):
        read_print_file(content, "x.gcode")
    with pytest.raises(FileRefusedError, match="empty"):
        read_print_file(b"")


def test_gcode_that_prints_nothing_is_refused() -> None:
    with pytest.raises(DamagedFileError):
        read_print_file(b"G28\nG1 X10 Y10\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [(name, sample(name)) for name in ("cube.bgcode", "cube.sl1", "cube.pwmx")]
    + [("x.ctb", ctb()), ("x.goo", goo()), ("x.cxdlp", cxdlp())],
)
def test_half_a_file_is_damaged_or_still_told_by_its_head(name: str, content: bytes) -> None:
    for share in (0.001, 0.3, 0.7):
        try:
            facts = read_print_file(content[: max(int(len(content) * share), 13)], name)
        except FileRefusedError:
            continue
        assert isinstance(facts, FileFacts)
    with pytest.raises(FileRefusedError):
        read_print_file(content[: len(content) // 100], name)


def test_a_name_in_an_archive_that_is_no_text_is_damage() -> None:
    content = archive(readme=b"x").replace(b"readme", b"\xff\xfe\xfd\xfc\xfb\xfa")
    flags = content.rindex(b"PK\x01\x02") + 8
    broken = content[:flags] + struct.pack("<H", 0x800) + content[flags + 2 :]  # says that it is UTF-8
    with pytest.raises(DamagedFileError):
        read_print_file(broken)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from((ctb(), goo(), cxdlp(), sample("cube.bgcode"), sample("cube.sl1"), sample("cube.pwmx"))), st.data()
)
def test_no_damage_does_more_than_refuse(content: bytes, data: st.DataObject) -> None:
    broken = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, min(len(broken), 400) - 1))] = data.draw(st.integers(0, 255))
    try:
        facts = read_print_file(bytes(broken))
    except AppError:
        return
    assert all(0 <= length < 2000 for length in facts.size_mm)


def test_arcs_inches_and_relative_moves() -> None:
    circle = read_gcode(b"G21\nG90\nM83\nG1 X50 Y50 Z0.2\nG2 X50 Y50 I10 J0 E5\n")
    assert circle.size_mm == (20.0, 20.0, 0.2)
    inches = read_gcode(b"G20\nG1 X1 Y0 Z1\nG1 X3 Y1 E1\n")
    assert inches.size_mm == (50.8, 25.4, 25.4)
    relative = read_gcode(b"G91\nG1 X10 Z1\nG1 X10 Y5 E1\nG1 X10 Y5 E1\n")
    assert relative.size_mm == (20.0, 10.0, 1.0)


@pytest.mark.parametrize(
    ("words", "seconds"), [("1d 2h 3m 4s", 93784), ("8m 57s", 537), ("480", 480), ("soon", 0), ("", 0)]
)
def test_spans_of_time(words: str, seconds: float) -> None:
    assert span_s(words) == seconds
