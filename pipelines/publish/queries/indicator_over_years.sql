-- One indicator over years and sources.
-- indicator_key: select indicator_key from marts.indicator_observations limit 1
select observation_id, source_kind, document_id, submission_id, agency_id, period_start, period_end, result_value, unit, target_value
from marts.indicator_observations
where indicator_key = %(indicator_key)s
order by period_end desc nulls last, observation_id
limit 100
