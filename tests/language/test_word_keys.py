"""Words as keys: equal words have equal keys wherever they stand, and different ones never."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.word_keys import WordKeys, join_keys, key_of, may_be_among, may_repeat

_WORDS = st.lists(st.text(st.characters(exclude_characters=" "), min_size=1, max_size=14), min_size=1, max_size=60)


@given(_WORDS)
def test_equal_words_have_equal_keys(words: list[str]) -> None:
    found = WordKeys("  ".join(words))
    keys = found.keys.tolist()
    known = dict(zip(words, keys, strict=True))
    assert keys == [known[word] for word in words]
    assert len(set(keys)) == len(known)
    assert [found.at(place) for place in range(len(words))] == words
    assert [key_of(word) for word in words] == keys
    assert found.first_places(found.keys).tolist() == [words.index(word) for word in words]


def test_words_that_differ_in_one_letter_only() -> None:
    words = ["a" * count for count in range(1, 40)] + [f"{'a' * at}b{'a' * (12 - at)}" for at in range(13)]
    keys = WordKeys(" ".join(words)).keys
    assert len(set(keys.tolist())) == len(words)
    pairs = join_keys(np.repeat(keys, len(keys)), np.tile(keys, len(keys)))
    assert len(set(pairs.tolist())) == len(words) ** 2


def test_keys_that_repeat_are_among_those_that_may() -> None:
    words = WordKeys(" ".join(f"{number} {number % 7}" for number in range(5_000)))
    may = may_repeat(words.keys, 700)
    assert may[1::2].all()
    assert may[::2][7:].sum() < 50


def test_keys_that_are_among_others_are_found() -> None:
    keys = WordKeys(" ".join(map(str, range(2_000)))).keys
    may = may_be_among(keys, keys[:100])
    assert may[:100].all()
    assert may[100:].sum() < 20
