"""Templates from opinions: which fillers are right, which are one entity, and which stand in one template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from muc4_parts.articles import ROLES, TYPES
from muc4_parts.fillers import Floats
from muc4_parts.opinions import Opinion, joined

OBJECTS: Final = (2, 3)
"""Roles (target, victim) that tell incidents apart."""
PERPETRATORS: Final = (0, 1)
BARE: Final = {"kidnapping": ("Weapon",), "arson": ("Weapon",)}
"""Slots the task leaves empty for a type (7.7 of its definition)."""


@dataclass(frozen=True)
class Cuts:
    """Thresholds, chosen on dev.

    right: a filler counts from this score. mix: the filler head's weight in the score, the tagger's is the rest.
    told, bare: an article has a template of a type from this chance; without any entity, from `bare`. kind: an entity
    belongs to a type from this chance. same, split: fillers join to an entity, objects to an incident, while their mean
    chance is above. attach: others than objects stand in every incident they share with this chance, and in the
    likeliest.
    """

    right: float = 0.25
    mix: float = 0.4
    told: float = 0.25
    bare: float = 0.5
    kind: float = 0.4
    same: float = 0.3
    split: float = 0.4
    attach: float = 0.8


@dataclass(frozen=True)
class Entity:
    """Fillers that are one entity, best first; its score is the best one's."""

    role: int
    members: tuple[int, ...]
    score: float
    kinds: Floats


def lay_templates(opinion: Opinion, cuts: Cuts) -> list[dict[str, object]]:
    """The article's templates as the scorer reads them."""
    scores = filler_scores(opinion, cuts)
    entities = find_entities(opinion, scores, cuts)
    templates: list[dict[str, object]] = []
    for kind in told_types(opinion, entities, cuts):
        mine = [one for one in entities if belongs(one, kind, cuts)]
        if not mine and opinion.told[kind] < cuts.bare:
            continue
        for group in split_incidents(opinion, mine, cuts):
            templates.append(_written(opinion, TYPES[kind], group))
    return templates


def filler_scores(opinion: Opinion, cuts: Cuts) -> Floats:
    """Each filler's chance of being right: the filler head's and the tagger's, mixed as logarithms."""
    marks = np.array([one.mark for one in opinion.fillers], dtype=np.float32)
    return np.asarray(opinion.right**cuts.mix * marks ** (1 - cuts.mix), dtype=np.float32)


def find_entities(opinion: Opinion, scores: Floats, cuts: Cuts) -> list[Entity]:
    """Fillers above the cut, joined to entities, the best string first."""
    entities = []
    for role in range(len(ROLES)):
        members = [i for i, one in enumerate(opinion.fillers) if one.role == role and scores[i] > cuts.right]
        for group in joined(opinion.same, members, cuts.same):
            ranked = sorted(group, key=lambda i: (-scores[i], i))
            weights = scores[ranked] / scores[ranked].sum()
            entities.append(Entity(role, tuple(ranked), float(scores[ranked[0]]), weights @ opinion.kinds[ranked]))
    return entities


def told_types(opinion: Opinion, entities: Sequence[Entity], cuts: Cuts) -> list[int]:
    """Types of which the article has a template, the surest first."""
    chances = opinion.told.copy()
    if entities:
        held = np.max([one.score * one.kinds for one in entities], axis=0)
        chances = (chances + held) / 2
    return [int(k) for k in np.argsort(-chances, kind="stable") if chances[k] > cuts.told]


def belongs(entity: Entity, kind: int, cuts: Cuts) -> bool:
    """Whether an entity stands in templates of a type; never in a slot the task leaves empty for it."""
    return ROLES[entity.role] not in BARE.get(TYPES[kind], ()) and bool(entity.kinds[kind] > cuts.kind)


def split_incidents(opinion: Opinion, entities: Sequence[Entity], cuts: Cuts) -> list[list[Entity]]:
    """Entities of one type in groups, one for each incident: objects that stand together, with whom they share."""
    n = len(entities)
    together = np.array(
        [[float(opinion.together[np.ix_(a.members, b.members)].mean()) for b in entities] for a in entities]
    ).reshape(n, n)
    objects = [i for i, one in enumerate(entities) if one.role in OBJECTS]
    others = [i for i in range(n) if i not in objects]
    if not objects:
        return [list(entities)]
    groups = joined(together, objects, cuts.split)
    members = [list(group) for group in groups]
    for other in others:
        nearness = [float(together[other, group].mean()) for group in groups]
        for number, chance in enumerate(nearness):
            if chance > cuts.attach or chance == max(nearness):
                members[number].append(other)
    return [[entities[i] for i in group] for group in members]


def _written(opinion: Opinion, kind: str, group: Sequence[Entity]) -> dict[str, object]:
    template: dict[str, object] = {"incident_type": kind}
    for role, name in enumerate(ROLES):
        template[name] = [[opinion.fillers[i].words for i in one.members] for one in group if one.role == role]
    return template
