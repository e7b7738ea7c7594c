"""Whether a file lies on another computer: SQLite's write-ahead log does not work there, and would lose orders."""

import re
import sys
from pathlib import Path

from app.i18n import text
from app.storage.faults import BookRefusedError

_NETWORK = {
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse.cephfs", "fuse.davfs2", "fuse.gvfsd-fuse",
    "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs",
    "nfs", "nfs4", "ocfs2", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse",
}  # fmt: skip
_DRIVE_REMOTE = 4
_OCTAL = re.compile(r"\\([0-7]{3})")  # how spaces are written in the list of mounts


def refuse_network_share(path: Path) -> None:
    """Raises BookRefusedError where the database would lie on a network share."""
    share = windows_share(path) if sys.platform == "win32" else linux_share(path)
    if share:
        raise BookRefusedError(
            text(
                "“{path}” lies on another computer ({kind}); a database file there loses orders. Choose a folder of this"
                " PC, or let all PCs share a PostgreSQL server.",
                path=str(path),
                kind=share,
            )
        )


def linux_share(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Type of the network file system that the path is on; empty where it is on this computer."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:  # another system than Linux: nothing to go by
        return ""
    real = path.resolve()
    best, kind = -1, ""
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), parts[1]))
        if real.is_relative_to(point) and len(point.parts) >= best:  # the last mount of a place is the one that shows
            best, kind = len(point.parts), parts[2]
    return kind if kind in _NETWORK else ""


def windows_share(path: Path) -> str:
    """Gives "UNC" or "network drive" where the path is on another computer."""
    absolute = str(path.absolute())
    if absolute.startswith(("\\\\", "//")) and not absolute.startswith(("\\\\?\\", "\\\\.\\")):
        return "UNC"
    if absolute.upper().startswith("\\\\?\\UNC\\"):
        return "UNC"
    if sys.platform == "win32":  # asked of the system
        import ctypes  # noqa: PLC0415

        if ctypes.windll.kernel32.GetDriveTypeW(f"{path.absolute().drive}\\") == _DRIVE_REMOTE:
            return str(text("network drive"))
    return ""
