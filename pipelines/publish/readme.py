"""``README.md`` of a release: what is in it, how to read, check and cite it, in Vietnamese and in English."""

from collections.abc import Sequence

from pipelines.metadata import Dataset
from pipelines.publish.catalogue import Catalogue
from pipelines.publish.tables import public_columns

_TEXT = """# {title_vi}

{description_vi}

| Bộ dữ liệu | Nội dung | Số dòng | Tải về |
| --- | --- | ---: | --- |
{rows_vi}

- Ý nghĩa của từng cột: `datapackage.json`. Danh mục theo DCAT-AP 3: `catalog.ttl`, `catalog.jsonld`, `catalog.rdf`; `data.json`. Báo cáo chất lượng: [quality/report.md](quality/report.md).
- CSV theo RFC 4180: UTF-8, ô trống là không có giá trị, dấu thập phân là dấu chấm, ngày dạng `YYYY-MM-DD`. Tiền tính bằng đồng. Trong Parquet, số thập phân là số thực 64 bit; giá trị chính xác nằm trong CSV.
- Toàn bộ trong một tệp: [ZIP](bundle/{name}.zip) (CSV, Parquet và mô tả), [SQLite](bundle/{name}.sqlite). `*.excel.csv` là cùng nội dung CSV, mở bằng Excel không lỗi phông chữ.
- Dữ liệu cá nhân (thư điện tử, số điện thoại, số định danh, trang cá nhân) trong văn bản gốc được thay bằng `[đã ẩn: ...]`; nơi và lý do: [quality/withheld.csv](quality/withheld.csv). Căn cứ pháp lý của dữ liệu mở và hiệu lực: `legalGrounds` trong `datapackage.json`.
- Văn bản mà phần mềm bảng tính sẽ hiểu là công thức (bắt đầu bằng `=`, `+`, `-`, `@`, tab hoặc xuống dòng) có dấu `'` đứng trước trong CSV; số âm và dòng gạch đầu dòng giữ nguyên. Parquet giữ đúng nguyên văn.
- Kiểm tra tệp: `sha256sum -c SHA256SUMS`. Mã bản phát hành là `r-` và 16 ký tự đầu của SHA-256 của tệp `SHA256SUMS`; cùng nội dung thì cùng mã.
- Giấy phép: [{licence_vi}]({licence_uri}) ({licence_id}).
- Trích dẫn: {publisher}, «{title_vi}», bản phát hành [mã], bộ dữ liệu [tên]; kèm số, ký hiệu, ngày và cơ quan ban hành của văn bản gốc (bộ dữ liệu `documents`).

# {title_en}

{description_en}

| Dataset | What it holds | Rows | Files |
| --- | --- | ---: | --- |
{rows_en}

- What each column means: `datapackage.json`. DCAT-AP 3 catalogue: `catalog.ttl`, `catalog.jsonld`, `catalog.rdf`; `data.json`. Quality report (in Vietnamese): [quality/report.md](quality/report.md).
- CSV as in RFC 4180: UTF-8, an empty cell is a null, '.' decimal mark, ISO dates. Money is in đồng. In Parquet a decimal number is a 64-bit float; the exact figure stands in the CSV.
- Everything in one file: [ZIP](bundle/{name}.zip) (CSV, Parquet and their description), [SQLite](bundle/{name}.sqlite). `*.excel.csv` is the same CSV behind a byte order mark.
- Personal data in the source documents (e-mail addresses, telephone numbers, identity numbers, personal pages) are replaced by `[đã ẩn: ...]`; where and why: [quality/withheld.csv](quality/withheld.csv). The legal grounds of openness with their validity: `legalGrounds` of `datapackage.json`.
- A text that a spreadsheet program would run as a formula (beginning with `=`, `+`, `-`, `@`, a tab or a carriage return) has a `'` before it in CSV; negative numbers and printed bullets stay. Parquet keeps the exact text.
- To check the files: `sha256sum -c SHA256SUMS`. The release id is `r-` and the first 16 digits of the SHA-256 of `SHA256SUMS` itself: the same content has the same id.
- Licence: [{licence_en}]({licence_uri}) ({licence_id}).
- To cite: {publisher}, "{title_en}", release [id], dataset [name]; with symbol, date and issuer of the source document (dataset `documents`).
"""  # noqa: E501 - a paragraph of Markdown is one line


def readme_markdown(catalogue: Catalogue, tables: Sequence[tuple[Dataset, int]]) -> str:
    """Return the text for a release that holds ``tables``: each dataset with its number of rows."""
    return _TEXT.format(
        name=catalogue.name,
        title_vi=catalogue.title_vi,
        title_en=catalogue.title_en,
        description_vi=catalogue.description_vi,
        description_en=catalogue.description_en,
        rows_vi="\n".join(_row(dataset, dataset.title_vi, dataset.description_vi, rows) for dataset, rows in tables),
        rows_en="\n".join(_row(dataset, dataset.title_en, dataset.description_en, rows) for dataset, rows in tables),
        licence_vi=catalogue.licence.title_vi,
        licence_en=catalogue.licence.title_en,
        licence_uri=catalogue.licence.uri,
        licence_id=catalogue.licence.id,
        publisher=catalogue.publisher_name,
    )


def workbook_readme(catalogue: Catalogue, dataset: Dataset) -> list[tuple[str, ...]]:
    """Return the rows of the sheet "Đọc tôi" of a dataset's workbook: what it is, its licence, what its columns mean."""
    about = [
        (dataset.title_vi, dataset.title_en),
        (dataset.description_vi, dataset.description_en),
        ("Mỗi dòng / One row", dataset.grain_vi, dataset.grain),
        ("Cơ quan công bố / Publisher", catalogue.publisher_name),
        (
            "Nguồn / Source",
            "Văn bản gốc nêu ở các cột document_id, source_*; danh sách văn bản ở bộ dữ liệu documents.",
        ),
        ("Giấy phép / Licence", f"{catalogue.licence.title_vi} ({catalogue.licence.id}): {catalogue.licence.uri}"),
        ("Quyền / Rights", catalogue.rights_vi),
        ("Giá trị chính xác / Exact values", "Excel giữ 15 chữ số có nghĩa; giá trị chính xác nằm trong tệp CSV."),
        ("",),
        ("Cột", "Tên tiếng Việt", "Kiểu", "Đơn vị", "Ý nghĩa", "Giá trị cho phép", "Ý nghĩa (tiếng Anh)"),
    ]
    columns = [
        (
            *(column.name, column.label_vi, column.type, column.unit),
            *(column.told_vi, " | ".join(column.values), column.description),
        )
        for column in public_columns(dataset)
    ]
    return [*about, *columns]


def _row(dataset: Dataset, title: str, description: str, rows: int) -> str:
    file = f"{dataset.name}/{dataset.name}"
    return (
        f"| {title} (`{dataset.name}`) | {description} | {rows} | [CSV]({file}.csv), [Excel]({file}.xlsx), [CSV Excel]({file}.excel.csv), "
        f"[JSON]({file}.json), [JSONL]({file}.jsonl), [Parquet]({file}.parquet) |"
    )
