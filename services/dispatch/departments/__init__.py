"""Departments with systems of their own: orders to their queues, receipts, and who watches."""
