"""Actor phrases: which words of a text name an actor, and whom they name in the light of the article (CODEBOOK.md,
perpetrator). "Syrian army helicopters" act for Syria, "the army" for the story's country; gunmen are "unidentified"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from histor.read.who.names import Form, Hit, Token, lexicon, words_and_names

ActorKind = Literal["group", "state", "organisation", "unidentified", "person", "unknown"]


@dataclass(frozen=True, slots=True)
class ActorName:
    """A canonical English name, what it names, and the rule that chose it (for `histor show --why`)."""

    name: str
    kind: ActorKind
    rule: str


@dataclass(frozen=True, slots=True, order=True)
class ActorMention:
    """Where a text names an actor: `text[start:end]`, offsets in code points."""

    start: int
    end: int
    name: str
    kind: ActorKind


@dataclass(frozen=True, slots=True)
class ActorContext:
    """What an article tells about the actors that it names shortly. Make it with `actors.actor_context`.

    `home` is the ISO alpha-2 code of the story's country, or None. `states` counts how often each is named, by code.
    `introduced` are acronyms that the article explains ("Kurdistan Workers' Party (PKK)"). `actors` are all that it
    names, in text order, `groups` the armed groups among them. `coalition` is the one that "the coalition" means.
    """

    home: str | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    introduced: Mapping[str, ActorName] = field(default_factory=dict)
    actors: tuple[ActorMention, ...] = ()
    groups: tuple[ActorMention, ...] = ()
    coalition: str | None = None


TELLING, STATE_ALONE, HOME_FORCE, POINTS_BACK, NOBODY, PLACE = range(6)
"""How much a phrase tells of who acted, the most first; PLACE is a state that only says where."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]` names an actor; `rank` is how much it tells."""

    start: int
    end: int
    actor: ActorName
    rank: int


UNIDENTIFIED: Final = ActorName("unidentified", "unidentified", "no name given")
SMALL: Final = frozenset({"of", "the", "and", "de", "del", "la", "al", "el", "for", "du", "des", "bin", "ul", "wal"})
"""Small words within long names."""

_BACKED: Final = frozenset({"backed", "aligned", "supported", "allied", "sponsored", "funded", "trained", "affiliated"})
_LED_BY: Final = re.compile(r"coalition\s+led\s+by\s+(?:the\s+)?$", re.IGNORECASE)
_LED: Final = frozenset({"coalition", "coalitions", "alliance", "campaign"})
_REBEL: Final = frozenset(
    {"rebel", "rebels", "opposition", "islamist", "jihadist", "insurgent", "ruling", "government", "new", "governing",
     "armed", "national", "islamic", "kurdish", "political", "electoral", "parliamentary", "shiite", "shia", "sunni",
     "militant", "fighting", "civic", "centre", "left", "right", "wing", "broad", "union", "democratic", "party",
     "forces", "syrian", "iraqi", "yemeni", "loose", "umbrella"}
)  # fmt: skip
"""Words before "coalition" by which it is another than the one of states that the story's war knows."""
_OF_STATES: Final = frozenset({"states", "countries", "nations", "governments", "arab", "gulf"})
"""What a coalition of states is said to be of."""
_FOREIGN: Final = frozenset({"the", "international", "global", "multinational", "western", "arab", "military", "us",
                             "american", "saudi"})  # fmt: skip
_ALLIANCE: Final = frozenset({"coalition", "coalitions", "alliance", "alliances"})
_BETWEEN: Final = frozenset({
    "s", "state", "special", "armed", "air", "national", "federal", "war", "riot", "border", "elite", "international",
    "arab", "joint", "counter", "anti", "terrorism", "terror", "secret", "ground", "tank", "suspected", "occupation",
    "colonial", "resistance", "democratic", "islamist", "islamic",
})  # fmt: skip
"""Words that may stand between a state's adjective and its force ("Russian special forces")."""
_STRENGTH: Final[tuple[Form, ...]] = ("rebel", "armed", "police", "security", "military", "means", "government")
"""Which noun decides where a phrase has several: "regime security forces" are security forces."""
_PLACED: Final = frozenset({"in", "near", "at", "inside", "across", "around", "into"})
_SUSPECT: Final = frozenset({"armed", "masked", "unknown", "unidentified", "hooded"})
_DEFINITE: Final = frozenset({"the", "that", "this", "these", "those", "its"})


