"""Real IPP servers from Debian: ippeveprinter (a whole printer), a private cupsd, LPrint; and what they must have beside them."""

import contextlib
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from tests.peers.printers import programs
from tests.peers.printers.programs import Program

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
<allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
<allow receive_type="signal"/></policy></busconfig>
"""
STATE = "/run/avahi-daemon"
AVAHI = """
[server]
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[publish]
publish-hinfo=no
publish-workstation=no
"""
DEVICE = """#!/bin/bash
# what ippeveprinter runs for a job: keeps what the device got, and how it was told to print it
home="{home}"
env | grep ^IPP_ | sort > "$home/told-$IPP_JOB_ID"
echo "$IPP_JOB_NAME" >> "$home/begun"
touch "$home/works-$$"
trap 'rm -f "$home/works-$$"' EXIT
echo "ATTR: job-impressions=1" >&2
while [ -f "$home/hold" ]; do sleep 0.1; done
if [ -f "$home/jam" ]; then
  echo "STATE: +media-jam-error" >&2
  while [ -f "$home/jam" ]; do sleep 0.1; done
  echo "STATE: -media-jam-error" >&2
fi
if [ -f "$home/fail" ]; then exit 1; fi
cp "$1" "$home/out-$IPP_JOB_ID"
echo "ATTR: job-impressions-completed=1" >&2
"""
CUPSD = """
LogLevel warn
Listen 127.0.0.1:{port}
Browsing Off
BrowseLocalProtocols none
DefaultAuthType None
WebInterface No
PreserveJobHistory Yes
DirtyCleanInterval 0
JobRetryInterval 2
ErrorPolicy retry-job
DefaultPaperSize A4
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Location /admin>
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow 127.0.0.1
  </Limit>
</Policy>
"""
CUPS_FILES = """
ServerRoot {home}/etc
RequestRoot {home}/spool
TempDir {home}/spool/tmp
CacheDir {home}/cache
StateDir {home}/state
AccessLog {home}/log/access_log
ErrorLog {home}/log/error_log
PageLog {home}/log/page_log
DataDir /usr/share/cups
ServerBin /usr/lib/cups
DocumentRoot /usr/share/cups/doc-root
ServerKeychain {home}/etc/ssl
SystemGroup root
User lp
Group lp
FileDevice Yes
Sandboxing relaxed
"""


CONF = ".lprint.conf"
NOT_ENDED = range(3, 7)  # job-state of RFC 8011: pending, held, processing, stopped
ENDED = {"completed", "canceled", "aborted"}


def program(name: str, package: str) -> str:
    """Where a program of Debian is; see ``programs.missing`` where it is not."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        programs.missing(f"Debian's package {package} is not installed")
    return found


class Announcer:
    """D-Bus and Avahi on loopback only: ippeveprinter does not start without them."""

    def __init__(self, folder: Path) -> None:
        bus, avahi = program("dbus-daemon", "dbus"), program("avahi-daemon", "avahi-daemon")
        self._folder = folder
        self.env: dict[str, str] = {}
        self._running: list[Program] = []
        if Path("/run/avahi-daemon/socket").exists() and Path("/run/dbus/system_bus_socket").exists():
            return  # this system announces already
        if os.geteuid() != 0:
            programs.missing("Avahi does not run here, and only root may start it")
        socket = folder / "bus"
        (folder / "bus.conf").write_text(BUS.format(socket=socket))
        (folder / "avahi.conf").write_text(AVAHI)
        self.env = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={socket}"}
        try:
            self._start(bus, avahi, socket)
        except BaseException:
            self.stop()
            raise

    def _start(self, bus: str, avahi: str, socket: Path) -> None:
        folder = self._folder
        arguments = [bus, "--config-file", str(folder / "bus.conf"), "--nofork", "--nopidfile"]
        self._running.append(daemon := Program(arguments, folder / "bus.log"))
        daemon.wait(socket.exists, 10, "D-Bus")
        order = [avahi, "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", str(folder / "avahi.conf")]
        if unshare := shutil.which("unshare"):
            # It keeps its state in one place of the system: each run of the tests gets its own of that.
            alone = f"mkdir -p {STATE} && mount -t tmpfs tmpfs {STATE} && exec {shlex.join(order)}"
            order = [unshare, "--mount", "sh", "-c", alone]
        self._running.append(announcer := Program(order, folder / "avahi.log", self.env))
        announcer.wait(lambda: "startup complete" in announcer.words(), 20, "Avahi")

    def stop(self) -> None:
        for one in reversed(self._running):
            one.stop()


