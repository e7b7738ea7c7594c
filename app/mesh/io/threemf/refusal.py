"""What is said of a 3MF file that breaks the rules of its format."""

from app.errors import FileRefusedError
from app.i18n import Text, text


def against_the_rules(why: Text) -> FileRefusedError:
    """The refusal; ``why`` is a few words in brackets, for whoever made the file."""
    return FileRefusedError(text("The 3MF file breaks the rules of its format ({why}); export it again.", why=why))
