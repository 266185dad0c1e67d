"""A small writer of PDFs for tests: text, rules and pictures exactly where the test wants them, in no need of fonts.

The font is not embedded: every letter is half its size wide (a blank a quarter), and a ToUnicode map says which letter it is.
"""

import hashlib
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

A4 = (595.0, 842.0)
LANDSCAPE = (842.0, 595.0)
_PICTURE = "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"


def width_of(text: str, size: float) -> float:
    """How wide a text is in the writer's font."""
    return sum(0.25 if letter == " " else 0.5 for letter in text) * size


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines of a text in a column; a newline in it begins a new one."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            longer = f"{line} {word}".strip()
            if line and width_of(longer, size) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return [line for line in lines if line]


@dataclass
class PdfPage:
    """One page; places are points from its top left corner."""

    size: tuple[float, float]
    rotate: int = 0
    parts: list[str] = field(default_factory=list)
    images: list[bytes] = field(default_factory=list)


class PdfWriter:
    """Gathers pages; ``build`` gives the file. ``lies`` maps letters to what the font's ToUnicode map says they are."""

    def __init__(self, lies: dict[str, str] | None = None, font: str = "TestSerif") -> None:
        self.pages: list[PdfPage] = []
        self._codes: dict[str, int] = {}
        self._lies = lies or {}
        self._font = font

    def page(self, size: tuple[float, float] = A4, rotate: int = 0) -> "PdfWriter":
        """Begin a page."""
        self.pages.append(PdfPage(size, rotate))
        return self

    def text(
        self, x: float, y: float, text: str, size: float = 12, *, bold: bool = False, mode: int = 0, turned: int = 0
    ) -> float:
        """Write a line with its baseline at ``y``, ``turned`` quarters against the clock; return where it ends."""
        codes = "".join(f"{self._codes.setdefault(letter, len(self._codes) + 1):04x}" for letter in text)
        page = self.pages[-1]
        a, b = ((1, 0), (0, 1), (-1, 0), (0, -1))[turned]
        matrix = f"{a} {b} {-b} {a} {x:.2f} {page.size[1] - y:.2f}"
        page.parts.append(f"BT /{'B' if bold else 'F'} {size} Tf {mode} Tr {matrix} Tm <{codes}> Tj ET")
        return x + width_of(text, size)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 12, step: float = 15) -> float:
        """Write lines one under the other; return the baseline after the last."""
        for line in lines:
            self.text(x, y, line, size)
            y += step
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """Draw a line."""
        height = self.pages[-1].size[1]
        self.pages[-1].parts.append(f"{width} w {x0:.2f} {height - y0:.2f} m {x1:.2f} {height - y1:.2f} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> None:
        """Draw a rectangle."""
        height = self.pages[-1].size[1]
        self.pages[-1].parts.append(f"{x0:.2f} {height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re {paint}")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Draw all rules of a grid."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """Put a grey picture somewhere."""
        page = self.pages[-1]
        page.images.append(bytes([200] * 64))
        bottom = page.size[1] - y - height
        page.parts.append(f"q {width} 0 0 {height} {x} {bottom} cm /I{len(page.images)} Do Q")

    def table(
        self,
        xs: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        top: float = 100,
        bottom: float = 740,
        next_top: float = 60,
        size: float = 11,
        repeat_header: bool = False,
        ruled: bool = True,
    ) -> float:
        """Write a ruled table that goes on over pages, rows cut where a page is full; return its lower edge on the last page.

        A row whose cells are '' but for the first ones is one text over the columns that are left out.
        """
        page_size, step, y = self.pages[-1].size, size * 1.25, top
        queue = [list(row) for row in rows]
        first = True
        while queue:
            row = queue.pop(0)
            spans = len(row) < len(xs) - 1
            edges = [*xs[: len(row)], xs[-1]] if spans else list(xs)
            cells = [wrap(text, edges[i + 1] - edges[i] - 8, size) for i, text in enumerate(row)]
            if y + step + 4 > bottom:
                self.page(page_size)
                y = next_top
                if repeat_header and not first:
                    queue.insert(0, row)
                    row, cells, edges = list(rows[0]), [], list(xs)
                    cells = [wrap(text, edges[i + 1] - edges[i] - 8, size) for i, text in enumerate(row)]
            room = int((bottom - y - 4) / step)
            height = min(max(map(len, cells)), room) * step + 4
            for index, lines in enumerate(cells):
                for at, line in enumerate(lines[:room]):
                    self.text(edges[index] + 4, y + 1 + (at + 0.85) * step, line, size)
            if ruled:
                self.grid(edges, [y, y + height])
            y += height
            if any(len(lines) > room for lines in cells):
                queue.insert(0, [" ".join(lines[room:]) for lines in cells])
            first = False
        return y

    def build(self, user_password: str | None = None) -> bytes:
        """The file, protected by a password where one is given; '' opens without asking (only changes are forbidden)."""
        objects: list[bytes] = [b"", b"", b""]

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        def stream(data: bytes, extra: str = "") -> bytes:
            packed = zlib.compress(data)
            return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (
                len(packed),
                extra.encode(),
                packed,
            )

        pairs = "\n".join(
            f"<{code:04x}> <{self._lies.get(letter, letter).encode('utf-16-be').hex()}>"
            for letter, code in self._codes.items()
        )
        spaces = "1 begincodespacerange <0000> <ffff> endcodespacerange"
        count = len(self._codes)
        cmap = add(
            stream(
                f"/CIDInit /ProcSet findresource begin begincmap {spaces}\n{count} beginbfchar\n{pairs}"
                "\nendbfchar endcmap".encode()
            )
        )
        widths = " ".join(f"{code} [{250 if letter == ' ' else 500}]" for letter, code in self._codes.items())
        fonts = []
        for name in (self._font, f"{self._font}-Bold"):
            descriptor = add(
                f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800"
                " /Descent -200 /CapHeight 700 /StemV 80 >>".encode()
            )
            inner = add(
                f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
                f" /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 500 /W [{widths}] >>".encode()
            )
            fonts.append(
                add(
                    f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{inner} 0 R]"
                    f" /ToUnicode {cmap} 0 R >>".encode()
                )
            )
        kids = []
        for page in self.pages:
            content = add(stream("\n".join(page.parts).encode()))
            names = "".join(f"/I{at} {add(stream(data, _PICTURE))} 0 R " for at, data in enumerate(page.images, 1))
            box = f"[0 0 {page.size[0]} {page.size[1]}]"
            kids.append(
                add(
                    f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Rotate {page.rotate} /Contents {content} 0 R"
                    f" /Resources << /Font << /F {fonts[0]} 0 R /B {fonts[1]} 0 R >> /XObject << {names}>> >> >>".encode()
                )
            )
        objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
        objects[2] = b"<< >>"
        trailer = b""
        if user_password is not None:
            objects, trailer = _encrypt(objects, user_password)
        out = bytearray(b"%PDF-1.7\n")
        offsets = []
        for number, body in enumerate(objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
        return bytes(out)


_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_STREAM = re.compile(rb"(.*?stream\n)(.*)(\nendstream)", re.DOTALL)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _encrypt(objects: Sequence[bytes], user_password: str) -> tuple[list[bytes], bytes]:
    """The objects encrypted by the standard handler, revision 2 (ISO 32000-1, 7.6.3), and what the trailer says of it."""
    user = (user_password.encode("utf-8") + _PADDING)[:32]
    owner = _rc4(_md5((b"owner" + _PADDING)[:32])[:5], user)
    rights = (-44).to_bytes(4, "little", signed=True)
    identity = b"0123456789abcdef"
    key = _md5(user + owner + rights + identity)[:5]
    encrypted = []
    for number, body in enumerate(objects, 1):
        own = _md5(key + number.to_bytes(3, "little") + b"\0\0")[:10]
        found = _STREAM.fullmatch(body)
        encrypted.append(found[1] + _rc4(own, found[2]) + found[3] if found else body)
    encrypted.append(
        b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>"
        % (owner.hex().encode(), _rc4(key, _PADDING).hex().encode())
    )
    return encrypted, b"/Encrypt %d 0 R /ID [<%s> <%s>] " % (
        len(encrypted),
        identity.hex().encode(),
        identity.hex().encode(),
    )
