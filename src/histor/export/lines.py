"""The output contract as JSON lines: one reading or one merged incident a line, with what was withheld counted."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import msgspec

from histor.errors import ExportError
from histor.export.merged_privacy import ClearedIncident
from histor.export.privacy import Cleared
from histor.export.wording import VERIFICATION
from histor.record.incident_wire import incident_to_json
from histor.record.wire import reading_to_json


def write_readings(entries: Iterable[Cleared], out: BinaryIO) -> None:
    """One JSON object per reading: the contract's fields, `verification`, and `withheld`, the entries left out.

    Raises:
        ExportError: a reading holds characters that UTF-8 cannot carry (lone surrogates).
    """
    for cleared in entries:
        reading, withheld = cleared.verbatim()
        row = {**reading_to_json(reading), "verification": VERIFICATION, "withheld": withheld}
        _write(row, f"article {reading.article.id}", out)


def write_incidents(entries: Iterable[ClearedIncident], out: BinaryIO) -> None:
    """One JSON object per merged incident: the contract's fields, `updated_at`, `verification` and `withheld`.

    Raises:
        ExportError: as above.
    """
    for cleared in entries:
        row = {
            **incident_to_json(cleared.incident),
            "updated_at": cleared.updated_at,
            "verification": VERIFICATION,
            "withheld": cleared.withheld,
        }
        _write(row, f"an article of incident {cleared.incident.id}", out)


def _write(row: Mapping[str, Any], name: str, out: BinaryIO) -> None:
    try:
        out.write(msgspec.json.encode(row) + b"\n")
    except UnicodeEncodeError:
        raise ExportError(f"{name} has characters that UTF-8 cannot carry; read it again from its source") from None
