"""What people are told of each setting of the workshop: its name, its unit, and the clause that it comes from.

Clauses are numbers of ``operations.md`` section 1, or of the law.
"""

from dataclasses import dataclass

from app.i18n import Text, text


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
