from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from devtools import catalogues

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small files; test_translations reads those of the program."""
    folder = tmp_path / "app"
    (folder / "gui").mkdir(parents=True)
    (folder / "gui" / "menu.py").write_text('menu.addAction(tr("Open"))\nsay(plural("{n} faces", "{n} face", n))\n')
    (folder / "work.py").write_text('raise AppError(text("The file is \\"broken\\"."))\nprint("not for people")\n')
    monkeypatch.setattr(catalogues, "SOURCE", folder)
    return folder


@pytest.mark.usefixtures("source")
def test_the_words_of_the_app_are_found_with_their_plurals() -> None:
    found = {message.id: message for message in catalogues.extract() if message.id}
    assert set(found) == {"Open", ("{n} faces", "{n} face"), 'The file is "broken".'}
    assert found["Open"].locations == [("app/gui/menu.py", 1)]


@pytest.mark.usefixtures("source")
def test_update_keeps_what_is_translated_and_drops_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = 'The file is "broken".'
    po = tmp_path / "zh_CN" / "LC_MESSAGES" / "statuette.po"
    po.parent.mkdir(parents=True)
    quoted = word.replace('"', '\\"')
    po.write_text(
        HEADER + f'msgid "{quoted}"\nmsgstr "词"\n\nmsgid "lost"\nmsgstr "没"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    assert catalogues.main(["update"]) == 0
    with po.open("rb") as file:
        updated = read_po(file, locale="zh_CN")
    assert updated[word].string == "词"
    assert "lost" not in updated
    assert catalogues.main(["compile"]) == 0
    assert po.with_suffix(".mo").stat().st_size > 0


def test_a_translation_that_loses_a_place_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    po = tmp_path / "zh_CN" / "LC_MESSAGES" / "statuette.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        HEADER + 'msgid "{n} faces"\nmsgstr "{m} 面"\n',
        "utf-8",
    )
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    assert catalogues.main(["compile"]) == 1
