"""Which clusters are incidents."""

import pytest
from sheets import draft_of, mark_of

from histor.read.draft import Draft, IncidentDraft, Tools
from histor.read.incidents import keep_incidents

NO_TOOLS: Tools = None  # type: ignore[assignment]  # keeping needs no model


def kept(text: str, *names: str) -> Draft:
    draft = draft_of(text)
    anchors = [mark_of(draft, "mention", name) for name in names]
    draft.incidents.append(IncidentDraft(anchors, list(anchors), score=0.9))
    keep_incidents(draft, NO_TOOLS)
    return draft


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Unions called a general strike over pay.", "strike"),
        ("Nurses went on strike in Tal.", "strike"),
        ("The teachers' strike ended.", "strike"),
        ("Prisoners began a hunger strike.", "hunger strike"),
        ("A walkout shut the plant.", "walkout"),
    ],
)
def test_a_stoppage_of_work_is_no_incident(text: str, name: str) -> None:
    assert kept(text, name).incidents == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("An air strike hit Tal.", ("air strike",)),
        ("Strikes on Tal killed six.", ("Strikes",)),
        ("Police fired on the general strike, killing six.", ("general strike", "fired")),
    ],
)
def test_violence_stays_an_incident(text: str, names: tuple[str, ...]) -> None:
    assert len(kept(text, *names).incidents) == 1
