{#- Generated from pipelines/metadata/bi.yml by python -m pipelines.publish.bi; change it there. -#}

{#- What a code is called in Vietnamese; one without a label is what unnamed says, else it stays as it is. -#}
{% macro label_of(name, expression, unnamed=none) -%}
    {%- set declared = {
        'result_status': {'met': 'Đạt', 'missed': 'Không đạt', 'on_track': 'Đang đạt', 'not_yet_due': 'Chưa đến kỳ', 'no_result': 'Chưa có kết quả', 'not_comparable': 'Không so sánh được'},
        'project_status': {'new': 'Mới', 'continuing': 'Chuyển tiếp', 'none': 'Không ghi'},
        'progress_status': {'not_started': 'Chưa triển khai', 'preparing': 'Chuẩn bị đầu tư', 'tendering': 'Đấu thầu', 'in_progress': 'Đang thực hiện', 'completed': 'Hoàn thành', 'suspended': 'Tạm dừng', 'cancelled': 'Hủy bỏ', 'none': 'Chưa có báo cáo'},
        'amount_kind': {'item': 'Từng khoản', 'total': 'Tổng số', 'subtotal': 'Nhóm kinh phí', 'allocation': 'Bố trí', 'support': 'Hỗ trợ', 'other': 'Khác'},
        'amount_source': {'project_line': 'Dòng dự án của văn bản', 'budget_line': 'Lời văn và dòng tổng', 'project_return': 'Báo cáo dự án', 'budget_return': 'Báo cáo kinh phí'},
        'project_change': {'new': 'Mới', 'continued': 'Tiếp tục', 'renamed': 'Đổi tên', 'split': 'Tách', 'merged': 'Gộp', 'vanished': 'Không còn', 'none': 'Chưa có kỳ để so'},
        'reconciliation_kind': {'groups_of_total': 'Tổng và các nhóm', 'rows_of_group': 'Nhóm và các dòng', 'rows_of_total': 'Tổng và các dòng', 'columns_of_row': 'Các cột của dòng', 'year_within_period': 'Năm trong giai đoạn', 'body_and_annex': 'Lời văn và phụ lục', 'parts_of_amount': 'Số và các phần', 'sources_and_groups': 'Nguồn vốn và nhóm'},
        'reconciliation_outcome': {'exact': 'Khớp', 'rounding': 'Lệch do làm tròn', 'contradiction': 'Không khớp', 'none': 'Chưa đối chiếu được'},
        'measure_kind': {'indicator_result': 'Kết quả chỉ tiêu', 'project_budget': 'Kinh phí dự án', 'project_count': 'Số nhiệm vụ, dự án'},
        'figure_state': {'as_printed': 'Như đã in', 'renamed': 'Đơn vị đổi tên', 'summed': 'Cộng dồn', 'recomputed': 'Tính lại từ tử số và mẫu số', 'refused': 'Không cộng được'},
        'period_kind': {'year': 'Một năm', 'several_years': 'Nhiều năm', 'none': 'Không ghi'},
        'funding_source': {'central_budget': 'Ngân sách trung ương', 'province_budget': 'Ngân sách tỉnh', 'district_budget': 'Ngân sách huyện', 'commune_budget': 'Ngân sách xã', 'local_budget': 'Ngân sách địa phương', 'national_programme': 'Chương trình mục tiêu quốc gia', 'oda': 'ODA, vốn vay', 'unit_fund': 'Nguồn của đơn vị', 'private': 'Nguồn tư nhân', 'other': 'Nguồn khác', 'none': 'Không ghi hoặc nhiều nguồn'},
        'role': {'monitor': 'Theo dõi', 'lead': 'Chủ trì', 'coordinate': 'Phối hợp'},
        'subject_kind': {'indicator': 'Chỉ tiêu', 'project': 'Nhiệm vụ, dự án'},
        'check_kind': {'expectation': 'Quy tắc dữ liệu', 'arithmetic': 'Kiểm tra số học', 'finding': 'Phát hiện trong văn bản', 'coverage': 'Độ phủ của việc đọc'},
        'check_outcome': {'passed': 'Đạt', 'failed': 'Không đạt'},
        'rule': {'duplicate_code': 'Trùng mã', 'numbering_gap': 'Đứt số thứ tự', 'repeated_row': 'Lặp dòng', 'invalid_date': 'Ngày không có thật', 'date_conflict': 'Ngày mâu thuẫn', 'blank_number': 'Bỏ trống số văn bản', 'implausible_value': 'Giá trị bất thường', 'wording_conflict': 'Lời văn khác nhau', 'missing_value': 'Thiếu số liệu', 'missing_appendix': 'Thiếu phụ lục', 'spelling': 'Lỗi chính tả', 'expected_output': 'Thiếu sản phẩm', 'rounding_difference': 'Sai lệch do làm tròn', 'unread_share': 'Tỷ lệ chưa đọc', 'cut_off': 'Văn bản bị cắt', 'ratio_conflict': 'Tỷ lệ không khớp', 'count_conflict': 'Số đếm không khớp', 'total_leaves_rows_out': 'Tổng bỏ sót dòng', 'column_sum': 'Tổng cột', 'group_total': 'Tổng nhóm', 'ratio': 'Tỷ lệ', 'share': 'Tỷ trọng', 'count': 'Số đếm'},
        'severity': {'reject': 'Bị loại', 'contradiction': 'Mâu thuẫn', 'note': 'Cần xem lại'},
        'responsibility': {'issuer': 'Cơ quan ban hành', 'agency': 'Đơn vị báo cáo', 'us': 'Đơn vị vận hành kho'},
        'template': {'indicator_return': 'Kết quả chỉ tiêu', 'project_return': 'Tiến độ dự án', 'budget_return': 'Dự toán và giải ngân', 'open_data_register': 'Danh mục dữ liệu'},
        'submission_status': {'accepted': 'Đã nhận', 'accepted_with_warnings': 'Nhận, có lưu ý', 'rejected': 'Trả lại', 'superseded': 'Đã có bản thay thế'},
        'unit_level': {'province': 'Tỉnh', 'district': 'Huyện', 'commune': 'Xã'},
    } -%}
    {%- set codes = declared[name] -%}
    case {{ expression }}
    {% for code, label in codes.items() if code != 'none' %}
        when '{{ code }}' then '{{ label }}'
    {% endfor %}
        else coalesce({{ unnamed or expression }}, {{ "'" ~ codes['none'] ~ "'" if 'none' in codes else 'null' }})
    end
{%- endmacro %}
