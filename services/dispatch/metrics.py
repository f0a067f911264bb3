"""What Prometheus sees of dispatch beyond every service's own. Departments go by their code."""

from prometheus_client import Counter, Gauge

department_orders = Gauge(
    "shirong_department_orders",
    "Orders without a receipt: waiting, sent, or given up",
    ["department", "state"],
)
department_oldest_seconds = Gauge(
    "shirong_department_oldest_seconds",
    "Age of a department's oldest order without a receipt",
    ["department"],
)
department_sent = Counter(
    "shirong_department_sent",
    "Orders handed to the broker: sent, again, refused (the queue is full), failed",
    ["department", "outcome"],
)
department_receipts = Counter(
    "shirong_department_receipts",
    "Orders that departments confirmed, by the way the receipt came",
    ["department", "over"],
)
receipts_refused = Counter(
    "shirong_department_receipts_refused",
    "Receipts that could not be used: unreadable, or from nobody known",
    ["reason"],
)
