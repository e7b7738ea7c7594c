"""Trouble with certificates is told as what it is, and an account that was refused as that; the words are libpq's own."""

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from app.orders.book import BookOfflineError
from app.storage.faults import BookRefusedError, translated

AT = 'connection failed: connection to server at "192.168.1.20", port 5432 failed: '
NO_FILE = (
    AT
    + 'root certificate file "/home/ming/.postgresql/root.crt" does not exist\nEither provide the file, use the system\'s'
    " trusted roots with sslrootcert=system, or change sslmode to disable server certificate verification."
)
UNREADABLE = AT + 'could not read root certificate file "/srv/ca.crt": no certificate or crl found'
FORBIDDEN = AT + 'could not read root certificate file "/srv/ca.crt": Permission denied'
UNTRUSTED = AT + "SSL error: certificate verify failed"
OTHER_NAME = (
    AT + 'server certificate for "book.workshop.lan" (and 1 other name) does not match host name "192.168.1.20"'
)
PLAIN = AT + "server does not support SSL, but SSL was required"
AGAIN = '\nconnection to server at "192.168.1.20", port 5432 failed: FATAL:  '
NO_PASSWORD = 'password authentication failed for user "statuette"'
NOT_LISTED = 'no pg_hba.conf entry for host "192.168.1.7", user "statuette", database "statuette", no encryption'


def told(words: str) -> Exception:
    return translated(OperationalError("", {}, psycopg.OperationalError(words)))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (NO_FILE, "“/home/ming/.postgresql/root.crt” is missing or cannot be read"),
        (UNREADABLE, "“/srv/ca.crt” is missing or cannot be read"),
        (FORBIDDEN, "“/srv/ca.crt” is missing or cannot be read"),
        (UNTRUSTED, "does not trust the certificate"),
        (OTHER_NAME, "is for “book.workshop.lan”, not for “192.168.1.20”"),
        (PLAIN, "offers no encrypted connection"),
        # the server lets nobody in without encryption, which was tried only because its certificate was not trusted
        (UNTRUSTED + AGAIN + NOT_LISTED, "does not trust the certificate"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(words: str, sentence: str) -> None:
    error = told(words)
    assert isinstance(error, BookRefusedError)
    assert sentence in str(error)
    assert "account" not in str(error)


@pytest.mark.parametrize(
    "words",
    [
        AT + "FATAL:  " + NO_PASSWORD,
        AT + "FATAL:  " + NOT_LISTED,
        AT + 'FATAL:  certificate authentication failed for user "statuette"',
        AT + 'FATAL:  database "statuette" does not exist',
        UNTRUSTED + AGAIN + NO_PASSWORD,  # it got as far as the account without encryption
    ],
)
def test_an_account_that_is_refused_is_told_as_that(words: str) -> None:
    error = told(words)
    assert isinstance(error, BookRefusedError)
    assert "refuses this account" in str(error)


def test_a_server_that_does_not_answer_is_told_as_that() -> None:
    assert isinstance(told(AT + "Connection refused\n\tIs the server running on that host?"), BookOfflineError)
