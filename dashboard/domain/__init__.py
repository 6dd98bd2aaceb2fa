"""What a claim, a place, a measure, an estimate and a View are. No files, no network, no page, no picture."""
