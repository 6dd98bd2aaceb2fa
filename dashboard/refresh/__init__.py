"""Fetches publishers' current files, checks them, reports what changed, and publishes only on request."""
