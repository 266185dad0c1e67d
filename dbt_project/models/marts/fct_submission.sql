-- A return that a later one replaces stays, with status superseded.
select
    {{ columns_of('submissions', 'submissions') }}
from {{ ref('stg_submissions') }} as submissions
