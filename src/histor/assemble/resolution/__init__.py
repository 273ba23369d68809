"""From what the accounts of an incident say to one value per field, by a named policy, with all that speaks for and
against each. Pure and deterministic; the order in which testimonies come makes no difference."""

from histor.assemble.resolution.policies import POLICY_VERSION
from histor.assemble.resolution.resolve import resolve

__all__ = ["POLICY_VERSION", "resolve"]
