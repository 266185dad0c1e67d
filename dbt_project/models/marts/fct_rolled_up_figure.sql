{{ rows_of('figure_subject', "concat_ws('/', scope, subject_id)") }}
-- On the last day of all, so that the units and agencies meant are those that no known end has.
{{ config(post_hook=["{{ create_roll_up_function() }}"]) }}
with figures as (
    {{ roll_up("date '9999-12-31'", is_changed("concat_ws('/', scope, subject_id)")) }}
)

select
    {{ columns_of('rolled_up_figures', 'figures') }}
from figures
