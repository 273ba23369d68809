"""`histor doctor`: does this machine have all that Histor needs, and if not, what to do."""

import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import click

from histor import __version__
from histor.cli.choices import LedgerPlace
from histor.cli.terminal import shown_line
from histor.cli.watch import failure_line
from histor.errors import HistorError
from histor.settings import THREADS, Settings

EPILOG: Final = """\b
Examples:
  histor doctor
  histor doctor --format json

Exit code: 0 all well (notes do not count), 1 a problem.
"""
OLDEST_PYTHON: Final = (3, 11)
LEAST_FREE: Final = 200_000_000
"""Bytes of disk below which a run over an archive soon stops: about 20,000 readings in a ledger."""
CHECKED_READINGS: Final = 1_000
"""Readings whose every quote is held against the article again: some seconds, and enough to meet a damaged file."""
REINSTALL: Final = "reinstall: pip install --force-reinstall histor"
RESTORE: Final = "restore it from a copy, or read the articles into a new ledger"
_REQUIREMENT: Final = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)[^;>]*(?:>=\s*(?P<least>[\d.]+))?[^;]*(?:;(?P<when>.*))?$")
_EXTRA: Final = re.compile(r"""extra\s*==\s*['"](?P<extra>[\w-]+)['"]""")

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it stands, what was found, and what to do where it is not well."""

    name: str
    state: State
    found: str
    remedy: str = ""


@click.command("doctor", epilog=EPILOG)
@click.option("--ledger", type=LedgerPlace(), metavar="PLACE", help="Look at this ledger: a file or a URL.")
@click.option("--format", "layout", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def command(context: click.Context, ledger: Path | str | None, layout: str) -> None:
    """Check Python, packages, the model, the gazetteer, the ledger and the disk; each problem with its remedy."""
    checks = list(examine(context.obj, ledger or context.obj.ledger))
    if layout == "json":
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        for check in checks:
            _print(check)
    context.exit(1 if any(check.state == "problem" for check in checks) else 0)


def _print(check: Check) -> None:
    sign, colour = {"ok": ("✓", "green"), "note": ("·", "yellow"), "problem": ("✗", "red")}[check.state]
    sign = click.style(sign, fg=None if os.environ.get("NO_COLOR") else colour, bold=True)
    click.echo(f"{sign} {check.name:<10} {shown_line(check.found)}")
    if check.remedy:
        click.echo(f"  {'':<10} → {shown_line(check.remedy)}")


def examine(settings: Settings, ledger: Path | str) -> Iterator[Check]:
    """Every check, in the order in which one thing needs the other; one that breaks is a problem, not the end."""
    parts: list[tuple[str, Callable[[], Iterator[Check]]]] = [
        ("python", _python),
        ("packages", _packages),
        ("model", lambda: _model(settings)),
        ("gazetteer", _gazetteer),
        ("threads", lambda: _threads(settings)),
    ]
    if isinstance(ledger, Path):
        parts += [("ledger", lambda: _ledger_file(ledger)), ("disk", lambda: _disk(ledger))]
    else:  # how much room the server has, only the server knows
        parts += [("ledger", lambda: _ledger(ledger))]
    for name, part in parts:
        try:
            yield from part()
        except HistorError as error:  # says what to do itself
            yield Check(name, "problem", str(error))
        except Exception as error:  # the doctor has to survive what it finds
            yield Check(name, "problem", f"{type(error).__name__}: {error}", REINSTALL)


def _python() -> Iterator[Check]:
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, histor {__version__}"
    well = sys.version_info >= OLDEST_PYTHON
    yield Check("python", "ok" if well else "problem", found, "" if well else "install Python 3.11 or newer")


def _packages() -> Iterator[Check]:
    try:
        wanted = metadata.requires("histor") or []
    except metadata.PackageNotFoundError:
        yield Check("packages", "note", "histor runs from a folder and is not installed", "pip install histor")
        return
    bad, absent = [], set()
    for requirement in wanted:
        parts = _REQUIREMENT.match(requirement)
        extra = _EXTRA.search(requirement)
        if parts is None or (extra and extra["extra"] in ("dev", "docs", "all")):
            continue
        fault = _fault(parts["name"], parts["least"])
        if fault and extra:
            absent.add(extra["extra"])
        elif fault:
            bad.append(fault)
    if bad:
        yield Check("packages", "problem", "; ".join(bad), REINSTALL)
    else:
        yield Check("packages", "ok", "every package needed is there")
    for extra_name in sorted(absent):
        yield Check("packages", "note", f"{extra_name} is not installed", f'pip install "histor[{extra_name}]"')


def _fault(package: str, least: str | None) -> str:
    """What is wrong with a package, or nothing."""
    try:
        found = metadata.version(package)
    except metadata.PackageNotFoundError:
        return f"{package} is missing"
    if least and _release(found) < _release(least):
        return f"{package} {found} is older than {least}"
    return ""


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.split("+")[0])[:3])


def _model(settings: Settings) -> Iterator[Check]:
    from histor.read.encoder import Encoder, model_digest

    encoder = Encoder(settings.model, settings.threads)
    digest = model_digest(encoder.folder)
    size = sum(path.stat().st_size for path in encoder.folder.iterdir() if path.is_file())
    found = f"{encoder.version} in {encoder.folder}, {size / 1e6:.0f} MB, SHA-256 {digest[:16]}"
    if digest == encoder.card["digest"]:
        yield Check("model", "ok", found)
    else:
        yield Check("model", "problem", f"{found}, but its card says {encoder.card['digest'][:16]}", REINSTALL)


def _gazetteer() -> Iterator[Check]:
    from histor.read.where.gazetteer import DEFAULT_PATH, Gazetteer

    (place, *_) = (*Gazetteer.load().lookup("London"), None)
    size = DEFAULT_PATH.stat().st_size / 1e6
    if place is None or place.country != "GB":
        yield Check("gazetteer", "problem", f"{DEFAULT_PATH} does not know London", REINSTALL)
    else:
        yield Check("gazetteer", "ok", f"{DEFAULT_PATH.name}, {size:.0f} MB; London is at {place.lat}, {place.lon}")


def _threads(settings: Settings) -> Iterator[Check]:
    cores = os.cpu_count() or 1
    found = f"{settings.threads} for the reader, {cores} cores"
    if settings.threads > cores:
        yield Check(
            "threads", "note", found, f"set {THREADS} to {cores} or less: threads beyond the cores are not started"
        )
    else:
        yield Check("threads", "ok", found)


def _ledger_file(path: Path) -> Iterator[Check]:
    folder = path.resolve().parent
    if not folder.is_dir():
        yield Check("ledger", "problem", f"the folder {folder} is not there", f"make it: mkdir -p {folder}")
        return
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        yield Check("ledger", "problem", f"{path} cannot be written", "choose another with --ledger or HISTOR_LEDGER")
        return
    if not path.exists():
        yield Check("ledger", "ok", f"none at {path} yet; the first `histor read` makes it")
        return
    yield from _ledger(path)


def _ledger(place: Path | str) -> Iterator[Check]:
    from histor.ledger.open import open_ledger

    with open_ledger(place, read_only=True) as kept:
        if damage := kept.damage():
            yield Check("ledger", "problem", f"{kept.where} is damaged: {damage}", RESTORE)
            return
        counts = kept.counts()
        checked = 0
        for reading in islice(kept.readings(), CHECKED_READINGS):
            reading.verify(reading.article)
            checked += 1
        found = (
            f"{kept.where}, {kept.software()}, {kept.size() / 1e6:.1f} MB: "
            f"{counts.articles:,} articles, {counts.accounts:,} incidents"
        )
        yield Check("ledger", "ok", f"{found}; every quote of {checked:,} readings is its article's text")
        failure = next(kept.failures(), None)
        if failure:
            found = f"{counts.failures:,} sources could not be read, such as {failure_line(failure)}"
            yield Check("ledger", "note", found, "put right what can be, then run the same `histor read` again")


def _disk(ledger: Path) -> Iterator[Check]:
    folder = ledger.resolve().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free at {folder}"
    well = free >= LEAST_FREE
    yield Check("disk", "ok" if well else "problem", found, "" if well else "make room before reading more")
