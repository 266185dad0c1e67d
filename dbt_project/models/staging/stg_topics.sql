select
    topics.topic_id,
    topics.name_vi,
    keywords.keyword,
    {{ plain_wording('keywords.keyword') }} as wording
from {{ ref('topics') }} as topics
cross join lateral unnest(string_to_array(topics.keywords, '|')) as keywords (keyword)
