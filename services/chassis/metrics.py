"""What Prometheus sees of every service. Labels never hold ids."""

from prometheus_client import Counter, Gauge, Histogram

LATENCY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

http_requests = Counter(
    "shirong_http_requests", "Requests answered", ["service", "method", "route", "status"]
)
http_seconds = Histogram(
    "shirong_http_request_seconds",
    "Seconds to answer a request",
    ["service", "method", "route"],
    buckets=LATENCY,
)
facts_recorded = Counter(
    "shirong_facts_recorded",
    "Facts handed to the outbox: the steps of the workflow",
    ["service", "type"],
)
outbox_pending = Gauge("shirong_outbox_pending", "Facts waiting in the outbox", ["service"])
outbox_oldest_age = Gauge(
    "shirong_outbox_oldest_age_seconds", "Age of the oldest waiting fact", ["service"]
)
outbox_dead = Gauge("shirong_outbox_dead", "Facts that could not be published", ["service"])
outbox_publish_seconds = Histogram(
    "shirong_outbox_publish_seconds", "Seconds to publish a batch", ["service"], buckets=LATENCY
)
outbox_published = Counter("shirong_outbox_published", "Facts confirmed by the bus", ["service"])
outbox_failed = Counter(
    "shirong_outbox_failed", "Publications that failed, by cause", ["service", "cause"]
)
inbox_handled = Counter(
    "shirong_inbox_handled", "Messages received, by what became of them", ["service", "outcome"]
)
inbox_lag_seconds = Histogram(
    "shirong_inbox_lag_seconds",
    "Seconds from a fact's time to its effect here",
    ["service"],
    buckets=(*LATENCY, 60, 600, 3600),
)
held_messages = Gauge("shirong_held_messages", "Messages waiting for an earlier one", ["service"])
held_oldest_age = Gauge(
    "shirong_held_oldest_age_seconds", "Age of the oldest held message", ["service"]
)
parked_messages = Gauge("shirong_parked_messages", "Messages waiting for a person", ["service"])
consumer_active = Gauge(
    "shirong_consumer_active", "Whether this process is consuming its queue", ["service"]
)
work_waiting = Gauge(
    "shirong_work_waiting", "Rows for which work is due, parked ones left out", ["service", "work"]
)
work_oldest_age = Gauge(
    "shirong_work_oldest_age_seconds", "Age of the oldest work that is due", ["service", "work"]
)
work_parked = Gauge(
    "shirong_work_parked",
    "Rows whose work failed too often and waits for a person",
    ["service", "work"],
)
work_tasks = Counter(
    "shirong_work_tasks", "Tasks taken, by what became of them", ["service", "work", "outcome"]
)
work_seconds = Histogram(
    "shirong_work_seconds",
    "Seconds from claiming a row to letting go of it",
    ["service", "work"],
    buckets=(*LATENCY, 30, 60),
)
work_dead = Counter(
    "shirong_work_dead", "Tasks the broker gave up; the sweep asks for their rows", ["service"]
)
job_runs = Counter("shirong_job_runs", "Timed jobs run, by outcome", ["service", "job", "outcome"])
