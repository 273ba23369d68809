"""Values in the few words a table cell has room for. Text from articles is returned as printed; drawing cleans it."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.evidence import Speaker
from histor.record.reading import Account
from histor.record.values import Place, Quantity, TimeSpan, Toll

if TYPE_CHECKING:
    from histor.ledger.merging.listing import IncidentRow
    from histor.ledger.query import AccountRow

CHAIN: Final = " › "


def count(quantity: Quantity) -> str:
    """How many: "95", "12+", "up to 20", "10–15", with a tilde where the article says about."""
    low, high = quantity.low, quantity.high
    if low is None:
        words = "?" if high is None else f"up to {high}"
    elif high is None:
        words = f"{low}+"
    else:
        words = str(low) if low == high else f"{low}–{high}"
    return f"~{words}" if quantity.approx else words


def toll(value: Toll | None) -> str:
    """The bottom line in a narrow cell, from its low to its high; nothing where none is given."""
    return count(Quantity(value.low, value.high)) if value else ""


def toll_in_full(value: Toll) -> str:
    """Low, best and high by name; one number where all three agree."""
    if value.low == value.best == value.high and value.best is not None:
        return str(value.best)
    return " · ".join(
        f"{name} {'open' if bound is None else bound}"
        for name, bound in (("low", value.low), ("best", value.best), ("high", value.high))
    )


def span(value: TimeSpan) -> str:
    """A day with its weekday, a month or a year by name, else the two days."""
    first = dt.date.fromisoformat(value.earliest)
    match value.granularity:
        case "day":
            return f"{value.earliest} ({first:%A})"
        case "month":
            return f"{first:%B} {first.year}"
        case "year":
            return str(first.year)
    return f"{value.earliest} to {value.latest}"


def short_span(value: TimeSpan | None) -> str:
    """The span in a narrow cell: a day, a month (2021-03), a year, or the first and last day."""
    if value is None:
        return ""
    match value.granularity:
        case "day":
            return value.earliest
        case "month":
            return value.earliest[:7]
        case "year":
            return value.earliest[:4]
    return f"{value.earliest} to {value.latest}"


def place(value: Place) -> str:
    """The place with its kind, the region and country that hold it, and coordinates where known."""
    around = [part for part in (value.admin1, value.country) if part and part != value.name]
    words = f"{', '.join([value.name, *around])} ({value.kind})"
    if value.lat is not None and value.lon is not None:
        words += f" · {value.lat:.2f}, {value.lon:.2f}"
    return words


def short_place(value: Place | None) -> str:
    """The place and its country."""
    if value is None:
        return ""
    return f"{value.name}, {value.country}" if value.country and value.kind != "country" else value.name


def kinds(account: "Account | AccountRow | IncidentRow") -> str:
    """The kinds, primary first, with what sets the incident apart: suicide, not accomplished, a total over several."""
    apart = [
        "suicide" if account.suicide else "",
        account.stage if account.stage != "accomplished" else "",
        "total over several" if account.aggregate else "",
    ]
    return " · ".join(filter(None, [", ".join(words(kind) for kind in account.kinds), *apart]))


def headline(account: Account) -> str:
    """What, where and when, on one line."""
    parts = [words(account.kinds[0]), short_place(account.place), short_span(account.date)]
    return " · ".join(filter(None, parts))


def value_of(assertion: Assertion) -> str:
    """An assertion's value, with the status of an attribution and the group of a count."""
    value = assertion.value
    if isinstance(value, Quantity):
        group = "" if assertion.group in (None, "all") else f" {words(str(assertion.group))}"
        return count(value) + group
    if value is None:
        return ""
    if assertion.slot == "date":
        return short_span(TimeSpan(*value.split("/")))
    said = words(value) if assertion.slot in ("target", "weapon") else value
    return f"{said} ({assertion.status})" if assertion.status else said


def chain(said_by: Iterable[Speaker]) -> str:
    """Who says it, outermost first; nothing when the article does on its own authority."""
    return CHAIN.join(speaker.quote for speaker in said_by)


def blamed(account: Account) -> str:
    """The perpetrators with the status of the attribution, each once; the persons where no group is named."""
    ties = account.values("perpetrator") or account.values("perpetrator_person")
    return ", ".join(dict.fromkeys(value_of(one) for one in ties))


def tie(name: str, status: str) -> str:
    """A name and how strongly it is tied to the incident."""
    return f"{name} ({status})"


def first_few(names: Iterable[str]) -> str:
    """The first FEW names, each once, and how many more there are: a list shows, `histor show` tells all."""
    distinct = list(dict.fromkeys(names))
    more = f" +{len(distinct) - FEW}" if len(distinct) > FEW else ""
    return ", ".join(distinct[:FEW]) + more


FEW = 2


class Line(NamedTuple):
    """One incident in a list, every field in words."""

    name: str
    when: str
    where: str
    what: str
    blamed: str
    killed: str
    wounded: str
    foreground: bool


def line_of(name: str, account: "Account | AccountRow") -> Line:
    """The line of an incident, as just read or as listed by the ledger."""
    if isinstance(account, Account):
        ties = [value_of(one) for one in account.values("perpetrator")]
    else:
        ties = [tie(*attribution) for attribution in account.perpetrators]
    return Line(
        name,
        short_span(account.date),
        short_place(account.place),
        kinds(account),
        first_few(ties),
        toll(account.killed),
        toll(account.wounded),
        account.foreground,
    )


def heading(article: Article) -> str:
    """What an article is called: its title, else its opening words, else its id."""
    opening = " ".join(article.text[:200].split())
    return article.title or (f"{opening[:79]}…" if len(opening) > 80 else opening) or article.id


def imprint(article: Article) -> str:
    """Publisher, day and language of an article, as far as known."""
    return " · ".join(filter(None, (article.publisher, article.published, article.language)))


def words(name: str) -> str:
    """A codebook name as words: "armed_assault" is "armed assault"."""
    return name.replace("_", " ")
