{#-
    Text for comparison: lower case, without tone or vowel marks, everything but letters and digits as one blank. Capitals
    are listed because a server with the C locale does not know them; extensions such as unaccent are not used.
-#}
{% macro fold_text(expression) -%}
    {%- set letters = {
        'a': 'àáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ',
        'e': 'èéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ',
        'i': 'ìíỉĩịÌÍỈĨỊ',
        'o': 'òóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ',
        'u': 'ùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ',
        'y': 'ỳýỷỹỵỲÝỶỸỴ',
        'd': 'đĐ',
    } -%}
    {%- set printed = letters.values() | join -%}
    {%- set plain = namespace(text='') -%}
    {%- for letter, forms in letters.items() -%}
        {%- set plain.text = plain.text ~ letter * (forms | length) -%}
    {%- endfor -%}
    trim(regexp_replace(
        lower(translate({{ expression }}, '{{ printed }}', '{{ plain.text }}')), '[^a-z0-9]+', ' ', 'g'
    ))
{%- endmacro %}

{#- A symbol for comparison: "06/QĐ-TTg", "6/QĐ – TTG" and "6/QD-TTg" are one. -#}
{% macro fold_symbol(expression) -%}
    regexp_replace(replace({{ fold_text(expression) }}, ' ', ''), '^0+', '')
{%- endmacro %}

{#- An agency for comparison: without the post that signs for it, its committee or council in short. -#}
{% macro fold_agency(expression) -%}
    regexp_replace(
        replace(replace({{ fold_text(expression) }}, 'uy ban nhan dan', 'ubnd'), 'hoi dong nhan dan', 'hdnd'),
        '^((pho|quyen) )?(chu tich|bo truong|giam doc|truong ban|cuc truong|ban thuong vu|thuong truc) ',
        ''
    )
{%- endmacro %}

{#- The kind of territory that a folded agency names first, null where it names none. -#}
{% macro territory_kind(expression) -%}
    substring({{ expression }} from '\m(tinh|thanh pho|huyen|thi xa|thi tran|xa(?! hoi)|phuong)\M')
{%- endmacro %}
