"""The words of pages counted in arrays: the same as counting them one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read import word_looks
from pipelines.read.word_looks import WordCounts, count_words

_WORD = st.one_of(
    st.sampled_from(
        [
            "Các",
            "đơn",
            "vị",
            "SỞ",
            "a",
            "ở",
            "Krông",
            "xyzt",
            "trưòng",
            "12/KH-UBND",
            "?",
            "l\u0323",
            "\uffff",
            "a\uffffb",
        ]
    ),
    st.text(st.characters(exclude_characters=" "), min_size=1, max_size=16),
)
_PAGES = st.lists(st.lists(_WORD, min_size=1, max_size=12).map(" ".join), max_size=8)


@given(_PAGES, st.integers(1, 3))
def test_counts_of_pages_are_those_of_their_words(pages: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_looks, "_PAGES_AT_ONCE", at_once)
        counts = count_words(pages)
    assert len(counts) == len(pages)
    for page, found in zip(pages, counts, strict=True):
        singly = [count_words([word])[0] for word in page.split(" ")]
        assert found == WordCounts(*map(sum, zip(*singly, strict=True)))


def test_what_words_look_like() -> None:
    (page,) = count_words(["Các đơn vị thuộc SỞ mua 12 xe ở Krông trưòngg tai a? w"])
    assert page == WordCounts(total=12, valid=9, marked=7, bare=4, single=3, foreign=0, broken=1, suspect=1)


def test_words_that_share_a_place_in_the_table_keep_their_looks() -> None:
    words = [f"từ{number}" for number in range(70_000)] + ["trưòngg"]
    for _ in range(2):
        (page,) = count_words([" ".join(words)])
        assert (page.total, page.broken) == (len(words), 1)
