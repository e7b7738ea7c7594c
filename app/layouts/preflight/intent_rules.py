"""The output intent: for which press the file is made (ISO 15930-7, 6.2.2; ICC.1:2010, 7.2)."""

from collections.abc import Iterator

from pikepdf import Array, Pdf, Stream

from app.errors import FileRefusedError
from app.i18n import text
from app.layouts.preflight.objects import decoded, get, items, name, number, words
from app.layouts.preflight.report import Finding, Rule
from app.settings.shop import PrintShop

AGAIN = text("Export it again as PDF/X-4 with the profile of the press as output intent.")
NONE = Rule(
    "intent_missing", "blocks", text("The file does not say for which press it is made (no output intent)."), AGAIN
)
SEVERAL = Rule("intent_several", "blocks", text("The file has {n} output intents for print; there may be one."), AGAIN)
IDENTIFIER = Rule("intent_identifier", "blocks", text("The output intent does not name a printing condition."), AGAIN)
NO_PROFILE = Rule("intent_no_profile", "blocks", text("The output intent has no colour profile in it."), AGAIN)
BROKEN = Rule("intent_broken", "blocks", text("The profile in the output intent is damaged or cut short."), AGAIN)
CLASS = Rule(
    "intent_class",
    "blocks",
    text("The profile in the output intent is not that of a press or printer ({kind})."),
    AGAIN,
)
COUNT = Rule(
    "intent_components", "blocks",
    text("The output intent claims {claimed} inks, but its profile has {real}."), AGAIN,
)  # fmt: skip
VERSION = Rule("intent_icc_version", "warns", text("The profile of the output intent is ICC version {version}."), AGAIN)
REGISTRY = Rule(
    "intent_registry", "warns", text("The output intent does not say in which registry its name is."), AGAIN
)
CONDITION = Rule(
    "intent_condition", "warns", text("The file is made for {made}, but this shop prints to {wanted}."),
    text("Export it again with the profile of this shop, or ask the shop to convert it."),
)  # fmt: skip
NOT_CMYK = Rule(
    "intent_not_cmyk", "blocks", text("The file is made for {space}, but the press prints CMYK."), AGAIN
)  # fmt: skip
RULES = (
    NONE, SEVERAL, IDENTIFIER, NO_PROFILE, BROKEN, CLASS, COUNT, VERSION, REGISTRY, CONDITION, NOT_CMYK,
)  # fmt: skip
COMPONENTS = {"CMYK": 4, "RGB": 3, "GRAY": 1, "Lab": 3, "XYZ": 3}


def check_intent(pdf: Pdf, shop: PrintShop | None) -> Iterator[Finding]:
    """Everything about the output intent."""
    found = print_intents(pdf)
    if not found:
        yield NONE.at()
        return
    if len(found) > 1:
        yield SEVERAL.at(n=len(found))
    intent = found[0]
    identifier = (words(get(intent, "/OutputConditionIdentifier")) or "").strip()
    if not identifier:
        yield IDENTIFIER.at()
    elif shop is not None and _plain(identifier) != _plain(shop.condition):
        yield CONDITION.at(made=identifier, wanted=shop.condition)
    if identifier and identifier != "Custom" and not words(get(intent, "/RegistryName")):
        yield REGISTRY.at()
    profile = get(intent, "/DestOutputProfile")
    if isinstance(profile, Stream):
        yield from _profile(profile, shop)
    else:
        yield NO_PROFILE.at()


def print_intents(pdf: Pdf) -> list[object]:
    """The output intents for print, in the order of the file."""
    listed = get(pdf.Root, "/OutputIntents")
    return [i for i in items(listed) if name(get(i, "/S")) == "GTS_PDFX"] if isinstance(listed, Array) else []


def intent_inks(pdf: Pdf) -> int:
    """Number of components that the file is made for; 4 where it does not say."""
    intents = print_intents(pdf)
    count = number(get(intents[0], "/DestOutputProfile", "/N")) if intents else None
    return int(count) if count in (1, 3, 4) else 4


def intent_profile(pdf: Pdf) -> bytes | None:
    """The bytes of its profile."""
    intents = print_intents(pdf)
    profile = get(intents[0], "/DestOutputProfile") if intents else None
    try:
        return decoded(profile) if isinstance(profile, Stream) else None
    except FileRefusedError:
        return None


def profile_trouble(data: bytes) -> bool:
    """Whether a profile is damaged: too short, without its signature, or with tags beyond its end."""
    if len(data) < 132 or data[36:40] != b"acsp":
        return True
    if int.from_bytes(data[:4], "big") > len(data):
        return True
    count = int.from_bytes(data[128:132], "big")
    if count > 400 or 132 + 12 * count > len(data):
        return True
    for index in range(count):
        entry = data[132 + 12 * index :]
        offset, size = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
        if offset + size > len(data):
            return True
    return False


def profile_space(data: bytes) -> str:
    """Its data colour space, as "CMYK", "RGB", "GRAY", "Lab"."""
    return data[16:20].decode("latin-1").strip()


def _profile(profile: Stream, shop: PrintShop | None) -> Iterator[Finding]:
    try:
        data = decoded(profile)
    except FileRefusedError:
        yield BROKEN.at()
        return
    if profile_trouble(data):
        yield BROKEN.at()
        return
    kind, space = data[12:16].decode("latin-1"), profile_space(data)
    if kind != "prtr":
        yield CLASS.at(kind=kind.strip())
    claimed, real = int(number(get(profile, "/N")) or 0), COMPONENTS.get(space, 0)
    if claimed != real:
        yield COUNT.at(claimed=claimed, real=real)
    if data[8] > 4:
        yield VERSION.at(version=data[8])
    if space != "CMYK" and (shop is None or shop.route != "photo"):
        yield NOT_CMYK.at(space=space)


def _plain(identifier: str) -> str:
    """Names of the registry are written with and without blanks."""
    return identifier.replace(" ", "").lower()
