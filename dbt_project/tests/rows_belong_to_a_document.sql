-- The marts join the document that a row belongs to; a row whose source holds no such document would be lost unseen.
{{ config(meta={'dagster': {'ref': {'name': 'dim_document'}}}) }}
{% set parts = {
    'sections': 'document_id',
    'indicator_targets': 'document_id',
    'indicator_results': 'document_id',
    'projects': 'document_id',
    'project_budgets': 'document_id',
    'budget_lines': 'document_id',
    'measurements': 'document_id',
    'citations': 'document_id',
    'assignments': 'document_id',
    'arithmetic_checks': 'document_id',
    'findings': 'document_id',
    'unread_text': 'document_id',
} %}
{% for part, key in parts.items() %}
    {{ 'union all' if not loop.first }}
    {% for which in [came_in('part.load_source_sha256', 'int_document_line'), has_no_account('int_document_line')] %}
        {{ 'union all' if not loop.first }}
        select
            '{{ part }}' as dataset,
            part.{{ key }} as row_document_id,
            part.load_source_sha256
        from {{ ref('stg_' ~ part) }} as part
        where
            {{ which }}
            and not exists (
                select 1
                from {{ ref('stg_documents') }} as documents
                where
                    documents.document_id = part.{{ key }}
                    and documents.load_source_sha256 = part.load_source_sha256
            )
    {% endfor %}
{% endfor %}
