{#-
    What a project or a promise is about, for comparison: folded, without the verbs that lists of projects open with, without
    brackets and without the territory at the end. "Xây dựng, phát triển Kho dữ liệu số tỉnh A" and "Kho dữ liệu số" are one.
-#}
{% macro fold_thing(expression) -%}
    regexp_replace(
        regexp_replace(
            {{ fold_text("regexp_replace(" ~ expression ~ ", '\\([^()]*\\)', ' ', 'g')") }},
            '^((tiep tuc|xay dung|phat trien|dau tu|nang cap|mo rong|trien khai|hoan thien|hoan thanh|thuc hien|du an|nhiem vu|cac|va) )+',
            ''
        ),
        ' ((cua|tren dia ban|tai) )?(tinh|thanh pho|huyen|thi xa|quan)( .*)?$',
        ''
    )
{%- endmacro %}

{#- The first three words of a folded text; null of a shorter one, which names nothing in particular. -#}
{% macro first_words(expression) -%}
    substring({{ expression }} from '^[^ ]+ [^ ]+ [^ ]+')
{%- endmacro %}
