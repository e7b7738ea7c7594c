"""A repository of updates on disk: targets, and metadata that is signed with each change."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from devtools.console import Stop
from devtools.release import keys

FACTS = "release.json"
DAYS = {"root": 1825, "targets": 400, "snapshot": 90, "timestamp": 90}
KEPT = 4
"""Versions that a source goes on offering."""


class Repository:
    """`metadata/` as the client asks for it; what was there stays, the timestamp changes last."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.metadata, self.targets_folder = folder, folder / "metadata", folder / "targets"

    @property
    def days(self) -> dict[str, int]:
        found = self.folder / FACTS
        if not found.is_file():
            raise Stop(f"{self.folder} is no repository of updates; make one with `release init`.")
        return {**DAYS, **json.loads(found.read_text("utf-8"))["days"]}

    # ---- making it ----------------------------------------------------------

    def init(self, folder: Path, secret: bytes, *, roots: int, threshold: int, days: dict[str, int]) -> Path:
        """Keys and the first, empty metadata; gives the root that installers ship."""
        if (self.folder / FACTS).exists():
            raise Stop(f"{self.folder} is a repository already.")
        if not 1 <= threshold <= roots:
            raise Stop("The threshold is at least 1 and at most the number of root keys.")
        root_signers = [keys.make(folder, f"root-{number + 1}", secret) for number in range(roots)]
        signers = {role: keys.make(folder, role, secret) for role in keys.ONLINE}
        self.metadata.mkdir(parents=True)
        self.targets_folder.mkdir()
        _write(self.folder / FACTS, json.dumps({"days": {**DAYS, **days}}, indent=1).encode())
        root = Root(expires=_in(self.days["root"]), consistent_snapshot=True)
        for signer in root_signers:
            root.add_key(signer.public_key, "root")
        root.roles["root"].threshold = threshold
        for role, signer in signers.items():
            root.add_key(signer.public_key, role)
        path = self._sign(Metadata(root), root_signers, "1.root.json")
        targets = Metadata(Targets(version=1, expires=_in(self.days["targets"])))
        self._sign(targets, [signers["targets"]], "1.targets.json")
        self._publish(1, signers, first=True)
        return path

    # ---- changing it --------------------------------------------------------

    def targets(self) -> Metadata[Targets]:
        """What is offered now."""
        return self._newest("targets")

    def index(self, platform: str) -> dict[str, Any]:
        """The list of releases of a platform as it is now."""
        info = self.targets().signed.targets.get(f"{platform}/releases.json")
        if info is None:
            return {"apps": [], "runtimes": []}
        return json.loads((self.targets_folder / _hashed(info)).read_text("utf-8"))

    def change(self, folder: Path, secret: bytes, platform: str, index: dict[str, Any]) -> None:
        """Offer this list of releases: targets are given the names that clients ask for, and everything is signed."""
        signers = {role: keys.load(folder, role, secret) for role in keys.ONLINE}
        targets = self.targets()
        # made in one line, so that the same content has the same hash
        _write(self.targets_folder / platform / "releases.json", json.dumps(index, ensure_ascii=False).encode())
        wanted = dict(targets.signed.targets)
        for path in _named(platform, index):
            if (self.targets_folder / path).is_file():
                wanted[path] = self._name(path)
        needed = set(_named(platform, index))
        for other in {path.split("/")[0] for path in wanted} - {platform, "parts"}:
            needed |= set(_named(other, self.index(other)))
        targets.signed.targets = {path: info for path, info in wanted.items() if path in needed}
        self._sign_targets(targets, signers)
        self._forget(targets.signed)

    def sign(self, folder: Path, secret: bytes) -> None:
        """Sign again what is offered, so that it does not expire."""
        signers = {role: keys.load(folder, role, secret) for role in keys.ONLINE}
        self._sign_targets(self.targets(), signers)

    def rotate(self, folder: Path, secret: bytes, role: str) -> Path:
        """A new key in place of those of a role; the root that is known so far signs it. Gives the new root."""
        root = self._newest("root")
        old = [keys.load(folder, name, secret) for name in keys.names(folder, "root")]
        if role != "renew":
            for key in list(root.signed.roles[role].keyids):
                root.signed.revoke_key(key, role)
            moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
            if role == "root":
                new = [keys.make(folder, f"root-{moment}", secret)]
            else:
                (folder / f"{role}.pem").rename(folder / f"former-{role}-{moment}.pem")
                new = [keys.make(folder, role, secret)]
            for signer in new:
                root.signed.add_key(signer.public_key, role)
            if role == "root":
                root.signed.roles["root"].threshold = 1
                old += new
        root.signed.version += 1
        root.signed.expires = _in(self.days["root"])
        path = self._sign(root, old, f"{root.signed.version}.root.json")
        self.sign(folder, secret)
        return path

    # ---- the parts ----------------------------------------------------------

    def _sign_targets(self, targets: Metadata[Targets], signers: dict[str, CryptoSigner]) -> None:
        targets.signed.version += 1
        targets.signed.expires = _in(self.days["targets"])
        self._sign(targets, [signers["targets"]], f"{targets.signed.version}.targets.json")
        self._publish(targets.signed.version, signers)

    def _publish(self, version: int, signers: dict[str, CryptoSigner], *, first: bool = False) -> None:
        """Snapshot, then timestamp: whoever asks meanwhile sees what was there, whole."""
        number = 1 if first else self._newest("snapshot").signed.version + 1
        snapshot = Snapshot(version=number, expires=_in(self.days["snapshot"]))
        snapshot.meta["targets.json"] = MetaFile(version)
        self._sign(Metadata(snapshot), [signers["snapshot"]], f"{number}.snapshot.json")
        before = 0 if first else Metadata[Timestamp].from_file(str(self.metadata / "timestamp.json")).signed.version
        timestamp = Timestamp(version=before + 1, expires=_in(self.days["timestamp"]))
        timestamp.snapshot_meta = MetaFile(number)
        self._sign(Metadata(timestamp), [signers["timestamp"]], "timestamp.json")

    def _sign(self, metadata: Metadata[Any], signers: Iterable[CryptoSigner], name: str) -> Path:
        metadata.signatures.clear()
        for signer in signers:
            metadata.sign(signer, append=True)
        _write(self.metadata / name, metadata.to_bytes())
        return self.metadata / name

    def _newest(self, role: str) -> Metadata[Any]:
        found = [path for path in self.metadata.glob(f"*.{role}.json") if path.name.split(".")[0].isdecimal()]
        if not found:
            raise Stop(f"{self.folder} is no repository of updates; make one with `release init`.")
        return Metadata.from_file(str(max(found, key=lambda path: int(path.name.split(".")[0]))))

    def _name(self, path: str) -> TargetFile:
        """Give a new target the name with its hash."""
        local = self.targets_folder / path
        info = TargetFile.from_file(path, str(local), ["sha256"])
        to = self.targets_folder / _hashed(info)
        if local != to:
            local.replace(to)
        return info

    def _forget(self, targets: Targets) -> None:
        """Take away what nothing offers any more."""
        needed = {self.targets_folder / _hashed(info) for info in targets.targets.values()}
        for path in self.targets_folder.rglob("*"):
            if path.is_file() and path not in needed:
                path.unlink()


def _named(platform: str, index: dict[str, Any]) -> list[str]:
    """Every target of a list of releases, itself too."""
    archives = [*index["apps"], *index["runtimes"]]
    parts = [f"parts/{part['sha256']}.xz" for archive in archives for part in archive["parts"]]
    return [f"{platform}/releases.json", *(archive["target"] for archive in archives), *parts]


def _hashed(info: TargetFile) -> str:
    folder, _, name = info.path.rpartition("/")
    return f"{folder}/{info.hashes['sha256']}.{name}"


def _in(days: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
