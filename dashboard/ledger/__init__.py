"""The ledger of claims: built from raw files, stored as immutable generations, and queried by Views."""
