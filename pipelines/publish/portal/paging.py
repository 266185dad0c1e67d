"""Which pages of a list another page of it leads to: few, however long the list is, and from each of them all are a few steps away."""

from collections.abc import Iterator


def near_pages(here: int, last: int) -> list[int | None]:
    """The pages that page ``here`` of ``last`` leads to, itself among them, counted from 1; None where some are left out.

    The first and the last, and those 1, 2, 5, 10, 20, 50 ... pages away: a link to each page on each would grow with the square
    of what is listed.

    >>> near_pages(1, 4), near_pages(1, 12)
    ([1, 2, 3, 4], [1, 2, 3, None, 6, None, 11, 12])
    """
    found = sorted({1, here, last, *(page for away in _distances(last) for page in (here - away, here + away))})
    shown: list[int | None] = []
    for page in found:
        if not 1 <= page <= last:
            continue
        before = shown[-1] if shown else None
        if before is not None and page == before + 2:
            shown.append(page - 1)
        elif before is not None and page > before + 1:
            shown.append(None)
        shown.append(page)
    return shown


def _distances(most: int) -> Iterator[int]:
    power = 1
    while power <= most:
        yield from (power, 2 * power, 5 * power)
        power *= 10
