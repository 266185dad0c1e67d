{#-
    Project lines with the agency that leads them, as the register of agencies knows it: null where several lead or the printed
    name is not known. Of one line only where `line` names the relation that it stands in, for a lateral join; of some documents
    where `documents` names theirs.
-#}
{% macro lead_agencies(line=none, documents=none) -%}
    select
        assignments.document_id,
        assignments.subject_key as line_key,
        case when count(*) = 1 then min(assignments.agency_id) end as lead_agency_id
    from {{ ref('bridge_assignment') }} as assignments
    where
        assignments.subject_kind = 'project'
        and assignments.role = 'lead'
        {% if line %}
        and assignments.document_id = {{ line }}.document_id
        and assignments.subject_key = {{ line }}.line_key
        {% elif documents %}
        and assignments.document_id in (select {{ documents }}.document_id from {{ documents }})
        {% endif %}
    group by assignments.document_id, assignments.subject_key
{%- endmacro %}

{#- What the leading agency is called on a dashboard. -#}
{% macro lead_name(name, printed) -%}
    coalesce({{ name }}, case when {{ printed }} is null then 'Không ghi' else 'Nhiều cơ quan hoặc chưa rõ' end)
{%- endmacro %}

{#- Whether the years of an amount are one or several. -#}
{% macro period_kind(amounts) -%}
    case
        when {{ amounts }}.period_start_year = {{ amounts }}.period_end_year then 'year'
        when {{ amounts }}.period_start_year < {{ amounts }}.period_end_year then 'several_years'
    end
{%- endmacro %}

{#-
    Who has to act on a check: on a finding whom it names, on figures that do not add up who printed them, else the warehouse.
-#}
{% macro responsibility_of(checks) -%}
    case {{ checks }}.check_kind
        when 'finding' then (
            select min(findings.responsibility)
            from {{ ref('fct_finding') }} as findings
            where
                findings.document_id = {{ checks }}.document_id
                and findings.finding_kind = {{ checks }}.check_name
        )
        when 'arithmetic' then 'issuer'
        else 'us'
    end
{%- endmacro %}
