"""Pure builders of figures and sentences from a ledger and a View. No web, network or current time."""
