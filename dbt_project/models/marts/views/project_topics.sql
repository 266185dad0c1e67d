select
    {{ public_columns_of('project_topics', 'bridge_project_topic') }}
from {{ ref('bridge_project_topic') }} as bridge_project_topic
