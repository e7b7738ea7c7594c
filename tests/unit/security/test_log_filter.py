import logging
from pathlib import Path

import pytest
from pydantic import BaseModel

from app.security.log_filter import CleanFormatter
from app.security.scrub import scrubbed_message

NAME, PHONE, JANE = "测试标记甲", "13800000021", "Jane Doe"


@pytest.fixture
def log(tmp_path: Path) -> logging.Logger:
    log = logging.getLogger("test of the filter")
    log.propagate = False
    handler = logging.FileHandler(tmp_path / "log", encoding="utf-8")
    handler.setFormatter(CleanFormatter("%(message)s"))
    log.handlers = [handler]
    yield log
    handler.close()
    log.handlers = []


def written(tmp_path: Path) -> str:
    return (tmp_path / "log").read_text("utf-8")


def test_messages_and_values(log: logging.Logger, tmp_path: Path) -> None:
    log.warning("order of %s, phone %s: %r", NAME, PHONE, {"name": "Jane Doe"})
    wrong = logging.LogRecord("x", logging.ERROR, "x.py", 1, f"%d values for {NAME}", ("one", "two"), None)
    log.handlers[0].handle(wrong)  # a mistake of ours tells nothing either
    log.warning("order.move took %.3f s for item:%d", 0.25, 913291362215291451)
    words = written(tmp_path)
    for word in (NAME, PHONE, "Jane"):
        assert word not in words
    assert "order.move took 0.250 s for item:913291362215291451" in words


def test_tracebacks_keep_their_frames(log: logging.Logger, tmp_path: Path) -> None:
    class Buyer(BaseModel):
        name: str
        phone: int

    def open_it(name: str) -> None:
        try:
            Buyer.model_validate({"name": 7, "phone": f"{name} {JANE}"})
        except ValueError as error:
            raise KeyError(name) from error

    try:
        open_it(NAME)
    except KeyError:
        log.exception("it failed for %s", NAME)
    words = written(tmp_path)
    for word in (NAME, "Jane"):
        assert word not in words
    assert "KeyError: '***'" in words
    assert "test_log_filter.py" in words
    assert "open_it" in words
    assert "Input should be a valid" in words  # what went wrong is still told


def test_groups_and_notes(log: logging.Logger, tmp_path: Path) -> None:
    error = ValueError(f"cannot take '{NAME}, {PHONE}' as it can't be 'Jane Doe'")
    error.add_note(f"while reading the row of {NAME}")
    try:
        raise ExceptionGroup("two faults", [error, KeyError("height_mm")])  # noqa: TRY301 - as it is logged
    except ExceptionGroup:
        log.exception("import")
    words = written(tmp_path)
    for word in (NAME, PHONE, "Jane"):
        assert word not in words
    assert "KeyError: 'height_mm'" in words


def test_other_handlers_see_the_record_as_it_is(log: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    log.addHandler(caplog.handler)
    log.warning("phone %s", PHONE)
    assert caplog.records[0].getMessage() == f"phone {PHONE}"


@pytest.mark.parametrize(
    "words",
    [
        "KeyError: 'height_mm'",
        "can't open it: [Errno 2] No such file",
        "no module named 'app.orders.book'",
        "a 'b' c \"d_e\"",
    ],
)
def test_what_tells_nobody_anything_is_kept(words: str) -> None:
    assert scrubbed_message(words) == words
