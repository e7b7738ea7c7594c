"""Which topic belongs to which place of the window: by the name of an object (``#orders``) or of its class.

F1 asks the widget that has the focus, then what it stands in, and so on outwards; the first that is listed here tells. A new
panel, page or dialog gets its line here; a test looks for those without one.
"""

from collections.abc import Iterator
from typing import Any, Protocol

NAME = "helpName"  # a property: the name of a place whose object name is taken by the style sheet


class Placed(Protocol):
    """What F1 looks at of a widget."""

    def objectName(self) -> str: ...  # noqa: N802 - Qt's name
    def property(self, name: str, /) -> Any: ...


TOPIC_OF: dict[str, str] = {
    # the window around everything
    "MainWindow": "window",
    "#topBar": "window",
    "#jobs": "window",
    "Palette": "window",
    "SettingsDialog": "window",
    "HelpWindow": "first-steps",
    "CrashDialog": "trouble",
    "AboutDialog": "trouble",
    "CrashedStartDialog": "safe-mode",
    "DraftsDialog": "trouble",
    "ReportDialog": "diagnosis",
    "DiagnosisDialog": "diagnosis",
    # set-up and updates
    "AssistantPage": "set-up",
    "AssistantDialog": "set-up",
    "PlacePage": "admin",
    "WhoWorksPage": "people",
    "FilesPage": "admin-files",
    "RecoveryPage": "admin-moving",
    "PrintersPage": "printers",
    "ScannerPage": "scanner",
    "UpdatesDialog": "admin-updates",
    "#firstJob": "first-figurine",
    # the model and its tools
    "BenchView": "report",
    "#report": "report",
    "ReportPanel": "report",
    "RepairOptions": "report",
    "#tools.prepare": "prepare",
    "#tools.fix": "mend",
    "#tools.color": "colours",
    "FixPanel": "mend",
    "SculptPanel": "mend",
    "PaintPanel": "colours",
    "SoftProofRow": "colours",
    "MeasurePanel": "measure",
    "HistoryStrip": "measure",
    "RecipesDialog": "recipes",
    "RecipeStepDialog": "recipes",
    "BatchDialog": "recipes",
    "ProofDialog": "proofs",
    # flat souvenirs
    "LayoutPage": "layouts",
    "EmptyBench": "layouts",
    "TemplatePanel": "layouts",
    "LayersPanel": "layouts",
    "PhotoPanel": "layouts",
    "CutPanel": "cut-lines",
    "SheetPanel": "sheets",
    "OutputPanel": "print-files",
    "ReliefDialog": "reliefs",
    # orders
    "#orders": "orders",
    "DetailPage": "order-page",
    "Question": "order-page",
    "ConflictDialog": "order-page",
    "PictureWindow": "order-page",
    "StateMap": "orders",
    "ManageViews": "orders",
    "NewOrderDialog": "intake",
    "ImportDialog": "intake",
    "WatchDialog": "intake",
    "ServerDialog": "intake",
    "SampleDialog": "first-steps",
    "SendQuestion": "service",
    "DecisionQuestion": "service",
    "ComplaintQuestion": "service",
    "EvidenceQuestion": "service",
    "VerdictQuestion": "service",
    "WorkplacePage": "window",
    "BoardPage": "boards",
    # printing
    "DispatchPage": "printers",
    "#printers": "printers",
    "PrinterView": "printers",
    "PrinterDetail": "printers",
    "DiscoverDialog": "printers",
    "PrinterForm": "printers",
    "ClearQuestion": "printers",
    "JobView": "sending",
    "JobDetail": "sending",
    "SendDialog": "sending",
    "MaterialQuestion": "sending",
    "PlateList": "plates",
    "PlateDetail": "plates",
    "PiecePanel": "plates",
    "ProposeQuestion": "plates",
    "AddQuestion": "plates",
    "ResolveDialog": "unclear",
    "VerdictDialog": "quality",
    "StatisticsView": "quality",
    # packing
    "PackingPage": "packing",
    "StepsPanel": "packing",
    "ClosePanel": "packing",
    "LabelPanel": "labels",
    "HandOverPanel": "packing",
    "ChasePage": "packing",
    "CameraWindow": "packing",
    "CameraScan": "scanner",
    "ScanBar": "scanner",
    # people
    "WorkshopWindow": "people",
    "AccountsPage": "people",
    "MatrixPage": "people",
    "AuditPage": "people",
    "PersonPage": "privacy",
    "RetentionPage": "privacy",
    "RecipientsPage": "privacy",
    "CertificatesPage": "privacy",
    "ContractPage": "privacy",
    "TypedConfirmation": "privacy",
    "SettingsPage": "people",
    "DatabasePage": "admin-database",
    "FilesCard": "admin-files",
    "BackupsPage": "admin-backup",
    "RecoveryCodeDialog": "admin-moving",
    "KeyLockDialog": "admin-moving",
}


def keys_of(widget: Placed) -> Iterator[str]:
    """What a widget may be listed under, the most particular first."""
    if widget.property(NAME):
        yield f"#{widget.property(NAME)}"
    if widget.objectName():
        yield f"#{widget.objectName()}"
    for kind in type(widget).__mro__:
        yield kind.__name__


def topic_at(widgets: Iterator[Placed]) -> str | None:
    """The topic of the first of these widgets that has one, from the inside outwards."""
    for widget in widgets:
        for key in keys_of(widget):
            if key in TOPIC_OF:
                return TOPIC_OF[key]
    return None
