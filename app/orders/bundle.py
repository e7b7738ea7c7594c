"""The bundle: orders as JSON, as the client's platform hands them over. Published as a JSON Schema in ``resources/schemas``.

Only what is named here is kept: other fields are dropped (data minimisation), their names are told, never their values.
What the schema refuses is refused; what it accepts comes in, but for what a schema cannot say (``BEYOND``).
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    WithJsonSchema,
    model_validator,
)

from app.i18n import text
from app.orders.bundle_faults import BundleFault
from app.orders.working_days import CHINA
from app.products.product import NEAR_MM, Product
from app.products.table import PRODUCTS

ORDERS, ITEMS, CREATIONS, ASSETS = 100_000, 100, 50, 50_000
ASSET_BYTES = 128 << 20
LONGEST_MM = 2000.0
PRIORITIES = ("normal", "high", "urgent")
BEYOND = (
    "Each key of an order is the only one of its source, and each key of a creation the only one of its order. The creation "
    "of an item is among the creations of its order, cover and mesh are among the assets, and what comes has their sha256. "
    "Days are real days. Words have no signs in them that cannot be seen."
)
"""What a bundle has to hold to besides its schema."""
_DAY = (
    r"^(201[5-9]|20[2-9][0-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-3]):?[0-5][0-9])?)?$"
)
_NUMBER = r"(?!0+(?:\.0+)?(?![0-9.]))(?:2000(?:\.0{1,2})?|1?[0-9]{1,3}(?:\.[0-9]{1,2})?)"
_SIZE = rf"\s*(?:({_NUMBER})(?:\s*[x×*]\s*({_NUMBER}))?\s*(?:mm)?)?\s*"
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_HIDDEN = {"Cc", "Cs"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _tidy(value: str) -> str:
    """One line of words: line ends become spaces. Signs that cannot be seen are refused: they would hide in a label."""
    words = _SPACES.sub(" ", value).strip()
    if any(sign in _TURNING or unicodedata.category(sign) in _HIDDEN for sign in words):
        raise BundleFault(text("has signs in it that cannot be seen; type it anew"))
    return unicodedata.normalize("NFC", words)


def _at_least(count: int) -> AfterValidator:
    """So many signs that can be seen."""

    def check(words: str) -> str:
        if len(words.replace(" ", "")) < count:
            raise BundleFault(text("is empty or too short"))
        return words

    return AfterValidator(check)


def _seen(count: int) -> dict[str, Any]:
    """The same for the schema."""
    return {"pattern": r"\S" if count == 1 else rf"(\S\s*){{{count}}}"}


def _moment(value: datetime) -> datetime:
    """UTC to the second; a time without a zone is China's."""
    zoned = value if value.tzinfo else value.replace(tzinfo=CHINA)
    return zoned.astimezone(UTC).replace(microsecond=0)


def _written(value: object) -> object:
    """Dates are written out; a bare number would be read as seconds since 1970."""
    if not isinstance(value, str) or not re.fullmatch(_DAY, value):
        raise BundleFault(text("is no date; write it as 2026-11-25 or 2026-11-25T14:30:00+08:00"))
    return value


