"""The copy before a change of form, on PostgreSQL."""

from tests.unit.storage.test_before_migration import *  # noqa: F403 - every test of that file
