{#-
    A printed text as words to compare: blanks around what separates words, so that "xã(Đối" is two. Commas and dots
    within numbers stay: "80,5%" is one word.
-#}
{% macro spaced_words(expression) -%}
    trim(regexp_replace(
        regexp_replace(normalize({{ expression }}, nfc), '([(){}\[\]/;:…"“”‘’–—]|[,.](?!\d)|-)', ' ', 'g'),
        '\s+', ' ', 'g'
    ))
{%- endmacro %}

{#-
    The words of a text with their accents, in lower case: "Hóa" and "hoá" are one (a tone mark goes to the end of its
    word), decimal comma and point too. Decomposed letters make it independent of the server's locale.
-#}
{% macro wording(expression) -%}
    regexp_replace(
        regexp_replace(
            lower(replace(
                normalize(regexp_replace({{ spaced_words(expression) }}, '(\d),(?=\d)', '\1.', 'g'), nfd), 'Đ', 'đ'
            )),
            '([\u0300\u0301\u0303\u0309\u0323])([^ ]*)', '\2\1', 'g'
        ),
        '[^a-z0-9đ%<>≤≥=+.\u0300-\u036f ]', '', 'g'
    )
{%- endmacro %}

{#- The same without the blanks that signs leave behind: two texts with one of these read the same. -#}
{% macro plain_wording(expression) -%}
    trim(regexp_replace({{ wording(expression) }}, ' +', ' ', 'g'))
{%- endmacro %}

{#- What a column says in the plan above and below, in Vietnamese, where the two say different things; else null. -#}
{% macro changed_text(label, above, below) -%}
    case
        when {{ above }} is null and {{ below }} is null then null
        when {{ plain_wording(above) }} = {{ plain_wording(below) }} then null
        when {{ below }} is null then '{{ label }}: không ghi (cấp trên: "' || {{ above }} || '")'
        when {{ above }} is null then '{{ label }}: "' || {{ below }} || '" (cấp trên không ghi)'
        else '{{ label }}: "' || {{ above }} || '" -> "' || {{ below }} || '"'
    end
{%- endmacro %}

{#- The same with abbreviations of administrative language written out: "UBND" and "Ủy ban nhân dân" are one. -#}
{% macro wording_in_full(expression) -%}
    (
        select string_agg(coalesce(abbreviations.wording, words.word), ' ' order by words.word_no)
        from unnest(string_to_array({{ plain_wording(expression) }}, ' ')) with ordinality as words (word, word_no)
        left join {{ ref('stg_abbreviations') }} as abbreviations
            on words.word = abbreviations.short
    )
{%- endmacro %}
