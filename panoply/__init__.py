"""Panoply's generator: YAML entities in, cross-linked Markdown pages out. ARCHITECTURE.md draws the layers."""
