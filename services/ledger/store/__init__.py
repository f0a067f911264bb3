"""Every query of the ledger, one module per noun."""
