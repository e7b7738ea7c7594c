"""What an administrator wants a PC to be set up as: the choices of the assistant as a file. Published as a JSON Schema."""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from app.errors import AppError
from app.i18n import text
from app.settings.address import PORT, ServerParts

MOST_BYTES = 1_000_000


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OnThisPc(_Part):
    """The order book and the files of orders in a folder of this PC, never on a network share.

    folder  a whole path whose last part may be missing; "" is the usual folder of the program
    """

    folder: str = Field("", max_length=1000)


class OnServer(_Part):
    """The order book on a PostgreSQL server that several PCs share. The password is a secret and does not stand here."""

    host: str = Field(min_length=1, max_length=255)
    port: int = Field(PORT, ge=1, le=65535)
    name: str = Field("statuette", min_length=1, max_length=63)
    user: str = Field("statuette", max_length=63)
    tls: Literal["prefer", "require", "verify-full"] = "prefer"

    def parts(self) -> ServerParts:
        """For the address."""
        return ServerParts(self.host, self.name, self.user, self.port, self.tls)


class FilesInFolder(_Part):
    """The files of orders in a folder, which may be a share. "" is the usual folder of this PC."""

    folder: str = Field("", max_length=1000)


class FilesOnS3(_Part):
    """The files of orders on an S3 server, as s3://bucket/folder?endpoint=https://server:9000 says it."""

    s3: str = Field(pattern=r"^s3://[^@\s]+$", max_length=1000)


class Administrator(_Part):
    """The first account. From then on everybody logs in. works: this person models, packs and answers buyers, too."""

    login: str = Field(min_length=2, max_length=64)
    name: str = Field(min_length=1, max_length=80)
    works: bool = True


class PrinterWish(_Part):
    """A printer to be added: driver and settings as the window's form has them."""

    name: str = Field(min_length=1, max_length=60)
    driver: str = Field(min_length=1, max_length=40)
    settings: dict[str, JsonValue] = Field(default_factory=dict)
    process: str = Field("", max_length=60)
    materials: tuple[Annotated[str, Field(max_length=60)], ...] = ()


class Secrets(_Part):
    """Taken from standard input or the environment, never from a file that lies on a disk."""

    database_password: str = Field(default="", max_length=256, repr=False)
    files_access_key: str = Field(default="", max_length=256, repr=False)
    files_secret_key: str = Field(default="", max_length=256, repr=False)
    recovery_code: str = Field(default="", max_length=256, repr=False)
    administrator_password: str = Field(default="", max_length=256, repr=False)
    printers: dict[str, dict[str, str]] = Field(default_factory=dict, repr=False)


class SetupDocument(_Part):
    """What is not named stays as it is.

    recovery_sheet   a file that is not there yet, for the recovery code of the workshop's key
    sample_workshop  true: fill the empty order book with made-up orders
    """

    language: Literal["system", "zh_CN", "en"] | None = None
    database: OnThisPc | OnServer | None = None
    files: FilesInFolder | FilesOnS3 | None = None
    recovery_sheet: str | None = Field(None, min_length=1, max_length=1000)
    printers: tuple[PrinterWish, ...] = Field((), max_length=200)
    sample_workshop: bool = False
    administrator: Administrator | None = None
    secrets: Secrets | None = Field(None, repr=False)

    @model_validator(mode="after")
    def _one_name_each(self) -> Self:
        names = [wish.name.casefold() for wish in self.printers]
        if len(set(names)) < len(names):
            raise ValueError("two printers have the same name")
        return self


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    made = SetupDocument.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Statuette set-up"}


def read_document(words: str, *, secrets: bool) -> SetupDocument:
    """The document. ``secrets``: whether it came in a way that may hold some. Raises AppError; never quotes a value."""
    if len(words) > MOST_BYTES:
        raise AppError(text("This is no set-up document: it is too large."))
    try:
        content = json.loads(words)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise AppError(text("The set-up document is no JSON; look at line {line}.", line=line)) from None
    if not secrets and isinstance(content, dict) and content.get("secrets") is not None:
        raise AppError(
            text(
                "Passwords do not belong into a file: give the document on standard input, or set them in the environment."
            )
        )
    try:
        return SetupDocument.model_validate(content)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_context=False, include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "/"
        raise AppError(
            text("In the set-up document, “{where}” is not right: {why}.", where=where, why=str(problem["msg"]))
        ) from None
