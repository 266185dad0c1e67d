"""``Document`` -> records of the public datasets. Knows plans and reports, nothing of formats."""
