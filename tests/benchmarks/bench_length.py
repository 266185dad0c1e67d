"""How the time of reading and interpreting grows with the length of a document: ten times the text, how many times the work.

Usage: python -m tests.benchmarks.bench_length [SMALL_BYTES [FACTOR]]
"""

import hashlib
import sys
import time

from pipelines.orchestrate.steps import read_records
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.lengthen import lengthen


def _seconds(data: bytes) -> float:
    start = time.process_time()
    read_records("long.txt", hashlib.sha256(data).hexdigest(), data)
    return time.process_time() - start


def main() -> None:
    """Print, for each sample made long, the bytes and seconds of both lengths and their ratios."""
    small = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    factor = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    for path in sorted(DEFINITIONS.glob("*.yml")):
        definition = load_definition(path)
        short, long = (lengthen(path.stem, definition, size).encode() for size in (small, small * factor))
        low, high = min(_seconds(short) for _ in range(2)), _seconds(long)
        print(
            f"{path.stem}: {len(short):,} bytes {low:.1f} s; {len(long):,} bytes {high:.1f} s; "
            f"{len(long) / len(short):.1f} x the text, {high / low:.1f} x the time",
            flush=True,
        )


if __name__ == "__main__":
    main()
