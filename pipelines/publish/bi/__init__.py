"""What BI tools get: properties and comments of schema ``bi``, exposures, and Apache Superset with its dashboards.

The views themselves are SQL in ``dbt_project/models/bi``, the dashboards are files in ``data/bi``. Nothing here reads a mart.
"""
