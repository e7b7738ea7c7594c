"""Orders written out in full, for the person they are about or for the client: JSON and files, in the clear."""

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.commands.dossier import DataClass, Dossier
from app.commands.office import Office
from app.errors import WriteRefusedError
from app.i18n import text
from app.orders.assets import AssetDamagedError
from app.orders.book import Reading
from app.orders.people import Account
from app.orders.record import Record
from app.security.contact import open_contact
from app.security.file_names import open_file_name
from app.security.vault import Place, SealBrokenError

_ODD = re.compile(r"[^\w.-]+")
_LEFT_OUT = frozenset({"version", "name_index", "phone_index", "phone_end_index"})

READ_ME = """Statuette: personal data, handed out on {at}

Every order has a folder. order.json holds what is known about it: the person, the consents, the items, the notes, proofs
and claims in plain words, who has looked at the contact data and why, and what happened when. files/ holds the pictures,
models and documents; order.json says what each of them is.

每个订单一个文件夹。order.json 记录该订单的全部信息：联系人、授权、制作项、备注、样稿和售后原文、谁在何时因何原因查看过联系方式，
以及处理经过。files/ 中是图片、模型和文件，order.json 说明每个文件的内容。
"""


def write_zip(path: Path, fill: Callable[[zipfile.ZipFile], None]) -> None:
    """A zip for its owner alone, there whole or not at all. Raises WriteRefusedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
                    fill(out)
                file.flush()
                os.fsync(file.fileno())
            with zipfile.ZipFile(draft) as written:
                damaged = written.testzip()
            if damaged is not None:
                raise OSError(5, "what was written cannot be read back")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise WriteRefusedError(
            text("The export cannot be written here ({why}); choose another folder.", why=error.strerror or "?")
        ) from None


def write_order(office: Office, book: Reading, dossier: Dossier, out: zipfile.ZipFile) -> int:
    """One order with its files; gives how many contents are missing in the asset store."""
    folder = dossier.order.number
    names, missing = _write_files(office, dossier, folder, out)
    told = _told(office, book, dossier, names)
    told["missing_contents"] = sorted(missing)
    out.writestr(f"{folder}/order.json", json.dumps(told, ensure_ascii=False, indent=1))
    return len(missing)


def _write_files(
    office: Office, dossier: Dossier, folder: str, out: zipfile.ZipFile
) -> tuple[dict[str, str], set[str]]:
    wanted = {digest: "" for kind in DataClass for digest in sorted(dossier.digests_of(kind))}
    wanted |= {link.digest: open_file_name(office.vault, link.id, link.name) for link in dossier.files if link.digest}
    names: dict[str, str] = {}
    missing: set[str] = set()
    for digest, name in wanted.items():
        try:
            content = office.assets.get(digest)
        except (KeyError, AssetDamagedError, SealBrokenError):
            missing.add(digest)
            continue
        names[digest] = f"{folder}/files/{digest[:12]}{_suffix(name, content)}"
        out.writestr(names[digest], content)
    return names, missing


def _suffix(name: str, content: bytes) -> str:
    """Of the file's name, else by what it begins with."""
    suffix = _ODD.sub("", Path(name).suffix.lower())
    if suffix:
        return suffix
    for start, kind in (
        (b"\x89PNG", ".png"),
        (b"\xff\xd8", ".jpg"),
        (b"glTF", ".glb"),
        (b"%PDF", ".pdf"),
        (b"PK", ".zip"),
    ):
        if content.startswith(start):
            return kind
    return ".bin"


def _told(office: Office, book: Reading, dossier: Dossier, names: Mapping[str, str]) -> dict[str, Any]:
    people = {account.id: account.name or account.login for account in book.find(Account)}
    events = []
    after = 0
    while page := book.events(order=dossier.order.id, after=after, limit=500):
        events += page
        after = page[-1].seq
    opened = [open_contact(office.vault, contact) for contact in dossier.contacts]
    return {
        "order": _plain(office, dossier.order, ""),
        "person": [{"name": p.name, "phone": p.phone, "address": p.address} for p in opened],
        "erased_at": [c.erased_at.isoformat() for c in dossier.contacts if c.erased_at is not None],
        "consents": _all(office, dossier.consents, ""),
        "creations": [
            {**_plain(office, c, ""), "cover": names.get(c.cover, c.cover), "mesh": names.get(c.mesh, c.mesh)}
            for c in dossier.creations
        ],
        "items": _all(office, dossier.items, ""),
        "notes": _all(office, dossier.notes, "note"),
        "files": [
            {
                **_plain(office, link, ""),
                "name": open_file_name(office.vault, link.id, link.name),
                "file": names.get(link.digest, ""),
            }
            for link in dossier.files
        ],
        "proofs": _all(office, dossier.proofs, "proof"),
        "claims": _all(office, dossier.claims, "claim"),
        "verdicts": _all(office, dossier.verdicts, ""),
        "parcels": _all(office, dossier.parcels, ""),
        "scans": _all(office, dossier.scans, ""),
        "seen_by": [
            {"at": e.at.isoformat(), "who": people.get(e.actor, ""), "role": e.role, "what": e.kind, "why": e.reason}
            for e in events
            if e.kind.startswith("personal.")
        ],
        "history": [
            {"at": e.at.isoformat(), "who": people.get(e.actor, ""), "what": e.kind, "facts": dict(e.facts)}
            for e in events
        ],
    }


def _all(office: Office, records: Iterable[Record], table: str) -> list[dict[str, Any]]:
    return [_plain(office, record, table) for record in records]


def _plain(office: Office, record: Record, table: str) -> dict[str, Any]:
    """A record as JSON: sealed words of ``table`` opened, what only serves the search left out."""
    told: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in _LEFT_OUT:
            continue
        if isinstance(value, bytes):
            value = office.vault.open(Place(table, field.name, record.id), value) if table else None
        elif isinstance(value, datetime | date):
            value = value.isoformat()
        elif isinstance(value, Mapping):
            value = dict(value)
        told[field.name] = value
    return told
