"""Printed indicators find their canonical one by decisions, names and rules; those that only look alike do not."""

import csv
import re

import psycopg
import pytest

from tests.dbt.stated import BAC_GIANG, BAC_KAN, BAN_DAN_TOC, PHU_YEN, TUYEN_QUANG, compiled_test, rows, stated
from tests.shared_inputs import shared_folder

__all__ = ["stated"]
pytestmark = pytest.mark.xdist_group("stated")
_DOCUMENTS = {"bac-kan-2024-plan": BAC_KAN, "ban-dan-toc-2024-plan": BAN_DAN_TOC}


def _match(stated: psycopg.Connection, document_id: str, name: str) -> set[tuple[object, ...]]:
    """What the lines are matched to whose printed name holds ``name``: indicator, match, state."""
    query = (
        "select indicator_id, match, state from marts.indicator_matches where document_id = %s and printed_name ~ %s"
    )
    return set(rows(stated, query, document_id, name))


def test_every_researched_mapping_comes_out(stated: psycopg.Connection) -> None:
    file = shared_folder("reference") / "indicator_mappings.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        # Goals in words alone ("tăng cường ...") set no target, so they are no lines.
        mappings = [row for row in csv.DictReader(opened) if row["table"] != "muc_tieu"]
    # One name in two rows of one table, whose figures come from two sources: one decision, two figures.
    twice = re.escape("trên tổng số hồ sơ TTHC phát sinh trong năm")
    wrong = []
    for mapping in mappings:
        printed = "^" + re.escape(mapping["printed_name"].rstrip(".")) + r"\.?$"
        found = _match(stated, _DOCUMENTS[mapping["document"]], printed)
        decided = mapping["indicator_id"], mapping["match"]
        if twice not in printed and decided not in {(indicator, match) for indicator, match, _ in found}:
            wrong.append((mapping["printed_name"], found))
    assert wrong == []
    assert len(mappings) >= 65


@pytest.mark.parametrize(
    ("document_id", "name", "indicator", "match", "state"),
    [
        # scope: periodic inspections only; inspection and supervision; reports of no stated kind; a rise, not a rank
        (BAC_KAN, "kiểm tra hành chính định kỳ", "kiem_tra_tren_moi_truong_so", "narrower", "proposed"),
        (BAC_KAN, "giám sát, kiểm tra", "kiem_tra_tren_moi_truong_so", "broader", "proposed"),
        (BAC_KAN, "công tác báo cáo", "bao_cao_tren_he_thong_bao_cao", "related", "proposed"),
        (BAC_KAN, "Chỉ số chuyển đổi số DTI", "xep_hang_dti_tinh", "related", "proposed"),
        # adults (2023) and people (2024); a plan (2023) and publishing (2024); payments and applications
        (BAC_KAN, "dân số trưởng thành có tài khoản", "dan_so_truong_thanh_co_dinh_danh_dien_tu", "exact", "matched"),
        (BAC_KAN, "người dân có tài khoản định danh", "nguoi_dan_co_dinh_danh_dien_tu", "exact", "matched"),
        (
            BAC_KAN,
            "ban hành kế hoạch, cung cấp dữ liệu mở",
            "so_nganh_ban_hanh_ke_hoach_du_lieu_mo",
            "exact",
            "matched",
        ),
        (BAC_KAN, "tham gia mở dữ liệu", "co_quan_cung_cap_du_lieu_mo", "exact", "matched"),
        (BAC_KAN, "quy định phí, lệ phí", "ho_so_co_phi_thanh_toan_truc_tuyen", "exact", "matched"),
        (BAC_GIANG, "tổng số giao dịch thanh toán", "giao_dich_thanh_toan_truc_tuyen_cong_dvcqg", "exact", "matched"),
        (BAC_KAN, "thuê bao di động", "thue_bao_di_dong_smartphone", "equivalent", "matched"),
        (BAC_GIANG, "dân số trưởng thành có điện thoại", "dan_so_truong_thanh_co_smartphone", "exact", "matched"),
        # the agency's own scope is not the province's
        (BAC_GIANG, "từ trung ương đến địa phương", "nguoi_dung_dvctt_dinh_danh_xac_thuc", "exact", "matched"),
        (BAN_DAN_TOC, "từ tỉnh đến cấp xã", "nguoi_dung_dvctt_dinh_danh_xac_thuc", "narrower", "proposed"),
    ],
)
def test_look_alikes_of_the_real_documents(
    stated: psycopg.Connection, document_id: str, name: str, indicator: str, match: str, state: str
) -> None:
    shared_folder("documents")
    assert _match(stated, document_id, name) == {(indicator, match, state)}


