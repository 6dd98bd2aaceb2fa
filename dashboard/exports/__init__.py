"""Files made from a View: tables, pictures, citations. Pure bytes; nothing is fetched and nothing is left on disk."""
