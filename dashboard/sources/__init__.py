"""Readers: one module a publisher, from raw files to claims. Nothing else in the program knows a source's quirks."""
