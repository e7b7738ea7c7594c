"""Opens the faces in this process and judges them: one JSON line for each finding, ``{"faces": n}`` last.

``child WISHES`` with one JSON object: language, themes, scale (of text, percent), pictures (folder or ""), only (words that
the name of a face has to begin with, or nothing), judges ("room", "names").  QT_SCALE_FACTOR is the caller's.
"""

import contextlib
import json
import os
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any


def main() -> int:
    wishes: dict[str, Any] = json.loads(sys.argv[1])
    from tests.faces.world import own_folder

    with own_folder() as home:
        os.environ["STATUETTE_HOME"] = home
        _judge(wishes, Path(home))
    return 0


def _judge(wishes: dict[str, Any], home: Path) -> None:
    import shiboken6
    from PySide6.QtWidgets import QWidget

    from tests.faces import table
    from tests.faces.access import judge_names
    from tests.faces.keys import judge_keys
    from tests.faces.room import judge_room
    from tests.faces.threads import LetGo
    from tests.faces.world import ROOM, ROOM_OF_LARGE_TEXT, open_world
    from tests.left_items import items_of_layouts

    pictures = Path(wishes["pictures"]) if wishes["pictures"] else None
    scale, language = wishes.get("scale", 100), wishes["language"]
    space = ROOM if scale <= 125 else ROOM_OF_LARGE_TEXT
    world = open_world(home, language=language, theme=wishes["themes"][0], room=space)
    judges: dict[str, Any] = {"room": partial(judge_room, room=space), "names": judge_names, "keys": judge_keys}
    if scale != 100:
        world.window.look.scale_text(scale)
    preferences = world.window.workshop.preferences
    preferences.language, preferences.theme = language, wishes["themes"][0]
    count, let_go = 0, LetGo()
    for name, opener in table.faces():
        if wishes["only"] and not any(name.startswith(wanted) for wanted in wishes["only"]):
            continue
        count += 1
        try:
            opener(world)
            world.still()
        except Exception as error:  # noqa: BLE001 - one face that does not open must not hide the others
            _say(name, language, "", scale, "does not open", "".join(traceback.format_exception(error))[-1500:])
            with contextlib.suppress(Exception):
                table.close(world)
            continue
        let_go.look()
        windows = world.dialogs() or [_shown(world)]
        world.seen |= {type(one).__name__ for window in windows for one in (window, *window.findChildren(QWidget))}
        for theme in wishes["themes"]:
            _wear(world, theme)
            # A popup closes by itself where another window comes to the front.
            windows = [one for one in windows if shiboken6.isValid(one)]
            for number, window in enumerate(windows):
                if pictures is not None:
                    more = [language, theme, *([str(number)] if number else [])]
                    window.grab().save(str(table.path_of(name, pictures, *more)))
                for judge in wishes["judges"]:
                    if judge != "room" and theme != wishes["themes"][0]:
                        continue  # names and keys are the same in every colour
                    for finding in judges[judge](window):
                        _say(name, language, theme, scale, finding.kind, f"{finding.where}: {finding.words}")
        table.close(world)
        _wear(world, wishes["themes"][0])
    world.workstation.close()
    for name, thread in let_go.wrong:
        _say("every face", "", "", scale, "let go elsewhere", f"{name}: taken down on the thread {thread!r}")
    for kind in sorted(set(items_of_layouts())):
        _say("every face", "", "", scale, "asked by itemAt", f"{kind}: what is made where Qt frees it damages the heap")
    _tell({"faces": count, "seen": sorted(world.seen)})


def _shown(world: Any) -> Any:
    """The main window, or what covers it."""
    guard = world.window.people.guard
    return guard.cover if guard.covered else world.window


def _wear(world: Any, theme: str) -> None:
    if world.window.look.tokens.name != theme:  # styling every widget anew takes its time
        world.window.look.choose(theme)
        world.still()


def _say(face: str, language: str, theme: str, scale: int, kind: str, words: str) -> None:  # noqa: PLR0917
    line = {"face": face, "language": language, "theme": theme, "scale": scale, "kind": kind, "words": words}
    _tell(line)


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
