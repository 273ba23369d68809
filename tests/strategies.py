"""Articles and readings made by hypothesis: every quote in a reading is true to its article."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import (
    COUNT_SLOTS,
    GROUPS,
    KINDS,
    PLACE_KINDS,
    SLOTS,
    STAGES,
    STATEMENT_KINDS,
    STATUS_SLOTS,
    STATUSES,
    TARGET_CLASSES,
    WEAPON_CLASSES,
    Part,
)
from histor.record.evidence import Evidence, Speaker
from histor.record.profile import Profile
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

ALPHABET = (
    "abcdeABC 0123 \r\n\t.,-_#%&'\"\\/{}<>“”’—éße\u0301\u200f\u202e\ufeff\u00ad\u2028\x00"
    "💥👩🏽\u200d🚒🇲🇱قتلنهرجנהרגוВзрыв爆炸"
)
"""Several scripts, and what breaks naive offsets and naive quoting."""


def days() -> st.SearchStrategy[str]:
    """ISO days from the year 1 to 9999."""
    return st.dates().map(dt.date.isoformat)


def ids() -> st.SearchStrategy[str]:
    """Ids as outlets give them: plain, and hostile."""
    return st.from_regex("[A-Za-z0-9._-]{1,12}", fullmatch=True) | st.text(min_size=1, max_size=8)


def words() -> st.SearchStrategy[str]:
    """A few characters of several scripts, with line ends, marks and emoji."""
    return st.text(ALPHABET, max_size=10)


def articles() -> st.SearchStrategy[Article]:
    """Articles with at least one character of text."""
    return st.builds(
        Article,
        id=ids(),
        text=st.text(ALPHABET, min_size=1, max_size=200) | st.text(min_size=1),
        title=st.none() | words(),
        publisher=st.none() | words(),
        published=st.none() | days(),
        published_from=st.none() | st.sampled_from(("given", "metadata", "url", "dateline", "text", "file")),
        url=st.none() | words(),
        language=st.none() | st.sampled_from(("en", "ar", "fr")),
        source=st.none() | words(),
    )


@st.composite
def evidence(draw: st.DrawFn, article: Article) -> Evidence:
    """Words of the article, wherever they stand."""
    parts: list[Part] = ["text", "title"] if article.title else ["text"]
    part = draw(st.sampled_from(parts))
    length = len(article.part(part))
    start = draw(st.integers(0, length - 1))
    return article.quote(part, start, draw(st.integers(start + 1, length)))


def said_by(article: Article) -> st.SearchStrategy[tuple[Speaker, ...]]:
    """A chain of up to two hops."""
    return st.lists(evidence(article).map(Speaker), max_size=2).map(tuple)


def counts() -> st.SearchStrategy[int]:
    """Numbers of people, now and then of a size that only a misprint has."""
    return st.integers(0, 500) | st.integers(0, 2**63 - 1)


def spans() -> st.SearchStrategy[TimeSpan]:
    """Time spans of any length."""
    return st.tuples(days(), days()).map(lambda pair: TimeSpan(min(pair), max(pair)))


def quantities() -> st.SearchStrategy[Quantity]:
    """Counts, open and closed."""
    both = st.tuples(counts(), counts()).map(sorted)
    bounds = both | st.tuples(counts(), st.none()) | st.tuples(st.none(), counts()) | st.just((None, None))
    return st.builds(lambda bound, approx: Quantity(bound[0], bound[1], approx), bounds, st.booleans())


@st.composite
def tolls(draw: st.DrawFn) -> Toll:
    """Bottom lines, any bound of them open."""
    bounds = sorted(draw(st.tuples(counts(), counts(), counts())))
    return Toll(*(bound if draw(st.booleans()) else None for bound in bounds))


def places() -> st.SearchStrategy[Place]:
    """Places, known and unknown to a gazetteer."""
    return st.builds(
        Place,
        name=words(),
        kind=st.sampled_from(PLACE_KINDS),
        admin1=st.none() | words(),
        country=st.none() | st.sampled_from(("ML", "IR", "FR")),
        lat=st.none() | st.floats(-90, 90),
        lon=st.none() | st.floats(-180, 180),
        geonames=st.none() | st.integers(1, 2**31),
    )


def scores() -> st.SearchStrategy[float]:
    """A reader's scores."""
    return st.floats(0, 1)


