"""Another place for the files is tried, taken, filled from the old one, and the old one emptied; nothing is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.commands import places_files
from app.commands.office import Office
from app.errors import AppError, Cancelled
from app.jobs.progress import Progress
from app.orders.assets import AssetDamagedError
from app.orders.record import now
from app.security.vault import SealBrokenError
from app.settings.preferences import FILE, load_preferences, save_preferences
from app.storage.asset_folder import MARK
from app.storage.asset_store import open_assets


def put(office: Office, count: int) -> list[str]:
    return [office.assets.put(f"file {n}".encode() * 400, sensitive=n % 2 == 0).digest for n in range(count)]


def damage(path: Path) -> None:
    """Another last byte, whatever the one there is: sealed bytes are different in each run."""
    *all_but_last, last = path.read_bytes()
    path.write_bytes(bytes([*all_but_last, last ^ 1]))


def use(office: Office, home: Path, address: str, before: str = "") -> None:
    """What the window does once everything is copied."""
    settings = load_preferences(home / "settings" / FILE)
    settings.assets = address
    save_preferences(settings, home / "settings" / FILE)
    places_files.use_files(office, before)


def kinds(office: Office) -> list[str]:
    with office.book.reading() as book:
        return [event.kind for event in book.events()]


def inside(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize("there", [True, False])
def test_trying_a_folder_leaves_it_as_it_was(office: Office, tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "server" / "assets"
    (folder if there else folder.parent).mkdir(parents=True)
    told = places_files.try_files(office, f" {folder} ")
    assert (told.address, told.empty, told.same) == (str(folder), True, False)
    assert folder.exists() == there
    assert not there or inside(folder) == []


def test_the_place_of_now_is_known_by_any_name(office: Office, home: Path) -> None:
    put(office, 1)
    for name in ("", str(home / "data" / "assets"), str(home / "data" / ".." / "data" / "assets")):
        told = places_files.try_files(office, name)
        assert (told.address, told.same, told.empty) == ("", True, False)
    assert len(list(office.assets.digests())) == 1


def test_what_cannot_be_used_is_one_sentence_and_changes_nothing(office: Office, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letters.txt").write_text("somebody's")
    wrong = {
        "assets": "whole path",
        "ftp://server/files": "whole path",
        str(tmp_path / "no" / "such"): "no folder",
        str(full): "holds something else",
        str(full / "letters.txt"): "is a file",
        "s3://user:secret@bucket": "no S3 address",
        "s3://bucket?endpoint=http://example.com": "unencrypted",
        "s3://bucket?endpoint=http://127.0.0.1:9": "does not answer",
    }
    for address, words in wrong.items():
        with pytest.raises(AppError, match=words) as refused:
            places_files.try_files(office, address, ("access", "Quokka77"))
        assert "\n" not in str(refused.value)
        assert "Quokka77" not in str(refused.value)
    assert [path.name for path in inside(full)] == ["letters.txt"]
    assert not (tmp_path / "no").exists()


def test_files_of_another_workshop_are_told(office: Office, tmp_path: Path) -> None:
    open_assets(str(tmp_path / "theirs"), bytes(32)).put(b"a face", sensitive=True)
    with pytest.raises(SealBrokenError):
        places_files.try_files(office, str(tmp_path / "theirs"))


def test_everything_is_moved_and_used_then_the_old_place_is_emptied(office: Office, home: Path, tmp_path: Path) -> None:
    digests, target = put(office, 9), str(tmp_path / "server")
    moved = places_files.move_files(office, target)
    assert (moved.copied, moved.known, moved.damaged) == (9, 0, ())
    late = office.assets.put(b"came in before the place was used", sensitive=True).digest
    use(office, home, target)
    moved_at = now()
    assert office.assets.where() == target
    assert {*digests, late} == set(office.assets.digests())
    old = open_assets(str(home / "data" / "assets"), office.vault.asset_key)
    assert {*digests, late} == set(old.digests())  # it stays until somebody says so
    since = old.put(b"another PC still wrote there", sensitive=False).digest
    left = places_files.leave_files(office, "", moved_at)
    assert (left.removed, left.copied, left.damaged) == (11, 1, ())
    assert not list(old.digests())
    for digest in (*digests, late, since):
        office.assets.get(digest)
    assert {"places.files_moved", "places.files_chosen", "places.files_left"} <= set(kinds(office))


def test_what_was_erased_since_does_not_come_back(office: Office, home: Path, tmp_path: Path) -> None:
    digest, *_others = put(office, 3)
    places_files.move_files(office, str(tmp_path / "server"))
    use(office, home, str(tmp_path / "server"))
    office.assets.remove(digest)
    left = places_files.leave_files(office, "", now() + timedelta(hours=1))
    assert (left.removed, left.copied) == (3, 0)
    assert not office.assets.has(digest)


def test_a_move_that_was_stopped_goes_on_and_believes_nothing_it_did_not_read(office: Office, tmp_path: Path) -> None:
    digests, target = put(office, 8), tmp_path / "server"
    said: list[float] = []

    def stop() -> bool:
        return len(list(target.rglob("sha256/*/*"))) >= 4

    with pytest.raises(Cancelled):
        places_files.move_files(office, str(target), progress=Progress(lambda done, _text: said.append(done), stop))
    there = [path for path in target.rglob("sha256/*/*") if path.is_file()]
    assert len(there) == 4
    broken = there[0]
    damage(broken)
    moved = places_files.move_files(office, str(target))
    assert (moved.copied, moved.known) == (5, 3)
    new = open_assets(str(target), office.vault.asset_key)
    for digest in digests:
        new.check(digest)
    assert (target / MARK).exists()


def test_a_damaged_file_is_told_and_stays_where_it_is(office: Office, home: Path, tmp_path: Path) -> None:
    put(office, 3)
    bad = next(path for path in (home / "data" / "assets").rglob("sha256/*/*") if path.is_file())
    damage(bad)
    digest = bad.parent.name + bad.name
    moved = places_files.move_files(office, str(tmp_path / "server"))
    assert (moved.copied, moved.damaged) == (2, (digest,))
    use(office, home, str(tmp_path / "server"))
    left = places_files.leave_files(office, "", now())
    assert (left.removed, left.damaged) == (2, (digest,))
    assert bad.exists()
    old = open_assets(str(home / "data" / "assets"), office.vault.asset_key)
    with pytest.raises(AssetDamagedError):
        old.check(digest)


def test_neither_is_moved_to_itself_nor_emptied_while_it_is_used(office: Office) -> None:
    (digest,) = put(office, 1)
    with pytest.raises(AppError, match="already"):
        places_files.move_files(office, "")
    with pytest.raises(AppError, match="already"):
        places_files.leave_files(office, "", now())
    assert office.assets.has(digest)
