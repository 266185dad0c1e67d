"""``README.md`` of a release: what is in it, how to read, check and cite it, in Vietnamese and in English."""

from collections.abc import Sequence

from pipelines.metadata import Dataset
from pipelines.publish.catalogue import Catalogue

_TEXT = """# {title_vi}

{description_vi}

| Bộ dữ liệu | Nội dung | Số dòng | Tải về |
| --- | --- | ---: | --- |
{rows_vi}

- Ý nghĩa của từng cột: `datapackage.json`. Danh mục theo DCAT 3: `catalog.ttl`, `catalog.jsonld`. Báo cáo chất lượng: [quality/report.md](quality/report.md).
- CSV theo RFC 4180: UTF-8, ô trống là không có giá trị, dấu thập phân là dấu chấm, ngày dạng `YYYY-MM-DD`. Tiền tính bằng đồng. Trong Parquet, số thập phân là số thực 64 bit; giá trị chính xác nằm trong CSV.
- Văn bản mà phần mềm bảng tính sẽ hiểu là công thức (bắt đầu bằng `=`, `+`, `-`, `@`, tab hoặc xuống dòng) có dấu `'` đứng trước trong CSV; số âm và dòng gạch đầu dòng giữ nguyên. Parquet giữ đúng nguyên văn.
- Kiểm tra tệp: `sha256sum -c SHA256SUMS`. Mã bản phát hành là `r-` và 16 ký tự đầu của SHA-256 của tệp `SHA256SUMS`; cùng nội dung thì cùng mã.
- Giấy phép: [{licence_vi}]({licence_uri}) ({licence_id}).
- Trích dẫn: {publisher}, «{title_vi}», bản phát hành [mã], bộ dữ liệu [tên]; kèm số, ký hiệu, ngày và cơ quan ban hành của văn bản gốc (bộ dữ liệu `documents`).

# {title_en}

{description_en}

| Dataset | What it holds | Rows | Files |
| --- | --- | ---: | --- |
{rows_en}

- What each column means: `datapackage.json`. DCAT 3 catalogue: `catalog.ttl`, `catalog.jsonld`. Quality report (in Vietnamese): [quality/report.md](quality/report.md).
- CSV as in RFC 4180: UTF-8, an empty cell is a null, '.' decimal mark, ISO dates. Money is in đồng. In Parquet a decimal number is a 64-bit float; the exact figure stands in the CSV.
- A text that a spreadsheet program would run as a formula (beginning with `=`, `+`, `-`, `@`, a tab or a carriage return) has a `'` before it in CSV; negative numbers and printed bullets stay. Parquet keeps the exact text.
- To check the files: `sha256sum -c SHA256SUMS`. The release id is `r-` and the first 16 digits of the SHA-256 of `SHA256SUMS` itself: the same content has the same id.
- Licence: [{licence_en}]({licence_uri}) ({licence_id}).
- To cite: {publisher}, "{title_en}", release [id], dataset [name]; with symbol, date and issuer of the source document (dataset `documents`).
"""  # noqa: E501 - a paragraph of Markdown is one line


def readme_markdown(catalogue: Catalogue, tables: Sequence[tuple[Dataset, int]]) -> str:
    """Return the text for a release that holds ``tables``: each dataset with its number of rows."""
    return _TEXT.format(
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


def _row(dataset: Dataset, title: str, description: str, rows: int) -> str:
    file = f"{dataset.name}/{dataset.name}"
    return f"| {title} (`{dataset.name}`) | {description} | {rows} | [CSV]({file}.csv), [Parquet]({file}.parquet) |"
