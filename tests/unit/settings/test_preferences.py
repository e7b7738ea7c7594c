from pathlib import Path

import pytest

from app.errors import AppError
from app.settings.preferences import Preferences, load_preferences, save_preferences
from app.settings.process import DEFAULT_PROCESS, find_process, load_processes


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    preferences = Preferences(language="zh_CN", theme="light")
    preferences.remember_file(tmp_path / "a.glb")
    save_preferences(preferences, path)
    assert load_preferences(path) == preferences
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


def test_good_keys_of_a_bad_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"language": "tlh", "theme": "light", "default_height_mm": -3, "from_the_future": 1}')
    kept = load_preferences(path)
    assert (kept.theme, kept.language, kept.default_height_mm) == ("light", "system", 100.0)


@pytest.mark.parametrize("words", ["", "nonsense", "[]", "null"])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, words: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(words)
    assert load_preferences(path) == Preferences()


def test_recent_files_are_few_and_without_doubles(tmp_path: Path) -> None:
    preferences = Preferences()
    for n in range(30):
        preferences.remember_file(tmp_path / f"{n % 20}.glb")
    assert len(preferences.recent_files) == len(set(preferences.recent_files)) == 12
    assert preferences.recent_files[0] == str(tmp_path / "9.glb")


def test_the_shipped_processes_are_sound() -> None:
    profiles = load_processes()
    assert DEFAULT_PROCESS in profiles
    for profile in profiles.values():
        assert set(profile.name) == {"en", "zh_CN"}
        assert profile.min_feature_mm <= profile.min_wall_mm
        assert profile.source


def test_an_unknown_process_is_refused_with_the_ids_there_are() -> None:
    with pytest.raises(AppError, match="white-resin"):
        find_process("clay")


def test_dust_is_judged_at_the_height_that_a_figurine_may_have() -> None:
    process = find_process("white-resin")
    assert process.dust_limit_mm3(50.0) == process.dust_limit_mm3(250.0) == process.fragment_mm3
    assert process.dust_limit_mm3(1000.0) == pytest.approx(1000 * process.fragment_mm3)
    assert process.dust_limit_mm3(1.0) == pytest.approx(1e-6 * process.fragment_mm3)
