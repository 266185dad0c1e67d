"""The read-only API over the marts: what static files cannot give (filters, paging, formats by ``Accept``, provenance)."""
