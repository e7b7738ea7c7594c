"""Sealed files: whatever is changed, swapped, repeated or cut off shows."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.orders.assets import AssetDamagedError
from app.security.vault import SealBrokenError
from app.storage.asset_crypt import CHUNK, TAG, AssetCipher, digest_of, header_of

KEY = bytes(range(32))
HEADER = 10 + 1 + 8 + 4 + 32


def sealed(content: bytes, key: bytes = KEY, *, sensitive: bool = True) -> bytes:
    return b"".join(AssetCipher(key).encode(content, digest_of(content), sensitive=sensitive))


@pytest.mark.parametrize("sensitive", [True, False])
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_encoded_comes_back(size: int, sensitive: bool) -> None:
    content = os.urandom(size)
    stored = sealed(content, sensitive=sensitive)
    assert AssetCipher(KEY).decode(stored, digest_of(content)) == content
    assert header_of(stored).size == size
    assert header_of(stored).sensitive is sensitive


def test_sensitive_content_cannot_be_read_in_the_file() -> None:
    content = b"a face that nobody may see " * 50
    assert b"face" in sealed(content, sensitive=False)
    assert b"face" not in sealed(content)
    assert sealed(content) != sealed(content)


@given(position=st.integers(0, 10**9), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_one_changed_bit_shows(position: int, bit: int) -> None:
    content = b"0123456789" * 7
    stored = bytearray(sealed(content))
    stored[position % len(stored)] ^= 1 << bit
    with pytest.raises((AssetDamagedError, SealBrokenError)):
        AssetCipher(KEY).decode(bytes(stored), digest_of(content))


@given(length=st.integers(0, HEADER + 3 * (CHUNK + TAG) - 1))
@settings(max_examples=40, deadline=None)
def test_a_file_that_was_cut_off_shows(length: int) -> None:
    content = bytes(3 * CHUNK)
    with pytest.raises(AssetDamagedError):
        AssetCipher(KEY).decode(sealed(content)[:length], digest_of(content))


def test_chunks_that_change_places_show() -> None:
    content = os.urandom(2 * CHUNK)
    stored = sealed(content)
    first, second = stored[HEADER : HEADER + CHUNK + TAG], stored[HEADER + CHUNK + TAG :]
    with pytest.raises(AssetDamagedError):
        AssetCipher(KEY).decode(stored[:HEADER] + second + first, digest_of(content))


def test_a_whole_chunk_less_with_a_header_that_says_so_shows() -> None:
    content = bytes(2 * CHUNK)
    stored = bytearray(sealed(content)[: HEADER + CHUNK + TAG])
    stored[11:19] = CHUNK.to_bytes(8, "big")
    with pytest.raises(AssetDamagedError):
        AssetCipher(KEY).decode(bytes(stored), digest_of(bytes(CHUNK)))


def test_a_file_under_the_name_of_another_shows() -> None:
    with pytest.raises(AssetDamagedError):
        AssetCipher(KEY).decode(sealed(b"mine"), digest_of(b"theirs"))


def test_another_key_is_told_apart_from_damage() -> None:
    with pytest.raises(SealBrokenError):
        AssetCipher(bytes(32)).decode(sealed(b"mine"), digest_of(b"mine"))


def test_a_key_of_another_length_is_no_key() -> None:
    with pytest.raises(ValueError, match="32"):
        AssetCipher(b"short")
