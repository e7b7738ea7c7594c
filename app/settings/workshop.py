"""What is set up once for the whole workshop and kept in its book; every PC works by it.

What the contract is silent about has a cautious default and can be changed; ``FIELDS`` says for each setting what it is
called, its unit, and the clause it comes from (numbers of ``operations.md`` section 1, or the law).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from app.i18n import Text, text
from app.settings import confidentiality

STEP_DAYS = {"model": 2.0, "confirm": 3.0, "print": 1.0, "produce": 3.0, "pack": 1.0, "ship": 1.0, "accept": 7.0}
"""Working days for each step (R26): modelling up to the proof, the buyer's answer, release, making, packing, …"""

CHASE_DAYS = {"silent": 3.0, "locker": 1.0, "signed": 3.0, "unboxed": 3.0}
"""Days without news, at a locker, signed for, unboxed, before somebody asks (R16)."""

LabelSize = Literal["76x130", "100x150", "100x180"]


class WorkshopSettings(BaseModel):
    """All settings with their defaults. Days are calendar days unless they are named working days."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    # the workshop
    workshop_name: str = Field("", max_length=80)
    client_name: str = Field("", max_length=80)
    contract_number: str = Field("", max_length=80)
    contract_until: date | None = None
    # numbers and labels
    order_prefix: str = Field("MG", pattern=r"^[A-Z]{1,4}$")
    parcel_prefix: str = Field("P", pattern=r"^[A-Z]{1,4}$")
    claim_prefix: str = Field("C", pattern=r"^[A-Z]{1,4}$")
    serial_prefix: str = Field("SN", pattern=r"^[A-Z]{1,4}$")
    label_size: LabelSize = "100x150"
    sender_name: str = Field("", max_length=80)
    sender_phone: str = Field("", max_length=40)
    sender_address: str = Field("", max_length=200)
    unboxing_card: bool = True
    unboxing_page: str = Field("", max_length=120, pattern=r"^(https://[^\s]+)?$")
    # time
    step_days: dict[str, float] = Field(default_factory=lambda: dict(STEP_DAYS))
    days_off: tuple[date, ...] = ()
    days_on: tuple[date, ...] = ()
    calendar_years: tuple[int, ...] = ()
    free_rounds: int = Field(1, ge=0, le=20)
    proof_days: float = Field(3.0, ge=0.5, le=60)
    # acceptance and claims
    warranty_days: int = Field(30, ge=0, le=3650)
    auto_accept: bool = False
    auto_accept_days: int = Field(10, ge=1, le=90)
    claim_limit_cny: float = Field(200.0, ge=0, le=1_000_000)
    chase_days: dict[str, float] = Field(default_factory=lambda: dict(CHASE_DAYS))
    # people
    idle_minutes: int = Field(10, ge=1, le=120)
    reveal_seconds: int = Field(30, ge=5, le=300)
    failures_before_lock: int = Field(5, ge=3, le=20)
    lock_minutes: int = Field(15, ge=1, le=1440)
    confidentiality_version: str = Field(confidentiality.VERSION, min_length=1, max_length=40)
    confidentiality_zh: str = confidentiality.CHINESE
    confidentiality_en: str = confidentiality.ENGLISH
    # personal data
    retention_portraits_days: int = Field(30, ge=0, le=3650)
    retention_mesh_days: int = Field(30, ge=0, le=3650)
    retention_address_days: int = Field(90, ge=0, le=3650)
    retention_tickets_days: int = Field(180, ge=0, le=3650)
    legal_hold: bool = False
    legal_hold_reason: str = Field("", max_length=200)
    held_orders: tuple[str, ...] = ()
    watermark: bool = True
    # safety
    backups_kept: int = Field(14, ge=1, le=365)

    @field_validator("step_days", "chase_days")
    @classmethod
    def _all_steps(cls, days: dict[str, float], info: ValidationInfo) -> dict[str, float]:
        """What is not said stays as it is by default; no step takes no time, or for ever."""
        known = STEP_DAYS if info.field_name == "step_days" else CHASE_DAYS
        if not all(0 < value <= 365 for value in days.values()):
            raise ValueError("days between 0 and 365")
        return {**known, **{name: value for name, value in days.items() if name in known}}


@dataclass(frozen=True)
class SettingField:
    """A setting for people. ``source``: the clause it comes from; "" where the contract is silent."""

    name: str
    title: Text
    hint: Text
    unit: Text | None = None
    source: str = ""


_DAYS, _WORKING_DAYS = text("days"), text("working days")

FIELDS: tuple[tuple[Text, tuple[SettingField, ...]], ...] = (
    (
        text("Workshop"),
        (
            SettingField(
                "workshop_name",
                text("Name of the workshop"),
                text("Stands on proofs, lists and certificates."),
            ),
            SettingField("client_name", text("Name of the client"), text("Whom the results belong to."), None, "R27"),
            SettingField(
                "contract_number",
                text("Contract number"),
                text("Stands on certificates and confirmations."),
                None,
                "R1",
            ),
            SettingField(
                "contract_until",
                text("End of the contract"),
                text("After this day personal data is handed back or deleted."),
                None,
                "R17",
            ),
        ),
    ),
    (
        text("Numbers and labels"),
        (
            SettingField(
                "order_prefix", text("Orders begin with"), text("Capital letters before the date: MG-20261125-0172.")
            ),
            SettingField(
                "parcel_prefix", text("Parcels begin with"), text("Capital letters before the date: P-20261125-031.")
            ),
            SettingField(
                "claim_prefix", text("Claims begin with"), text("Capital letters before the date: C-20261125-004.")
            ),
            SettingField("serial_prefix", text("Items begin with"), text("Capital letters on the label of each item.")),
            SettingField(
                "label_size",
                text("Label size"),
                text("Width and height of the roll in the label printer."),
                text("mm"),
                "GB/T 41833",
            ),
            SettingField("sender_name", text("Sender"), text("Stands on every label."), None, "R16"),
            SettingField("sender_phone", text("Sender's phone"), text("Stands on every label."), None, "R16"),
            SettingField("sender_address", text("Sender's address"), text("Stands on every label."), None, "R16"),
            SettingField(
                "unboxing_card",
                text("Unboxing card in every parcel"),
                text("It is scanned into the parcel like an item; the buyer scans it when all has come."),
                None,
                "R16",
            ),
            SettingField(
                "unboxing_page",
                text("Page of the unboxing card"),
                text("Begin of the link (https://…) to which the parcel's number is added; empty: the number alone."),
                None,
                "R16",
            ),
        ),
    ),
    (
        text("Time"),
        (
            SettingField(
                "step_days",
                text("Time for each step"),
                text("From the moment a step begins until it is late."),
                _WORKING_DAYS,
                "R26",
            ),
            SettingField(
                "days_off", text("Extra days off"), text("Days on which the workshop is closed."), None, "R24"
            ),
            SettingField(
                "days_on",
                text("Extra working days"),
                text("Weekend days on which the workshop works."),
                None,
                "R24",
            ),
            SettingField(
                "calendar_years",
                text("Years whose holidays are entered"),
                text("Years that the built-in calendar does not know and whose days off are entered above."),
                None,
                "R24",
            ),
            SettingField("free_rounds", text("Free rounds"), text("Rounds of changes that cost the buyer nothing.")),
            SettingField(
                "proof_days",
                text("A proof waits for"),
                text("After this time without an answer a proof expires."),
                _WORKING_DAYS,
            ),
        ),
    ),
    (
        text("Acceptance and claims"),
        (
            SettingField(
                "warranty_days",
                text("Warranty"),
                text("From the day on which the buyer has accepted."),
                _DAYS,
                "R8",
            ),
            SettingField(
                "auto_accept",
                text("Silence counts as acceptance"),
                text("Only where the contract says so: signed for is not accepted."),
                None,
                "R16",
            ),
            SettingField(
                "auto_accept_days",
                text("Silence counts after"),
                text("Days after the parcel was signed for."),
                _DAYS,
                "R16",
            ),
            SettingField(
                "claim_limit_cny",
                text("The client decides above"),
                text("Claims that cost more need the client's word."),
                text("CNY"),
            ),
            SettingField(
                "chase_days",
                text("Ask about a parcel after"),
                text("How long a parcel may stay in a state before it comes up in the chase list."),
                _DAYS,
                "R16",
            ),
        ),
    ),
    (
        text("People"),
        (
            SettingField(
                "idle_minutes",
                text("Lock the screen after"),
                text("Minutes without a key or the mouse."),
                text("minutes"),
                "R28",
            ),
            SettingField(
                "reveal_seconds",
                text("Show contact data for"),
                text("Then it hides itself again."),
                text("seconds"),
                "R28",
            ),
            SettingField(
                "failures_before_lock",
                text("Wrong passwords before an account is locked"),
                text("Then nobody can log in to it for a while."),
                None,
                "R28",
            ),
            SettingField(
                "lock_minutes",
                text("Lock an account for"),
                text("Twice as long with every further wrong password."),
                text("minutes"),
                "R28",
            ),
            SettingField(
                "confidentiality_version",
                text("Version of the confidentiality text"),
                text("Everybody accepts the text again when this changes."),
                None,
                "R35",
            ),
            SettingField(
                "confidentiality_zh",
                text("Confidentiality text (Chinese)"),
                text("Shown at the first log-in, and after a change."),
                None,
                "R35",
            ),
            SettingField(
                "confidentiality_en",
                text("Confidentiality text (English)"),
                text("Shown at the first log-in, and after a change."),
                None,
                "R35",
            ),
        ),
    ),
    (
        text("Personal data"),
        (
            SettingField(
                "retention_portraits_days",
                text("Keep pictures and voices"),
                text("After acceptance: photos, covers, films and sound that the buyer gave."),
                _DAYS,
                "PIPL 19, 47",
            ),
            SettingField(
                "retention_mesh_days",
                text("Keep models of people"),
                text("After the end of the warranty: generated meshes and what was made of them."),
                _DAYS,
                "PIPL 19, 47",
            ),
            SettingField(
                "retention_address_days",
                text("Keep names, phones and addresses"),
                text("After acceptance."),
                _DAYS,
                "PIPL 19, 47",
            ),
            SettingField(
                "retention_tickets_days",
                text("Keep notes, proofs and claims"),
                text("After the end of the warranty: what was written down and sent about an order."),
                _DAYS,
                "PIPL 19, 47",
            ),
            SettingField(
                "legal_hold",
                text("Legal hold"),
                text("While it is on, nothing is deleted, by nobody."),
                None,
                "PIPL 47",
            ),
            SettingField(
                "legal_hold_reason", text("Reason of the legal hold"), text("Which case or authority."), None, "PIPL 47"
            ),
            SettingField(
                "held_orders",
                text("Orders under legal hold"),
                text("Numbers of single orders of which nothing is deleted."),
                None,
                "PIPL 47",
            ),
            SettingField(
                "watermark",
                text("Watermark on pictures that leave the house"),
                text("Who made it, when, and for which order."),
                None,
                "R35",
            ),
        ),
    ),
    (
        text("Safety"),
        (
            SettingField(
                "backups_kept",
                text("Backups that are kept"),
                text("Older ones are removed from the folder of the backups."),
            ),
        ),
    ),
)


def from_stored(stored: Mapping[str, Any]) -> WorkshopSettings:
    """Settings of what the book keeps; a value that cannot be read falls back to its default, the others stay."""
    values = dict(stored)
    while True:
        try:
            return WorkshopSettings.model_validate(values)
        except ValidationError as problems:
            for problem in problems.errors():
                values.pop(str(problem["loc"][0]), None)


def to_stored(settings: WorkshopSettings) -> dict[str, Any]:
    """All values as JSON."""
    return settings.model_dump(mode="json")
