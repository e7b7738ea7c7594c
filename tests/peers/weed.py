"""A real S3 server for the tests: SeaweedFS from the development requirements, on loopback, killed at the end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ACCESS, SECRET = "workshop", "made-up-secret-for-tests"


def program() -> Path:
    """The binary that the package brings."""
    return Path(sys.executable).with_name("weed.exe" if os.name == "nt" else "weed")


def free_ports(count: int) -> list[int]:
    """Ports below the temporary ones that nobody listens on; SeaweedFS wants another 10000 above each for gRPC."""
    found: list[int] = []
    base = 12_000 + os.getpid() % 8000
    while len(found) < count:
        base += 1
        if all(_free(port) for port in (base, base + 10_000)):
            found.append(base)
    return found


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class S3Server:
    """One instance on one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.master, self.volume, self.filer, self.s3 = free_ports(4)
        self._process: subprocess.Popen[bytes] | None = None
        config = {
            "identities": [
                {
                    "name": "workshop",
                    "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}],
                    "actions": ["Admin", "Read", "Write", "List", "Tagging"],
                }
            ]
        }
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "s3.json").write_text(json.dumps(config))

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.s3}"

    def start(self, seconds: float = 60) -> None:
        """Start it and wait until it answers."""
        log = (self.folder / "log.txt").open("ab")
        self._process = subprocess.Popen(
            [
                str(program()), "server", f"-dir={self.folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
                f"-master.port={self.master}", f"-volume.port={self.volume}", f"-filer.port={self.filer}",
                f"-filer.localSocket={self.folder / 'filer.sock'}", "-filer", "-s3", f"-s3.port={self.s3}",
                f"-s3.config={self.folder / 's3.json'}", "-volume.max=20", "-master.volumeSizeLimitMB=64",
                "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
            ],
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError((self.folder / "log.txt").read_text()[-2000:])
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.s3)) == 0 and self._answers():
                    return
            time.sleep(0.2)
        raise TimeoutError((self.folder / "log.txt").read_text()[-2000:])

    def kill(self) -> None:
        """As a power cut does (it does not heed SIGTERM for many seconds)."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        import obstore
        from obstore.exceptions import BaseError
        from obstore.store import S3Store

        store = S3Store(
            "shop", endpoint=self.endpoint, region="us-east-1", access_key_id=ACCESS, secret_access_key=SECRET,
            client_options={"allow_http": True}, retry_config={"max_retries": 0},
        )  # fmt: skip
        try:
            obstore.put(store, "hello", b"hello")
            obstore.delete(store, "hello")
        except (BaseError, OSError):
            make_bucket(self.endpoint, "shop")
            return False
        return True


def make_bucket(endpoint: str, bucket: str) -> None:
    """Ask for a bucket with a signed request (obstore has no call for it)."""
    import hashlib
    import hmac
    from datetime import UTC, datetime

    import httpx

    host = endpoint.removeprefix("http://")
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    day, empty = moment[:8], hashlib.sha256(b"").hexdigest()
    headers = {"host": host, "x-amz-content-sha256": empty, "x-amz-date": moment}
    names = ";".join(headers)
    canonical = "\n".join(["PUT", f"/{bucket}", "", *(f"{k}:{v}" for k, v in headers.items()), "", names, empty])
    scope = f"{day}/us-east-1/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (day, "us-east-1", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={ACCESS}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    try:
        httpx.put(f"{endpoint}/{bucket}", headers=headers, timeout=5)
    except httpx.HTTPError:
        return
