"""How an account stands, in words."""

from datetime import datetime

from app.commands.accounts import AccountView
from app.gui.base.look import Role as Tone
from app.i18n import tr
from app.moments import day, minute
from app.orders.record import now


def state_of(account: AccountView, at: datetime | None = None) -> tuple[str, str, Tone, str]:
    """Short word, sentence, tone and icon."""
    at = at or now()
    if not account.active:
        return tr("closed"), tr("The account is closed."), "dim", "mdi6.account-off-outline"
    if account.expires_at is not None and account.expires_at <= at:
        return tr("expired"), tr("It ended on {day}.", day=day(account.expires_at)), "dim", "mdi6.account-clock-outline"
    if account.locked_until is not None and account.locked_until > at:
        return (
            tr("locked"),
            tr("Locked after wrong passwords until {moment}.", moment=minute(account.locked_until)),
            "bad",
            "mdi6.account-lock-outline",
        )
    if account.must_change:
        return (
            tr("not begun"),
            tr("Has a first password and has not chosen an own one yet."),
            "warn",
            "mdi6.account-alert-outline",
        )
    if not account.duty_accepted:
        return (
            tr("duty open"),
            tr("Has not accepted the duty of confidentiality yet."),
            "warn",
            "mdi6.account-alert-outline",
        )
    sentence = tr(
        "Accepted the duty of confidentiality (version {version}) on {day}.",
        version=account.duty_accepted,
        day=day(account.duty_accepted_at),
    )
    return tr("active"), sentence, "ok", "mdi6.account-check-outline"
