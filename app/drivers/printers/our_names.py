"""Where our files lie on printers that have folders, and how one of them is known again."""

FOLDER = "statuette"


def uid_of(path: str) -> str:
    """Our name in the name of a file, "" where it is none of ours."""
    folder, _, name = path.rpartition("/")
    return name.rsplit(".", 1)[0] if folder == FOLDER else ""
