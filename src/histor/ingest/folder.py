"""A folder -> the files in it, in a fixed order, with what cannot be listed as failures."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from histor.record.reading import Failure


def files(folder: Path, endings: tuple[str, ...]) -> Iterator[Path | Failure]:
    """The regular files below a folder whose names have one of the endings, by name; hidden ones are passed over.

    Links to folders are not followed, so loops do no harm; a link to a file is followed only inside the folder.
    Pipes, sockets and devices are passed over. Folders that may not be listed are Failures.
    """
    home = folder.resolve()
    refused: list[Failure] = []

    def refuse(error: OSError) -> None:
        refused.append(Failure(str(error.filename), f"not listed: {(error.strerror or 'error').lower()}", "allow it"))

    for place, folders, names in os.walk(folder, onerror=refuse):
        yield from refused
        refused.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(endings):
                path = Path(place, name)
                yield from _file(path, home)
    yield from refused


def _file(path: Path, home: Path) -> Iterator[Path | Failure]:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(home):
            yield Failure(str(path), "a link that leads out of the folder", "name the file itself to read it")
        elif stat.S_ISREG(path.stat().st_mode):
            yield path
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a link that leads in a circle"
        yield Failure(str(path), reason.lower(), "check that it exists and that you may read it")
