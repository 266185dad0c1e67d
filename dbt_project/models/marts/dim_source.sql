select
    {{ columns_of('sources', 'sources') }},
    rejected_sources.source_sha256 is not null as is_rejected,
    current_sources.received_no is not null as is_current
from {{ ref('stg_sources') }} as sources
left join {{ ref('stg_rejected_sources') }} as rejected_sources
    on
        sources.source_name = rejected_sources.source_name
        and sources.source_sha256 = rejected_sources.source_sha256
left join {{ ref('int_current_source') }} as current_sources
    on sources.received_no = current_sources.received_no
