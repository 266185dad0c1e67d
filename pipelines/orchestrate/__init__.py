"""Dagster: thin assets over the steps, asset checks, resources, jobs. Holds no rule of its own."""
