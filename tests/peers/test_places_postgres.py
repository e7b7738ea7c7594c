"""Another order book on a real server: tried, refused in a sentence, opened with the password that is kept sealed."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.bootstrap.terminal import open_office
from app.commands import places
from app.commands.logging_in import needs_log_in
from app.errors import AppError
from app.settings.address import split_password
from app.settings.preferences import FILE, Preferences, load_preferences, save_preferences


def test_a_server_is_tried_and_used_with_the_kept_password(
    empty_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("STATUETTE_DATABASE", raising=False)
    url = make_url(empty_address)
    assert url.password
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    plain, _password = split_password(address)
    settings = tmp_path / "home" / "settings" / FILE
    with open_office() as office:
        for wrong in (plain, f"{plain}_gone", address.replace(str(url.port), "9")):
            with pytest.raises(AppError) as refused:
                places.try_database(office, wrong, "not the password")
            assert "not the password" not in str(refused.value)
        book = places.try_database(office, plain, str(url.password))
        assert book.server.startswith("PostgreSQL")
        assert book.revision is None
        kept = places.choose_database(office, plain, str(url.password))
        assert kept == plain
    save_preferences(Preferences(database=kept), settings)
    with open_office() as office:
        assert not needs_log_in(office)
        assert office.book.where().startswith("PostgreSQL")
        assert places.try_database(office, load_preferences(settings).database).orders == 0
