"""The set-up document: schema and code say the same; what is wrong is named, and no value of it is quoted."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.errors import AppError
from app.settings.setup_document import OnServer, read_document, schema

SCHEMAS = Path(__file__).parents[3] / "resources" / "schemas"


def read(content: object, *, secrets: bool = True) -> Any:
    return read_document(json.dumps(content), secrets=secrets)


def test_the_published_schema_is_current() -> None:
    assert json.loads((SCHEMAS / "setup.schema.json").read_text("utf-8")) == schema()
    Draft202012Validator.check_schema(schema())


def test_the_example_is_valid_and_read() -> None:
    words = (SCHEMAS / "setup.example.json").read_text("utf-8")
    Draft202012Validator(schema()).validate(json.loads(words))
    made = read_document(words, secrets=False)
    assert isinstance(made.database, OnServer)
    assert (made.database.port, made.database.tls) == (5432, "require")
    assert made.printers[0].driver == "moonraker"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"databse": {}}, "databse"),
        ({"database": {"host": ""}}, "database"),
        ({"files": {"s3": "s3://key:hush-hush@bucket"}}, "files"),
        ({"administrator": {"login": "x"}}, "administrator"),
        ({"printers": [{"name": "K1", "driver": "moonraker"}, {"name": "k1", "driver": "bambu"}]}, "/"),
        ([], "/"),
    ],
)
def test_what_is_wrong_is_named_and_not_quoted(content: object, named: str) -> None:
    with pytest.raises(AppError) as refused:
        read(content)
    assert f"“{named}" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_no_json_says_in_which_line() -> None:
    with pytest.raises(AppError, match="line 2"):
        read_document('{\n"language" "en"}', secrets=False)


def test_secrets_do_not_lie_in_a_file() -> None:
    content = {"language": "en", "secrets": {"database_password": "hush-hush"}}
    assert read(content).secrets.database_password == "hush-hush"
    assert "hush" not in repr(read(content))
    with pytest.raises(AppError) as refused:
        read(content, secrets=False)
    assert "hush" not in str(refused.value)
