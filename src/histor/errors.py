"""Every error Histor raises on purpose: one small tree, each message naming the thing, the reason and the remedy."""


class HistorError(Exception):
    """Base of all of Histor's own errors. Shown to the user as one line, exit code 1."""


class EvidenceError(HistorError):
    """A quote is not the article's text at the offsets given."""


class RecordError(HistorError):
    """A record (reading, article) does not follow the contract."""


class IngestError(HistorError):
    """A source could not be turned into an article. `source` names it, `remedy` says what to do."""

    def __init__(self, source: str, reason: str, remedy: str = "") -> None:
        self.source, self.reason, self.remedy = source, reason, remedy
        super().__init__(f"{source}: {reason}" + (f" ({remedy})" if remedy else ""))


class ReadError(HistorError):
    """An article could not be read."""


class ModelError(HistorError):
    """The model's files are missing, damaged or of another version."""


class LedgerError(HistorError):
    """The ledger could not be opened, written or migrated."""


class ExportError(HistorError):
    """Incidents could not be written in the layout asked for."""


class GoldError(HistorError):
    """A gold coding or prediction file could not be used for scoring."""
