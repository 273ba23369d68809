"""The codebook's enumerations (CODEBOOK.md, version 1): one tuple per question a coder answers."""

from typing import Final, Literal, get_args

Kind = Literal[
    "bombing", "shelling", "air_strike", "drone_strike", "armed_assault", "armed_clash", "assassination",
    "kidnapping", "hostage_taking", "hijacking", "arson", "vehicle_ramming", "beating", "sexual_violence",
    "chemical_attack", "mob_violence", "looting", "attack",
]  # fmt: skip
Stage = Literal["accomplished", "attempted", "foiled", "planned"]
Slot = Literal[
    "date", "place", "perpetrator", "perpetrator_person", "target", "victim", "weapon",
    "killed", "wounded", "kidnapped", "missing", "captured", "motive",
]  # fmt: skip
Status = Literal["claimed", "stated", "convicted", "charged", "accused", "suspected", "denied"]
Group = Literal["all", "civilian", "security", "perpetrator", "armed_group", "child", "woman", "other"]
TargetClass = Literal[
    "civilians", "officials", "police", "military", "armed_group", "diplomats", "religious", "health",
    "education", "media", "aid", "business", "transport", "infrastructure", "other",
]  # fmt: skip
WeaponClass = Literal[
    "explosive", "vehicle_bomb", "suicide_vest", "grenade", "firearm", "blade", "artillery", "rocket_missile",
    "air_munition", "drone", "incendiary", "chemical", "vehicle", "blunt", "other",
]  # fmt: skip
StatementKind = Literal[
    "claim_responsibility", "deny_responsibility", "accuse", "condemn", "condole", "threaten", "demand",
    "announce", "appeal", "explain", "other",
]  # fmt: skip
PlaceKind = Literal["site", "town", "admin2", "admin1", "country", "region"]
Part = Literal["text", "title"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
SLOTS: Final[tuple[Slot, ...]] = get_args(Slot)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
TARGET_CLASSES: Final[tuple[TargetClass, ...]] = get_args(TargetClass)
WEAPON_CLASSES: Final[tuple[WeaponClass, ...]] = get_args(WeaponClass)
STATEMENT_KINDS: Final[tuple[StatementKind, ...]] = get_args(StatementKind)
PLACE_KINDS: Final[tuple[PlaceKind, ...]] = get_args(PlaceKind)

COUNT_SLOTS: Final[frozenset[Slot]] = frozenset({"killed", "wounded", "kidnapped", "missing", "captured"})
"""Slots whose value is a Quantity and which carry a group."""
STATUS_SLOTS: Final[frozenset[Slot]] = frozenset({"perpetrator", "perpetrator_person"})
"""Slots which carry the strength of the attribution."""
MAX_INCIDENTS: Final = 8
MAX_STATEMENTS: Final = 8
MAX_MENTIONS: Final = 10
