{#-
    What an indicator's printed name says without its figure: "Tỷ lệ hồ sơ trực tuyến đạt trên 70%" of one year and "75% hồ sơ
    trực tuyến" of another name one indicator. Folded; a year that the name ends with is no part of it either.
-#}
{% macro indicator_core(expression) -%}
    trim(regexp_replace(regexp_replace(regexp_replace(
        {{ fold_text("replace(" ~ expression ~ ", '%', ' phantram ')") }},
        '(\m(dat|la|len) )*(\m(tren|tu|toi thieu|it nhat|duoi|khong qua|khong duoi|hon|khoang) )*'
        || '\m\d+( \d+)? phantram( (den|toi) \d+( \d+)? phantram)?( tro len)?|\mnam (19|20)\d\d\M', ' ', 'g'
    ), ' +', ' ', 'g'), '^ ?((phan dau|dat|ty le) )+', ''))
{%- endmacro %}

{#- A folded name with the abbreviations of the seed written out. -#}
{% macro written_out(expression) -%}
    (
        select string_agg(coalesce(abbreviations.meaning, words.word), ' ' order by words.word_no)
        from unnest(string_to_array({{ expression }}, ' ')) with ordinality as words (word, word_no)
        left join {{ ref('indicator_abbreviations') }} as abbreviations
            on words.word = abbreviations.abbreviation
    )
{%- endmacro %}
