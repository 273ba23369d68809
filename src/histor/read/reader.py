"""The reader: one article in, one reading out. The steps stand below in the order they run."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

from histor import __version__
from histor.errors import ReadError
from histor.read import (
    attributing,
    chances,
    counting,
    gleaning,
    incidents,
    links,
    marks,
    plain_counts,
    speakers,
    statements,
    tolls,
    values,
    whereabouts,
)
from histor.read.accounts import reading_of
from histor.read.calibration import Calibration
from histor.read.draft import Draft, Tools
from histor.read.encoder import Encoder
from histor.read.sentences import sentences
from histor.read.when.datelines import dateline
from histor.read.where.gazetteer import default_gazetteer
from histor.record.article import Article
from histor.record.reading import MadeBy, Reading

Step = Callable[[Draft, Tools], None]

STEPS: Final[tuple[Step, ...]] = (
    marks.mark_spans,  # which words carry values
    values.date_values,  # what each means
    counting.count_values,
    values.class_values,
    whereabouts.place_values,
    values.actor_values,
    values.name_values,
    links.score_pairs,  # which belong together
    links.group_incidents,
    incidents.judge_incidents,  # what kind of incident, and is it one
    incidents.keep_incidents,
    speakers.speaks_of,  # who says each value
    gleaning.drop_bystanders,
    attributing.glean_attributions,
    gleaning.glean_perpetrators,
    gleaning.glean_classes,  # what the incident's other words tell
    counting.glean_parts,
    plain_counts.glean_plain_counts,
    chances.calibrate,  # how sure each is
    whereabouts.own_place,  # the incident's own place, day and figures
    whereabouts.drop_saying_days,
    whereabouts.own_day,
    counting.drop_bare_counts,
    tolls.bottom_lines,
    statements.statements_of,  # what is said about the incidents
)
"""A step takes the draft one further; adding one is one file, one line here and one test."""


class Reader:
    """Reads articles; made once, used for many. The same article always gives the same reading."""

    def __init__(self, encoder: Encoder) -> None:
        self.tools = Tools(encoder, default_gazetteer(), Calibration.load(encoder.folder))
        self.made_by = MadeBy(histor=__version__, reader=encoder.version)

    def read(self, article: Article) -> Reading:
        """Read one article.

        Raises:
            ReadError: the article has no text.
        """
        return reading_of(self.drafted(article), self.made_by)

    def drafted(self, article: Article) -> Draft:
        """The working sheet of an article with every step done, for whoever looks into the reader.

        Raises:
            ReadError: the article has no text.
        """
        if not article.text.strip():
            raise ReadError(f"article {article.id}: no text to read")
        draft = Draft(
            article=article,
            sight=self.tools.encoder.see(article.title or "", article.text),
            sentences=sentences(article.text),
            published=_published(article),
        )
        for step in STEPS:
            step(draft, self.tools)
        return draft


def load_reader(model: Path | None = None, threads: int = 2) -> Reader:
    """The reader with the model of a folder; the one that comes with histor by default.

    Raises:
        ModelError: the model's files are missing, damaged or of another version.
    """
    return Reader(Encoder(model, threads))


def _published(article: Article) -> dt.date | None:
    """The day of publication: the one the page prints at its head, else the metadata's.

    Metadata of scraped archives is often the day of scraping; what a page prints of itself outranks it.
    """
    known = dt.date.fromisoformat(article.published) if article.published else None
    return dateline(article.text, known) or known
