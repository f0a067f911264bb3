"""What Prometheus sees of notice beyond every service's own."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 120, 600, 3600)

notices = Counter("shirong_notices", "Notices put into inboxes", ["kind"])
nobody_concerned = Counter(
    "shirong_notices_nobody_concerned",
    "Notices that administrators got because nobody holds the role",
    ["kind"],
)
sent = Counter("shirong_notice_messages_sent", "Messages handed over", ["kind", "channel"])
letters = Counter(
    "shirong_notice_letters", "Letters tried, by what became of them", ["channel", "outcome"]
)
delivered_seconds = Histogram(
    "shirong_notice_delivered_seconds",
    "Seconds from a fact's time to the hand-over of its message",
    ["channel", "urgency"],
    buckets=SECONDS,
)
urgent_waiting_seconds = Gauge(
    "shirong_notice_urgent_waiting_seconds", "Age of the oldest urgent message that isn't delivered"
)
