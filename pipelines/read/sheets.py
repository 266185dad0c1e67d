"""A workbook as one ``Document``: the paragraphs and tables of its sheets, in the order of the sheets.

Files are opened in ``workbook``; what stands where on a sheet is found in ``sheets_tables``. Knows nothing of plans or reports.
"""

from collections.abc import Iterator

from pipelines.language.legacy import MOJIBAKE
from pipelines.read.model import Document, Place, Remark, RemarkKind
from pipelines.read.sheets_grid import make_grid
from pipelines.read.sheets_tables import SheetReader
from pipelines.read.workbook_model import Sheet, Workbook, cell_name

_NAMED = 12


def read_sheets(workbook: Workbook) -> Document:
    """The document that ``workbook`` holds. Its rows count as lines, through all sheets, so that order is kept."""
    document = Document(
        workbook.source_name,
        workbook.source_sha256,
        str(workbook.format),
        notes=list(workbook.notes),
        remarks=list(workbook.remarks),
    )
    line = 1
    for sheet in workbook.sheets:
        if not sheet.rows:
            continue
        grid = make_grid(sheet, line, sheet.lines)
        reader = SheetReader(grid)
        document.blocks += reader.read()
        if grid.encodings:
            document.remarks.append(_encoding_remark(sheet.name, grid.encodings))
        document.remarks += reader.remarks
        document.remarks += _uncalculated(sheet)
        line += len(sheet.rows)
    document.line_count = line - 1
    return document


def _uncalculated(sheet: Sheet) -> Iterator[Remark]:
    """What is to be said of formulas that were never calculated: a file that a program wrote has no values for them."""
    cells = [at for at in sheet.formulas if at[0] < len(sheet.rows) and at[1] < sheet.width]
    missing = sorted(at for at in sheet.formulas if at not in cells or sheet.rows[at[0]][at[1]] is None)
    if missing and len(missing) == len(sheet.formulas):
        named = ", ".join(cell_name(*at) for at in missing[:_NAMED])
        more = f" và {len(missing) - _NAMED} ô khác" if len(missing) > _NAMED else ""
        text = f"Tệp không lưu kết quả của công thức ở {named}{more}: các ô này được đọc là trống."
        yield Remark(RemarkKind.FORMULA_ERROR, Place(sheet=sheet.name, cell=cell_name(*missing[0])), text)


def _encoding_remark(name: str, encodings: tuple[str, ...]) -> Remark:
    where = f"Trang tính “{name}”" if name else "Tệp"
    if encodings == (MOJIBAKE,):
        what = "có chữ bị lỗi mã (UTF-8 đọc sai); đã sửa lại thành chữ Unicode"
    else:
        what = f"dùng bảng mã cũ {', '.join(encodings)}; đã chuyển sang Unicode"
    return Remark(RemarkKind.LEGACY_ENCODING, Place(sheet=name or None), f"{where} {what}.")
