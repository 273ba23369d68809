"""Who is said to have done it: for each name all that ties it to the incident, claims and denials side by side."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from histor.assemble.folding import fold, stems
from histor.assemble.resolution.choosing import ENOUGH, resolved
from histor.assemble.resolution.policies import RULES, heard
from histor.assemble.resolution.witnesses import Saying, Witness, independent, sayings
from histor.record.assertion import Statement
from histor.record.codebook import STATUSES, Status
from histor.record.incident import Attribution, Conflict, Policy, Resolved

UNIDENTIFIED: Final = "unidentified"
STANDS: Final[frozenset[Status]] = frozenset({"claimed", "stated", "convicted"})
"""Statuses with which a name is given as the perpetrator's; the others accuse, suspect or deny."""


@dataclass(slots=True)
class _Named:
    """What is gathered of one name: its spellings, who ties it to the incident and how, claims and denials."""

    spellings: Counter[str] = field(default_factory=Counter)
    said: dict[tuple[Status, str, str], Witness] = field(default_factory=dict)
    claims: dict[str, Witness] = field(default_factory=dict)
    denials: dict[str, Witness] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The commonest spelling."""
        return min(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))

    def tied(self) -> list[tuple[Witness, str, bool]]:
        """Who ties the name to the incident, otherwise than by a denial: the witness, the speaker, and whether it is
        given as the perpetrator's."""
        given = [
            (one, speaker, status in STANDS) for (status, speaker, _), one in self.said.items() if status != "denied"
        ]
        return given + [(one, self.name, True) for one in self.claims.values()]


def attributions(witnesses: Sequence[Witness]) -> tuple[Attribution, ...]:
    """Every name said, those that claim first, then the best supported; "unidentified" only where nobody is named."""
    return tuple(
        Attribution(
            one.name,
            tuple(sorted(one.said, key=lambda said: (STATUSES.index(said[0]), said[2], said[1]))),
            tuple(sorted(one.claims)),
            tuple(sorted(one.denials)),
            _lineages(one),
        )
        for one in _gathered(witnesses)
    )


def resolve_perpetrators(witnesses: Sequence[Witness], policy: Policy) -> Resolved:
    """The names given as the perpetrator's that claim the act or that enough lineages give; rival claims all stand.

    Contradictory are two claims, or a name that stands although it denies; several names otherwise are compatible
    (the article may say "allied with"). Names that do not stand are alternatives; who accuses one that stands says
    nothing else, and is told in its attribution.
    """
    named, rule = _gathered(witnesses), RULES[policy]
    said = [
        (Saying(one, (entry.name,), fold(speaker)), stands) for entry in named for one, speaker, stands in entry.tied()
    ]
    standing = heard(rule, [saying for saying, stands in said if stands])
    lineages = {entry.name: independent(s.witness for s in standing if s.value == (entry.name,)) for entry in named}
    most = max(lineages.values(), default=0)
    value = tuple(
        entry.name
        for entry in named
        if lineages[entry.name] and (entry.claims or rule.whole or lineages[entry.name] >= ENOUGH * most)
    )
    backing = [saying for saying, stands in said if stands and _name(saying) in value]
    others = [saying for saying, _ in said if _name(saying) not in value]
    return resolved("perpetrators", value, policy, [*backing, *others], backing, _conflict(named, value))


def _name(saying: Saying) -> str:
    assert isinstance(saying.value, tuple)
    return str(saying.value[0])


def _conflict(named: Sequence[_Named], value: tuple[str, ...]) -> Conflict:
    claimants = [entry for entry in named if entry.claims]
    if len(claimants) > 1 or any(entry.denials and entry.name in value for entry in named):
        return "contradictory"
    return "compatible" if len([entry for entry in named if entry.tied()]) > 1 else "none"


def _lineages(entry: _Named) -> int:
    return independent(one for one, _, _ in entry.tied())


def _gathered(witnesses: Sequence[Witness]) -> list[_Named]:
    named: dict[str, _Named] = {}
    aliases: dict[str, str] = {}
    for one, assertion in sayings(witnesses, "perpetrator"):
        name, speaker = str(assertion.value), assertion.said_by[-1].quote if assertion.said_by else ""
        key = _key(name)
        entry = named.setdefault(key, _Named())
        entry.spellings[name] += 1
        assert assertion.status is not None
        entry.said.setdefault((assertion.status, speaker, one.account), one)
        if assertion.status == "claimed":
            entry.claims.setdefault(one.account, one)
        aliases.setdefault(_key(assertion.evidence.quote), key)
    aliases |= {key: key for key in named}
    _add_statements(witnesses, named, aliases)
    known = [entry for key, entry in named.items() if key not in (UNIDENTIFIED, "")]
    kept = known or [entry for key, entry in named.items() if key == UNIDENTIFIED]
    return sorted(kept, key=lambda entry: (not entry.claims, -_lineages(entry), entry.name))


def _add_statements(witnesses: Sequence[Witness], named: dict[str, _Named], aliases: Mapping[str, str]) -> None:
    """Claims and denials of responsibility, under the name that their speaker goes by in the accounts."""
    for one in witnesses:
        for statement in one.testimony.statements:
            if statement.about != one.testimony.account.id:
                continue
            if statement.kind == "deny_responsibility" and (key := _known(statement.speaker, aliases)):
                named[key].denials.setdefault(one.account, one)
            if statement.kind == "claim_responsibility" and (key := _claimant(statement, one, aliases)):
                named[key].claims.setdefault(one.account, one)


def _claimant(statement: Statement, one: Witness, aliases: Mapping[str, str]) -> str:
    """The name that claims: the one known from the accounts; for a speaker without a name ("the group") the only one
    that this account has; "" where there is none. A speaker alone makes no perpetrator: it may be a lawyer."""
    own = {_key(str(assertion.value)) for assertion in one.testimony.account.values("perpetrator")} - {UNIDENTIFIED, ""}
    nameless = not _CAPITAL.search(statement.speaker)
    return _known(statement.speaker, aliases) or (own.pop() if nameless and len(own) == 1 else "")


_CAPITAL: Final = re.compile(r"\b(?!The\b|A\b|An\b)[A-Z]")


def _key(name: str) -> str:
    return fold(name).removeprefix("the ")


_OFFICES: Final = frozenset(
    stems("ministry spokesman spokesperson official officer president presidency commander statement")
)


def _known(speaker: str, aliases: Mapping[str, str]) -> str:
    """The name in the accounts that a speaker's words contain ("ISIS media wing"), the longest; else the one of whom
    nothing but an office speaks ("Russian Defence Ministry" for Russia); "" where none is."""
    words = f" {fold(speaker)} "
    inside = [alias for alias in aliases if alias and f" {alias} " in words]
    if inside:
        return aliases[max(inside, key=lambda alias: (len(alias), alias))]
    telling = set(stems(words)) - _OFFICES
    alike = [alias for alias in aliases if telling and set(stems(alias)) == telling]
    return aliases[max(alike, key=lambda alias: (len(alias), alias))] if alike else ""
