"""The order of the labels that the model's heads put out. Training and reading must agree, so it stands here once."""

from histor.record.codebook import GROUPS, KINDS, STAGES, STATEMENT_KINDS, STATUSES, TARGET_CLASSES, WEAPON_CLASSES

KIND_LABELS = KINDS
STAGE_LABELS = STAGES
STATUS_LABELS = STATUSES
GROUP_LABELS = GROUPS
TARGET_LABELS = TARGET_CLASSES
WEAPON_LABELS = WEAPON_CLASSES
STATEMENT_LABELS = STATEMENT_KINDS
FLAG_LABELS = ("foreground", "aggregate", "suicide")