def _whole(value: object) -> object:
    """2 and 2.0, as JSON has whole numbers; never words, yes or no."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BundleFault(text("has to be a whole number"))
    return value


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BundleFault(text("has to be a number"))
    return value


Tidy = AfterValidator(_tidy)
Line40 = Annotated[str, Field(max_length=40), Tidy]
Line80 = Annotated[str, Field(max_length=80), Tidy]
Line120 = Annotated[str, Field(max_length=120), Tidy]
Line200 = Annotated[str, Field(max_length=200), Tidy]
Key = Annotated[str, Field(max_length=80, json_schema_extra=_seen(1)), Tidy, _at_least(1)]
Choice = Annotated[str, Field(max_length=40)]
Moment = Annotated[
    datetime, AfterValidator(_moment), BeforeValidator(_written), WithJsonSchema({"type": "string", "pattern": _DAY})
]
Millimetres = Annotated[float, Field(gt=0, le=LONGEST_MM, allow_inf_nan=False), BeforeValidator(_number)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class BundleBuyer(_Part):
    """Who gets the parcel. Sealed as soon as it is in the book."""

    name: Annotated[str, Field(max_length=60, json_schema_extra=_seen(1)), Tidy, _at_least(1)]
    phone: Annotated[str, Field(max_length=40, json_schema_extra=_seen(5)), Tidy, _at_least(5)]
    address: Annotated[str, Field(max_length=300, json_schema_extra=_seen(1)), Tidy, _at_least(1)]

    def __repr__(self) -> str:
        return "BundleBuyer()"  # never in a log or a traceback

    __str__ = __repr__


class BundleConsent(_Part):
    """What the buyer agreed to. Without the scope "likeness" the items wait on hold for their rights."""

    text_version: Line40 = ""
    channel: Line40 = ""
    given_at: Moment | None = None
    scopes: Annotated[list[Literal["likeness", "voice", "shipping"]], Field(max_length=3)] = []
    territory: Line40 = ""
    until: Moment | None = None
    guardian: StrictBool = False


class BundleCreation(_Part):
    """The AI creation that an item is made from. ``cover`` and ``mesh`` are names in ``assets``."""

    key: Key
    title: Line120 = ""
    cover: Line200 = ""
    mesh: Line200 = ""
    media_url: Annotated[
        str, Field(max_length=300, json_schema_extra={"pattern": r"^\s*($|https?://[^\s/])"}), Tidy
    ] = ""
    licence: Line120 = ""

    @model_validator(mode="after")
    def _web_address(self) -> "BundleCreation":
        if self.media_url and not re.match(r"https?://[^\s/]+", self.media_url):
            raise BundleFault(text("media_url is no web address; it begins with https://"))
        return self


def _by_product(schema: dict[str, Any]) -> None:
    """Says in the schema of an item what each product is offered in."""
    schema["properties"]["product"]["enum"] = list(PRODUCTS)
    schema["allOf"] = [
        {
            "if": {"properties": {"product": {"const": product.id}}},
            "then": {
                "properties": {
                    "finish": {"enum": ["", *(id_ for id_, _ in product.finishes)]},
                    "base": {"enum": ["", *(id_ for id_, _ in product.bases if id_)]},
                }
            },
        }
        for product in PRODUCTS.values()
    ]


class BundleItem(_Part):
    """One thing to be made, ``quantity`` times. The size is ``size`` ("120", "148x100") or ``height_mm``, ``width_mm``."""

    model_config = ConfigDict(json_schema_extra=_by_product)

    product: Choice
    title: Line120 = ""
    finish: Choice = ""
    size: Annotated[str, Field(max_length=40, json_schema_extra={"pattern": f"^{_SIZE}$"}), Tidy] = ""
    height_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    base: Choice = ""
    quantity: Annotated[int, Field(ge=1, le=999), BeforeValidator(_whole)] = 1
    creation: Line80 = ""

    @model_validator(mode="after")
    def _known(self) -> "BundleItem":
        product = PRODUCTS.get(self.product)
        if product is None:
            raise BundleFault(text("product is not made here; use one of: {names}", names=", ".join(PRODUCTS)))
        _one_of("finish", self.finish, [id_ for id_, _ in product.finishes])
        _one_of("base", self.base, [id_ for id_, _ in product.bases if id_])
        self._said()
        return self

    def measures(self) -> tuple[float | None, float | None]:
        """Height and width, mm; the product's usual size where none is said."""
        if self.height_mm is not None:
            return self.height_mm, self.width_mm
        product, said = PRODUCTS[self.product], self._said()
        if said is None:
            usual = _usual(product)
            return (usual.height_mm, usual.width_mm) if usual else (None, None)
        for offered in product.sizes:
            if offered.id == self.size:
                return offered.height_mm, offered.width_mm
        return said

    def _said(self) -> tuple[float, float | None] | None:
        """Height and width that ``size`` says; None where it says nothing. Raises BundleFault."""
        numbers = re.fullmatch(_SIZE, self.size)
        if numbers is None:
            raise BundleFault(text("size is no size; write the height “120”, or width and height “148x100”, in mm"))
        first, second = numbers.groups()
        if first is None:
            return None
        return (float(first), None) if second is None else (float(second), float(first))

    @property
    def made_in(self) -> str:
        """The finish, or the product's usual one."""
        finishes = PRODUCTS[self.product].finishes
        return self.finish or (finishes[0][0] if finishes else "")


