"""The queue on PostgreSQL gives what it gives on SQLite."""

import pytest

from app.orders.queue import QueueQuery
from app.storage import queue_query
from tests.unit.storage import queue_checks


def test_pages_are_those_of_a_plain_filter_and_sort(postgres_book):
    queue_checks.fill(postgres_book, 1, 60)
    queue_checks.check_random_queries(postgres_book, 2, 200)


@pytest.mark.parametrize(("few", "stride", "many"), [(0, 7, 0), (0, 5, 60_000), (5, 30, 20)])
def test_every_way_to_answer_gives_the_same(postgres_book, monkeypatch, few, stride, many):
    queue_checks.fill(postgres_book, 3, 40)
    monkeypatch.setattr(queue_query, "FEW", few)
    monkeypatch.setattr(queue_query, "STRIDE", stride)
    monkeypatch.setattr(queue_query, "MANY", many)
    queue_checks.check_random_queries(postgres_book, 4, 80)


def test_rows_follow_every_change_of_a_record(postgres_book):
    queue_checks.fill(postgres_book, 5, 30)
    queue_checks.change_some(postgres_book, 6)
    queue_checks.check_rows_say_what_the_records_say(postgres_book)
    queue_checks.check_random_queries(postgres_book, 7, 60)
    assert len(queue_checks.all_rows(postgres_book, QueueQuery(text="YT7788", closed=True), 50)) >= 1