@pytest.mark.parametrize(
    ("document_id", "name", "expected"),
    [
        (TUYEN_QUANG, "kinh tế số trong GRDP", ("ktso_tren_grdp", "exact", "matched")),
        (TUYEN_QUANG, "kinh tế số trong tổng sản phẩm", ("ktso_tren_grdp", "exact", "matched")),
        (TUYEN_QUANG, "tổng số hồ sơ tiếp nhận", ("ho_so_truc_tuyen_tren_tong_ho_so_tthc", "exact", "matched")),
        (TUYEN_QUANG, "^Tỷ lệ hồ sơ nộp trực tuyến$", ("ho_so_truc_tuyen_tren_tong_ho_so_tthc", "related", "proposed")),
        (
            TUYEN_QUANG,
            "^80% hồ sơ công việc cấp huyện",
            ("ho_so_cong_viec_tren_moi_truong_mang_cap_huyen", "exact", "matched"),
        ),
        (TUYEN_QUANG, "đã kích hoạt", ("dan_so_truong_thanh_co_dinh_danh_dien_tu", "narrower", "proposed")),
        (
            TUYEN_QUANG,
            "có thu phí được thanh toán",
            ("tthc_nghia_vu_tai_chinh_thanh_toan_truc_tuyen", "related", "proposed"),
        ),
        (TUYEN_QUANG, "học phí", (None, None, "unmatched")),
        (PHU_YEN, "danh mục dữ liệu mở", ("danh_muc_du_lieu_mo_da_ban_hanh", "exact", "matched")),
        (PHU_YEN, "đúng hạn", (None, None, "unmatched")),
        (PHU_YEN, "đường truyền số liệu", (None, None, "unmatched")),
    ],
)
def test_other_provinces_match_by_the_rules(
    stated: psycopg.Connection, document_id: str, name: str, expected: tuple[str | None, ...]
) -> None:
    assert _match(stated, document_id, name) == {expected}


def test_contract_columns_hold_the_matches(stated: psycopg.Connection) -> None:
    query = """
        select count(*) from marts.indicator_matches as matches
        inner join marts.indicator_targets as targets using (document_id, line_key, component_no)
        where targets.indicator_id is distinct from case when matches.joins_series then matches.indicator_id end
    """
    assert rows(stated, query) == [(0,)]
    assert rows(stated, "select count(*) from marts.indicator_targets where indicator_id is not null")[0][0] > 10
    assert rows(stated, "select count(*) from marts.indicator_results where indicator_id is not null")[0][0] > 5
    assert rows(stated, "select count(*) from marts.indicators") == [(62,)]


def test_nothing_is_lost_between_lines_and_matches(stated: psycopg.Connection) -> None:
    query = """
        select count(*) from marts.indicator_targets as targets
        left join marts.indicator_matches as matches using (document_id, line_key, component_no)
        where matches.match_id is null
    """
    assert rows(stated, query) == [(0,)]


def test_framework_versions_do_not_overlap(stated: psycopg.Connection) -> None:
    assert rows(
        stated,
        "select definition_version, series_no from marts.indicator_definitions where indicator_id = %s order by 2",
        "xep_hang_dti_tinh",
    ) == [("1726/QĐ-BTTTT 2020", 1), ("922/QĐ-BTTTT 2022", 2), ("405/QĐ-BKHCN 2025", 3)]
    assert rows(
        stated, "select sum(max_points) from marts.dti_frameworks where framework ~ '^922' and row_kind = 'main_index'"
    ) == [("1000",)]


def test_name_decided_twice_is_refused(stated: psycopg.Connection) -> None:
    query = compiled_test(stated, "indicator_is_mapped_once")
    assert rows(stated, query) == []
    with stated.transaction(force_rollback=True):
        stated.execute(
            "insert into raw.indicator_mappings (printed_name, indicator_id, match)"
            " values ('TỶ TRỌNG KINH TẾ SỐ TRONG GRDP', 'ktso_trong_tung_nganh', 'exact')"
        )
        assert len(rows(stated, query)) == 1
