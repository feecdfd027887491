"""The desk's pages: where agents meet the customers who were handed over."""

from __future__ import annotations

from amends.web.desk.routes import build_desk

__all__ = ["build_desk"]
