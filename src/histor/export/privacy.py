"""Do no harm: what of a reading may leave the house, and what of it is withheld (DESIGN.md, promise 7).

The rule, as the exported files keep it unless names are asked for:

- Named victims are left out; how many were named is kept. A victim too doubtful for the record is withheld as well.
- A named individual tied to an incident is withheld, unless convicted, or claimed by the group or the person.
- A named speaker is withheld who is presented as a private person: a witness, resident, relative or the like, or with
  an age. Speakers with a public office, organisations, and people presented as neither stay.
- A withheld name is withheld everywhere in that reading: in titles, quotes, speakers and values, in whole or in part,
  and an address or id in which it can be read is left out or replaced.

In flat layouts a name becomes "[name withheld]". In the JSON layout evidence must stay verbatim, so whatever quotes a
name is left out, a speaker is cut down to the words that describe ("a resident"), and the title is masked letter by
letter, which keeps its offsets. Names that nobody marks as such cannot be found: this lessens harm, it does not
anonymise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, replace

from histor.export.names import Names, is_named, is_public_office, proper_words
from histor.record.article import Article, stable_id
from histor.record.assertion import Assertion, Statement
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, Reading
from histor.record.values import Place

_OPEN_STATUSES = frozenset({"convicted", "claimed"})

_PRIVATE = r"""(?:eye-?witness(?:es)?|witness(?:es)?|onlooker|bystander|passer-?by|(?:local )?resident|villager
|neighbou?r|survivor|victim|relative|(?:grand|step)?(?:father|mother|son|daughter|parent)|brother|sister|husband|wife
|widow(?:er)?|uncle|aunt|cousin|nephew|niece|friend|colleague|shop(?:keeper|\ ?owner|per)|student|pupil|teacher|farmer
|driver|worker|worshipp?er|vendor|trader|waiter|waitress|passenger|tourist|guest|patient|nurse|doctor|medic|paramedic
|mourner|refugee|labou?rer|pensioner|commuter|trader|boy|girl|teenager)s?"""
_SAYS = r"(?:say|says|said|tell|tells|told|report|reports|reported|saw|describe[sd]?|recall(?:s|ed)?|add(?:s|ed)?)"
_PRIVATE_BEFORE = re.compile(rf"\b{_PRIVATE},?\s+(?:named\s+|called\s+)?$", re.IGNORECASE | re.VERBOSE)
_PRIVATE_AFTER = re.compile(
    rf"""^\s*(?:
    ,\s*(?:aged?\s+)?\d{{1,2}}\b                                   # Ada Invented, 34
    |\(\d{{1,2}}\)                                                 # Ada Invented (34)
    |,\s*who\s+(?:saw|witness|liv|surviv|was|lost|heard|fle|escap|work|own|r[au]n)   # Ada Invented, who lives nearby
    |,\s*(?:an?|the|one\s+of|another|whose|his|her|their)\s+(?:[\w'’-]+\s+){{0,5}}?{_PRIVATE}\b(?!\s+{_SAYS}\b)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NEAR = 80  # characters either side of a speaker in which an apposition is looked for


@dataclass(frozen=True, slots=True)
class Clearance:
    """Names that stay in the house, and how they are kept out of what leaves it.

    Whatever is written passes through `say` (flat text), `say_world` and `clear_place` (names of the world), or through
    the methods for records with evidence, which leave out what quotes a name.
    """

    names: Names

    def say(self, text: str) -> str:
        """Text with every withheld name replaced."""
        return self.names.replace(text)

    def say_world(self, name: str) -> str:
        """A name of the world (an outlet, a province): it may share a word with a person's name, not the whole."""
        return self.names.replace(name, whole_only=True)

    def clear_place(self, place: Place | None) -> Place | None:
        """A place; a name that GeoNames knows is of the world, any other is the article's words."""
        if place is None:
            return None
        say = self.say_world if place.geonames is not None else self.say
        return replace(place, name=say(place.name), admin1=place.admin1 and self.say_world(place.admin1))

    def clear_addresses(self, article: Article) -> Article:
        """An article whose id and addresses tell no name."""
        names = self.names
        return replace(
            article,
            id=stable_id(article.sha256) if names.in_address(article.id) else article.id,
            url=None if article.url and names.in_address(article.url) else article.url,
            source=None if article.source and names.in_address(article.source) else article.source,
        )

    def clear_article(self, article: Article) -> Article:
        """An article's head: as above, and the title masked, since offsets count in it."""
        return replace(
            self.clear_addresses(article),
            title=article.title and self.names.mask(article.title),
            publisher=article.publisher and self.say_world(article.publisher),
        )

    def clear_account(self, account: Account) -> Account:
        """An account without the entries that quote a name, and without what it does not say."""
        return replace(
            account,
            mentions=tuple(m for m in account.mentions if not self.names.in_text(m.quote)),
            assertions=tuple(kept for a in account.assertions if (kept := self._assertion(a))),
            place=self.clear_place(account.place),
            why=(),
            doubtful=(),
        )

    def clear_statements(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Statements without those that quote a name."""
        return tuple(kept for statement in statements if (kept := self._statement(statement)))

    def _assertion(self, assertion: Assertion) -> Assertion | None:
        said_by = self._speakers(assertion.said_by)
        if said_by is None or self.names.in_text(assertion.evidence.quote):
            return None
        value = self.say(assertion.value) if isinstance(assertion.value, str) else assertion.value
        return replace(assertion, value=value, said_by=said_by, why="")

    def _statement(self, statement: Statement) -> Statement | None:
        said_by = self._speakers(statement.said_by)
        if said_by is None or self.names.in_text(statement.evidence.quote):
            return None
        return replace(statement, speaker=self.say(statement.speaker), said_by=said_by, why="")

    def _speakers(self, chain: tuple[Speaker, ...]) -> tuple[Speaker, ...] | None:
        """The chain with names cut off; None when a hop is nothing but a name, for a missing hop would lie."""
        kept = [self._without_name(speaker.evidence) for speaker in chain]
        return tuple(Speaker(evidence) for evidence in kept if evidence) if all(kept) else None

    def _without_name(self, evidence: Evidence) -> Evidence | None:
        spans = self.names.spans(evidence.quote)
        if not spans:
            return evidence
        edges = [0, *(edge for span in spans for edge in span), len(evidence.quote)]
        gaps = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
        start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
        words = evidence.quote[start:end]
        start, end = start + len(words) - len(words.lstrip(" ,.'’()-\n\t")), start + len(words.rstrip(" ,.'’()-\n\t"))
        if not re.search(r"[^\W\d_]{4}", evidence.quote[start:end]):
            return None
        first = evidence.start + start
        return Evidence(evidence.part, first, evidence.start + end, evidence.quote[start:end])


@dataclass(frozen=True, slots=True)
class Cleared(Clearance):
    """A reading whose withheld assertions are gone, with the names that its remaining text may still carry.

    `victims` counts the named victims of each incident by id, withheld or not; `dropped` the assertions already gone.
    """

    article: Article
    reading: Reading
    victims: Mapping[str, int]
    dropped: int = 0

    def verbatim(self) -> tuple[Reading, int]:
        """The reading with nothing that quotes a withheld name, and how many entries were left out."""
        reading = self.reading
        incidents = tuple(map(self.clear_account, reading.incidents))
        statements = self.clear_statements(reading.statements)
        left_out = (
            self.dropped + count_entries(reading.incidents, reading.statements) - count_entries(incidents, statements)
        )
        head = self.clear_article(self.article)
        return replace(reading, article=head, incidents=incidents, statements=statements), left_out


def count_entries(accounts: Iterable[Account], statements: Sized) -> int:
    """How many assertions and statements there are."""
    return sum(len(account.assertions) for account in accounts) + len(statements)


def withhold(article: Article, reading: Reading) -> Cleared:
    """Clear a reading for export by the rule above."""
    clearance = Clearance(Names(withheld_names(article, reading.incidents, reading.statements)))
    head = clearance.clear_addresses(article)
    victims = _count_victims(reading)
    kept = replace(reading, article=head, incidents=tuple(map(without_victims, reading.incidents)))
    return Cleared(clearance.names, head, kept, victims, dropped=sum(victims.values()))


def release(article: Article, reading: Reading) -> Cleared:
    """The whole reading with every name, for those who asked for names."""
    return Cleared(Names(()), article, replace(reading, article=article), _count_victims(reading))


def without_victims(account: Account) -> Account:
    """The account without its victims' names."""
    return replace(account, assertions=tuple(a for a in account.assertions if a.slot != "victim"))


def _count_victims(reading: Reading) -> dict[str, int]:
    return {account.id: len(account.values("victim")) for account in reading.incidents}


def withheld_names(article: Article, accounts: Iterable[Account], statements: Iterable[Statement]) -> Iterator[str]:
    """The names of an article that the rule withholds, as they are printed; who may be a victim is taken for one."""
    told = tuple(accounts)
    assertions = [assertion for account in told for assertion in account.assertions]
    for account in told:
        for assertion in (*account.assertions, *account.doubtful):
            if assertion.slot == "victim":
                yield from _phrases(assertion)
    yield from _suspects(assertions)
    for evidence, phrase in _speakers(article, assertions, tuple(statements)):
        if _is_private(article, evidence, phrase):
            words = proper_words(phrase)
            yield phrase[phrase.find(words[0]) : phrase.rfind(words[-1]) + len(words[-1])]


def _phrases(assertion: Assertion) -> Iterator[str]:
    phrases = {str(assertion.value or ""), assertion.evidence.quote}
    yield from (phrase for phrase in sorted(phrases) if is_named(phrase))


def _suspects(assertions: Sequence[Assertion]) -> Iterator[str]:
    people = [assertion for assertion in assertions if assertion.slot == "perpetrator_person"]
    opened = {a.value for a in people if a.status in _OPEN_STATUSES}
    for person in people:
        if person.value not in opened:
            yield from _phrases(person)


def _speakers(
    article: Article, assertions: Sequence[Assertion], statements: Sequence[Statement]
) -> Iterator[tuple[Evidence | None, str]]:
    """Every speaker as printed, with the place where it stands; a statement's speaker is looked for in the text."""
    entries: list[Assertion | Statement] = [*assertions, *statements]
    for entry in entries:
        yield from ((hop.evidence, hop.quote) for hop in entry.said_by)
    for statement in statements:
        text = article.part(statement.evidence.part)
        near = max(0, statement.evidence.start - 2 * _NEAR)
        start = max(text.find(statement.speaker, near), text.find(statement.speaker)) if statement.speaker else -1
        place = article.quote(statement.evidence.part, start, start + len(statement.speaker)) if start >= 0 else None
        yield place, statement.speaker


def _is_private(article: Article, evidence: Evidence | None, phrase: str) -> bool:
    words = proper_words(phrase)
    if not words or (len(words) == 1 and words[0].isupper() and len(words[0]) <= 5):  # an acronym: CNN, AFP
        return False
    start, end = phrase.find(words[0]), phrase.rfind(words[-1]) + len(words[-1])
    before, after = phrase[:start], phrase[end:]
    if evidence is not None:
        text = article.part(evidence.part)
        before = text[max(0, evidence.start - _NEAR) : evidence.start] + before
        after += text[evidence.end : evidence.end + _NEAR]
    private = bool(_PRIVATE_BEFORE.search(before) or _PRIVATE_AFTER.search(after))
    return private and not is_public_office(phrase)
