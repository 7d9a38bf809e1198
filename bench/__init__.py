"""Measurements for maintainers: speed and weight, quality of the built pages, other engines."""
