{#- Generated from pipelines/metadata/bi.yml by python -m pipelines.publish.bi; change it there. -#}

{#- What a code is called in Vietnamese; one without a label is what unnamed says, else it stays as it is. -#}
{% macro label_of(name, expression, unnamed=none) -%}
    {%- set declared = {
        'result_status': {'met': 'Đạt', 'missed': 'Không đạt', 'in_progress': 'Chưa hết kỳ', 'no_result': 'Chưa có kết quả', 'needs_baseline': 'Cần số kỳ trước', 'no_number': 'Không tính được bằng số'},
        'project_status': {'new': 'Mới', 'continuing': 'Chuyển tiếp', 'none': 'Không ghi'},
        'progress_status': {'not_started': 'Chưa triển khai', 'preparing': 'Chuẩn bị đầu tư', 'tendering': 'Đấu thầu', 'in_progress': 'Đang thực hiện', 'completed': 'Hoàn thành', 'suspended': 'Tạm dừng', 'cancelled': 'Hủy bỏ', 'none': 'Chưa có báo cáo'},
        'amount_kind': {'project': 'Nhiệm vụ / dự án', 'total': 'Tổng số', 'subtotal': 'Nhóm kinh phí', 'allocation': 'Bố trí', 'support': 'Hỗ trợ', 'transaction': 'Giao dịch', 'other': 'Khác'},
        'period_kind': {'year': 'Một năm', 'several_years': 'Nhiều năm', 'none': 'Không ghi'},
        'funding_source': {'central_budget': 'Ngân sách trung ương', 'province_budget': 'Ngân sách tỉnh', 'district_budget': 'Ngân sách huyện', 'commune_budget': 'Ngân sách xã', 'several': 'Nhiều nguồn', 'other': 'Nguồn khác', 'none': 'Không ghi'},
        'role': {'monitor': 'Theo dõi', 'lead': 'Chủ trì', 'coordinate': 'Phối hợp'},
        'subject_kind': {'indicator': 'Chỉ tiêu', 'project': 'Nhiệm vụ, dự án'},
        'entry_kind': {'finding': 'Phát hiện trong văn bản', 'arithmetic_check': 'Kiểm tra số học', 'unread_text': 'Nội dung chưa đọc', 'rejected_row': 'Dòng bị loại', 'rejected_source': 'Tệp bị từ chối', 'row_issue': 'Dòng cần xem lại', 'return_issue': 'Lỗi báo cáo'},
        'rule': {'duplicate_code': 'Trùng mã', 'numbering_gap': 'Đứt số thứ tự', 'repeated_row': 'Lặp dòng', 'invalid_date': 'Ngày không có thật', 'date_conflict': 'Ngày mâu thuẫn', 'blank_number': 'Bỏ trống số văn bản', 'implausible_value': 'Giá trị bất thường', 'wording_conflict': 'Lời văn khác nhau', 'missing_value': 'Thiếu số liệu', 'missing_appendix': 'Thiếu phụ lục', 'spelling': 'Lỗi chính tả', 'expected_output': 'Thiếu sản phẩm', 'rounding_difference': 'Sai lệch do làm tròn', 'unread_share': 'Tỷ lệ chưa đọc', 'cut_off': 'Văn bản bị cắt', 'ratio_conflict': 'Tỷ lệ không khớp', 'count_conflict': 'Số đếm không khớp', 'total_leaves_rows_out': 'Tổng bỏ sót dòng', 'column_sum': 'Tổng cột', 'group_total': 'Tổng nhóm', 'ratio': 'Tỷ lệ', 'share': 'Tỷ trọng', 'count': 'Số đếm', 'not_in_list': 'Ngoài danh mục', 'percent_expected': 'Không phải tỷ lệ', 'exceeds_appropriation': 'Vượt vốn được giao', 'period_exceeds_total': 'Trong kỳ lớn hơn lũy kế', 'finished_but_incomplete': 'Hoàn thành nhưng chưa đủ'},
        'severity': {'reject': 'Bị loại', 'contradiction': 'Mâu thuẫn', 'note': 'Cần xem lại', 'none': 'Không có lỗi'},
        'responsibility': {'issuer': 'Cơ quan ban hành', 'agency': 'Đơn vị báo cáo', 'us': 'Đơn vị vận hành kho', 'none': 'Không ai'},
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
