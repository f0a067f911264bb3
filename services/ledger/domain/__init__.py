"""What the ledger makes of the facts it hears: rules without a database."""
