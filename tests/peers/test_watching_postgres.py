"""Watching PostgreSQL: word from others at once, a server that goes and comes back."""

import tempfile
import time
from pathlib import Path

from app.orders.book import BookOfflineError
from app.storage.opening import open_book
from tests.peers.conftest import KEY
from tests.peers.postgres_server import PostgresServer
from tests.unit.storage import watch_checks


def test_changes_of_others_and_own_ones_are_heard(opener):
    watch_checks.check_changes_of_others_and_own_ones_are_heard(opener(), opener(pc="pc-2"))


def test_very_many_changes_are_told_as_everything(opener):
    watch_checks.check_very_many_changes_are_told_as_everything(opener(), opener(pc="pc-2"))


def test_another_pc_hears_within_a_tenth_of_a_second(opener):
    here, there = opener(), opener(pc="pc-2")
    with watch_checks.watching(here) as heard:
        took = []
        for number in range(20):
            order = watch_checks.add_order(there, f"N{number}")
            took.append(heard.wait(lambda h, o=order: any(o.id in c.orders for c in h.changes), 30))
        assert sorted(took)[10] < 0.1


def test_server_that_goes_and_comes_back(postgres_server):
    del postgres_server  # is it installed?
    with tempfile.TemporaryDirectory(prefix="statuette-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), durable=True).start()
        try:
            address = server.make_database("going")
            here = open_book(address, KEY, anchors=Path(folder) / "pc-1")
            there = open_book(address, KEY, anchors=Path(folder) / "pc-2")
            watch_checks.add_order(there, "before")
            with watch_checks.watching(here) as heard:
                server.stop(hard=True)
                heard.wait(lambda h: h.online == [False], 30)
                try:
                    watch_checks.add_order(here, "lost")
                except BookOfflineError:
                    pass
                else:
                    raise AssertionError
                time.sleep(1)
                server.start()
                heard.wait(lambda h: h.online == [False, True], 5)
                heard.wait(lambda h: h.changes[-1:] and h.changes[-1].everything, 30)
                order = watch_checks.add_order(there, "after")
                heard.wait(lambda h: any(order.id in change.orders for change in h.changes), 30)
            here.close()
            there.close()
        finally:
            server.stop()
