"""The record of who did what, on PostgreSQL."""

from tests.unit.storage.test_audit_chain import *  # noqa: F403 - every test of that file
