"""The bundle: orders as JSON, as the client's platform hands them over. Published as a JSON Schema in ``resources/schemas``.

Only what is named here is kept: other fields are dropped (data minimisation), their names are told, never their values.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.i18n import text
from app.orders.bundle_faults import BundleFault
from app.orders.working_days import CHINA
from app.products.product import NEAR_MM, Product
from app.products.table import PRODUCTS

VERSION = 1
ORDERS, ITEMS, CREATIONS, ASSETS = 100_000, 100, 50, 50_000
ASSET_BYTES = 128 << 20
LONGEST_MM = 2000.0
PRIORITIES = ("normal", "high", "urgent")
_FIRST, _LAST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_HIDDEN = {"Cc", "Cs"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _tidy(value: object) -> object:
    """One line of words: line ends become spaces. Signs that cannot be seen are refused: they would hide in a label."""
    if not isinstance(value, str):
        return value
    if len(value) > 10_000:
        return value  # refused for its length
    words = _SPACES.sub(" ", value).strip()
    if any(sign in _TURNING or unicodedata.category(sign) in _HIDDEN for sign in words):
        raise BundleFault(text("has signs in it that cannot be seen; type it anew"))
    return unicodedata.normalize("NFC", words)


def _moment(value: datetime) -> datetime:
    """UTC to the second; a time without a zone is China's."""
    try:
        zoned = value if value.tzinfo else value.replace(tzinfo=CHINA)
        moment = zoned.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, OSError, ValueError):
        raise BundleFault(text("is no day that an order can have")) from None
    if not _FIRST <= moment < _LAST:
        raise BundleFault(text("is no day that an order can have"))
    return moment


def _written(value: object) -> object:
    """Dates are written out; a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and not re.search(r"\d[-T:]\d", value):
        raise BundleFault(text("is no date; write it as 2026-11-25 or 2026-11-25T14:30:00+08:00"))
    if isinstance(value, int | float):
        raise BundleFault(text("is no date; write it as 2026-11-25 or 2026-11-25T14:30:00+08:00"))
    return value


Tidy = BeforeValidator(_tidy)
Line40 = Annotated[str, Tidy, Field(max_length=40)]
Line80 = Annotated[str, Tidy, Field(max_length=80)]
Line120 = Annotated[str, Tidy, Field(max_length=120)]
Line200 = Annotated[str, Tidy, Field(max_length=200)]
Line300 = Annotated[str, Tidy, Field(max_length=300)]
Key = Annotated[str, Tidy, Field(min_length=1, max_length=80)]
Moment = Annotated[datetime, BeforeValidator(_written), AfterValidator(_moment)]
Millimetres = Annotated[float, Field(gt=0, le=LONGEST_MM, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class BundleBuyer(_Part):
    """Who gets the parcel. Sealed as soon as it is in the book."""

    name: Annotated[str, Tidy, Field(min_length=1, max_length=60)]
    phone: Annotated[str, Tidy, Field(min_length=5, max_length=40)]
    address: Annotated[str, Tidy, Field(min_length=1, max_length=300)]

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
    guardian: bool = False


class BundleCreation(_Part):
    """The AI creation that an item is made from. ``cover`` and ``mesh`` are names in ``assets``."""

    key: Key
    title: Line120 = ""
    cover: Line200 = ""
    mesh: Line200 = ""
    media_url: Line300 = ""
    licence: Line120 = ""

    @model_validator(mode="after")
    def _web_address(self) -> "BundleCreation":
        if self.media_url and not re.match(r"https?://[^\s/]+", self.media_url):
            raise BundleFault(text("media_url is no web address; it begins with https://"))
        return self


class BundleItem(_Part):
    """One thing to be made, ``quantity`` times. The size is ``size`` ("120", "148x100") or ``height_mm``, ``width_mm``."""

    product: Line40
    title: Line120 = ""
    finish: Line40 = ""
    size: Line40 = ""
    height_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    base: Line40 = ""
    quantity: Annotated[int, Field(ge=1, le=999)] = 1
    creation: Line80 = ""

    @model_validator(mode="after")
    def _known(self) -> "BundleItem":
        product = PRODUCTS.get(self.product)
        if product is None:
            raise BundleFault(text("product is not made here; use one of: {names}", names=", ".join(PRODUCTS)))
        _one_of("finish", self.finish, [id_ for id_, _ in product.finishes])
        _one_of("base", self.base, [id_ for id_, _ in product.bases if id_])
        self.measures()
        return self

    def measures(self) -> tuple[float | None, float | None]:
        """Height and width, mm; the product's usual size where none is said. Raises BundleFault."""
        product = PRODUCTS[self.product]
        if self.height_mm is not None:
            return self.height_mm, self.width_mm
        if not self.size:
            usual = _usual(product)
            return (usual.height_mm, usual.width_mm) if usual else (None, None)
        for offered in product.sizes:
            if offered.id == self.size:
                return offered.height_mm, offered.width_mm
        numbers = re.fullmatch(r"(\d{1,4}(?:\.\d{1,2})?)(?:\s*[x×*]\s*(\d{1,4}(?:\.\d{1,2})?))?\s*(?:mm)?", self.size)
        if numbers is None or not all(0 < float(n) <= LONGEST_MM for n in numbers.groups() if n):
            raise BundleFault(text("size is no size; write the height “120”, or width and height “148x100”, in mm"))
        first, second = numbers.groups()
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

    name: Annotated[str, Tidy, Field(min_length=1, max_length=200)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0, le=ASSET_BYTES)]


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
