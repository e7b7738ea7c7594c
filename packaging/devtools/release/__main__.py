"""`dev.py release init|add|sign|rotate|mirror|bundle|list`: run inside the environment, which has the signing library."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devtools.console import ROOT, Stop, say, warn
from devtools.release import copying, keys, packing
from devtools.release.repository import DAYS, KEPT, Repository

sys.path.insert(0, str(ROOT))
from app.settings.installed import version_key
from app.settings.releases import platform_id


def main(words: list[str]) -> int:
    options = _parser().parse_args(words)
    options.run(options)
    return 0


def init(options: argparse.Namespace) -> None:
    days = {role: value for role in DAYS if (value := getattr(options, f"{role}_days")) is not None}
    root = Repository(options.repository).init(
        options.keys, keys.passphrase(new=True), roots=options.root_keys, threshold=options.threshold, days=days
    )
    say(f"Made. Installers ship {root} as update-root.json; keep the keys in {options.keys} apart, and a copy of them.")


def add(options: argparse.Namespace) -> None:
    repository, secret = Repository(options.repository), keys.passphrase(new=False)
    platform, index = options.platform, None
    with tempfile.TemporaryDirectory() as folder:
        layer = options.app
        if layer is None:
            layer = packing.from_source(Path(folder), _runtime(options), options.version or _version(), options.notices)
        facts = json.loads((layer / "application.json").read_text("utf-8"))
        index = repository.index(platform)
        if any(version_key(app["version"]) >= version_key(facts["version"]) for app in index["apps"]):
            raise Stop(f"Version {facts['version']} or a newer one is there already; raise the version first.")
        if options.runtime is not None:
            digest = options.runtime.name.removeprefix("runtime-")
            if digest != facts["runtime"]:
                raise Stop(f"The application wants runtime-{facts['runtime']}, and this is {options.runtime.name}.")
            if all(one["digest"] != digest for one in index["runtimes"]):
                target = f"{platform}/runtime-{digest}.zip"
                packed = packing.pack(options.runtime, repository.targets_folder, target)
                index["runtimes"].append({"digest": digest, **packed})
        if all(one["digest"] != facts["runtime"] for one in index["runtimes"]):
            warn(f"runtime-{facts['runtime']} is not in the repository: only PCs that have it can take this version.")
        packed = packing.pack(layer, repository.targets_folder, f"{platform}/app-{facts['version']}.zip")
    app: dict[str, Any] = {
        "version": facts["version"],
        "runtime": facts["runtime"],
        "made_at": datetime.now(UTC).date().isoformat(),
        "notes": {code: path.read_text("utf-8") for code, path in _notes(options).items()},
        **packed,
    }
    index["apps"] = [*index["apps"], app][-KEPT:]
    used = {one["runtime"] for one in index["apps"]}
    index["runtimes"] = [one for one in index["runtimes"] if one["digest"] in used]
    repository.change(options.keys, secret, platform, index)
    changed = packed["fetched"] + sum(part["fetched"] for part in packed["parts"])
    say(
        f"Version {app['version']} is offered: {packed['fetched'] / 1e6:.1f} MB where nothing large changed,"
        f" {changed / 1e6:.1f} MB at most."
    )


def sign(options: argparse.Namespace) -> None:
    Repository(options.repository).sign(options.keys, keys.passphrase(new=False))
    say("Signed again; bring mirrors up to date too.")


def rotate(options: argparse.Namespace) -> None:
    path = Repository(options.repository).rotate(options.keys, keys.passphrase(new=False), options.role)
    say(f"The new root is {path}; programs follow from the root that they have.")


def mirror(options: argparse.Namespace) -> None:
    copied = copying.mirror(Repository(options.repository), options.to)
    say(f"{copied} files copied to {options.to}.")


def bundle(options: argparse.Namespace) -> None:
    size = copying.bundle(Repository(options.repository), options.to, options.platform, runtime=not options.app_only)
    say(f"{options.to}: {size / 1e6:.1f} MB.")


def listing(options: argparse.Namespace) -> None:
    repository = Repository(options.repository)
    for path in sorted({name.split("/")[0] for name in repository.targets().signed.targets} - {"parts"}):
        for app in repository.index(path)["apps"]:
            say(f"{path}  {app['version']}  {app['made_at']}  runtime-{app['runtime']}  {app['fetched'] / 1e6:.1f} MB")


def _notes(options: argparse.Namespace) -> dict[str, Path]:
    found = {"en": options.notes_en, "zh_CN": options.notes_zh}
    return {code: path for code, path in found.items() if path is not None}


def _runtime(options: argparse.Namespace) -> str:
    if options.runtime is not None:
        return str(options.runtime.name.removeprefix("runtime-"))
    if not options.runtime_hash:
        raise Stop("Say which runtime the application needs: --runtime FOLDER, or --runtime-hash of one that is there.")
    return str(options.runtime_hash)


def _version() -> str:
    found = re.search(r'^__version__ = "([^"]+)"', (ROOT / "app" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise Stop("app/__init__.py names no version.")
    return found[1]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py release", description="Publish versions for the updates.")
    kinds = parser.add_subparsers(required=True, metavar="WHAT")

    def kind(name: str, run: Any, words: str, *, signs: bool = True) -> argparse.ArgumentParser:
        made = kinds.add_parser(name, help=words, description=words)
        made.add_argument("repository", type=Path, metavar="REPOSITORY")
        if signs:
            made.add_argument(
                "--keys", type=Path, required=True, help="folder of the signing keys, outside of the project"
            )
        made.set_defaults(run=run)
        return made

    new = kind("init", init, f"make keys and an empty repository (passphrase: asked for, or {keys.PASSPHRASE})")
    new.add_argument("--root-keys", type=int, default=2, help="how many root keys to make (2)")
    new.add_argument("--threshold", type=int, default=1, help="how many of them sign a new root (1)")
    for role, days in DAYS.items():
        new.add_argument(f"--{role}-days", type=int, help=f"days until {role} expires ({days})")
    one = kind("add", add, "offer a version: its application layer, and the runtime where it is new")
    one.add_argument("--app", type=Path, help="a built layer app-VERSION; without it one is made from this tree")
    one.add_argument("--version", help="of the layer from this tree; without it that of the program")
    one.add_argument("--notices", type=Path, help="the notices of the libraries, for a layer from this tree")
    one.add_argument("--runtime", type=Path, help="a built layer runtime-HASH")
    one.add_argument("--runtime-hash", help="the runtime that the application needs, where it is there already")
    one.add_argument("--platform", default=platform_id(), help=f"linux-x86_64 or windows-x86_64 ({platform_id()})")
    one.add_argument("--notes-en", type=Path, help="what is new, in English (a text file)")
    one.add_argument("--notes-zh", type=Path, help="what is new, in Chinese (a text file)")
    kind("sign", sign, "sign again what is offered, before it expires")
    turn = kind("rotate", rotate, "replace the key of a role, or renew the root")
    turn.add_argument("role", choices=["targets", "snapshot", "timestamp", "root", "renew"])
    copy = kind("mirror", mirror, "copy the repository into a folder of the workshop's network", signs=False)
    copy.add_argument("to", type=Path, metavar="FOLDER")
    file = kind("bundle", bundle, "write one file for PCs without a network", signs=False)
    file.add_argument("to", type=Path, metavar=f"FILE{copying.SUFFIX}")
    file.add_argument("--platform", default=platform_id())
    file.add_argument("--app-only", action="store_true", help="without Python and its libraries")
    kind("list", listing, "say which versions are offered", signs=False)
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        warn(str(stop))
        sys.exit(2)