def phrases_of(text: str, article: ActorContext, *, quoted: bool = False) -> list[Phrase]:
    """The actor phrases of a text, in order and without overlap; `quoted` when the text is known to name an actor."""
    tokens, hits = words_and_names(text)
    reader = _PhraseReader(text, tokens, hits, article, quoted)
    phrases: list[Phrase] = []
    first = 0
    while first < len(tokens):
        found = reader.at(first)
        if found is not None:
            last, actor, rank = found
            # A local authority's name reaches back over words already passed, which no phrase holds.
            start = max(reader.begins(first), phrases[-1].end if phrases else 0)
            phrases.append(Phrase(start, tokens[last].end, actor, rank))
            first = last
        first += 1
    return phrases


_Found = tuple[int, ActorName, int]
"""The last token of a phrase, its actor and its rank."""


@dataclass(frozen=True, slots=True)
class _PhraseReader:
    """Reads actor phrases off the tokens of one text; `hits` are the lexicon's names by their first token."""

    text: str
    tokens: Sequence[Token]
    hits: Mapping[int, Hit]
    article: ActorContext
    quoted: bool

    def at(self, first: int) -> _Found | None:
        """The phrase whose telling word is at a token, or None."""
        explained = self.article.introduced.get(self.tokens[first].text)
        if explained and (self.quoted or explained.kind == "group"):
            return first, explained, TELLING
        hit = self.hits.get(first)
        if hit is None or (hit.name.acronym and self._shouted(hit)):
            return self._coalition_alone(first)
        match hit.name.form:
            case "group" | "service":
                return self._listed(hit)
            case "state" | "adjective" | "seat" | "ruler" | "army":
                return self._state(hit)
            case "people":
                return self._people(hit)
            case "nobody":
                return hit.last, UNIDENTIFIED, NOBODY
            case "human":
                acts = self.quoted or self._word(first - 1) in _SUSPECT
                return (hit.last, UNIDENTIFIED, NOBODY) if acts else None
            case "anaphor":
                return self._pointing(hit)
            case "armed":
                return self._armed(hit)
            case _:
                return self._home_force(hit)

    def begins(self, first: int) -> int:
        """Where the phrase that `at` found begins, in code points."""
        hit = self.hits.get(first)
        if hit is not None and self._names_local_authority(hit):
            return self.tokens[self._capitalised_before(hit)].start
        return self.tokens[first].start

    def _listed(self, hit: Hit) -> _Found | None:
        named = {*self.article.states, self.article.home}
        if hit.name.local and not self.quoted and named.isdisjoint(hit.name.countries):
            return None
        kind: ActorKind = "group" if hit.name.form == "group" else "organisation"
        return hit.last, ActorName(hit.name.canonical, kind, f"listed {hit.name.form}"), TELLING

    def _shouted(self, hit: Hit) -> bool:
        """Whether the words on both sides are in capitals too, so that capitals do not tell an acronym."""
        around = [self.tokens[i].text for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(self.tokens)]
        return len(around) == 2 and all(len(word) > 3 and word.isupper() for word in around)

    def _state(self, hit: Hit) -> _Found | None:
        code = hit.name.countries[0]
        adjective = lexicon().attributives[code]
        if self._word(hit.last + 1) in _BACKED:
            return self._backed(hit)
        if coalition := self._coalition(hit, "Saudi" if code == "SA" else adjective):
            return coalition
        if hit.name.form == "army":
            return hit.last, ActorName(hit.name.canonical, "state", "force of a state"), TELLING
        nouns = self._nouns_from(hit.last + 1)
        if nouns and (self.quoted or nouns[-1].name.form != "human"):
            return nouns[-1].last, _force(nouns, hit.name.canonical, adjective), TELLING
        placed = self._word(hit.first - 1) in _PLACED and hit.name.form in ("state", "seat")
        state = ActorName(hit.name.canonical, "state", f"state by its {hit.name.form}")
        return hit.last, state, PLACE if placed else STATE_ALONE

    def _backed(self, hit: Hit) -> _Found | None:
        """ "Iran-backed Houthi rebels" are the Houthis, read next; "Iranian-backed militias" are left as printed."""
        nouns = self._nouns_from(hit.last + 2)
        if not nouns or nouns[0].name.form not in ("rebel", "armed", "military"):
            return None
        printed = self.text[self.tokens[hit.first].start : self.tokens[nouns[-1].last].end]
        return nouns[-1].last, ActorName(printed, "group", "as printed"), TELLING

    def _coalition(self, hit: Hit, leader: str) -> _Found | None:
        """ "US-led coalition", "US-led raids", "the US and its allies", "the coalition led by the United States"."""
        actor = ActorName(f"{leader}-led coalition", "organisation", "coalition")
        start = self.tokens[hit.first].start
        words = [self._word(hit.last + step) for step in range(1, 5)]
        if words[0] == "led":
            return hit.last + next((step for step, word in enumerate(words, 1) if word in _LED), 1), actor, TELLING
        if words[0] == "and" and "allies" in words:
            return hit.last + 1 + words.index("allies"), actor, TELLING
        between = self.text[self.tokens[hit.last].end : self.tokens[hit.last + 1].start] if words[0] else ""
        own = words[0] in _LED and (between.strip(" -") or hit.name.countries[0] == self.article.home)
        if (words[0] in _LED and not own) or _LED_BY.search(self.text, max(0, start - 40), start):
            return hit.last + (words[0] in _LED and not own), actor, TELLING
        return None

    def _coalition_alone(self, first: int) -> _Found | None:
        if self.article.coalition is None or self._word(first) not in _ALLIANCE or self._of_others(first):
            return None
        # "a coalition of rebels", "the coalition led by ..." are told better by what follows.
        rank = HOME_FORCE if self._word(first + 1) in ("of", "led") else TELLING
        return first, ActorName(self.article.coalition, "organisation", "the article's coalition"), rank

    def _of_others(self, first: int) -> bool:
        """Whether a coalition is one of rebels or parties by the word before it, its own name, or what it is of."""
        before = self._word(first - 1)
        named = first > 1 and self.tokens[first - 1].text[0].isupper() and before not in _FOREIGN
        ahead = {self._word(first + step) for step in range(2, 6)}
        return before in _REBEL or named or (self._word(first + 1) == "of" and not ahead & _OF_STATES)

    def _people(self, hit: Hit) -> _Found | None:
        """ "Kurdish forces", "Islamist militants": a people, faith or leaning with a noun, as printed."""
        nouns = self._nouns_from(hit.last + 1)
        people = self.text[self.tokens[hit.first].start : self.tokens[hit.last].end]
        if not nouns or (people[0].islower() and nouns[-1].name.form not in ("armed", "nobody", "human")):
            return None
        noun = nouns[-1].name
        if noun.form in ("nobody", "human", "anaphor"):
            return (nouns[-1].last, UNIDENTIFIED, NOBODY) if self.quoted or noun.form != "human" else None
        fights = noun.form == "military" or noun.canonical in ("fighters", "defenders")
        actor = ActorName(f"{people} {'forces' if fights else noun.canonical}", "group", "people and noun")
        return nouns[-1].last, actor, TELLING

    def _armed(self, hit: Hit) -> _Found:
        """ "bandits", "a gang": left as printed, save for nouns that say no more than armed men."""
        if hit.name.canonical in ("militants", "fighters", "extremists"):
            return self._pointing(hit)
        if self._word(hit.first - 1) in _SUSPECT:
            return hit.last, UNIDENTIFIED, NOBODY
        return hit.last, ActorName(hit.name.canonical, "group", "noun as printed"), HOME_FORCE

    def _pointing(self, hit: Hit) -> _Found:
        """ "The group" points back, as "the Islamist militant group" does; "a group" does not."""
        definite = any(self._word(hit.first - step) in _DEFINITE for step in (1, 2, 3))
        return hit.last, UNIDENTIFIED, POINTS_BACK if definite else NOBODY

    def _home_force(self, hit: Hit) -> _Found | None:
        """A force without a state before it: of the place named before it, or of the story's country."""
        if self._names_local_authority(hit):
            name = self.text[self.begins(hit.first) : self.tokens[hit.last].end]
            return hit.last, ActorName(name, "organisation", "authority of a place"), TELLING
        nouns = self._nouns_from(hit.first)
        if not self.quoted and all(noun.name.form == "means" for noun in nouns):
            return None
        regime = any(noun.name.canonical == "regimes" for noun in nouns)
        home = "SY" if regime and "SY" in self.article.states else self.article.home
        if home is None:
            if hit.name.form not in ("police", "rebel"):
                return (hit.last, UNIDENTIFIED, NOBODY) if self.quoted else None
            return hit.last, ActorName(hit.name.canonical, "organisation", "noun as printed"), HOME_FORCE
        names = lexicon()
        actor = _force(nouns, names.states[home], names.attributives[home])
        return nouns[-1].last, ActorName(actor.name, actor.kind, f"{actor.rule} of the story's country"), HOME_FORCE

    def _names_local_authority(self, hit: Hit) -> bool:
        """ "Miaoli County police": police or authorities with the name of a place before them."""
        if hit.name.form != "police" and hit.name.canonical != "authorities":
            return False
        first = self._capitalised_before(hit)
        # One capitalised word at the very beginning may be any word ("Riot police").
        return first < hit.first and (first > 0 or hit.first > 1 or hit.name.form != "police")

    def _capitalised_before(self, hit: Hit) -> int:
        first = hit.first
        while first > max(0, hit.first - 5):
            word, following = self.tokens[first - 1], self.tokens[first]
            apart = self.text[word.end : following.start].strip(" -’'")
            if apart or not word.text[0].isupper() or word.folded in SMALL:
                break
            first -= 1
        return first

    def _nouns_from(self, first: int) -> list[Hit]:
        """The run of nouns from a token on, passing over words like "special"; it begins within five words."""
        nouns: list[Hit] = []
        here = first
        while here < min(first + 5, len(self.tokens)):
            hit = self.hits.get(here)
            if hit is not None and hit.name.form in (*_STRENGTH, "nobody", "human", "anaphor"):
                nouns.append(hit)
                here = hit.last + 1
            elif self._word(here) in _BETWEEN:
                here += 1
            else:
                break
        return nouns

    def _word(self, index: int) -> str:
        return self.tokens[index].folded if 0 <= index < len(self.tokens) else ""


def _force(nouns: Sequence[Hit], state: str, adjective: str) -> ActorName:
    """Armies and governments act for their state; police, security forces and rebels are told by its adjective."""
    forms = [noun.name.form for noun in nouns]
    form = next((form for form in _STRENGTH if form in forms), None)
    if form is None:
        return UNIDENTIFIED
    if form in ("military", "means", "government"):
        return ActorName(state, "state", "army or government")
    if form == "police":
        return ActorName(f"{adjective} police", "organisation", "police")
    if form == "security":
        return ActorName(f"{adjective} security forces", "organisation", "security forces")
    noun = next(noun.name.canonical for noun in nouns if noun.name.form == form)
    if form == "rebel":
        noun = noun.removesuffix(" groups").removesuffix(" forces").removesuffix(" fighters")
        noun = "rebels" if noun == "rebel" else noun
    return ActorName(f"{adjective} {noun}", "group", "state and noun")
