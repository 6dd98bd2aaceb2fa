"""Hours of use, kept as programs: ``python -m tests.soak`` for the server, ``python -m tests.soak.browser`` for the page."""
