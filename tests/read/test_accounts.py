"""From the draft to the record: each value once for each who says it, mentions capped, all in text order."""

from sheets import draft_of, exactly, mark_of

from histor.read.accounts import reading_of
from histor.read.draft import IncidentDraft
from histor.record.codebook import MAX_MENTIONS
from histor.record.evidence import Speaker
from histor.record.reading import MadeBy

MADE_BY = MadeBy("0", "test")


def test_a_value_is_told_once_for_each_who_says_it() -> None:
    draft = draft_of("Police said 12 died. The toll of 12 was confirmed. A doctor said 12 died too.")
    police, doctor = draft.article.quote("text", 0, 6), draft.article.quote("text", 47, 55)
    first, again, other = (
        mark_of(draft, "killed", quote, value=exactly(12), best=12)
        for quote in ("12 died", "toll of 12", "12 died too")
    )
    first.said_by = again.said_by = (Speaker(police),)
    other.said_by = (Speaker(doctor),)
    for mark in draft.marks:
        mark.group = "all"
    draft.incidents.append(IncidentDraft([first], [first, again, other]))
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [a.evidence.quote for a in account.assertions] == ["12 died", "12 died too"]


def test_of_groups_each_keeps_its_figure() -> None:
    draft = draft_of("Two soldiers and two teachers died.")
    marks = [mark_of(draft, "killed", quote, value=exactly(2)) for quote in ("Two soldiers", "two teachers")]
    marks[0].group, marks[1].group = "security", "civilian"
    draft.incidents.append(IncidentDraft([marks[0]], marks))
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [a.group for a in account.values("killed")] == ["security", "civilian"]


def test_values_stand_in_text_order_and_unreadable_ones_are_left_out() -> None:
    draft = draft_of("In Oruna gunmen fired on a bus near Tal.", title="Oruna bus")
    late = mark_of(draft, "place", "Tal", value="Tal")
    early = mark_of(draft, "place", "Oruna", value="Oruna")
    title = mark_of(draft, "target", "bus", part="title", value="transport")
    lost = mark_of(draft, "weapon", "fired", value="firearm", readable=False)
    draft.incidents.append(IncidentDraft([early], [late, lost, early, title]))
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [(a.evidence.part, a.evidence.quote) for a in account.assertions] == [
        ("title", "bus"), ("text", "Oruna"), ("text", "Tal"),
    ]  # fmt: skip


def test_the_likeliest_mentions_are_kept_in_text_order() -> None:
    words = [f"attack{number:02}" for number in range(MAX_MENTIONS + 3)]
    draft = draft_of(" ".join(words))
    marks = [mark_of(draft, "mention", word, score=0.5 + n / 100) for n, word in enumerate(words)]
    draft.incidents.append(IncidentDraft(marks[::-1], marks))
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [mention.quote for mention in account.mentions] == words[3:]
    assert account.assertions == ()


def test_people_missing_are_told_apart_from_people_kidnapped() -> None:
    draft = draft_of("Four people are missing. Two girls were abducted.")
    marks = [mark_of(draft, "kidnapped", quote, value=exactly(4)) for quote in ("Four people are missing", "Two girls")]
    for mark in marks:
        mark.group = "all"
    draft.incidents.append(IncidentDraft([marks[0]], marks))
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [a.slot for a in account.assertions] == ["missing", "kidnapped"]


def test_incidents_are_numbered_in_order() -> None:
    draft = draft_of("A blast. An attack.")
    for quote in ("blast", "attack"):
        mark = mark_of(draft, "mention", quote)
        draft.incidents.append(IncidentDraft([mark], [mark]))
    assert [account.id for account in reading_of(draft, MADE_BY).incidents] == ["i1", "i2"]


def test_what_was_left_out_is_doubtful_in_text_order_its_shortfall_first() -> None:
    draft = draft_of("In Oruna gunmen fired on a bus near Tal.")
    late, early = mark_of(draft, "place", "Tal", value="Tal"), mark_of(draft, "target", "bus", value="transport")
    early.why.append("list of targets")
    incident = IncidentDraft([late], [], chances={id(late): 0.2, id(early): 0.1})
    incident.doubtful = [(late, "chance 0.2, below 0.25"), (early, "chance 0.1, below 0.25")]
    draft.incidents.append(incident)
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [(a.value, a.score, a.why) for a in account.doubtful] == [
        ("transport", 0.1, "chance 0.1, below 0.25; list of targets"),
        ("Tal", 0.2, "chance 0.2, below 0.25"),
    ]
    assert account.assertions == () and account.place is None


def test_what_the_record_says_already_is_not_doubtful() -> None:
    draft = draft_of("Police said 12 died. The toll of 12 stands. Doctors said 12 died too.", title="12 dead")
    police, doctors = draft.article.quote("text", 0, 6), draft.article.quote("text", 44, 51)
    given, again, other = (mark_of(draft, "killed", words) for words in ("12 died", "toll of 12", "12 died too"))
    same, title = mark_of(draft, "killed", "12"), mark_of(draft, "killed", "12 dead", part="title")
    for mark in draft.marks:
        mark.value, mark.group = exactly(12), "all"
    given.said_by = again.said_by = (Speaker(police),)
    other.said_by = same.said_by = (Speaker(doctors),)
    incident = IncidentDraft([given], [given])
    incident.doubtful = [(mark, "chance 0.3, below 0.4") for mark in (title, same, again, other)]
    draft.incidents.append(incident)
    (account,) = reading_of(draft, MADE_BY).incidents
    assert [a.evidence.quote for a in account.doubtful] == ["12 died too"]
