"""Fetches what publishers offer anew, checks it, tells what changed, and publishes only when asked to."""
