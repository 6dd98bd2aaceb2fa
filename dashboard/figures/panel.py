"""temporary"""


def panel(ledger, view, settings=None):
    return None
