"""What can go wrong on the way; kept with a parcel as its problem."""

from app.i18n import Text, text

PROBLEMS: dict[str, Text] = {
    "late": text("Late"),
    "no_news": text("No news from the courier"),
    "unreachable": text("The buyer cannot be reached"),
    "address": text("The address is wrong"),
    "outside": text("Outside the delivery area"),
    "damaged": text("Damaged on the way"),
    "fetch": text("Not fetched from the locker or station"),
    "other": text("Something else"),
}
"""By id, as people say it."""

SIGNERS: dict[str, Text] = {
    "self": text("by the buyer"),
    "other": text("by somebody else"),
    "locker": text("by a locker or station"),
}
"""Who signed for a parcel: only the buyer's own name says that the buyer has it."""

WAYS: dict[str, Text] = {
    "called": text("Called"),
    "wrote": text("Wrote a message"),
    "courier": text("Asked the courier"),
    "other": text("Something else"),
}
"""How somebody ran after a parcel."""
