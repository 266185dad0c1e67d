"""Accepted rows -> schema ``raw`` of the warehouse by COPY, one transaction per source. Transforms nothing."""
