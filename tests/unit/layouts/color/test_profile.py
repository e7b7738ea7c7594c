"""Profiles of presses are looked at before anything is made with them."""

import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from app.errors import FileRefusedError
from app.layouts.color.press import Press
from app.layouts.color.profile import SHIPPED, fault_of, find_profile, read_profile
from app.settings.folders import Folders
from app.settings.shop import PrintShop

FOGRA = SHIPPED / "FOGRA39L_coated.icc"
CONTENT = FOGRA.read_bytes()


def shop(**changes: object) -> PrintShop:
    return PrintShop.model_validate({"id": "press", "title": "Press", "route": "press"} | changes)


def folders(root: Path) -> Folders:
    return Folders(root / "data", root / "settings", root / "logs")


def test_a_good_profile_is_kept_whole_for_embedding() -> None:
    profile = read_profile(FOGRA)
    assert profile.content == CONTENT
    assert "FOGRA39" in profile.title


@pytest.mark.parametrize("length", [0, 60, 131, 140, 1000, len(CONTENT) // 2, len(CONTENT) - 1])
def test_a_truncated_profile_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "short.icc"
    path.write_bytes(CONTENT[:length])
    with pytest.raises(FileRefusedError, match=r"short\.icc"):
        read_profile(path)


def test_a_tag_that_points_outside_is_refused() -> None:
    broken = bytearray(CONTENT)
    struct.pack_into(">I", broken, 128 + 4 + 4, len(CONTENT) - 2)
    fault = fault_of(bytes(broken), "x.icc")
    assert fault is not None
    assert "not complete" in str(fault)


def test_the_profile_of_a_screen_is_no_press(tmp_path: Path) -> None:
    path = tmp_path / "screen.icc"
    path.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    with pytest.raises(FileRefusedError, match="four-colour printer"):
        read_profile(path)


def test_a_display_class_with_inks_is_no_press() -> None:
    display = bytearray(CONTENT)
    display[12:16] = b"mntr"
    assert "four-colour" in str(fault_of(bytes(display), "x.icc"))


def test_tables_full_of_nonsense_do_not_crash(tmp_path: Path) -> None:
    path = tmp_path / "nonsense.icc"
    start = 128 + 4 + 12 * struct.unpack_from(">I", CONTENT, 128)[0]
    path.write_bytes(CONTENT[:start] + b"\xff" * (len(CONTENT) - start))
    with pytest.raises(FileRefusedError):
        Press.of(shop(profile="nonsense.icc"), _with(path, tmp_path))


def test_the_workshop_s_own_profile_wins_over_ours(tmp_path: Path) -> None:
    own = folders(tmp_path).settings / "color"
    own.mkdir(parents=True)
    (own / FOGRA.name).write_bytes(CONTENT)
    press = Press.of(shop(), folders(tmp_path))
    assert press.profile.path == own / FOGRA.name
    assert Press.of(shop()).profile.path == FOGRA


@pytest.mark.parametrize("name", ["missing.icc", "../color/FOGRA39L_coated.icc", "/etc/passwd", ".", ".."])
def test_a_name_that_is_not_in_the_folders_is_said(name: str) -> None:
    with pytest.raises(FileRefusedError, match="no colour profile"):
        find_profile(name)


def test_a_profile_that_was_exchanged_is_read_again(tmp_path: Path) -> None:
    import os

    path = tmp_path / "mine.icc"
    path.write_bytes(CONTENT)
    os.utime(path, (1, 1))
    read_profile(path)
    path.write_bytes(CONTENT[:900])
    os.utime(path, (2, 2))
    with pytest.raises(FileRefusedError):
        read_profile(path)


def _with(path: Path, root: Path) -> Folders:
    own = folders(root).settings / "color"
    own.mkdir(parents=True)
    path.rename(own / path.name)
    return folders(root)


def test_both_intents_are_the_same_inks_with_our_profile() -> None:
    image = Image.new("RGB", (1, 1), (0, 255, 0))
    relative, perceptual = (Press.of(shop(), intent=intent).separate(image) for intent in ("relative", "perceptual"))  # type: ignore[arg-type]
    assert relative.tolist() == perceptual.tolist()
