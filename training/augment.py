"""Other numbers, days, months and countries in the same sentences, so that the network learns frames, not names.

Works on token ids: each class of words is permuted consistently within one article, offsets stay as they are.
Only words that are one token take part; lists are the calendar's and the world's, written by us.
"""

import random

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = [
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
]  # fmt: skip
NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
COUNTRIES = [
    ("syria", "syrian", "damascus"), ("iraq", "iraqi", "baghdad"), ("kenya", "kenyan", "nairobi"),
    ("nigeria", "nigerian", "lagos"), ("pakistan", "pakistani", "karachi"), ("india", "indian", "delhi"),
    ("egypt", "egyptian", "cairo"), ("libya", "libyan", "tripoli"), ("colombia", "colombian", "bogota"),
    ("mexico", "mexican", "monterrey"), ("ukraine", "ukrainian", "kiev"), ("turkey", "turkish", "istanbul"),
    ("lebanon", "lebanese", "beirut"), ("afghanistan", "afghan", "kabul"), ("peru", "peruvian", "lima"),
    ("thailand", "thai", "bangkok"), ("indonesia", "indonesian", "jakarta"), ("france", "french", "paris"),
    ("spain", "spanish", "madrid"), ("israel", "israeli", "jerusalem"), ("russia", "russian", "moscow"),
    ("iran", "iranian", "tehran"), ("china", "chinese", "beijing"), ("ghana", "ghanaian", "accra"),
    ("algeria", "algerian", "algiers"), ("chile", "chilean", "santiago"), ("nepal", "nepalese", "kathmandu"),
    ("bangladesh", "bangladeshi", "dhaka"), ("yemen", "yemeni", "aden"), ("ethiopia", "ethiopian", "addis"),
]  # fmt: skip


class Swapper:
    """Swaps words of one class for others of it, in the windows of one article."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.mask, self.stop = tokenizer.token_to_id("[MASK]"), tokenizer.token_to_id("[SEP]")
        self.words: list[list[tuple[int, ...]]] = []
        for group in ([(w,) for w in DAYS], [(w,) for w in MONTHS], [(w,) for w in NUMBERS], COUNTRIES):
            ids = [tuple(tokenizer.token_to_id(word) or -1 for word in row) for row in group]
            self.words.append([row for row in ids if row[0] != -1])
        vocabulary = tokenizer.get_vocab()
        for low, high in ((2, 10), (10, 100), (100, 1000)):  # years stay: the calendar depends on them
            self.words.append([(vocabulary[str(n)],) for n in range(low, high) if str(n) in vocabulary])

    def changed(
        self, windows: tuple[NDArray[np.int64], ...], share: float, masked: float
    ) -> tuple[NDArray[np.int64], ...]:
        """The windows with words swapped and the share `masked` of their tokens hidden, so that none tells all."""
        changed = [window.copy() for window in self.swapped(windows, share)]
        for window in changed:
            hidden = [at for at in range(1, len(window) - 1) if random.random() < masked and window[at] != self.stop]
            window[hidden] = self.mask
        return tuple(changed)

    def swapped(self, windows: tuple[NDArray[np.int64], ...], share: float) -> tuple[NDArray[np.int64], ...]:
        """The windows with each class permuted with the chance `share`."""
        table: dict[int, int] = {}
        for group in self.words:
            if random.random() >= share:
                continue
            shuffled = random.sample(group, len(group))
            for before, after in zip(group, shuffled, strict=True):
                table |= {b: a for b, a in zip(before, after, strict=True) if b != -1 and a != -1}
        if not table:
            return windows
        return tuple(np.array([table.get(int(i), int(i)) for i in window], dtype=np.int64) for window in windows)
