-- The verdict of an arithmetic check is made while reading; it must not contradict the two figures beside it.
{{ config(meta={'dagster': {'ref': {'name': 'fct_arithmetic_check'}}}) }}
select
    document_id,
    record_no
from {{ ref('fct_arithmetic_check') }}
where
    {{ is_untested('document_id', 'fct_arithmetic_check') }}
    and (
        (stated = computed and holds is not true)
        or (holds and (stated is null or computed is null))
    )
