"""What each permission is called, and what it lets somebody do."""

from app.i18n import Text, text
from app.security.permissions import Permission, Scope

WORDS: dict[Permission, tuple[Text, Text]] = {
    Permission.ORDERS_SEE: (text("See orders"), text("Look at orders, items and their history; contacts stay masked")),
    Permission.ORDERS_EDIT: (text("Work on orders"), text("Write notes, add files, set due dates and priority")),
    Permission.ORDERS_ASSIGN: (text("Hand out work"), text("Assign items to people")),
    Permission.ORDERS_IMPORT: (text("Bring in orders"), text("Import files and enter orders")),
    Permission.ORDERS_EXPORT: (text("Export orders"), text("Write lists of orders to files")),
    Permission.ORDERS_HOLD: (text("Hold items"), text("Put items on hold and go on with them")),
    Permission.ORDERS_CANCEL: (
        text("Cancel items"),
        text("Cancel items before they are produced; give up what came back or was refunded"),
    ),
    Permission.MODEL_WORK: (text("Model"), text("Work on models and hand them to review")),
    Permission.REVIEW: (text("Review models"), text("Judge the model of a colleague")),
    Permission.PROOF_SEND: (text("Send proofs"), text("Send pictures and films to the buyer")),
    Permission.PROOF_DECIDE: (
        text("Record the buyer's decision"),
        text("Enter what the buyer has decided about a proof"),
    ),
    Permission.PRODUCE: (text("Produce"), text("Print, finish, and report it")),
    Permission.QUALITY: (text("Check quality"), text("Pass a finished item, or send it back")),
    Permission.PACK: (text("Pack"), text("Scan items into parcels and close them")),
    Permission.SHIP: (text("Ship"), text("Print labels, enter waybills, hand parcels over")),
    Permission.ACCEPTANCE: (text("Follow up to acceptance"), text("Record that a parcel was unboxed and accepted")),
    Permission.CLAIMS: (text("Settle claims"), text("Open and decide claims, order remakes")),
    Permission.PERSONAL_REVEAL: (text("Show contacts in plain"), text("See name, phone and address after saying why")),
    Permission.PERSONAL_MANAGE: (text("Manage personal data"), text("Export, erase, retention, end of contract")),
    Permission.ACCOUNTS: (text("Manage accounts"), text("Add people, give roles, reset passwords")),
    Permission.SETTINGS: (text("Change workshop settings"), text("What holds on every PC of the workshop")),
    Permission.AUDIT_SEE: (text("Look into the audit chain"), text("See what was done by whom, and verify it")),
    Permission.BACKUP: (text("Back up and restore"), text("Make backups of the order book and bring one back")),
    Permission.UPDATE: (text("Update the program"), text("Put newer versions of this program in place")),
    Permission.VIEWS: (text("Save views"), text("Keep own views of the order queue")),
}

SCOPE_WORDS: dict[Scope, Text] = {
    Scope.NONE: text("no"),
    Scope.ASSIGNED: text("own work"),
    Scope.ALL: text("yes"),
}
SCOPE_HINTS: dict[Scope, Text] = {
    Scope.NONE: text("May not do this"),
    Scope.ASSIGNED: text("Only for items that are assigned to this person, or to nobody yet"),
    Scope.ALL: text("For every order"),
}
