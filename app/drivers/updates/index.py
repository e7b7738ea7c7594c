"""The signed list of what a source has for one platform, and the list of the files in a layer."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MOST_BYTES = 8_000_000_000
MOST_FILES = 60_000
LIST = "layer.json"
"""Name of the list of files inside of a layer."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\\:*?"<>|\x00-\x1f]')


def _safe(name: str) -> str:
    """A path below a layer that means the same on both systems. Raises ValueError."""
    for part in name.split("/"):
        if part in {"", ".", ".."} or _FORBIDDEN.search(part) or _RESERVED.fullmatch(part) or part[-1] in ". ":
            raise ValueError("not a path below a layer")
    if len(name) > 200:
        raise ValueError("too long a path")
    return name


SafePath = Annotated[str, AfterValidator(_safe)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0, le=MOST_BYTES)]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(_Closed):
    """A large file that lies beside the archive, so that it is fetched only where it has changed. ``fetched``: its size there."""

    path: SafePath
    sha256: Digest
    size: Size
    fetched: Size


class Archive(_Closed):
    """What a layer is made of. target: path of its archive among the targets; fetched: bytes of that."""

    target: SafePath
    fetched: Size
    unpacked: Size
    files: Annotated[int, Field(ge=1, le=MOST_FILES)]
    parts: tuple[Part, ...] = ()


class App(Archive):
    """An application layer."""

    version: Annotated[str, Field(pattern=r"^\d[0-9A-Za-z.+-]{0,40}$")]
    runtime: Annotated[str, Field(pattern=r"^\w{1,64}$")]
    notes: dict[Literal["en", "zh_CN"], Annotated[str, Field(max_length=20_000)]] = {}
    made_at: Annotated[str, Field(max_length=40)] = ""


class Runtime(Archive):
    """Python with the packages of third parties."""

    digest: Annotated[str, Field(pattern=r"^\w{1,64}$")]


class Index(_Closed):
    """All that a source has for one platform."""

    apps: tuple[App, ...] = ()
    runtimes: tuple[Runtime, ...] = ()


class File(_Closed):
    """A file of a layer. part: it lies beside the archive; x: it may be run."""

    size: Size
    sha256: Digest
    part: bool = False
    x: bool = False


class Listed(_Closed):
    """The list of files inside of a layer. links: path → target beside it, on Linux alone."""

    files: Annotated[dict[SafePath, File], Field(max_length=MOST_FILES)]
    links: Annotated[dict[SafePath, str], Field(max_length=MOST_FILES)] = {}
