"""The steps of the migrations on PostgreSQL."""

from tests.unit.storage.test_migrations import *  # noqa: F403 - every test of that file
