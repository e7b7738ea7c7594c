"""Certificates of deletion and of handing back: what, how much, by which rule; signed with the workshop's key."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.i18n import Text, text
from app.orders.book import Writing
from app.orders.people import Account, Certificate
from app.security.permissions import Permission

KIND_NAMES: dict[str, Text] = {
    "retention": text("Deletion by the retention rules"),
    "erasure": text("Erasure of a person"),
    "end_of_contract": text("Handing back and deletion at the end of the contract"),
}

COUNT_NAMES: dict[str, Text] = {
    "orders": text("orders"),
    "contacts": text("names, phones and addresses"),
    "creations": text("covers of creations"),
    "models": text("generated models"),
    "works": text("histories of the bench"),
    "files": text("files"),
    "contents": text("contents taken out of the asset store"),
    "notes": text("notes"),
    "proofs": text("proofs"),
    "claims": text("claims"),
    "verdicts": text("verdicts of the quality check"),
    "photos": text("packing photos"),
    "wishes": text("wishes of buyers"),
    "skipped": text("left, because they were changed meanwhile"),
}

_USE = b"statuette certificate 1"


@dataclass(frozen=True)
class CertificateView:
    """A certificate as it was issued. ``genuine``: it was signed with this workshop's key and not changed since."""

    certificate: Certificate
    content: Mapping[str, Any]
    words: str
    genuine: bool


@command("certificates.list", Permission.PERSONAL_MANAGE)
def certificates(office: Office) -> tuple[Certificate, ...]:
    """All certificates, the newest first."""
    with office.book.reading() as book:
        return tuple(book.find(Certificate, order_by="-at"))


@command("certificates.open", Permission.PERSONAL_MANAGE)
def certificate_view(office: Office, certificate: int) -> CertificateView:
    """A certificate with its words in the language of the screen. Raises NotFoundError, KeyError, AssetDamagedError."""
    with office.book.reading() as book:
        found = book.get(Certificate, certificate)
    content = json.loads(office.assets.get(found.digest))
    signed = {name: value for name, value in content.items() if name != "signature"}
    genuine = hmac.compare_digest(str(content.get("signature", "")), _signature(office, signed))
    return CertificateView(found, content, words_of(content), genuine)


def issue(
    office: Office,
    book: Writing,
    kind: str,
    counts: Mapping[str, int],
    *,
    orders: Iterable[str],
    rule: Mapping[str, Any],
) -> Certificate:
    """Write a certificate into the asset store and the book. ``rule``: by which rule, in JSON."""
    settings, at = read_settings(book), office.clock()
    listed = sorted(orders)
    who = book.get_all(Account, [office.actor.account]).get(office.actor.account)
    certificate = Certificate(kind=kind, at=at, by=office.actor.account, counts={**counts, "orders": len(listed)})
    content: dict[str, Any] = {
        "format": 1,
        "id": certificate.id,
        "kind": kind,
        "at": at.isoformat(timespec="milliseconds"),
        "by": {
            "account": office.actor.account,
            "name": "" if who is None else who.name,
            "role": office.actor.role_names,
        },
        "workshop": settings.workshop_name,
        "client": settings.client_name,
        "contract": settings.contract_number,
        "rule": dict(rule),
        "counts": dict(certificate.counts),
        "orders": listed,
        "backups": {"kept": settings.backups_kept},
    }
    content["signature"] = _signature(office, content)
    stored = office.assets.put(json.dumps(content, ensure_ascii=False, indent=1).encode(), sensitive=False)
    kept = book.add(Certificate(**{**vars(certificate), "digest": stored.digest}))
    book.note("certificate.issued", kept, facts={"kind": kind, "counts": dict(kept.counts), "digest": stored.digest})
    return kept


def words_of(content: Mapping[str, Any]) -> str:
    """The certificate for people, in the language of the screen."""
    at = str(content["at"])[:19].replace("T", " ")
    heads = [str(KIND_NAMES.get(str(content["kind"]), str(content["kind"]))), ""]
    for title, value in (
        (text("Workshop: {name}", name=content.get("workshop") or "–"), True),
        (text("Client: {name}", name=content.get("client") or "–"), True),
        (text("Contract: {number}", number=content.get("contract") or "–"), True),
        (text("Done on {moment} (UTC) by {name}", moment=at, name=content["by"].get("name") or "–"), True),
    ):
        if value:
            heads.append(str(title))
    lines = [f"  {count:>8}  {COUNT_NAMES.get(name, name)}" for name, count in content["counts"].items() if count]
    tail = [
        str(text("Numbers of the orders: {list}", list=", ".join(content.get("orders", [])) or "–")),
        str(
            text(
                "Backups made before hold this data until they are replaced; the last {n} are kept.",
                n=content.get("backups", {}).get("kept", "–"),
            )
        ),
        str(text("Number of this certificate: {number}", number=content["id"])),
        str(text("Signature: {signature}", signature=content["signature"])),
    ]
    return "\n".join([*heads, "", *lines, "", *tail])


def _signature(office: Office, content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(office.vault.audit_key, _USE + canonical, sha256).hex()
