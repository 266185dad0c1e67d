"""khoso: what Vietnamese provinces print about their digital transformation, as a warehouse and as open data.

Data flows one way through the folders of this package, each folder one step: ``archive -> read -> interpret ->
validate -> load -> (dbt) -> publish``. ``metadata`` and ``language`` serve every step; ``orchestrate`` (Dagster) and
``cli`` call the steps and hold no rule of their own.
"""
