"""How the time of reading and interpreting grows with the length of a document: ten times the text, how many times the work.

Both lengths are read under one condition: each in a process of its own, which has read the sample as it is. So neither pays
for what a process loads once (words, patterns), and neither finds anything of its text in a cache, as it would where the same
text were read again. They are read in turn, and of each the fastest reading counts, which a busy machine disturbed least.

Usage: python -m tests.benchmarks.bench_length [SMALL_BYTES [FACTOR [READINGS]]]
"""

import hashlib
import multiprocessing
import sys
import time

from pipelines.orchestrate.steps import read_records
from tests.samples.build import DEFINITIONS, build_definition, load_definition
from tests.samples.lengthen import lengthen


def main() -> None:
    """Print, for each sample made long, the bytes and seconds of both lengths and their ratios."""
    small, factor, readings = (int(text) for text in (*sys.argv[1:], *("1000000", "10", "2")[len(sys.argv) - 1 :]))
    # A process started anew and used once.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for path in sorted(DEFINITIONS.glob("*.yml")):
            definition = load_definition(path)
            sample = build_definition(path.stem, definition).text.encode()
            short, long = (lengthen(path.stem, definition, size).encode() for size in (small, small * factor))
            seconds = [[pool.apply(_seconds, (sample, data)) for data in (short, long)] for _ in range(readings)]
            low, high = map(min, zip(*seconds, strict=True))
            print(
                f"{path.stem}: {len(short):,} bytes {low:.2f} s; {len(long):,} bytes {high:.2f} s; "
                f"{len(long) / len(short):.1f} x the text, {high / low:.1f} x the time",
                flush=True,
            )


def _seconds(sample: bytes, data: bytes) -> float:
    _read(sample)
    start = time.process_time()
    _read(data)
    return time.process_time() - start


def _read(data: bytes) -> None:
    read_records("long.txt", hashlib.sha256(data).hexdigest(), data)


if __name__ == "__main__":
    main()
