"""Canonical names of who did it, in the light of an article, and where a text names actors."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.evaluate.names import same_name
from histor.read.who.actors import ActorContext, actor_context, canonical_actor, canonical_actors, find_actors
from histor.read.who.names import lexicon

SYRIA = actor_context("Regime forces shelled Velmar in Syria, activists said. The Syrian army denied it.")
NOWHERE = actor_context("")
SHARED = Path(__file__).parents[2] / ".." / "shared" / "gold"


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("Daesh militants", "Islamic State", "group"),
        ("the Islamic State of Iraq and the Levant (ISIL)", "Islamic State", "group"),
        ("claimed by al Shabaab", "Al-Shabaab", "group"),
        ("Da\u2019esh", "Islamic State", "group"),
        ("Peoples Protection Units (YPG)", "People's Protection Units", "group"),
        ("suspected al-Qaida gunmen", "Al-Qaeda", "group"),
        ("Iran-backed Huthi rebels", "Houthis", "group"),
        ("Iranian-backed militias", "Iranian-backed militias", "group"),
        ("Russian war planes", "Russia", "state"),
        ("U. S. drone strike", "United States", "state"),
        ("the Kremlin", "Russia", "state"),
        ("Assads forces", "Syria", "state"),
        ("IDF", "Israel", "state"),
        ("U.S.-led air strikes", "US-led coalition", "organisation"),
        ("the coalition led by Saudi Arabia", "Saudi-led coalition", "organisation"),
        ("the US and its allies", "US-led coalition", "organisation"),
        ("Haitian police", "Haitian police", "organisation"),
        ("Velmar County police", "Velmar County police", "organisation"),
        ("Egyptian security forces", "Egyptian security forces", "organisation"),
        ("Syrian rebels", "Syrian rebels", "group"),
        ("Kurdish fighters", "Kurdish forces", "group"),
        ("Islamist militants", "Islamist militants", "group"),
        ("bandits", "bandits", "group"),
        ("armed bandits", "unidentified", "unidentified"),
        ("unknown gunmen", "unidentified", "unidentified"),
        ("two men on a motorcycle", "unidentified", "unidentified"),
        ("a terrorist group", "unidentified", "unidentified"),
        ("the Velmar Liberation Brigade", "Velmar Liberation Brigade", "organisation"),
        ("General Dano Notreal", "General Dano Notreal", "person"),
        ("hired hands", "hired hands", "unknown"),
    ],
)
def test_words_that_name_an_actor_get_its_canonical_name(words: str, name: str, kind: str) -> None:
    actor = canonical_actor(words, NOWHERE)
    assert (actor.name, actor.kind) == (name, kind), actor.rule
    assert actor.rule


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the army", "Syria"),
        ("regime warplanes", "Syria"),
        ("government forces", "Syria"),
        ("police", "Syrian police"),
        ("security forces", "Syrian security forces"),
        ("rebel shelling", "Syrian rebels"),
    ],
)
def test_forces_without_a_state_are_of_the_story_s_country(words: str, name: str) -> None:
    assert canonical_actor(words, SYRIA).name == name


def test_the_story_s_country_can_be_given() -> None:
    assert canonical_actor("the army", actor_context("Soldiers fired.", "NG")).name == "Nigeria"
    assert canonical_actor("the army", actor_context("Soldiers fired.")).kind == "unidentified"
    assert canonical_actor("police", actor_context("Police fired.")).name == "police"


def test_two_states_joined_by_and_are_both_named() -> None:
    names = [actor.name for actor in canonical_actors("Russian and Syrian government jets", NOWHERE)]
    assert names == ["Russia", "Syria"]
    assert [a.name for a in canonical_actors("Taliban fighters killed Afghan soldiers", NOWHERE)] == ["Taliban"]


def test_an_acronym_explained_in_the_article_stands_for_its_long_form() -> None:
    article = actor_context("The Velmar Liberation Front (VLF) met the Party for Orrum. Later the VLF attacked.")
    assert canonical_actor("VLF fighters", article).name == "Velmar Liberation Front"
    assert canonical_actor("VLF", NOWHERE).name == "VLF"
    known = actor_context("The Kurdistan Workers\u2019 Party (PKK) attacked.")
    assert canonical_actor("PKK", known).name == "Kurdistan Workers' Party"


def test_the_group_is_the_one_named_last_before() -> None:
    text = "Boko Haram denied it. The group attacked Orrum. Al-Shabaab attacked Velmar, and the group fled."
    article = actor_context(text)
    assert canonical_actor("The group", article, text.index("The group")).name == "Boko Haram"
    assert canonical_actor("the group", article, text.index("the group")).name == "Al-Shabaab"
    assert canonical_actor("claimed responsibility", article, 30).name == "Boko Haram"
    assert canonical_actor("a group", article, 30).name == "unidentified"


def test_it_is_the_actor_named_last_before() -> None:
    text = "The Turkish army said it had shelled the town."
    assert canonical_actor("it had shelled the town", actor_context(text), text.index("it had")).name == "Turkey"


@pytest.mark.parametrize(
    "text",
    [
        "This is what it is about, as the base of us all.",
        "THIS IS WHAT SHOULD HAPPEN NOW",
        "Tourists in Russia and France visited Moscow.",
        "People and women in the street heard a bombing.",
        "He saved it as PDF with MIT and KIA in mind.",
        "the order of the day; the front; a shining path; the red brigades of leaves",
    ],
)
def test_common_words_and_mere_places_are_not_actors(text: str) -> None:
    assert find_actors(text) == []


def test_a_short_acronym_counts_only_where_its_country_is_named() -> None:
    assert [mention.name for mention in find_actors("In Myanmar the PDF attacked.")] == ["People's Defence Force"]
    assert find_actors("The PDF is attached.") == []


def test_mentions_quote_the_text_exactly() -> None:
    text = "“Gunmen” 💥 of the Front de libération du Québec\r\nfought Syrian army\u00a0units; Jabhat an-Nusra watched."
    found = [(text[m.start : m.end], m.name) for m in find_actors(text)]
    assert found == [
        ("Gunmen", "unidentified"),
        ("Front de libération du Québec", "Front de libération du Québec"),
        ("Syrian army\u00a0units", "Syria"),
        ("Jabhat an-Nusra", "Al-Nusra Front"),
    ]


def test_names_do_not_reach_over_the_end_of_a_sentence() -> None:
    assert [m.name for m in find_actors("He joined Islamic. State television said so.")] == []


scraps = st.sampled_from(
    ("Syrian", "army", "ISIS", "(", ")", "(PKK)", "the", "group", "coalition", "led", "by", "and", "police", "US", ".",
     "rebels", "Velmar", "backed", "-", "’s", "\n\n", "💥", "Taliban", "İ", "ß", "it", "gunmen", "regime", "Kurdish")
)  # fmt: skip
texts = st.lists(scraps | st.text(max_size=6), max_size=25).map(" ".join)


@given(texts, st.sampled_from([None, "SY", "MM", "ZZ"]))
@settings(deadline=None)
def test_any_text_gives_mentions_in_order_and_some_name(text: str, country: str | None) -> None:
    article = actor_context(text, country if country in lexicon().states else None)
    end = 0
    for mention in find_actors(text, article):
        assert end <= mention.start < mention.end <= len(text) and mention.name
        end = mention.end
    if text.strip():
        assert all(actor.name for actor in canonical_actors(text, article, len(text) // 2))
    assert canonical_actors(text, article) == canonical_actors(text, article)


def test_long_hostile_text_takes_time_in_proportion_to_its_length() -> None:
    import time

    def seconds(count: int) -> float:
        start = time.process_time()
        find_actors("POLICE Syrian (ABC) coalition led by the " * count)
        return time.process_time() - start

    seconds(50)
    assert seconds(2000) < 30 * seconds(200) + 0.2


def rows(name: str) -> Iterator[list[str]]:
    folder = Path(__file__).parents[2] / "src" / "histor" / "read" / "words"
    for line in (folder / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def test_the_lists_are_well_formed() -> None:
    groups = [*rows("groups.tsv"), *rows("services.tsv")]
    assert len(groups) > 500
    names = [row[0] for row in groups]
    assert len(names) == len(set(names))
    for name, others, countries, wikidata in groups:
        assert name.strip() == name
        assert others == "" or all(other.strip() for other in others.split("|")), name
        assert set(countries.split()) <= lexicon().states.keys(), name
        assert wikidata == "" or wikidata[0] == "Q", name
    for code, *_ in rows("states.tsv"):
        assert code in lexicon().states


@pytest.mark.parametrize("row", [["Taliban", "TTP"], ["Islamic State", "Al-Qaeda"], ["Hamas", "Fatah"]])
def test_different_groups_keep_different_names(row: list[str]) -> None:
    one, other = (canonical_actor(words, NOWHERE).name for words in row)
    assert one != other


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder is not beside the project")
def test_most_perpetrators_of_the_reviewed_gold_get_their_name() -> None:
    articles = map(json.loads, (SHARED / "articles-dev.jsonl").read_text("utf-8").splitlines())
    texts = {row["id"]: row["text"] for row in articles}
    hits = total = 0
    for file in sorted((SHARED / "dev").glob("*.json")):
        coding = json.loads(file.read_text("utf-8"))
        article: ActorContext = actor_context(texts[coding["doc"]])
        for assertion in (a for incident in coding["incidents"] for a in incident["assertions"]):
            if assertion["slot"] == "perpetrator":
                at = texts[coding["doc"]].find(assertion["quote"])
                actor = canonical_actor(assertion["quote"], article, at if at >= 0 else None)
                hits += same_name(actor.name, assertion["value"])
                total += 1
    # Measured: 85 % here, 87 % on the training part on which the rules were made.
    assert total > 100 and hits / total > 0.8


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("In Syria the international coalition struck Tal.", "the international coalition", "US-led coalition"),
        ("Coalition jets struck Tal in Syria. The coalition said so.", "The coalition", "US-led coalition"),
        ("The Saudi-led coalition struck Tal in Yemen. The coalition said so.", "The coalition", "Saudi-led coalition"),
        ("In Syria a rebel coalition took Tal. The coalition said so.", "The coalition", "coalition"),
        ("Coalition raids in Syria. The ruling coalition met.", "The ruling coalition", "ruling coalition"),
    ],
)
def test_a_coalition_is_that_of_states_only_where_the_article_speaks_of_it(text: str, words: str, name: str) -> None:
    assert canonical_actor(words, actor_context(text), text.index(words)).name == name


def test_a_group_named_after_its_description_goes_by_its_name() -> None:
    assert canonical_actor("Islamist militants Boko Haram", NOWHERE).name == "Boko Haram"
