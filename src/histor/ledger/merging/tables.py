"""The tables of merging, in the same metadata as those of reading.

An account is known here by the number of its profile, which stays with it when its article is read again; what
persons say hangs on that number. Persons' rows are only ever added to. Profiles, keys, comparisons and memberships
are worked out from the readings and could be worked out again; they carry no foreign keys, which would cost more
than the work itself. The four tables of marks say what the next merge has to do.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    literal_column,
)

from histor.ledger.exact import Exact
from histor.ledger.tables import bottom_line, needed
from histor.ledger.tables import metadata as metadata

profiles = Table(
    "profiles",
    metadata,
    Column("id", Integer, primary_key=True),
    needed("article_id", Exact),
    needed("account_id", Exact),
    needed("reading_id", Integer),
    needed("position", Integer),
    needed("present", Boolean),
    needed("digest", String(32)),
    needed("day", String(10)),
    needed("features", LargeBinary),
    needed("blocks", LargeBinary),
    Index("profiles_by_article", "article_id"),
    Index("profiles_by_reading", "reading_id"),
)
"""One row per account ever merged. `reading_id` and `position` say where it was last seen, `present` whether the
standing reading still has it; `digest` is of all the reading says of it, `day` its first day or "", `features` what is
compared, `blocks` its block keys, 8 bytes each."""

sketches = Table(
    "sketches",
    metadata,
    Column("article_id", Exact, primary_key=True),
    needed("head", JSON),
    needed("shingles", LargeBinary),
    needed("quotes", LargeBinary),
)
"""What lineage looks at in an article that has accounts: 4 bytes for each shingle, 8 for each quote."""

block_keys = Table(
    "block_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("profile", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Accounts that share a key are compared."""

crowded_keys = Table(
    "crowded_keys", metadata, Column("key", BigInteger, primary_key=True, autoincrement=False), sqlite_with_rowid=False
)
"""Keys that so many accounts share that they tell nothing, and so make no pairs."""

comparers = Table("comparers", metadata, Column("id", Integer, primary_key=True), needed("version", Exact, unique=True))
"""Versions of the weights with which the machine judged."""

comparisons = Table(
    "comparisons",
    metadata,
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("second", Integer, primary_key=True, autoincrement=False),
    needed("score", Float),
    needed("pattern", String(64)),
    needed("comparer", Integer),
    Index("comparisons_by_second", "second", "first"),
    sqlite_with_rowid=False,
)
"""The machine's standing judgements, `first` below `second`; a pair that is not here was not worth keeping."""

past_comparisons = Table(
    "past_comparisons",
    metadata,
    Column("id", Integer, primary_key=True),
    needed("first", Integer),
    needed("second", Integer),
    needed("score", Float),
    needed("pattern", String(64)),
    needed("comparer", Integer),
    needed("ended_at", String(27)),
    Index("past_comparisons_by_pair", "first", "second"),
)
"""Judgements of the machine that it has since made anew, or whose account is gone or is told otherwise."""

judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("act", Integer),
    needed("first", Integer, ForeignKey("profiles.id")),
    needed("second", Integer, ForeignKey("profiles.id")),
    needed("verdict", String(9)),
    needed("by", Exact),
    needed("reasons", JSON),
    needed("made_at", String(27)),
    Column("withdraws", Integer),
    needed("stands", Boolean),
    Index("judgements_by_first", "first"),
    Index("judgements_by_second", "second"),
    Index("judgements_by_act", "act"),
    Index("judgements_by_withdraws", "withdraws"),
)
"""Persons' judgements, `first` below `second`. Those made in one act carry the number of its first; `withdraws` is an
act taken back. `stands` follows from the rest: neither withdrawn nor followed by a newer one on the same pair."""

corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("profile", Integer, ForeignKey("profiles.id")),
    needed("field", String(16)),
    needed("value", JSON),
    needed("by", Exact),
    needed("reason", Exact),
    needed("made_at", String(27)),
    Column("withdraws", Integer),
    needed("stands", Boolean),
    Index("corrections_by_profile", "profile"),
    Index("corrections_by_withdraws", "withdraws"),
)
"""Analysts' values, tied to an account, with which they go wherever it is merged; `stands` unless withdrawn."""

grades = Table(
    "grades",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("publisher", Exact),
    needed("folded", Exact),
    needed("grade", String(1)),
    needed("by", Exact),
    needed("reason", Exact),
    needed("made_at", String(27)),
    Index("grades_by_publisher", "folded"),
)
"""Reliability of publishers; the newest row of one stands. `folded` is the name without its case."""

choices = Table(
    "choices",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("name", String(32)),
    needed("value", Exact),
    needed("by", Exact),
    needed("reason", Exact),
    needed("made_at", String(27)),
    Index("choices_by_name", "name"),
)
"""Settings of the whole ledger, such as the policy; the newest row of one stands."""

