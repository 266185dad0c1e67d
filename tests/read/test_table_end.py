"""Where a table ends: what follows it is none of its cells."""

from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.table_end import find_prose

ROWS = """STT Nội dung Đơn vị chủ trì Thời gian
1 Rà soát quy chế Sở Nội vụ Quý II/2024
2 Tập huấn cho cán bộ Sở TT&TT Quý III/2024
3 Số hóa hồ sơ lưu trữ Sở Tư pháp Quý IV/2024
4 Mở lớp bồi dưỡng Sở Nội vụ Quý II/2024
5 Kiểm tra an toàn Công an tỉnh Quý III/2024
6 Đánh giá kết quả Sở TT&TT Quý IV/2024
7 Khen thưởng Sở Nội vụ Quý IV/2024
8 Báo cáo tổng kết Sở TT&TT Quý IV/2024
"""
SENTENCE = """Các cơ quan được giao chủ trì theo dõi tiến độ từng việc, mỗi tháng một lần báo cáo số
liệu về cơ quan thường trực để tổng hợp; việc nào chậm phải nêu rõ nguyên nhân và hướng
khắc phục, không báo cáo chung chung; số liệu đã gửi thì chịu trách nhiệm đến cùng.
"""


def last_row(text: str) -> tuple[str, ...]:
    (found,) = read_linearised_tables(read_lines(text))
    return found.table.rows[-1].texts


def test_prose_with_its_headings_ends_a_table() -> None:
    text = ROWS + "II. NHIỆM VỤ TRỌNG TÂM\n1. Công tác chỉ đạo, điều hành\n" + 5 * SENTENCE
    assert last_row(text) == ("8", "Báo cáo tổng kết", "Sở TT&TT", "Quý IV/2024")


def test_one_long_cell_ends_no_table() -> None:
    long_cell = SENTENCE.replace("Các cơ quan", "9 Các cơ quan", 1)
    lines = read_lines(ROWS + long_cell + ROWS.partition("\n")[2])
    assert find_prose(lines, 0, len(lines)) == len(lines)


def test_letterhead_of_another_document_ends_a_table() -> None:
    text = ROWS + "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nCông văn về việc báo cáo\n"
    assert last_row(text) == ("8", "Báo cáo tổng kết", "Sở TT&TT", "Quý IV/2024")
