"""What is set up once for the whole workshop and kept in its book; every PC works by it.

What the contract is silent about has a cautious default and can be changed. R26 and the like are clauses (``workshop_fields``).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

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
