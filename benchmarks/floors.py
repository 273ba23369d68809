"""Floors of benchmarks other than the reader's own, pinned in floors.json under the benchmark's name."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FLOORS: Final = Path(__file__).with_name("floors.json")


def broken(benchmark: str, figures: Mapping[str, float]) -> list[str]:
    """A line for each figure that is below its floor, or that has a floor and was not taken."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))[benchmark]
    return [
        f"{benchmark}, {name}: {figures.get(name, float('nan')):.1f} is below its floor {floor:.1f}"
        for name, floor in floors.items()
        if not figures.get(name, -1.0) >= floor
    ]
