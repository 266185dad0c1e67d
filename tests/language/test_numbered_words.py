"""Words as numbers: equal words have equal numbers wherever they stand, and different ones never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language import numbered_words
from pipelines.language.numbered_words import NumberedWords

_WORDS = st.lists(st.text(st.characters(exclude_characters=" "), min_size=1, max_size=8), max_size=60)


@given(_WORDS, st.integers(1, 7))
def test_numbers_count_up_in_order_of_first_appearance(words: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbered_words, "_AT_ONCE", at_once)
        found = NumberedWords("  ".join(words))
    known = list(dict.fromkeys(words))
    assert found.numbers.tolist() == [known.index(word) for word in words]
    assert found.count == len(known)
    assert [found.printed(number) for number in range(found.count)] == known
    assert [found.at(place) for place in range(len(words))] == words


def test_a_word_is_found_by_its_letters() -> None:
    found = NumberedWords("của các các huyện \U0001f600 \uffff")
    assert [found.number_of(word) for word in ("các", "\uffff", "\U0001f600", "cac")] == [1, 4, 3, None]