incidents = Table(
    "incidents",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("owner", Integer, ForeignKey("profiles.id")),
    needed("state", String(9)),
    Column("forwards_to", Integer),
    needed("updated_at", String(27)),
    needed("last_change", Integer),
    needed("resolved", Boolean),
    needed("foreground", Boolean),
    needed("aggregate", Boolean),
    needed("suicide", Boolean),
    Column("stage", String(16)),
    *bottom_line(),
    Column("kinds", JSON),
    Column("perpetrators", JSON),
    needed("accounts", Integer),
    needed("articles", Integer),
    needed("independent", Integer),
    Column("grade", String(1)),
    Column("conflict", Integer),
    Column("policy", Exact),
    needed("score", Float),
    Index("incidents_by_owner", "owner"),
    Index("incidents_by_forward", "forwards_to"),
)
"""One row per id ever given. `owner` is the account that founded it; `state` is current, merged (then it forwards) or
retracted. The columns from `foreground` on are a summary for lists, there once `resolved`; `conflict` is the place of
the gravest one in CONFLICTS."""

current = (incidents.c.state == literal_column("'current'")) & incidents.c.resolved.is_(True)
"""Incidents that lists show. Written out, since SQLite takes a partial index only where it sees the same words."""
least_killed = func.coalesce(incidents.c.killed_best, incidents.c.killed_low, incidents.c.killed_high)
"""The one number that "at least N killed" is held against."""
newest_first: Final = incidents.c.latest.desc().nulls_last()
_newest: Final = incidents.c.latest.desc()
"""SQLite knows no other order in an index and has undated ones last; PostgreSQL's migration says so."""
_listed: Final = (
    ("incidents_by_date", (_newest, incidents.c.number)),
    ("incidents_by_country", (incidents.c.country, _newest, incidents.c.number)),
    ("incidents_by_killed", (least_killed,)),
    ("incidents_by_articles", (incidents.c.articles,)),
    ("incidents_by_independent", (incidents.c.independent,)),
    ("incidents_by_update", (incidents.c.updated_at,)),
    ("incidents_by_conflict", (incidents.c.conflict,)),
)
for _name, _columns in _listed:
    Index(_name, *_columns, sqlite_where=current, postgresql_where=current)

incident_kinds = Table(
    "incident_kinds",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("incident", Integer, primary_key=True, autoincrement=False),
    Index("incident_kinds_by_incident", "incident"),
    sqlite_with_rowid=False,
)
"""For finding the incidents of a kind."""

memberships = Table(
    "memberships",
    metadata,
    Column("profile", Integer, primary_key=True, autoincrement=False),
    needed("incident", Integer),
    needed("present", Boolean),
    needed("step", Integer),
    Index("memberships_by_incident", "incident"),
)
"""Which incident an account is of, and the step at which its region was found (see `regions`). One that is gone (not
`present`) stays, for what it founded and what persons said of it, in the incident of those it was last merged with."""

changes = Table(
    "changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    needed("at", String(27)),
    needed("incident", Integer, ForeignKey("incidents.number")),
    needed("event", String(9)),
    Column("into", Integer),
    needed("others", JSON),
    needed("joined", JSON),
    needed("left", JSON),
    needed("why", Exact),
    Index("changes_by_time", "at", "number"),
    Index("changes_by_incident", "incident", "number"),
)
"""The update log. Numbers are given by who holds the write lock, so they are committed in their order."""

arrivals = Table("arrivals", metadata, Column("id", Integer, primary_key=True), needed("article_id", Exact))
"""Marks: articles with a new standing reading; an article may stand here twice."""

uncompared = Table(
    "uncompared",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("profile", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Marks: accounts to be compared. By day ("" if undated), because those of one time share their keys."""

unsettled = Table(
    "unsettled",
    metadata,
    Column("profile", Integer, primary_key=True, autoincrement=False),
    needed("why", Exact),
    needed("told", Boolean),
    sqlite_with_rowid=False,
)
"""Marks: accounts whose incident is to be found anew, and why; `told` if what the account says is another."""

unresolved = Table(
    "unresolved",
    metadata,
    Column("incident", Integer, primary_key=True, autoincrement=False),
    needed("why", Exact),
    needed("mark", BigInteger),
    sqlite_with_rowid=False,
)
"""Marks: incidents whose summary is to be made anew. `why` is empty where the change is in the log already; `mark`
tells whether it was marked again since somebody looked."""

counters = Table("counters", metadata, Column("name", String(16), primary_key=True), needed("value", BigInteger))
"""`profiles` counts how often profiles were entered, so that work done beside the lock can tell that it is out of
date; `marks` numbers the marks on incidents; `comparer` is the version in use,
`policies` a checksum of theirs."""
