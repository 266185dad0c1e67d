import pytest

from pipelines.language.headings import column_kinds


@pytest.mark.parametrize(
    ("headings", "kinds"),
    [
        (
            ["STT", "Nội dung chỉ tiêu", "Chỉ tiêu (%)", "Kết quả năm 2023", "Ghi chú"],
            ["row_number", "indicator_name", "target", "result", "note"],
        ),
        (["STT", "Chỉ tiêu", "Mục tiêu năm 2025", "Đơn vị tính"], ["row_number", "indicator_name", "target", "unit"]),
        (
            ["TT", "Danh mục nhiệm vụ, dự án", "Nội dung, quy mô đầu tư", "Đơn vị chủ trì", "Đơn vị phối hợp"],
            ["row_number", "project_name", "scope", "lead_agency", "coordinating_agency"],
        ),
        (
            ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Kết quả", "Ghi chú"],
            ["row_number", "project_name", "lead_agency", "coordinating_agency", "expected_output", "note"],
        ),
        (
            ["STT", "Tên dự án", "Kinh phí (triệu đồng) / Tổng số", "Kinh phí (triệu đồng) / Năm 2026", "Thời gian"],
            ["row_number", "project_name", "budget", "budget", "time"],
        ),
        (
            ["TT", "Tên dự án", "Tổng kinh phí", "Phân kỳ / 2024", "Phân kỳ vốn (triệu đồng) / Năm 2025"],
            ["row_number", "project_name", "budget", "budget", "budget"],
        ),
        (
            ["TT", "Tên chỉ tiêu", "Giải thích chỉ tiêu", "Chỉ tiêu cụ thể", "Đơn vị chủ trì"],
            ["row_number", "indicator_name", "definition", "target", "lead_agency"],
        ),
        (
            ["TT", "Chỉ số", "Điểm chuẩn", "Điểm đạt năm 2023", "Điểm phấn đấu 2024"],
            ["row_number", "indicator_name", "other", "result", "target"],
        ),
        (
            ["TT", "Chỉ tiêu", "ĐVT", "Hiện trạng 31/12/2023", "Chỉ tiêu 2024"],
            ["row_number", "indicator_name", "unit", "baseline", "target"],
        ),
        (
            ["TT", "Tên dự án", "Kế hoạch đã giao", "Kế hoạch sau điều chỉnh", "Mức hỗ trợ", "Giá trị hợp đồng"],
            ["row_number", "project_name", "budget", "budget", "budget", "budget"],
        ),
        (
            ["TT", "Tên dự án", "Dự kiến (tỷ đồng)", "NS thành phố", "Nguồn vốn khác"],
            ["row_number", "project_name", "budget", "budget", "budget"],
        ),
        (
            ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện 2025", "Lộ trình thực hiện / 2026", "Lộ trình thực hiện / 2027"],
            ["row_number", "indicator_name", "unit", "result", "target", "target"],
        ),
        (["TT", "Nhiệm vụ", "Chủ trì", "Hoàn thành"], ["row_number", "project_name", "lead_agency", "time"]),
        (["TT", "Màu sắc", "Chỉ tiêu"], ["row_number", "other", "indicator_name"]),
    ],
)
def test_headings_mean_what_they_say(headings: list[str], kinds: list[str]) -> None:
    assert [kind.kind for kind in column_kinds(headings)] == kinds
