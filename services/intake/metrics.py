"""What Prometheus sees of the judgement and of other platforms."""

from prometheus_client import Counter, Gauge

judged = Counter(
    "shirong_intake_judged", "Reports judged, by what told the category", ["by", "outcome"]
)
agreement = Gauge(
    "shirong_intake_judgement_agreement",
    "Share of judged categories that reviewers left as they were, of the last 30 days",
)
drift = Gauge(
    "shirong_intake_judgement_drift",
    "Population stability index of judged majors, the last 30 days against the 90 before",
)
external_records = Counter(
    "shirong_intake_external_records",
    "Records that other platforms sent, by what became of them",
    ["source", "outcome"],
)
