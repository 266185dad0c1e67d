{#-
    One row per project line with the agencies that lead it; several names are joined, and the id is null where there are
    several.
-#}
{% macro lead_agencies() -%}
    select
        assignments.document_id,
        assignments.subject_key as line_key,
        case when count(*) = 1 then min(assignments.agency_id) end as lead_agency_id,
        string_agg(
            coalesce(agencies.name, assignments.agency_text), '; '
            order by coalesce(agencies.name, assignments.agency_text) collate "C"
        ) as lead_agency_name
    from {{ ref('bridge_assignment') }} as assignments
    left join {{ ref('dim_agency') }} as agencies
        on assignments.agency_id = agencies.agency_id
    where assignments.subject_kind = 'project' and assignments.role = 'lead'
    group by assignments.document_id, assignments.subject_key
{%- endmacro %}
