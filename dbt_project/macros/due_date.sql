{#-
    The last day by which a folded text (fold_text) says that something is to be completed: "hoan thanh truoc ngay 30 6
    2024", "hoan thanh thang 9 2022", "hoan thanh trong quy iv nam 2024". Without a day the end of its month or quarter;
    null where it says none or a day that no calendar has.
-#}
{% macro due_date(folded) -%}
    (
        select
            case
                when stated.day_no is null then stated.month_end
                when stated.day_no between 1 and extract(day from stated.month_end)
                    then stated.month_end - extract(day from stated.month_end)::int + stated.day_no
            end
        from (
            select
                said.parts[1]::int as day_no,
                (
                    make_date(coalesce(said.parts[3], said.parts[5])::int, 1, 1)
                    + interval '1 month' * coalesce(
                        said.parts[2]::int,
                        3 * ((array_position(array['i', 'ii', 'iii', 'iv', '1', '2', '3', '4'], said.parts[4]) - 1) % 4 + 1)
                    ) - interval '1 day'
                )::date as month_end,
                coalesce(said.parts[2]::int between 1 and 12, true) as is_month
            from regexp_match(
                {{ folded }},
                '\m(?:hoan thanh|dua vao (?:su dung|van hanh|khai thac))(?: (?!ngay|thang|quy|\d)\w+){0,6} '
                || '(?:(?:(?:ngay )?(\d{1,2}) |)(?:thang )?(\d{1,2}) (?:nam )?(20\d\d)'
                || '|quy (i|ii|iii|iv|[1-4]) (?:nam )?(20\d\d))\M'
            ) as said (parts)
        ) as stated
        where stated.is_month
    )
{%- endmacro %}
