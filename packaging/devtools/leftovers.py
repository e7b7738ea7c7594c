"""What a trial of the Debian package left that was killed in its middle: ended or taken away before the next one.

dpkg keeps a package that it was killed over as "half-installed", and apt then refuses to install anything at all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools.console import say

NAME = "statuette"
# There while a trial has the package installed, so that one that is found without a trial is known to be somebody's own.
ON_TRIAL = Path(tempfile.gettempdir()) / "statuette-package-on-trial"


def settle(dpkg: list[str] | None = None, name: str = NAME, mark: Path = ON_TRIAL) -> None:
    """End what dpkg was killed over and take a trial's package away, where we are the administrator.

    `dpkg`: the command with its options (for another root).
    """
    if dpkg is None and (shutil.which("dpkg") is None or os.geteuid() != 0):  # type: ignore[attr-defined,unused-ignore]
        return
    command = dpkg or ["dpkg"]
    # Reads the journal of a killed dpkg too; there is no other command for that alone.
    subprocess.run([*command, "--configure", "-a"], capture_output=True, check=False)
    if mark.exists() or _half_installed(command, name):
        say(f"Taking away the {name} that an interrupted trial left")
        subprocess.run([*command, "--purge", "--force-remove-reinstreq", name], capture_output=True, check=False)
        mark.unlink(missing_ok=True)


def _half_installed(command: list[str], name: str) -> bool:
    told = subprocess.run([*command, "--status", name], capture_output=True, text=True, check=False).stdout
    status = next((line for line in told.splitlines() if line.startswith("Status: ")), "")
    return "reinstreq" in status or "half-installed" in status
