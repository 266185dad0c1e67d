"""Pages per second of reading a PDF with text, beside pdfplumber's ``extract_tables`` and a bare pass of pdfium over its text.

Usage: python -m tests.benchmarks.bench_pdf FILE.pdf ... [--rounds N]

All three run in turns in one process on the same files; the ratios count, not the seconds. ``read_pdf`` also makes up the paragraphs,
judges the text and joins tables over pages.
"""

import hashlib
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

from pipelines.read.pdf import read_pdf


def _read(data: bytes) -> None:
    read_pdf("bench.pdf", hashlib.sha256(data).hexdigest(), data)


def _extract_tables(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            page.extract_tables()
            page.close()


def _bare_text(data: bytes) -> None:
    file = pypdfium2.PdfDocument(data)
    for page in file:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    file.close()


def _seconds(work: Callable[[bytes], None], data: bytes) -> float:
    start = time.process_time()
    work(data)
    return time.process_time() - start


def main() -> None:
    """Print pages per second and the ratios, medians over the rounds."""
    arguments = sys.argv[1:]
    rounds = int(arguments.pop(arguments.index("--rounds") + 1)) if "--rounds" in arguments else 3
    for name in (argument for argument in arguments if argument != "--rounds"):
        data = Path(name).read_bytes()
        file = pypdfium2.PdfDocument(data)
        pages = len(file)
        file.close()
        _read(data)
        taken: dict[str, list[float]] = {"read_pdf": [], "pdfplumber extract_tables": [], "pdfium text": []}
        for _ in range(rounds):
            for label, work in zip(taken, (_read, _extract_tables, _bare_text), strict=True):
                taken[label].append(_seconds(work, data))
        medians = {label: statistics.median(seconds) for label, seconds in taken.items()}
        print(f"{Path(name).name}: {pages} pages")
        for label, seconds in medians.items():
            print(
                f"  {label:26} {pages / seconds:8.1f} pages/s   {medians['read_pdf'] / seconds:6.2f} x the speed of read_pdf"
            )
        ratios = [b / a for a, b in zip(taken["read_pdf"], taken["pdfplumber extract_tables"], strict=True)]
        print(f"  read_pdf is {statistics.median(ratios):.1f} x as fast as pdfplumber's extract_tables")


if __name__ == "__main__":
    main()
