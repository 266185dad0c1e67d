{#-
    How much a format keeps of what was printed, best first: tables with cells, then text with a layout, then bare text,
    then pictures of text. Among the formats that a document was received in, the best one is read.
-#}
{% macro format_rank(column) -%}
    {%- set best_first = ['docx', 'xlsx', 'ods', 'html', 'doc', 'xls', 'csv', 'pdf', 'txt', 'pdf_scan'] -%}
    array_position(array['{{ best_first | join("', '") }}'], {{ column }})
{%- endmacro %}