class EvePrinter:
    """A whole printer of IPP Everywhere. ``home``: what the device got and was told; ``hold``, ``jam``, ``fail`` are files."""

    def __init__(self, folder: Path, announcer: Announcer) -> None:
        self._program = program("ippeveprinter", "cups-ipp-utils")
        self.home, self._env = folder, announcer.env
        (folder / "spool").mkdir()
        self._device = folder / "device.sh"
        self._device.write_text(DEVICE.format(home=folder))
        self._device.chmod(0o755)
        self.port = programs.free_port()
        self._running: Program | None = None
        self._started = 0.0

    @property
    def address(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    def up_s(self) -> float:
        """How long it runs, in seconds."""
        return time.monotonic() - self._started

    def start(self) -> None:
        self._started = time.monotonic()
        for left in self.home.glob("works-*"):
            left.unlink()
        self._running = Program(
            [
                self._program, "-v", "-2", "-r", "off", "-d", str(self.home / "spool"), "-k", "-c", str(self._device),
                "-f", "application/pdf,image/jpeg,image/pwg-raster", "-s", "10,10", "-M", "Peer", "-m", "DyeSub 620",
                "-p", str(self.port), "-n", "localhost", "photo",
            ],
            self.home / "printer.log",
            self._env,
        )  # fmt: skip
        self._running.wait(lambda: programs.listens(self.port), 20, "ippeveprinter")

    def stop(self, how: int = 15) -> None:
        if self._running is not None:
            self._running.stop(how)
        self._running = None

    def lever(self, name: str, *, set_: bool) -> None:
        """Set or lift hold, jam, fail."""
        if set_:
            (self.home / name).touch()
        else:
            (self.home / name).unlink(missing_ok=True)

    def works(self) -> int:
        """How many jobs the device is at."""
        return len(list(self.home.glob("works-*")))

    def begun(self, uid: str) -> int:
        """How often the device began to print this."""
        log = self.home / "begun"
        return log.read_text().split().count(uid) if log.exists() else 0

    def told(self, number: str) -> dict[str, str]:
        """What the device was told about this job."""
        lines = (self.home / f"told-{number}").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def numbers(self) -> list[str]:
        """Jobs that the device has begun, oldest first."""
        found = sorted(self.home.glob("told-*"), key=lambda path: path.stat().st_mtime)
        return [path.name.removeprefix("told-") for path in found]


class Cups:
    """A cupsd of our own, with queues."""

    def __init__(self, folder: Path) -> None:
        self._daemon, self._admin = program("cupsd", "cups-daemon"), program("lpadmin", "cups-client")
        self._home = folder
        for name in ("etc/ssl", "etc/ppd", "spool/tmp", "cache", "state", "log"):
            (folder / name).mkdir(parents=True)
        for name in ("spool", "spool/tmp", "cache", "state", "log"):
            shutil.chown(folder / name, "root", "lp")
            (folder / name).chmod(0o770)
        self.port = programs.free_port()
        (folder / "cupsd.conf").write_text(CUPSD.format(port=self.port))
        (folder / "cups-files.conf").write_text(CUPS_FILES.format(home=folder))
        self._running: Program | None = None

    def start(self) -> None:
        arguments = [
            self._daemon, "-f", "-c", str(self._home / "cupsd.conf"), "-s", str(self._home / "cups-files.conf"),
        ]  # fmt: skip
        self._running = Program(arguments, self._home / "cupsd.out")
        self._running.wait(lambda: programs.listens(self.port), 20, "cupsd")

    def stop(self, how: int = 15) -> None:
        if self._running is not None:
            self._running.stop(how)
        self._running = None

    def add(self, queue: str, device: str, *more: str) -> str:
        """Add a queue without a driver; gives its address."""
        subprocess.run(
            [self._admin, "-h", f"127.0.0.1:{self.port}", "-p", queue, "-E", "-v", device, *more],
            check=True,
            capture_output=True,
        )
        return f"ipp://127.0.0.1:{self.port}/printers/{queue}"

    def waiting(self, queue: str) -> list[str]:
        """Jobs of this queue that have not ended."""
        return self._do("lpstat", "-W", "not-completed", "-o", queue).splitlines()

    def names(self) -> list[str]:
        """Names of all jobs that it has ever had, from its own spool."""
        words = b"job-name"
        found = []
        for control in sorted((self._home / "spool").glob("c0*")):
            content = control.read_bytes()
            at = content.find(words) + len(words)
            found.append(content[at + 2 : at + 2 + int.from_bytes(content[at : at + 2], "big")].decode())
        return found

    def clear(self, queue: str) -> None:
        """A person cancels all that waits there."""
        self._do("cancel", "-a", queue)

    def _do(self, name: str, *arguments: str) -> str:
        command = [program(name, "cups-client"), "-h", f"127.0.0.1:{self.port}", *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def _is_left(line: str) -> bool:
    return line.startswith("Job ") and any(f' state="{state}"' in line for state in NOT_ENDED)


class LPrint:
    """LPrint, which makes ZPL of pictures, in front of a label printer on a TCP port."""

    def __init__(self, folder: Path, device_port: int) -> None:
        self._program, self._folder = program("lprint", "lprint"), folder
        self.port, self._device_port = programs.free_port(), device_port
        (folder / "spool").mkdir()
        self._env = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "TMPDIR": str(folder)}
        self._running: Program | None = None

    @property
    def address(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print/zebra"

    def start(self) -> None:
        options = {"server-port": self.port, "server-hostname": "localhost", "spool-directory": self._folder / "spool"}
        given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        self._take_out_what_it_left()
        self._running = Program([self._program, "server", *given], self._folder / "lprint.log", self._env)
        self._running.wait(lambda: programs.listens(self.port), 20, "LPrint")
        # `lprint printers` asks no server by its address: it may begin another one, for itself, on the same files.
        if "<Printer " in self._kept():
            return  # it remembers
        subprocess.run(
            [
                self._program, "add", "-u", f"ipp://localhost:{self.port}/", "-d", "zebra",
                "-v", f"socket://127.0.0.1:{self._device_port}", "-m", "zpl_4inch-203dpi-dt",
            ],
            check=True, capture_output=True, env={**os.environ, **self._env},
        )  # fmt: skip

    def _kept(self) -> str:
        kept = self._folder / CONF
        return kept.read_text() if kept.exists() else ""

    def _take_out_what_it_left(self) -> None:
        """What it had not ended when it was killed it does not go on with (1.3.1), nor cancel: a person takes it out."""
        lines = self._kept().splitlines(keepends=True)
        if any(map(_is_left, lines)):
            (self._folder / CONF).write_text("".join(line for line in lines if not _is_left(line)))

    def waiting(self) -> list[str]:
        """Jobs that have not ended."""
        return [line for line in self._do("jobs").splitlines() if not ENDED & set(line.split()[1:2])]

    def clear(self) -> None:
        """A person cancels all that waits there."""
        self._do("cancel", "-a")

    def _do(self, name: str, *arguments: str) -> str:
        command = [self._program, name, "-u", f"ipp://localhost:{self.port}/", *arguments]
        for _ in range(5):
            with contextlib.suppress(subprocess.TimeoutExpired):  # in its first moments it does not always answer
                done = subprocess.run(
                    command, check=False, capture_output=True, text=True, timeout=4, env={**os.environ, **self._env}
                )
                return done.stdout
        raise TimeoutError(f"lprint {name}")

    def stop(self, how: int = 15) -> None:
        if self._running is not None:
            self._running.stop(how)
        self._running = None
