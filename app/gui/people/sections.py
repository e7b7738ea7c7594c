"""The pages of the window "Workshop", in the order of its list."""

from app.gui.people.accounts_page import AccountsPage
from app.gui.people.audit_page import AuditPage
from app.gui.people.backups_page import BackupsPage
from app.gui.people.certificates_page import CertificatesPage
from app.gui.people.contract_page import ContractPage
from app.gui.people.database_page import DatabasePage
from app.gui.people.matrix_page import MatrixPage
from app.gui.people.page import Page
from app.gui.people.person_page import PersonPage
from app.gui.people.recipients_page import RecipientsPage
from app.gui.people.retention_page import RetentionPage
from app.gui.people.settings_page import SettingsPage
from app.i18n import Text, text

SECTIONS: tuple[tuple[Text, tuple[type[Page], ...]], ...] = (
    (text("People"), (AccountsPage, MatrixPage)),
    (text("Personal data"), (PersonPage, RetentionPage, RecipientsPage, CertificatesPage, ContractPage)),
    (text("Workshop"), (SettingsPage, DatabasePage, BackupsPage, AuditPage)),
)