class BundleOrder(_Part):
    """One order. ``key`` is its key at the source: it comes in once."""

    key: Key
    received_at: Moment | None = None
    due_at: Moment | None = None
    channel: Line80 = ""
    campaign: Line80 = ""
    client: Line80 = ""
    language: Literal["zh_CN", "en"] = "zh_CN"
    priority: Literal["normal", "high", "urgent"] = "normal"
    buyer: BundleBuyer | None = None
    consent: BundleConsent | None = None
    creations: Annotated[list[BundleCreation], Field(max_length=CREATIONS)] = []
    items: Annotated[list[BundleItem], Field(min_length=1, max_length=ITEMS)]

    @model_validator(mode="after")
    def _creations_fit(self) -> "BundleOrder":
        keys = [creation.key for creation in self.creations]
        if len(set(keys)) < len(keys):
            raise BundleFault(text("creations has the same key twice; give each its own"))
        for item in self.items:
            if item.creation and item.creation not in keys:
                raise BundleFault(text("creation of an item is not among the creations of its order; add it there"))
        return self

    def asset_names(self) -> Iterator[str]:
        """Names of the assets that belong to it."""
        for creation in self.creations:
            yield from (name for name in (creation.cover, creation.mesh) if name)


class BundleAsset(_Part):
    """A file that came with the bundle: its name there, sha256 (hex) and size in bytes."""

    name: Annotated[str, Field(max_length=200, json_schema_extra=_seen(1)), Tidy, _at_least(1)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0, le=ASSET_BYTES), BeforeValidator(_whole)]


class BundleHead(_Part):
    """What is said once."""

    version: Literal[1]
    source: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]


class Bundle(BundleHead):
    """Orders of one source, with the files that belong to them."""

    orders: Annotated[list[BundleOrder], Field(max_length=ORDERS)]
    assets: Annotated[list[BundleAsset], Field(max_length=ASSETS)] = []


def schema() -> dict[str, Any]:
    """The JSON Schema of a bundle, as it is published."""
    made = Bundle.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Statuette order bundle",
        "$comment": BEYOND,
        **{name: value for name, value in made.items() if name != "title"},
    }


def unknown_fields(model: type[BaseModel], raw: Any, path: str = "") -> Iterator[str]:
    """Paths of the fields that are dropped: "orders.buyer.id_card"; positions in lists are left out."""
    if isinstance(raw, list):
        for one in raw:
            yield from unknown_fields(model, one, path)
    for name, value in raw.items() if isinstance(raw, dict) else ():
        here = f"{path}.{_field_name(name)}" if path else _field_name(name)
        known = model.model_fields.get(name)
        if known is None:
            yield here
        else:
            inner = _model_in(known.annotation)
            if inner is not None:
                yield from unknown_fields(inner, value, here)


def _one_of(name: str, value: str, known: list[str]) -> None:
    if value and not known:
        raise BundleFault(text("{field}: this product has none; leave it out", field=name))
    if value and value not in known:
        raise BundleFault(text("{field} is not offered; use one of: {names}", field=name, names=", ".join(known)))


def _usual(product: Product) -> Any:
    """The size that is taken where none is said: 120 mm for what has it, else the first."""
    for size in product.sizes:
        if size.width_mm is None and abs(size.height_mm - 120) <= NEAR_MM:
            return size
    return product.sizes[0] if product.sizes else None


def _field_name(name: object) -> str:
    """A name that may be told: what does not look like one is hidden, it may be a value in the wrong place."""
    return name if isinstance(name, str) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}", name) else "…"


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, in a list or beside None too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None
