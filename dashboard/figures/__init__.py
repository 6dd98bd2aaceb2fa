"""Pure builders: a ledger and a View in, a picture or a sentence out. No page, no network, no clock of the machine."""