@st.composite
def assertions(draw: st.DrawFn, article: Article) -> Assertion:
    """Assertions of every slot."""
    slot = draw(st.sampled_from(SLOTS))
    value: Any = draw(words())
    if slot in COUNT_SLOTS:
        value = draw(quantities())
    elif slot == "motive":
        value = None
    elif slot == "date":
        value = str(draw(spans()))
    return Assertion(
        slot=slot,
        value=value,
        evidence=draw(evidence(article)),
        said_by=draw(said_by(article)),
        status=draw(st.sampled_from(STATUSES)) if slot in STATUS_SLOTS else None,
        group=draw(st.none() | st.sampled_from(GROUPS)) if slot in COUNT_SLOTS else None,
        score=draw(scores()),
        why=draw(words()),
    )


@st.composite
def accounts(draw: st.DrawFn, article: Article, account_id: str) -> Account:
    """One incident as the article might tell it."""
    return Account(
        id=account_id,
        kinds=tuple(draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True))),
        foreground=draw(st.booleans()),
        aggregate=draw(st.booleans()),
        suicide=draw(st.booleans()),
        stage=draw(st.sampled_from(STAGES)),
        mentions=tuple(draw(st.lists(evidence(article), max_size=2))),
        date=draw(st.none() | spans()),
        place=draw(st.none() | places()),
        killed=draw(st.none() | tolls()),
        wounded=draw(st.none() | tolls()),
        assertions=tuple(draw(st.lists(assertions(article), max_size=3))),
        score=draw(scores()),
        why=tuple(draw(st.dictionaries(st.sampled_from(("kind", "stage", "date", "place")), words())).items()),
        doubtful=tuple(draw(st.lists(assertions(article), max_size=2))),
    )


@st.composite
def statements(draw: st.DrawFn, article: Article, incidents: list[str]) -> Statement:
    """A statement about one of the incidents, or about none."""
    return Statement(
        kind=draw(st.sampled_from(STATEMENT_KINDS)),
        speaker=draw(words()),
        about=draw(st.sampled_from([None, *incidents])),
        evidence=draw(evidence(article)),
        date=draw(st.none() | days()),
        said_by=draw(said_by(article)),
        score=draw(scores()),
        why=draw(words()),
    )


def makers() -> st.SearchStrategy[MadeBy]:
    """Versions of the software, the reader and its settings."""
    return st.builds(MadeBy, histor=words(), reader=words(), settings=words())


@st.composite
def readings(draw: st.DrawFn, article: Article | None = None) -> Reading:
    """A reading of the article, or of one made up too."""
    read = article or draw(articles())
    incidents = draw(st.lists(ids(), max_size=2, unique=True))
    return Reading(
        article=read,
        incidents=tuple(draw(accounts(read, incident)) for incident in incidents),
        statements=tuple(draw(st.lists(statements(read, incidents), max_size=2))),
        made_by=draw(makers()),
    )


def profiles() -> st.SearchStrategy[Profile]:
    """Accounts as merging compares them, of a few names and words, so that now and then two share some."""
    named = st.lists(
        st.sampled_from(("kodjo ayite", "ayite", "afi mensavi", "k ayitte", "li")), max_size=3, unique=True
    )
    placed = st.lists(st.sampled_from(("sokode", "kara", "new sokode")), max_size=3, unique=True)
    told = st.lists(st.sampled_from(("sokode", "police", "grenades", "ayite", "xylophone")), max_size=5, unique=True)
    return st.builds(
        Profile,
        account=ids(),
        article=ids(),
        published=st.none() | days(),
        publisher=st.none(),
        foreground=st.booleans(),
        aggregate=st.booleans(),
        suicide=st.booleans(),
        stage=st.sampled_from(STAGES),
        kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple),
        date=st.none() | spans(),
        place=st.none() | places(),
        killed=st.none() | tolls(),
        wounded=st.none() | tolls(),
        perpetrators=st.lists(st.sampled_from(("syria", "syrian army", "taliban")), max_size=2, unique=True).map(tuple),
        persons=named.map(tuple),
        victims=named.map(tuple),
        targets=st.lists(st.sampled_from(TARGET_CLASSES), max_size=2, unique=True).map(tuple),
        weapons=st.lists(st.sampled_from(WEAPON_CLASSES), max_size=2, unique=True).map(tuple),
        places=placed.map(tuple),
        words=told.map(tuple),
    )
