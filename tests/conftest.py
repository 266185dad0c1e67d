"""Fixtures that several folders of tests share."""

from tests.warehouses import embedded_warehouse, server_url, server_warehouse

__all__ = ["embedded_warehouse", "server_url", "server_warehouse"]
