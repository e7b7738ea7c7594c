"""The links of the audit chain in words: what happened, and what else is known about it."""

from collections.abc import Mapping

from app.commands.certificates import KIND_NAMES
from app.commands.timeline import happening
from app.i18n import Text, text, tr
from app.orders.book import AuditEvent
from app.security.roles import ROLE_NAMES
from app.settings.workshop_fields import FIELDS

TOPICS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (text("Everything"), ()),
    (text("Log-ins"), ("login.", "logout", "duty.")),
    (text("Accounts"), ("account.",)),
    (text("Personal data"), ("personal.", "retention.", "recipient.", "certificate.", "contract.")),
    (text("Settings"), ("settings.",)),
    (text("Orders and items"), ("order.", "item.", "note.", "file.")),
    (text("Proofs and claims"), ("proof.", "claim.")),
    (text("Parcels"), ("parcel.",)),
    (text("Printers and plates"), ("printer.", "plate.", "piece.", "job.", "dispatch.")),
    (text("Intake"), ("intake.", "sample.")),
    (text("Backups and checks"), ("backup.", "audit.", "places.", "key.")),
)
"""What the list can be narrowed to, with the beginnings of the kinds that belong to it."""

_WORDS: dict[str, Text] = {
    "login.ok": text("Logged in"),
    "login.failed": text("Log-in failed"),
    "login.locked": text("Account locked after wrong passwords"),
    "logout": text("Logged out"),
    "duty.accepted": text("Accepted the duty of confidentiality"),
    "account.created": text("Account added"),
    "account.changed": text("Account changed"),
    "account.unlocked": text("Account unlocked"),
    "account.password_changed": text("Password changed"),
    "account.password_reset": text("New first password made"),
    "settings.changed": text("Workshop settings changed"),
    "personal.searched": text("Searched for a person"),
    "personal.exported": text("A person's data handed out"),
    "personal.erased": text("A person's data erased"),
    "recipient.saved": text("Register of recipients changed"),
    "retention.deleted": text("Deleted by the retention rules"),
    "retention.left_pc": text("A PC let go of what it kept of an erased order"),
    "certificate.issued": text("Certificate issued"),
    "contract.exported": text("Everything handed back at the end of the contract"),
    "contract.purged": text("Deleted at the end of the contract"),
    "audit.verified": text("Audit chain verified"),
    "audit.picture_traced": text("Picture traced to its order"),
    "intake.run": text("Orders brought in"),
    "sample.filled": text("Sample workshop filled in"),
    "sample.removed": text("Sample workshop taken out"),
    "places.database_chosen": text("Another order book chosen for a PC"),
    "places.files_chosen": text("Another place for the files chosen for a PC"),
    "places.files_moved": text("Files copied to another place"),
    "places.files_left": text("Files taken away from their old place"),
    "key.locked": text("Key of a PC locked with a passphrase"),
    "key.unlocked": text("Lock of the key of a PC taken away"),
    "key.code_shown": text("Recovery code of the key shown"),
    "key.sheet_kept": text("Recovery sheet of the key said to be kept"),
    "dispatch.sign_on": text("A PC speaks to printers from now on"),
    "dispatch.sign_off": text("A PC speaks to no printer any more"),
    "dispatch.lease": text("A PC took over a printer"),
    "claim.replaced": text("Claim points to the item that was made anew"),
    "printer.new": text("Printer added"),
    "printer.change": text("Printer changed"),
    "printer.retire": text("Printer taken out of use"),
    "printer.pause": text("Printer takes no jobs"),
    "printer.resume": text("Printer takes jobs again"),
    "printer.cleared": text("Printer cleared"),
    "printer.serviced": text("Maintenance of a printer"),
    "plate.close": text("Plate closed"),
    "plate.reopen": text("Plate opened again"),
    "plate.dissolve": text("Plate given up"),
    "plate.cleared": text("Plate taken off the printer"),
    "backup.made": text("Backup made"),
    "backup.failed": text("Backup failed"),
    "backup.checked": text("Backup checked"),
    "backup.restored": text("Backup brought back"),
}
_SETTINGS = {field.name: field.title for _group, fields in FIELDS for field in fields}
_ROLES = {role.value: title for role, title in ROLE_NAMES.items()}
_WHY = {
    "unknown": text("unknown login"),
    "not active": text("account closed"),
    "expired": text("account expired"),
    "locked": text("account locked"),
}


def what(event: AuditEvent, names: Mapping[int, str]) -> str:
    """What happened."""
    words = _WORDS.get(event.kind)
    return str(happening(event, names).what if words is None else words)


def details(event: AuditEvent, names: Mapping[int, str]) -> str:
    """What else is known: from which state to which, which fields, why; never personal data, there is none."""
    parts = []
    if event.kind not in _WORDS:
        how = happening(event, names).how
        if how is not None:
            parts.append(str(how))
    facts = event.facts
    kind, _, number = event.subject.partition(":")
    if kind == "account" and number.isdigit() and int(number) != event.actor:
        parts.append(names.get(int(number), number))
    if isinstance(facts.get("fields"), (list, tuple)):
        titles = (str(_SETTINGS.get(str(name), str(name))) for name in facts["fields"])
        parts.append(tr(", ").join(titles))
    if facts.get("roles"):
        parts.append(tr(", ").join(str(_ROLES.get(one, one)) for one in str(facts["roles"]).split("+")))
    if facts.get("why") in _WHY:
        parts.append(str(_WHY[facts["why"]]))
    if event.kind == "audit.verified":
        parts.append(tr("{n} links, sound", n=facts.get("links")) if facts.get("good") else tr("not sound"))
    if event.kind == "audit.picture_traced":
        parts.append(str(facts.get("number", "")))
    if event.kind == "certificate.issued":
        parts.append(str(KIND_NAMES.get(str(facts.get("kind")), "")))
    if event.kind == "intake.run":
        parts.append(
            tr(
                "{created} new, {known} known, {refused} refused",
                created=facts.get("created", 0), known=facts.get("known", 0), refused=facts.get("refused", 0),
            )
        )  # fmt: skip
    if facts.get("version"):
        parts.append(tr("version {version}", version=facts["version"]))
    if facts.get("things"):
        parts.append(tr("things: {n}", n=facts["things"]))
    if facts.get("station"):
        parts.append(str(facts["station"]))
    if event.reason:
        parts.append(f"“{event.reason}”")
    return " · ".join(part for part in parts if part)


def who(event: AuditEvent, names: Mapping[int, str]) -> str:
    """Who did it: the name, or else the role."""
    if event.actor:
        return names.get(event.actor, str(event.actor))
    return roles(event) or "–"


def roles(event: AuditEvent) -> str:
    """In which roles."""
    return tr(", ").join(str(_ROLES.get(one, one)) for one in event.role.split("+") if one)
