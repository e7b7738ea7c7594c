"""argon2id with the least cost: tests hash often."""

import pytest
from argon2 import PasswordHasher

from app.security import passwords


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)
    nobody = quick.hash("nobody")
    monkeypatch.setattr(passwords, "_nobodys_hash", lambda: nobody)
