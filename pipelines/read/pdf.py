"""A PDF as a ``Document``: its text layer where that can be trusted, page by page, and the picture of a page where not.

What stands on a page is read in ``pdf_page`` and put in order in ``pdf_layout``; pictures are read in ``scan``. Links, scripts and
attached files are never followed, run or opened. pdfium works on one file at a time.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2 as pypdfium
import pypdfium2.raw as pdfium

from pipelines.read.grid import join_tables
from pipelines.read.model import Block, Document, Place, Remark, RemarkKind, SourceRejected, Spot
from pipelines.read.pdf_blocks import TextPages
from pipelines.read.pdf_judge import PageVerdict, judge_pages
from pipelines.read.pdf_layout import PageLayout, lay_out_page
from pipelines.read.pdf_page import PageContent, read_page
from pipelines.read.pdf_pictures import read_pictures, shift_blocks, shift_place

_LOCK = threading.Lock()
_END_MARK = b"%%EOF"
_TAIL = 4096
_DRAWN = (PageVerdict.BROKEN, PageVerdict.PICTURE)
_SHOWN_ANNOTATIONS = (
    pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_XFAWIDGET,
)  # fmt: skip
_SEND_AGAIN = "open it where it was made, save it as PDF again and send that file"


def read_pdf(source_name: str, source_sha256: str, data: bytes) -> Document:
    """Return the document that the PDF ``data`` holds; its format is ``pdf``, or ``pdf_scan`` where a page was read as a picture.

    Raises SourceRejected where the file is damaged, needs a password or has no pages, and what ``scan`` raises where text has
    to be recognised and cannot be.
    """
    with _LOCK, _open(source_name, data) as file:
        pages = list(_read_pages(source_name, file))
        verdicts = judge_pages([content for content, _ in pages], [layout for _, layout in pages])
        return _make_document(source_name, source_sha256, file, pages, verdicts)


@contextmanager
def _open(source_name: str, data: bytes) -> Iterator[pypdfium.PdfDocument]:
    try:
        file = pypdfium.PdfDocument(data)
    except pypdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise SourceRejected(
                source_name, "the file is protected by a password", "remove the password and send it again"
            ) from error
        problem = "the file is cut off or damaged" if len(data) > 0 else "the file is empty"
        raise SourceRejected(source_name, problem, _SEND_AGAIN) from error
    try:
        if len(file) == 0:
            raise SourceRejected(source_name, "the PDF has no pages", _SEND_AGAIN)
        if _END_MARK not in data[-_TAIL:] and not pdfium.FPDF_DocumentHasValidCrossReferenceTable(file.raw):
            raise SourceRejected(source_name, "the file is cut off: its end is missing", "send the whole file again")
        yield file
    finally:
        file.close()


def _read_pages(source_name: str, file: pypdfium.PdfDocument) -> Iterator[tuple[PageContent, PageLayout]]:
    for index in range(len(file)):
        page = pdfium.FPDF_LoadPage(file.raw, index)
        if not page:
            raise SourceRejected(source_name, f"page {index + 1} is damaged", _SEND_AGAIN)
        try:
            if (
                _has_shown_annotations(page)
                and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
            ):
                # What was stamped or filled in is printed with the page; pdfium sees it as its text once it is loaded again.
                pdfium.FPDF_ClosePage(page)
                page = pdfium.FPDF_LoadPage(file.raw, index)
            content = read_page(page, index + 1)
        finally:
            pdfium.FPDF_ClosePage(page)
        layout = lay_out_page(content)
        content.words.clear()
        content.across.clear()
        content.upright.clear()
        yield content, layout


def _has_shown_annotations(page: pdfium.FPDF_PAGE) -> bool:
    count = min(pdfium.FPDFPage_GetAnnotCount(page), 1000)
    for index in range(max(count, 0)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _SHOWN_ANNOTATIONS:
            return True
    return False


def _make_document(
    source_name: str,
    source_sha256: str,
    file: pypdfium.PdfDocument,
    pages: Sequence[tuple[PageContent, PageLayout]],
    verdicts: Sequence[PageVerdict],
) -> Document:
    drawn = [content.number for (content, _), verdict in zip(pages, verdicts, strict=True) if verdict in _DRAWN]
    pictures = read_pictures(source_name, file, drawn) if drawn else {}
    text = TextPages(
        [layout for (_, layout), verdict in zip(pages, verdicts, strict=True) if verdict is PageVerdict.TEXT]
    )
    document = Document(source_name, source_sha256, "pdf_scan" if drawn else "pdf")
    scanned: list[tuple[int, Block]] = []
    number = 0
    for (content, layout), verdict in zip(pages, verdicts, strict=True):
        if verdict is PageVerdict.TEXT:
            number = text.count_lines(layout, number)
            document.spots += _spots(layout)
        elif (found := pictures.get(content.number)) is not None:
            scanned += [(_first_line(block), block) for block in shift_blocks(found.blocks, number)]
            document.remarks += [replace(r, place=shift_place(r.place, number)) for r in found.remarks]
            document.spots += [replace(spot, line=spot.line + number) for spot in found.spots]
            if verdict is PageVerdict.BROKEN:
                document.remarks.append(_tell_broken(content.number, number + 1, number + max(found.line_count, 1)))
            number += found.line_count
    document.line_count = number
    text.read(document)
    if scanned:
        numbered = [*((_first_line(block), block) for block in document.blocks), *scanned]
        numbered.sort(key=lambda item: item[0])
        document.blocks = join_tables([block for _, block in numbered], rows_may_be_cut=True)
    document.remarks += [_too_much(content.number) for content, _ in pages if content.too_much]
    document.remarks.sort(key=lambda remark: (remark.place.page or 0, remark.place.line_start or 0))
    if not document.blocks and not document.remarks:
        raise SourceRejected(source_name, "the PDF holds no text", "send the document itself: all its pages are blank")
    return document


def _spots(layout: PageLayout) -> Iterator[Spot]:
    frame = layout.frame
    return (Spot(line.number, line.page, frame.shown(line.box), line.text, frame.upright) for line in layout.lines())


def _first_line(block: Block) -> int:
    return block.place.line_start or 0


def _tell_broken(page: int, first: int, last: int) -> Remark:
    told = (
        f"Lớp chữ của trang {page} bị hỏng (bảng mã của phông chữ sai): nội dung trang được nhận dạng từ hình ảnh, cần đối chiếu"
        " với bản gốc."
    )
    return Remark(RemarkKind.UNREADABLE_TEXT_LAYER, Place(page, first, last), told)


def _too_much(page: int) -> Remark:
    told = f"Trang {page} có quá nhiều nét vẽ hoặc ký tự: khung bảng của trang không được đọc, số liệu cần đối chiếu với bản gốc."
    return Remark(RemarkKind.DOUBTFUL_PAGE, Place(page), told)
