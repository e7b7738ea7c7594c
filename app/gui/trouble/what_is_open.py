"""What kind of thing was open, for a report: numbers and kinds, no name of anything."""

from app.gui.window.main_window import MainWindow


def what_is_open(window: MainWindow) -> str:
    """A few lines of text in English."""
    document, report = window.workshop.bench.document, window.workshop.bench.report
    lines = [f"workplace: {window.workplaces.workplace}", f"language: {window.workshop.preferences.language}"]
    lines.append(f"window: {window.width()} x {window.height()}, theme {window.workshop.preferences.theme}")
    if document is None:
        lines.append("bench: empty")
    else:
        lines.append(
            f"bench: a model from {document.source.suffix.lower() or 'a sample'}, {len(document.edits)} steps, "
            f"{'of an order' if document.item else 'of no order'}"
        )
    if report is not None:
        lines.append(f"model: {report.faces} faces, {report.bodies} bodies, printable {report.printable}")
    jobs = [job for job in window.workshop.runner.jobs if job.open]
    lines += [f"job: {job.title.message}, {job.state}" for job in jobs[:10]]
    return "\n".join(lines)
