"""The output contract as JSON lines: one reading per line, with what was withheld counted."""

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from histor.errors import ExportError
from histor.export.privacy import Cleared
from histor.export.wording import VERIFICATION
from histor.record.wire import reading_to_json


def write(entries: Iterable[Cleared], out: BinaryIO) -> None:
    """One JSON object per reading: the contract's fields, `verification`, and `withheld`, the entries left out.

    Raises:
        ExportError: a reading holds characters that UTF-8 cannot carry (lone surrogates).
    """
    for cleared in entries:
        reading, withheld = cleared.verbatim()
        row = {**reading_to_json(reading), "verification": VERIFICATION, "withheld": withheld}
        try:
            out.write(msgspec.json.encode(row) + b"\n")
        except UnicodeEncodeError:
            raise ExportError(
                f"article {reading.article.id} has characters that UTF-8 cannot carry; read it again from its source"
            ) from None
