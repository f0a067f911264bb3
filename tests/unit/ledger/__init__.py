"""The rules of the ledger, each as a sentence."""
