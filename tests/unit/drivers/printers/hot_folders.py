"""A folder that a print program watches, and what that program does with the files in it."""

from dataclasses import dataclass
from pathlib import Path

from app.drivers.printers.hot_folder import NOTES, HotFolder, HotFolderSettings, make


@dataclass(frozen=True)
class Hot:
    """``folder`` with the folders into which its program moves what it has printed, and what it refuses."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "Hot":
        for name in ("", "Printed", "Error"):
            (folder / name).mkdir(parents=True)
        return cls(folder)

    def driver(self, *, done: str = "Printed", error: str = "Error", program: str = "") -> HotFolder:
        settings = HotFolderSettings(folder=str(self.folder), program=program, done_folder=done, error_folder=error)
        return make(settings, {})

    def lying(self) -> list[str]:
        """What the program sees."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))

    def take(self, to: str = "Printed", most: int = 99, *, content: bytes | None = None) -> None:
        """The program takes some, in the order of their names; it puts a word of its own before them."""
        for name in self.lying()[:most]:
            if content is not None:
                assert (self.folder / name).read_bytes() == content, "a program never sees half a file"
            (self.folder / name).rename(self.folder / to / f"0001_{name}")

    def moved(self, to: str = "Printed") -> list[str]:
        """Names of what the program has moved there, as we gave them."""
        return sorted(path.name.removeprefix("0001_") for path in (self.folder / to).iterdir())

    def hidden(self) -> list[str]:
        """Unfinished files."""
        return sorted(path.name for path in self.folder.rglob(".*") if path.is_file())

    def taken_back(self) -> list[Path]:
        """What says that copies were taken back."""
        return sorted((self.folder / NOTES).glob("*.cancelled"))

    def clear(self) -> None:
        """As if it were new."""
        for path in [*self.folder.rglob("*")]:
            if path.is_file():
                path.unlink()
