"""What a book has to hold on SQLite, it holds on PostgreSQL."""

from tests.unit.storage.test_book import *  # noqa: F403 - every test of that file
