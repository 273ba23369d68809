"""Record cards: each incident's values and each statement, linked to the words that carry them."""

from collections.abc import Iterable
from itertools import groupby

from histor.export import outlines, wording
from histor.export.markup import Markup, element, join
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import SLOTS, STATEMENT_KINDS
from histor.record.reading import Account, Reading
from histor.record.values import Place, TimeSpan, Toll


def incidents(reading: Reading, prefix: str) -> Markup:
    """One card per incident: what the article is news of first, then the background."""
    numbered = list(enumerate(reading.incidents, start=1))
    numbered.sort(key=lambda entry: not entry[1].foreground)
    if not numbered:
        return element("p", "No incident of political violence was read in this article.", class_="none")
    return join(*(_card(account, number, f"{prefix}i{number}") for number, account in numbered))


def headline(account: Account) -> str:
    """An incident in a few words: "Suicide bombing, Kerman"."""
    kind = wording.words(account.kinds[0])
    if account.suicide and "suicide" not in kind:
        kind = f"suicide {kind}"
    if account.stage != "accomplished":
        kind = f"{account.stage} {kind}"
    return kind[:1].upper() + kind[1:] + (f", {account.place.name}" if account.place else "")


def _card(account: Account, number: int, ident: str) -> Markup:
    role = "Foreground" if account.foreground else "Background"
    kicker = f"{role} · incident {number}" + (" · sum of several" if account.aggregate else "")
    return element(
        "section",
        element("p", kicker, class_="kicker"),
        element("h4", headline(account), id=f"h-{ident}"),
        _kinds(account),
        _facts(account),
        _values(account.assertions, ident),
        _reasons(account),
        id=f"v-{ident}",
        class_="card foreground" if account.foreground else "card background",
        aria_labelledby=f"h-{ident}",
    )


def _kinds(account: Account) -> Markup:
    more = [wording.words(kind) for kind in account.kinds[1:]]
    return element("p", *(element("span", kind, class_="chip") for kind in more), class_="chips") if more else join()


def _facts(account: Account) -> Markup:
    numbers = [_number("killed", account.killed), _number("wounded", account.wounded)]
    rows = [*_when(account.date), *_where(account.place)]
    tolls = [number for number in numbers if number]
    return join(
        element("p", *tolls, class_="tolls") if tolls else "",
        element("dl", *rows, class_="facts") if rows else "",
    )


def _number(slot: str, toll: Toll | None) -> Markup:
    if toll is None:
        return join()
    figure = element("strong", wording.toll(toll))
    return element("span", figure, f" {slot}", class_=f"toll c-{slot}")


def _when(span: TimeSpan | None) -> list[Markup]:
    return [element("dt", "When"), element("dd", wording.days(span))] if span else []


def _where(place: Place | None) -> list[Markup]:
    if place is None:
        return []
    country = outlines.country_name(place.country) if place.country else None
    names = list(dict.fromkeys(name for name in (place.name, place.admin1, country) if name))
    spot = f"{place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else ""
    more = " · ".join(filter(None, [wording.words(place.kind), spot]))
    where = element("dd", element("bdi", ", ".join(names)), " ", element("span", more, class_="more"))
    return [element("dt", "Where"), where]


def _values(assertions: Iterable[Assertion], ident: str) -> Markup:
    numbered = sorted(enumerate(assertions, start=1), key=lambda entry: SLOTS.index(entry[1].slot))
    rows = []
    for slot, entries in groupby(numbered, key=lambda entry: entry[1].slot):
        name = "attribution" if slot == "perpetrator" else wording.words(slot)
        name = "person" if slot == "perpetrator_person" else name
        items = [_value(assertion, f"{ident}a{order}") for order, assertion in entries]
        rows += [element("dt", name, class_=f"c-{slot}"), element("dd", element("ul", *items))]
    return element("dl", *rows, class_="values") if rows else join()


def _value(assertion: Assertion, ident: str) -> Markup:
    value = element("a", element("bdi", wording.value(assertion)), href=f"#m-{ident}", data_mark=ident)
    quote = " ".join(assertion.evidence.quote.split())
    shown = quote.casefold() not in (wording.value(assertion).casefold(), "")
    return element(
        "li",
        value,
        _badge(wording.qualifier(assertion), assertion.status or "group"),
        element("q", element("bdi", quote)) if shown else "",
        _speakers(wording.chain(assertion.said_by, " › ")),
        id=f"v-{ident}",
        data_for=ident,
    )


def _badge(words: str, sort: str) -> Markup:
    return join(" ", element("span", words, class_=f"badge is-{sort}")) if words else join()


def _speakers(chain: str) -> Markup:
    return element("cite", element("bdi", chain)) if chain else join()


def _reasons(account: Account) -> Markup:
    if not account.why:
        return join()
    rows = [join(element("dt", field), element("dd", element("bdi", why))) for field, why in account.why]
    return element("details", element("summary", "Why the reader decided so"), element("dl", *rows), class_="why")


def statements(reading: Reading, prefix: str) -> Markup:
    """What people say and announce about the incidents, by kind, in the codebook's order."""
    order = {account.id: number for number, account in enumerate(reading.incidents, start=1)}
    numbered = sorted(enumerate(reading.statements, start=1), key=lambda entry: STATEMENT_KINDS.index(entry[1].kind))
    groups = []
    for kind, entries in groupby(numbered, key=lambda entry: entry[1].kind):
        items = [_statement(statement, f"{prefix}s{n}", order.get(statement.about or "")) for n, statement in entries]
        groups.append(join(element("h5", wording.words(kind)), *items))
    return element("div", *groups, class_="card statements") if groups else join()


def _statement(statement: Statement, ident: str, about: int | None) -> Markup:
    link = element("a", element("bdi", f"“{statement.evidence.quote}”"), href=f"#m-{ident}", data_mark=ident)
    said = [element("b", element("bdi", statement.speaker))]
    via = wording.chain(statement.said_by, " › ")
    more = [f"via {via}" if via else "", statement.date or "", f"about incident {about}" if about else ""]
    said += [join(" · ", element("bdi", entry)) for entry in more if entry]
    return element(
        "figure",
        element("blockquote", link),
        element("figcaption", *said),
        id=f"v-{ident}",
        data_for=ident,
    )
