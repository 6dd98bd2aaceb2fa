"""Exports of a View as bytes: pictures, tables, slides, documents, citations. Nothing is fetched or left on disk."""
