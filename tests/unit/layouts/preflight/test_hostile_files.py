"""Files that nobody vouches for: damaged, locked, endless, huge. Each ends in a report or in one sentence."""

import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream

from app.errors import AppError, FileRefusedError
from app.jobs.progress import silent
from app.layouts.preflight import walk
from app.layouts.preflight.judging import preflight
from app.layouts.preflight.structure import judge_structure
from tests.unit.layouts.preflight import good_files as good
from tests.unit.layouts.preflight.seeding import add


def form(pdf: pikepdf.Pdf, words: str) -> Stream:
    made = Stream(pdf, words.encode())
    made.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 500, 500], Resources=Dictionary(XObject=Dictionary())
        )
    )
    return pdf.make_indirect(made)


def test_not_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"is not a PDF"):
        preflight(good.image_file(tmp_path / "a.png"))
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(FileRefusedError, match=r"is not a PDF"):
        preflight(tmp_path / "empty.pdf")
    with pytest.raises(FileRefusedError, match=r"cannot be read"):
        preflight(tmp_path / "none.pdf")


def test_locked_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    good.keychain().save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(FileRefusedError, match="password"):
        preflight(path)


def test_locked_with_an_empty_password_is_judged_all_the_same(tmp_path: Path) -> None:
    good.needs_ghostscript()
    path = tmp_path / "locked.pdf"
    good.keychain().save(path, encryption=pikepdf.Encryption(owner="a", user="", R=4))
    report = preflight(path, good.ACRYLIC)
    assert "encrypted" in {f.id for f in report.rules}
    assert report.plate_pages == (1,)
    assert not report.passed


def test_header_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.6\n" + b"garbage " * 500)
    with pytest.raises(FileRefusedError, match="damaged"):
        preflight(path)


def test_content_that_unpacks_to_150_megabytes(tmp_path: Path) -> None:
    pdf = good.keychain()
    bomb = zlib.compressobj(9)
    blank = b" " * 1_000_000
    data = b"".join(bomb.compress(blank) for _ in range(150)) + bomb.flush()
    pdf.pages[0].obj.Contents.write(data, filter=Name.FlateDecode)
    with pytest.raises(FileRefusedError, match="64 MB"):
        preflight(good.saved(pdf, tmp_path / "bomb.pdf"), plates=False)


def test_forms_that_multiply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times ten times ten …: a billion operators in a file of some kilobytes."""
    monkeypatch.setattr(walk, "MOST_OPERATORS", 30_000)
    pdf = good.keychain()
    inner = form(pdf, "0 0 m 9 9 l S " * 10)
    for _ in range(9):
        outer = form(pdf, "/F Do " * 10)
        outer.stream_dict.Resources.XObject.F = inner
        inner = outer
    pdf.pages[0].obj.Resources.XObject.F = inner
    add("/F Do")(pdf)
    found = judge_structure(good.saved(pdf, tmp_path / "a.pdf"), good.ACRYLIC, None, None, progress=silent()).findings
    assert "too_complex" in {f.id for f in found}


def test_forms_within_forms_within_forms(tmp_path: Path) -> None:
    pdf = good.keychain()
    inner = form(pdf, "0 0 m 9 9 l S")
    for _ in range(60):
        outer = form(pdf, "/F Do")
        outer.stream_dict.Resources.XObject.F = inner
        inner = outer
    pdf.pages[0].obj.Resources.XObject.F = inner
    add("/F Do")(pdf)
    found = judge_structure(good.saved(pdf, tmp_path / "a.pdf"), good.ACRYLIC, None, None, progress=silent()).findings
    assert "form_too_deep" in {f.id for f in found}


def test_page_tree_in_a_circle(tmp_path: Path) -> None:
    pdf = good.keychain()
    path = good.saved(pdf, tmp_path / "a.pdf")
    data = path.read_bytes()
    assert b"/Kids [ " in data
    start = data.index(b"/Kids [ ") + len(b"/Kids [ ")
    kid = data[start : data.index(b" ", start)]
    tree = data[: data.index(b"/Kids")].rsplit(b" 0 obj", 1)[0].rsplit(b"\n", 1)[-1]
    path.write_bytes(data[:start] + tree.ljust(len(kid)) + data[start + len(kid) :])
    with pytest.raises(AppError):
        preflight(path, plates=False)


def test_a_hundred_thousand_objects(tmp_path: Path) -> None:
    pdf = good.keychain()
    pdf.Root.Many = Array([pdf.make_indirect(Dictionary(N=n)) for n in range(100_000)])
    path = good.saved(pdf, tmp_path / "a.pdf")
    assert judge_structure(path, good.ACRYLIC, None, None, progress=silent()).findings == ()


def test_damaged_content_is_a_finding(tmp_path: Path) -> None:
    pdf = good.keychain()
    pdf.pages[0].obj.Contents.write(b"this is not deflated", filter=Name.FlateDecode)
    report = preflight(good.saved(pdf, tmp_path / "a.pdf"), good.ACRYLIC, plates=False)
    assert "content_broken" in {f.id for f in report.rules}


@pytest.mark.parametrize("words", [b"1 \xceq 2 Tj", b"(a string without an end", b"BI /W 9 /H 9 ID ab"])
def test_content_with_damaged_words_is_read_as_far_as_it_goes(words: bytes, tmp_path: Path) -> None:
    pdf = good.keychain()
    contents = pdf.pages[0].obj.Contents
    contents.write(contents.read_bytes() + b"\n" + words)
    found = judge_structure(good.saved(pdf, tmp_path / "a.pdf"), good.ACRYLIC, None, None, progress=silent()).findings
    assert {f.id for f in found} & {"operator_unknown", "content_broken", "damaged"}


def test_an_id_that_is_no_pair_of_strings(tmp_path: Path) -> None:
    path = good.saved(good.keychain(), tmp_path / "a.pdf")
    data = path.read_bytes()
    at = data.rindex(b"/ID [")
    end = data.index(b"]", at)
    path.write_bytes(data[:at] + b"/ID 7" + b" " * (end + 1 - at - 5) + data[end + 1 :])
    found = judge_structure(path, good.ACRYLIC, None, None, progress=silent()).findings
    assert "file_id" in {f.id for f in found}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good.saved(good.vector_card(), tmp_path_factory.mktemp("whole") / "a.pdf")


HITS = st.lists(st.tuples(st.integers(0, 5499), st.binary(min_size=1, max_size=12)), min_size=1, max_size=8)
"""Where bytes are changed: in the first 2500 or the last 3000; between them lies the profile, most of the file."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hits=HITS)
def test_any_damage_ends_in_a_report_or_a_sentence(hits: list[tuple[int, bytes]], whole: Path, tmp_path: Path) -> None:
    broken = bytearray(whole.read_bytes())
    for place, new in hits:
        at = place if place < 2500 else len(broken) - 5500 + place
        broken[at : at + len(new)] = new
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(broken))
    try:
        found = judge_structure(path, good.PRESS, None, None, progress=silent()).findings
    except AppError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either way out is right
    else:
        assert all(str(f.words).strip() for f in found)
