from email.message import Message

import pytest
from devtools import licences


@pytest.mark.parametrize(
    "words",
    [
        "MIT",
        "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1",
        "Mozilla Public License 2.0 (MPL 2.0)",
    ],
)
def test_permissive_and_weak_copyleft_pass(words: str) -> None:
    assert licences.allowed(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "GPL-3.0-or-later",
        "GPLv3",
        "AGPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "GNU General Public License v3 or later (GPLv3+)",
        "GNU Affero General Public License v3",
    ],
)
def test_strong_copyleft_and_silence_fail(words: str) -> None:
    assert not licences.allowed(words)


def test_the_spdx_expression_goes_before_classifiers_and_free_text() -> None:
    package = Message()
    package["License"] = "see below"
    assert licences.licence(package) == "see below"
    package["Classifier"] = "License :: OSI Approved :: MIT License"
    assert licences.licence(package) == "MIT License"
    package["License-Expression"] = "Apache-2.0"
    assert licences.licence(package) == "Apache-2.0"


def test_what_is_installed_may_ship() -> None:
    assert licences.locked_names()
    assert licences.main() == 0


def test_a_gpl_peer_would_be_caught() -> None:
    from importlib import metadata

    pytest.importorskip("pymeshlab")
    assert not licences.allowed(licences.licence(metadata.metadata("pymeshlab")))
