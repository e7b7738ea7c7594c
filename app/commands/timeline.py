"""The history of an order in sentences: the links of the audit chain, told to people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.dispatch.defects import defect_title
from app.dispatch.job_states import JOB
from app.i18n import Text, text
from app.moments import minute
from app.orders import due
from app.orders.book import AuditEvent
from app.orders.item_states import CAUSES, HOLD_REASONS, ITEM
from app.orders.machine import Machine
from app.security.roles import ROLE_NAMES, Role
from app.service.claim_states import CLAIM, DECISIONS
from app.service.proof_states import PROOF
from app.settings.materials import MaterialName
from app.shipping.parcel_states import PARCEL
from app.shipping.problems import PROBLEMS, SIGNERS, WAYS

Say = Callable[[AuditEvent, "Names"], Text]
Names = Mapping[int, str]
"""Names of people, by account."""

_MACHINES: dict[str, Machine] = {machine.name: machine for machine in (ITEM, PARCEL, PROOF, CLAIM, JOB)}
_PRIORITY = {0: text("Normal"), 1: text("High"), 2: text("Urgent")}
_NOBODY = text("nobody")

FILE_KINDS: dict[str, Text] = {
    "cover": text("Picture of the creation"),
    "mesh": text("Generated model"),
    "photo": text("Photo"),
    "video": text("Video"),
    "audio": text("Sound"),
    "proof": text("Proof"),
    "pack_photo": text("Packing photo"),
    "evidence": text("Evidence"),
    "print_file": text("Print file"),
    "other": text("Other file"),
}
"""What files of an order are for."""

TOPICS: dict[str, Text] = {
    "step": text("Steps"),
    "order": text("Order"),
    "note": text("Notes and files"),
    "personal": text("Personal data"),
}
"""What the history can be narrowed to."""


@dataclass(frozen=True)
class Happening:
    """One link of the chain for people.

    who      name of the person, or "" where nobody has a name here
    role     in which role it was done
    what     "Modelling done"; ``how``: from which state to which, and what else is to be known
    subject  "item:123", "parcel:5"; topic: a key of ``TOPICS``
    """

    seq: int
    at: datetime
    who: str
    role: str
    topic: str
    kind: str
    subject: str
    what: Text
    how: Text | None
    reason: str


def happening(event: AuditEvent, names: Names) -> Happening:
    """The sentence of one link. A link that nobody has words for is named by its kind: nothing is hidden."""
    name, _, what = event.kind.partition(".")
    machine = _MACHINES.get(name)
    if machine is not None and what in machine.event:
        said, how = machine.event[what].done, _from_to(machine, event)
        topic = "step"
    else:
        said, how = _said(event, names), None
        topic = {"note": "note", "file": "note", "personal": "personal", "retention": "personal"}.get(name, "order")
    who = names.get(event.actor, "")
    return Happening(
        event.seq, event.at, who, _roles(event.role), topic, event.kind, event.subject, said, how, event.reason
    )


def _roles(names: str) -> str:
    if names == Role.SYSTEM.value:
        return str(ROLE_NAMES[Role.SYSTEM])
    known = {role.value: title for role, title in ROLE_NAMES.items()}
    return ", ".join(str(known.get(name, name)) for name in names.split("+") if name)


def _from_to(machine: Machine, event: AuditEvent) -> Text | None:
    before, after = event.facts.get("from"), event.facts.get("to")
    more = _more(event)
    if before not in machine.state or after not in machine.state or before == after:
        return more
    names = {"before": machine.state[before].title, "after": machine.state[after].title}
    if more is None:
        return text("{before} → {after}", **names)
    return text("{before} → {after} · {more}", **names, more=more)


def _more(event: AuditEvent) -> Text | None:
    facts = event.facts
    if facts.get("hold") in HOLD_REASONS:
        return HOLD_REASONS[facts["hold"]]
    if facts.get("decision") in DECISIONS:
        cause, decision = CAUSES.get(str(facts.get("cause", "")), ""), DECISIONS[facts["decision"]]
        return text("{decision}, cause: {cause}", decision=decision, cause=cause)
    if facts.get("cause") in CAUSES:
        return text("cause: {cause}", cause=CAUSES[facts["cause"]])
    if facts.get("signed_by") in SIGNERS:
        return SIGNERS[facts["signed_by"]]
    if facts.get("problem") in PROBLEMS:
        return PROBLEMS[facts["problem"]]
    if facts.get("self_review"):
        return text("reviewed by the same person")
    if facts.get("decided_by") == "on_behalf":
        return text("entered for the buyer")
    return None


def _said(event: AuditEvent, names: Names) -> Text:
    say = _SENTENCES.get(event.kind)
    return text("Entry “{kind}”", kind=event.kind) if say is None else say(event, names)


def _plain(sentence: Text) -> Say:
    return lambda _event, _names: sentence


def _person(names: Names, account: object) -> object:
    return _NOBODY if not account else names.get(int(str(account)), str(account))


def _assigned(event: AuditEvent, names: Names) -> Text:
    if not event.facts.get("to"):
        return text("Taken from {before}", before=_person(names, event.facts.get("from")))
    return text("Given to {after}", after=_person(names, event.facts.get("to")))


def _moment(value: object) -> str:
    return minute(datetime.fromisoformat(str(value)) if value else None)


def _due(event: AuditEvent, _names: Names) -> Text:
    step = due.STEPS.get(str(event.facts.get("step")), "")
    before, after = _moment(event.facts.get("from")), _moment(event.facts.get("to"))
    if not step:
        return text("Due time of the order: {before} → {after}", before=before, after=after)
    return text("Due time of “{step}”: {before} → {after}", step=step, before=before, after=after)


def _priority(event: AuditEvent, _names: Names) -> Text:
    before, after = (_PRIORITY.get(event.facts.get(name, 0), "?") for name in ("from", "to"))
    return text("Priority: {before} → {after}", before=before, after=after)


def _made_anew(event: AuditEvent, _names: Names) -> Text:
    cause = CAUSES.get(str(event.facts.get("cause", "")))
    return (
        text("A new item takes its place")
        if cause is None
        else text("A new item takes its place, cause: {cause}", cause=cause)
    )


def _file(event: AuditEvent, _names: Names) -> Text:
    kind = FILE_KINDS.get(str(event.facts.get("kind", "")))
    return text("A file was added") if kind is None else text("A file was added: {kind}", kind=kind)


def _chased(event: AuditEvent, _names: Names) -> Text:
    way = WAYS.get(str(event.facts.get("how", "")), WAYS["other"])
    return text("Ran after the parcel: {how}", how=way)


def _weighed(event: AuditEvent, _names: Names) -> Text:
    return text("Weighed: {grams} g", grams=event.facts.get("grams", "?"))


def _judged(event: AuditEvent, _names: Names) -> Text:
    if event.facts.get("passed") is True:
        return text("Quality check: passed")
    return text("Quality check: {defect}", defect=defect_title(str(event.facts.get("cause", ""))))


def _failed_for(event: AuditEvent, _names: Names) -> Text:
    return text("Why the print failed: {defect}", defect=defect_title(str(event.facts.get("cause", ""))))


def _other_material(event: AuditEvent, _names: Names) -> Text:
    return text("The print got another material: {material}", material=MaterialName(str(event.facts.get("to", ""))))


def _left_pc(event: AuditEvent, _names: Names) -> Text:
    facts = event.facts
    return text(
        "{station} let go of what it kept of it: {n}", station=facts.get("station", "?"), n=facts.get("things", "?")
    )


_SENTENCES: dict[str, Say] = {
    "piece.failed": _plain(text("A piece of a plate failed")),
    "job.new": _plain(text("A print was queued")),
    "job.stop": _plain(text("The print is to be cancelled")),
    "job.pause": _plain(text("The print is to be paused")),
    "job.paused": _plain(text("The print was paused")),
    "job.not_paused": _plain(text("The printer did not pause the print")),
    "job.go_on": _plain(text("The print is to go on")),
    "job.gone_on": _plain(text("The print goes on")),
    "job.not_gone_on": _plain(text("The printer did not go on with the print")),
    "job.priority": _plain(text("The print got another priority")),
    "job.reorder": _plain(text("The print was put elsewhere in the queue")),
    "job.dialog": _plain(text("The print dialog of the system was opened for it")),
    "job.hold": _plain(text("The print was held back")),
    "job.release": _plain(text("The print is not held back any more")),
    "job.material": _other_material,
    "job.cause": _failed_for,
    "quality.verdict": _judged,
    "order.received": _plain(text("Order received")),
    "order.priority": _priority,
    "order.exported": _plain(text("Orders were written to a file")),
    "order.due": _due,
    "order.planned": _plain(text("Due times planned")),
    "order.consent": _plain(text("The buyer's consent came in")),
    "order.consent_withdrawn": _plain(text("The buyer took the consent back")),
    "order.close": _plain(text("Warranty over, order closed")),
    "item.assign": _assigned,
    "item.due": _due,
    "item.revision": _plain(text("A new version was saved")),
    "item.new": _made_anew,
    "proof.draft": _plain(text("A proof was drafted")),
    "claim.new": _plain(text("The buyer complained")),
    "claim.replaced": _plain(text("Claim points to the item that was made anew")),
    "note.add": _plain(text("A note was written")),
    "note.pin": _plain(text("A note was pinned or unpinned")),
    "file.add": _file,
    "file.remove": _plain(text("A file was removed")),
    "item.shelf": _plain(text("Where it lies was written down")),
    "parcel.new": _plain(text("A parcel was opened")),
    "parcel.put": _plain(text("Items were put into the parcel")),
    "parcel.take_out": _plain(text("An item was taken out of the parcel")),
    "parcel.unscan": _plain(text("A scan was taken back")),
    "parcel.refused_scan": _plain(text("A scan was refused")),
    "parcel.photo": _plain(text("The packing photo was taken")),
    "parcel.waybill": _plain(text("The waybill number was entered")),
    "parcel.label_again": _plain(text("The label was printed again")),
    "personal.reveal": _plain(text("The buyer's contact data was shown")),
    "parcel.weight": _weighed,
    "parcel.chased": _chased,
    "personal.exported": _plain(text("The buyer's data was handed out")),
    "personal.erased": _plain(text("The buyer's data was erased")),
    "retention.deleted": _plain(text("Data was deleted by the retention rules")),
    "retention.left_pc": _left_pc,
}
