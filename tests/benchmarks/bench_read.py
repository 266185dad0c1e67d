"""How long reading and interpreting takes, as a multiple of splitting the same text into lines and NFC-normalising each.

Usage: python -m tests.benchmarks.bench_read FOLDER_OF_TEXT_DOCUMENTS [ROUNDS]
"""

import hashlib
import statistics
import sys
import time
import unicodedata
from pathlib import Path

from pipelines.orchestrate.steps import read_records


def _baseline(texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        for line in text.split("\n"):
            unicodedata.normalize("NFC", line)
    return time.process_time() - start


def _reading(sources: list[tuple[str, bytes]]) -> float:
    start = time.process_time()
    for name, data in sources:
        read_records(name, hashlib.sha256(data).hexdigest(), data)
    return time.process_time() - start


def main() -> None:
    """Print the median ratio over the rounds, each round timing both on the same texts."""
    folder = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    sources = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.txt"))]
    texts = [data.decode("utf-8") for _, data in sources]
    _reading(sources)
    ratios = [_reading(sources) / statistics.median(_baseline(texts) for _ in range(7)) for _ in range(rounds)]
    size = sum(len(data) for _, data in sources)
    print(
        f"{len(sources)} documents, {size:,} bytes: read and interpret = {statistics.median(ratios):,.0f} x split + NFC"
    )


if __name__ == "__main__":
    main()
