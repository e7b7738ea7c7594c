"""Role × command, as the workshop's rules say it: written down by hand, so that no change of the table goes unseen."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest

import app.commands
from app.commands.office import COMMANDS, Office, command
from app.orders.book import Reading, Writing
from app.orders.machine import Machine
from app.security.actor import NOBODY, OWNER, PROGRAM, Actor
from app.security.permissions import MATRIX, NotAllowedError, Permission, Scope, scope
from app.security.roles import PEOPLE, Role
from app.security.vault import Vault

for _module in pkgutil.walk_packages(app.commands.__path__, "app.commands."):
    importlib.import_module(_module.name)

LETTERS = {
    "E": Role.ENGINEER, "S": Role.SERVICE, "L": Role.LOGISTICS, "V": Role.SUPERVISOR, "A": Role.ADMIN, "U": Role.AUDITOR,
}  # fmt: skip

# Which roles may give a command. E engineer, S service, L logistics, V supervisor of the client, A administrator,
# U auditor.
EXPECTED: dict[str, str] = {
    # Orders: everybody sees them (engineers only what they need), the supervisor and the auditor change nothing
    **dict.fromkeys(
        ("accounts.names", "claims.words", "designs.file", "designs.take_up",
         "items.model", "items.names", "items.revision", "items.take_up",
         "live.here", "live.who",
         "notes.file_content", "notes.picture", "orders.find_number", "orders.open", "orders.possible",
         "packing.see", "proofs.last_answer", "proofs.mark", "proofs.remarks",
         "queue.counts", "queue.items", "queue.page", "queue.views",
         "queue.whole",
         "shipping.chase", "shipping.story",
         "shipping.today"),
        "ESLVAU",
    ),
    # … and these ask each step for its own permission
    **dict.fromkeys(("orders.move", "orders.move_every", "orders.move_many", "orders.remake", "shipping.record"), "ESLVAU"),
    **dict.fromkeys(("queue.save_view", "queue.remove_view", "queue.order_views"), "ESLVAU"),
    **dict.fromkeys(
        ("notes.add", "notes.add_file", "notes.pin", "notes.remove_file", "orders.close_finished", "orders.plan_again",
         "orders.unplanned", "orders.set_due", "orders.set_order_due", "orders.set_priority", "orders.set_priority_every",
         "shipping.chased"),
        "ESLA",
    ),
    **dict.fromkeys(("orders.assign", "orders.assign_every", "accounts.workers"), "ESA"),
    **dict.fromkeys(
        ("intake.columns", "intake.keep_columns", "intake.look", "orders.consent", "orders.export", "orders.import",
         "orders.new", "orders.poll",
         "orders.withdraw_consent", "sample.fill", "sample.remove", "sample.there",
         "intake.save_problems", "intake.server", "orders.ask_address", "orders.ask_server"),
        "SA",
    ),
    **dict.fromkeys(("designs.save", "items.file_revision", "items.file_step", "items.which_book", "relief.of_item"), "E"),
    **dict.fromkeys(("proofs.draft", "proofs.draw_flat", "proofs.keep_flat", "proofs.of_flat", "proofs.send"), "ES"),
    **dict.fromkeys(("proofs.decide", "proofs.expire"), "S"),
    **dict.fromkeys(("labels.units", "packing.shelf"), "EL"),
    # Printing: everybody sees the queue; those who produce decide
    **dict.fromkeys(("dispatch.board", "dispatch.find_item", "dispatch.find_job", "dispatch.find_printer",
         "dispatch.queue", "dispatch.story", "dispatch.unclear", "printers.look"), "ESLVAU"),
    **dict.fromkeys(
        ("dispatch.before_dialog", "dispatch.decide",
         "dispatch.go_on", "dispatch.nothing_came_out", "dispatch.pause", "dispatch.open_dialog",
         "dispatch.prioritise", "dispatch.reorder", "dispatch.retry",
         "dispatch.station_is_gone", "dispatch.stop", "dispatch.take_back", "printers.cleared", "printers.pause",
         "printers.resume", "printers.serviced",
         "plates.add", "plates.close", "plates.dissolve", "plates.enqueue", "plates.list", "plates.picking_list",
         "plates.picture",
         "plates.piece_failed", "plates.propose", "plates.remove", "plates.reopen", "plates.repack", "plates.view",
         "plates.waiting", "print_costs.order"),
        "EL",
    ),
    **dict.fromkeys(("printers.discover", "printers.keep", "printers.retire", "printers.save", "printers.try", "slicing.choose",
                     "slicing.look"), "A"),
    **dict.fromkeys(
        ("print_costs.statistics", "print_costs.write", "print_queue.rows",
         "print_queue.why" ),
        "ESLVAU",
    ),
    **dict.fromkeys(
        ("layout.queue_sheet",
         "print_files.approved", "print_files.from_file", "print_files.from_layout", "print_files.from_model",
         "print_files.queue", "print_files.slice", "print_queue.give", "print_queue.hold", "print_queue.release",
         "print_queue.set_material", "print_queue.share_out", "quality.cause", "quality.judge",
         "quality.pictures", "quality.print_again", "quality.settle", "quality.view"),
        "EL",
    ),
    # Packing and shipping
    **dict.fromkeys(
        ("labels.card", "labels.packing_list", "labels.preview", "labels.print", "packing.close", "packing.dissolve",
         "packing.join", "packing.leave", "packing.open", "packing.photo", "packing.reopen", "packing.scan",
         "packing.see_photo",
         "packing.take_out", "packing.unscan", "packing.weigh", "shipping.hand_over", "shipping.waybill"),
        "L",
    ),
    "shipping.auto_accept": "SL",
    **dict.fromkeys(
        ("claims.add_evidence", "claims.decide", "claims.open", "claims.remake"), "SL"
    ),
    # Personal data: whoever talks to the buyer or sends the parcel sees it; whoever administers never does
    "personal.reveal": "SL",
    **dict.fromkeys(
        ("certificates.list", "certificates.open", "contract.confirmation", "contract.end", "contract.over", "personal.erase",
         "personal.export", "personal.find", "personal.recipients", "personal.save_recipient", "retention.plan",
         "retention.run"),
        "A",
    ),
    # The workshop
    **dict.fromkeys(("accounts.list", "accounts.reset_password", "accounts.save", "accounts.unlock", "intake.keep_server",
                     "settings.change"), "A"),
    **dict.fromkeys(("audit.events", "audit.numbers", "audit.order_of", "audit.trace_picture", "audit.verify"), "VAU"),
    **dict.fromkeys(("backup.check", "backup.daily", "backup.last", "places.recovery_code", "places.lock_key", "backup.list",
    "backup.make", "places.choose_files", "places.leave_files", "places.move_files", "places.sheet_kept",
    "places.try_files", "places.use_files"), "A"),
}  # fmt: skip

# Before log-in: they look for themselves who asks.
OPEN = {
    "accounts.accept_duty", "accounts.change_password", "accounts.first", "accounts.log_in", "accounts.log_out",
    "accounts.needed", "accounts.refresh", "backup.kept_before", "backup.newest", "backup.put_back", "backup.restore",
    "clock.behind",
    "places.choose",
    "places.told", "places.try", "places.try_files_of", "places.try_folder", "places.use", "retention.erased_items",
    "retention.gone", "retention.left_pc", "retention.unnamed", "setup.run",
    "setup.there", "live.gone", "settings.read", "update.fetch", "update.look", "update.state", "update.told",
}  # fmt: skip

# Parts of commands that are public in their module, and why they need no guard of their own.
PARTS = {
    "approved.approved_mesh": "asks items.revision",
    **{
        f"diagnosis.workshop.{name}": "a line of the diagnosis, which tells of no order; called by workshop_probes"
        for name in ("workshop_probes", "database", "damage", "files", "key", "clock", "printers")
    },
    "housekeeping.tidy": "calls proofs.expire, shipping.auto_accept, orders.close_finished and orders.plan_again",
    "intake.importing.bring_in": "called by orders.import and orders.poll",
    "intake.sample_steps.office_at": "called by sample.fill",
    "intake.sample_steps.walk": "called by sample.fill",
    "layout_designs.composition_of": "called by designs.take_up and print_files.from_layout",
    "layout_print.design_shelf": "called by print_files.from_layout and proofs.draw_flat",
    "layout_print.file_of": "called by print_files.from_layout",
    "layout_proof_work.drawn": "called by proofs.draw_flat",
    "logging_in.book_opens": "looks whether there is a book",
    "logging_in.check_own_password": "asks for the password",
    "order_batch.figurines_of": "asks queue.page and orders.find_number",
    "order_batch.run_for_items": "asks items.take_up and items.file_step",
    "order_batch.take_out": "asks items.take_up and items.model",
    "parcel_view.same_place": "compares, shows nothing",
    "plate_view.bodies_of": "asks items.revision for each model",
    "plate_view.extent": "asks items.revision; called by plates.enqueue",
    "plate_view.mesh_of": "asks items.revision",
    "plate_view.meshes_of": "asks items.revision for each model",
    "queue.allowed": "narrows a question",
    "queue.query_of": "reads a view",
    "sliced_files.sliced": "called by print_files.from_file",
    "sliced_files.sliced_here": "called by print_files.slice",
    "step_facts.proof_facts": "picks out facts",
    "step_facts.single_user": "looks at the actor",
    "steps.transact": "every step in it is checked",
    "updates.may_update": "looks at the actor",
}


class ReachedError(Exception):
    """The command got past its guard."""


class NoBook:
    """Nothing of it can be read or written: a command that reaches it has passed its guard."""

    def __getattr__(self, _name: str) -> NoReturn:
        raise ReachedError


def office_of(actor: Actor) -> Office:
    return Office(NoBook(), NoBook(), Vault(bytes(32)), actor=actor)  # type: ignore[arg-type]


def may_give(name: str, actor: Actor) -> bool:
    """Whether the guard lets the command through: without its arguments, it then fails at once."""
    try:
        COMMANDS[name].function(office_of(actor))
    except NotAllowedError:
        return False
    except (ReachedError, TypeError):
        return True
    return True


def test_every_command_is_in_the_table() -> None:
    assert sorted(COMMANDS) == sorted({*EXPECTED, *OPEN})
    assert {name for name, c in COMMANDS.items() if c.permission is None} == OPEN


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_role_and_command(role: Role, name: str) -> None:
    expected = role in {LETTERS[letter] for letter in EXPECTED[name]}
    assert may_give(name, Actor(7, "测试", frozenset({role}))) is expected


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_nobody_gives_no_command(name: str) -> None:
    assert not may_give(name, NOBODY)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_several_roles_may_do_what_each_of_them_may(name: str) -> None:
    allowed = {LETTERS[letter] for letter in EXPECTED[name]}
    for first in PEOPLE:
        for second in PEOPLE:
            assert may_give(name, Actor(7, "测试", frozenset({first, second}))) is bool({first, second} & allowed)


def test_whoever_is_alone_may_do_all_but_what_only_the_client_does() -> None:
    assert [name for name in EXPECTED if not may_give(name, OWNER)] == []


def test_the_program_gives_no_command_of_a_person() -> None:
    for name in (
        "personal.reveal",
        "personal.erase",
        "accounts.save",
        "settings.change",
        "packing.close",
        "items.file_step",
    ):
        assert not may_give(name, PROGRAM)


def test_supervisor_and_auditor_change_nothing() -> None:
    changing = {p for p in Permission if p not in {Permission.ORDERS_SEE, Permission.AUDIT_SEE, Permission.VIEWS}}
    for permission in changing:
        for role in (Role.SUPERVISOR, Role.AUDITOR):
            assert MATRIX[permission].get(role, Scope.NONE) is Scope.NONE


def test_engineers_need_to_know() -> None:
    engineer = Actor(7, "测试", frozenset({Role.ENGINEER}))
    narrow = {p for p in Permission if scope(engineer, p) is Scope.ASSIGNED}
    assert narrow == {
        Permission.ORDERS_SEE, Permission.ORDERS_EDIT, Permission.ORDERS_ASSIGN, Permission.ORDERS_HOLD,
        Permission.MODEL_WORK, Permission.PROOF_SEND,
    }  # fmt: skip


def public_parts() -> Iterator[tuple[str, Any]]:
    """Public functions below app.commands that take an office and no transaction: they could be called from outside."""
    guarded = {c.function for c in COMMANDS.values()}
    for found in pkgutil.walk_packages(app.commands.__path__, "app.commands."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != found.name:
                continue
            hints = [parameter.annotation for parameter in inspect.signature(function).parameters.values()]
            if Office in hints and not {Reading, Writing} & set(hints) and function not in guarded:
                yield f"{found.name.removeprefix('app.commands.')}.{name}", function


def test_every_function_that_takes_an_office_is_a_command() -> None:
    assert sorted(name for name, _ in public_parts()) == sorted(PARTS)


def test_the_steps_of_the_machines_are_for_people_who_exist() -> None:
    from app.commands.steps import MACHINES

    for machine in MACHINES.values():
        assert isinstance(machine, Machine)
        for step in machine.steps:
            holders = {role for role in PEOPLE if MATRIX[step.permission].get(role, Scope.NONE) is not Scope.NONE}
            assert holders - {Role.SUPERVISOR, Role.AUDITOR}, f"{machine.name}: nobody can {step.event}"
            assert not holders & {Role.SUPERVISOR, Role.AUDITOR}, f"{machine.name}: {step.event} by who only looks"


def test_a_command_is_declared_once_and_keeps_its_words() -> None:
    @contextmanager
    def gone(name: str) -> Iterator[None]:
        try:
            yield
        finally:
            COMMANDS.pop(name)

    with gone("test.once"):

        @command("test.once", Permission.SETTINGS)
        def once(office: Office) -> str:
            """What it does."""
            return office.station

        assert once.__doc__ == "What it does."
        with pytest.raises(ValueError, match=r"test\.once"):
            command("test.once", None)(lambda office: office.station)
        assert once(office_of(OWNER)) == "PC"
        with pytest.raises(NotAllowedError):
            once(office_of(NOBODY))
