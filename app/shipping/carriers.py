"""Couriers by the form of their waybill numbers: enough to catch a slip of the finger, not to prove a number."""

import re
from dataclasses import dataclass

from app.errors import AppError
from app.i18n import Text, text
from app.shipping.codes import read_code, tidy

LONGEST = 20
"""Signs of a waybill number that still fit a 76 mm label as a bar code."""


@dataclass(frozen=True)
class Carrier:
    """``own``: the form tells this courier from all others, so that a scan alone names it. ``example``: for people."""

    id: str
    title: Text
    form: re.Pattern[str]
    example: str
    own: bool = False


CARRIERS: tuple[Carrier, ...] = (
    Carrier("sf", text("SF Express"), re.compile(r"SF[0-9]{13}|[0-9]{12}|[0-9]{15}"), "SF1234567890123"),
    Carrier(
        "jd", text("JD Logistics"), re.compile(r"JD[0-9A-Z]{11,16}(-[0-9]+-[0-9]+-?)?"), "JDVA12345678901", own=True
    ),
    Carrier("yto", text("YTO Express"), re.compile(r"YT[0-9]{13}|[0-9]{10,13}"), "YT1234567890123"),
    Carrier("jt", text("J&T Express"), re.compile(r"JT[0-9]{13}"), "JT1234567890123", own=True),
    Carrier("zto", text("ZTO Express"), re.compile(r"[0-9]{12,15}"), "73123456789012"),
    Carrier("sto", text("STO Express"), re.compile(r"[0-9]{12,15}"), "77123456789012"),
    Carrier("yunda", text("Yunda Express"), re.compile(r"[0-9]{13,15}"), "4312345678901"),
    Carrier("ems", text("China Post, EMS"), re.compile(r"[A-Z]{2}[0-9]{9}CN|[0-9]{13}"), "EX123456789CN"),
    Carrier("deppon", text("Deppon Express"), re.compile(r"DPK[0-9]{12}"), "DPK123456789012", own=True),
    Carrier("other", text("Another courier"), re.compile(rf"[0-9A-Z-]{{6,{LONGEST}}}"), "ABC12345678"),
)
BY_ID = {carrier.id: carrier for carrier in CARRIERS}
_PREFIXES = {"SF": "sf", "YT": "yto"}


class WaybillRefusedError(AppError):
    """Not a waybill number of this courier."""


def waybill(raw: str, carrier: str) -> str:
    """The number as it is kept. Raises WaybillRefusedError with a sentence that says what one looks like."""
    value = tidy(raw)
    if read_code(value).kind in {"item", "number", "card"}:
        raise WaybillRefusedError(
            text("That is a label of this workshop, not a waybill; scan the number that the courier gave.")
        )
    known = BY_ID.get(carrier)
    if known is None:
        raise WaybillRefusedError(text("Choose the courier first."))
    if len(value) > LONGEST or not known.form.fullmatch(value):
        raise WaybillRefusedError(
            text(
                "{number} is not a waybill number of {carrier}; it looks like {example}.",
                number=value[: LONGEST + 5] or "–",
                carrier=known.title,
                example=known.example,
            )
        )
    return value


def like_a_waybill(raw: str) -> bool:
    """Whether a code has the form of a number of one of the couriers, and of nothing that this workshop prints."""
    if read_code(raw).kind != "other":
        return False
    return any(carrier.form.fullmatch(tidy(raw)) for carrier in CARRIERS if carrier.id != "other")


def carrier_of(raw: str) -> str:
    """Id of the courier that a number can only be of; empty where several are possible."""
    value = tidy(raw)
    if (prefix := _PREFIXES.get(value[:2])) and BY_ID[prefix].form.fullmatch(value):
        return prefix
    return next((c.id for c in CARRIERS if c.own and c.form.fullmatch(value)), "")
