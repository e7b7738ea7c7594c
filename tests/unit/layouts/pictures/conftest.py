from collections.abc import Iterator

import pytest

from app.layouts.pictures.opener import Opener


@pytest.fixture(scope="package")
def opener() -> Iterator[Opener]:
    with Opener() as warm:
        yield warm
