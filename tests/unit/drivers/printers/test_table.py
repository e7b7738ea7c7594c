"""What every driver in the table keeps to."""

import importlib.util
import inspect
import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from app.dispatch.driver import Driver, DriverKind, PausingDriver, PrinterError
from app.drivers.printers.table import KINDS, by_id

SECRET = "k5-hidden-word"
SETTINGS = {
    "moonraker": {"address": "printer"},
    "prusalink": {"address": "http://printer:8080/"},
    "octoprint": {"address": "https://printer/octoprint/"},
    "bambu": {"host": "127.0.0.1", "serial": "01P00A000000001"},
    "sdcp": {"host": "127.0.0.1"},
    "ipp": {"address": "printer.local"},
    "ipp_label": {"address": "ipps://printer:8633/ipp/print/zebra"},
    "raw_label": {"host": "127.0.0.1"},
}


def _settings(kind: DriverKind, folder: Path) -> BaseModel:
    return kind.form.model_validate(SETTINGS.get(kind.id, {"folder": str(folder)}))


def _made(kind: DriverKind, folder: Path) -> Driver:
    return kind.make(_settings(kind, folder), dict.fromkeys(kind.secrets, SECRET))


def test_ids_are_unique() -> None:
    assert len(by_id()) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_contract(kind: DriverKind, tmp_path: Path) -> None:
    driver = _made(kind, tmp_path)
    try:
        for name, wanted in inspect.getmembers(Driver, inspect.isfunction):
            if not name.startswith("_"):
                given = inspect.signature(getattr(type(driver), name))
                assert list(given.parameters) == list(inspect.signature(wanted).parameters), name
    finally:
        driver.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_what_is_said_in_forms(kind: DriverKind) -> None:
    assert all(field.title for field in kind.form.model_fields.values()), "a field without a name for people"
    assert not set(kind.secrets) & set(kind.form.model_fields), "secrets lie in the key store"
    assert kind.poll_s[1] <= kind.poll_s[0]
    assert kind.icon.split(".")[1] in _icons()


def _icons() -> set[str]:
    """Names of the pictures that the window can draw."""
    folder = Path(str(importlib.util.find_spec("qtawesome").origin)).parent / "fonts"  # type: ignore[union-attr]
    return set(json.loads(next(folder.glob("materialdesignicons6*charmap*.json")).read_text()))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_settings_survive_the_book(kind: DriverKind, tmp_path: Path) -> None:
    settings = _settings(kind, tmp_path)
    assert kind.form.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_no_secret_is_in_what_is_shown(kind: DriverKind, tmp_path: Path) -> None:
    driver = _made(kind, tmp_path)
    try:
        assert SECRET not in repr(driver)
        assert SECRET not in repr(_settings(kind, tmp_path))
    finally:
        driver.close()


def test_who_pauses() -> None:
    pausing = {kind.id for kind in KINDS if _pauses(kind)}
    assert pausing == {"moonraker", "prusalink", "octoprint", "bambu", "sdcp"}


def _pauses(kind: DriverKind) -> bool:
    driver = _made(kind, Path("/"))
    try:
        return isinstance(driver, PausingDriver)
    finally:
        driver.close()


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if "address" in kind.form.model_fields], ids=lambda kind: kind.id
)
@pytest.mark.parametrize("address", ["", "http://", "file:///etc/passwd", "http://a:b@printer", "http://printer:99999"])
def test_addresses_that_are_none(kind: DriverKind, address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        kind.form.model_validate({"address": address})


def test_addresses_as_people_type_them() -> None:
    for kind, given, kept in (
        ("moonraker", "192.168.1.20", "http://192.168.1.20"),
        ("moonraker", " http://printer:7125/ ", "http://printer:7125"),
        ("ipp", "192.168.1.20", "ipp://192.168.1.20:631/ipp/print"),
        ("ipp", "ipps://printer.local/printers/photo", "ipps://printer.local:631/printers/photo"),
        ("ipp", "http://printer/ipp/print", "ipp://printer:80/ipp/print"),
        ("ipp", "ipp://[fe80::1]/", "ipp://[fe80::1]:631/ipp/print"),
    ):
        assert by_id()[kind].form.model_validate({"address": given}).address == kept  # type: ignore[attr-defined]


OVER_A_WIRE = [kind for kind in KINDS if "folder" not in kind.form.model_fields]


@pytest.mark.parametrize("kind", OVER_A_WIRE, ids=lambda kind: kind.id)
def test_a_server_of_another_kind_is_no_printer(kind: DriverKind, nonsense: int) -> None:
    """Whatever answers there: one sentence for people, and no other exception."""
    given = {
        "address": f"http://127.0.0.1:{nonsense}",
        "host": "127.0.0.1",
        "port": nonsense,
        "mqtt_port": nonsense,
        "ftps_port": nonsense,
        "camera_port": nonsense,
        "serial": "01P00A000000001",
        "mainboard": "1",
    }
    settings = kind.form.model_validate({name: given[name] for name in kind.form.model_fields if name in given})
    driver = kind.make(settings, {})
    try:
        for call in (driver.probe, driver.status):
            with pytest.raises(PrinterError):
                call()
        if kind.id == "raw_label":
            assert driver.find("o1-c1-aaaa").found == "cannot_know"
        else:
            with pytest.raises(PrinterError):
                driver.find("o1-c1-aaaa")
    finally:
        driver.close()
