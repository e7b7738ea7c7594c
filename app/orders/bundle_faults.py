"""What is wrong with a bundle, as sentences for people; none ever holds a value that was given: it may be a name or a phone."""

from typing import Any

from pydantic import ValidationError

from app.i18n import Text, text


class BundleFault(ValueError):  # noqa: N818 - pydantic wants a ValueError; it is a finding about a field
    """What is wrong with a field, as the rest of a sentence that begins with its name."""

    def __init__(self, sentence: Text) -> None:
        super().__init__("fault")
        self.sentence = sentence


def faults(error: ValidationError) -> list[Text]:
    """What is wrong, a sentence for each field; never holds a value that was given."""
    return [_fault(path, what) for path, what in faults_by_path(error)]


def faults_by_path(error: ValidationError) -> list[tuple[tuple[int | str, ...], Text]]:
    """The path to each field and what is wrong with it; positions in lists count from 0."""
    found = error.errors(include_url=False, include_input=False)[:20]
    return [(tuple(one["loc"]), _what(one["type"], dict(one.get("ctx") or {}))) for one in found]


def _fault(path: tuple[int | str, ...], what: Text) -> Text:
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return text("{field}: {what}", field=where, what=what) if where else what


def _what(kind: str, facts: dict[str, Any]) -> Text:
    inner = facts.get("error")
    if isinstance(inner, BundleFault):
        return inner.sentence
    number = {"n": facts.get("ge", facts.get("gt", facts.get("le", facts.get("lt", facts.get("max_length")))))}
    plain: dict[str, Text] = {
        "missing": text("is missing; it has to be there"),
        "string_type": text("has to be words"),
        "string_pattern_mismatch": text("is not written as it has to be; see the description of the bundle"),
        "bool_type": text("has to be true or false"),
        "bool_parsing": text("has to be true or false"),
        "list_type": text("has to be a list"),
        "model_type": text("has to be an object with fields"),
        "model_attributes_type": text("has to be an object with fields"),
        "finite_number": text("has to be a number"),
    }
    if kind in plain:
        return plain[kind]
    if kind == "string_too_short":
        return text("is empty or too short")
    if kind == "string_too_long":
        return text("is longer than {n} characters; shorten it", **number)
    if kind == "too_long":
        return text("has more than {n} entries; split it", **number)
    if kind == "too_short":
        return text("needs at least one entry")
    if kind in {"greater_than_equal", "greater_than"}:
        return text("is too small: {n} is the limit", **number)
    if kind in {"less_than_equal", "less_than"}:
        return text("is too large: {n} is the limit", **number)
    if kind == "literal_error":
        return text("has to be one of: {choices}", choices=str(facts.get("expected", "")))
    if kind.startswith(("datetime", "date", "timezone")):
        return text("is no date; write it as 2026-11-25 or 2026-11-25T14:30:00+08:00")
    if kind.startswith("int"):
        return text("has to be a whole number")
    if kind.startswith("float"):
        return text("has to be a number")
    return text("cannot be used; see the description of the bundle")
