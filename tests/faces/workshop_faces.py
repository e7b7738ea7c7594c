"""The window “Workshop”, and what covers the main window."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.faces.world import Face, World


def workshop_faces() -> Iterator[Face]:
    from app.gui.people.sections import SECTIONS

    for _title, kinds in SECTIONS:
        for kind in kinds:
            yield f"workshop/{kind.id}", lambda world, name=kind.id: world.window.people.show_page(name)
    yield "workshop/recovery-code", _recovery_code
    yield "workshop/key-lock", _key_lock


def _recovery_code(world: World) -> None:
    from app.gui.people.recovery_code_dialog import RecoveryCodeDialog

    RecoveryCodeDialog(world.workstation.desk, world.window.look, world.window).open()


def _key_lock(world: World) -> None:
    from app.gui.people.key_lock_dialog import KeyLockDialog

    KeyLockDialog(world.workstation.desk, world.window.look, world.window, locked=True).open()


def cover_faces() -> Iterator[Face]:
    def cover(world: World, name: str, *, begin: Callable[[Any], object] = lambda _page: None) -> None:
        guard = world.window.people.guard
        begin(getattr(guard, name))
        guard._cover(getattr(guard, name))

    yield "cover/wait", lambda world: cover(world, "wait", begin=lambda page: page.show_opening())
    yield "cover/first", lambda world: cover(world, "first", begin=lambda page: page.begin())
    yield "cover/log-in", lambda world: cover(world, "log_in", begin=lambda page: page.ask_anybody())
    yield "cover/password", lambda world: cover(world, "password", begin=lambda page: page.ask_both("Boss", "boss"))
    yield "cover/duty", lambda world: cover(world, "duty", begin=lambda page: page.show_duty("…\n" * 40, "1"))
    yield "cover/trouble", lambda world: cover(world, "trouble", begin=_trouble)


def _trouble(page: Any) -> None:
    from app.orders.book import BookOfflineError

    page.show_error(BookOfflineError(), leave=True)
