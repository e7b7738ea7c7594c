"""What opens a locked key where nobody is there to be asked."""

import os


def given_passphrase() -> str | None:
    """The passphrase that the program was started with; None without one."""
    return os.environ.get("STATUETTE_PASSPHRASE")
