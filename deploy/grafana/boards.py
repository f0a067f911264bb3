"""What the dashboards show: each panel a question to Prometheus, with its unit and its legend."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Panel:
    """A picture. `unit` is one of Grafana's, `legend` a template of labels."""

    title: str
    query: str
    legend: str = ""
    unit: str = "short"
    kind: Literal["timeseries", "bargauge", "stat"] = "timeseries"


@dataclass(frozen=True)
class Board:
    """A page of panels, three in a row."""

    uid: str
    title: str
    panels: tuple[Panel, ...]


def p95(metric: str, *labels: str) -> str:
    """What 95 of a hundred stay below, over five minutes."""
    by = ", ".join(("le", *labels))
    return f"histogram_quantile(0.95, sum by ({by}) (rate({metric}_bucket[5m])))"


CITY = Board(
    "city",
    "城市运行 City operations",
    (
        Panel(
            "各阶段案件 Cases by stage",
            "sum by (stage) (max by (organisation, stage) (shirong_cases_standing))",
            "{{stage}}",
        ),
        Panel(
            "各阶段最久等待 Oldest waiting",
            "max by (stage) (shirong_cases_oldest_age_seconds)",
            "{{stage}}",
            "s",
        ),
        Panel(
            "各单位超期 Overdue by organisation",
            "topk(15, max by (organisation) (shirong_cases_overdue))",
            "{{organisation}}",
            kind="bargauge",
        ),
        Panel(
            "各单位在办 In work by organisation",
            "topk(15, sum by (organisation) (max by (organisation, stage)"
            ' (shirong_cases_standing{stage=~"in_pool|handed_back|submitted|pre_closed"})))',
            "{{organisation}}",
            kind="bargauge",
        ),
        Panel(
            "流程步骤 Steps an hour",
            "sum by (type) (rate(shirong_facts_recorded_total[1h])) * 3600",
            "{{type}}",
        ),
        Panel(
            "步骤延迟 Lag from fact to effect",
            p95("shirong_inbox_lag_seconds", "service"),
            "{{service}}",
            "s",
        ),
        Panel(
            "判定方式 Judged by",
            "sum by (by, outcome) (rate(shirong_intake_judged_total[1h])) * 3600",
            "{{by}} {{outcome}}",
        ),
        Panel(
            "审核与判定一致 Reviewers agree",
            "max(shirong_intake_judgement_agreement)",
            unit="percentunit",
        ),
        Panel("判定漂移 Drift", "max(shirong_intake_judgement_drift)"),
        Panel(
            "通知 Notices an hour",
            "sum by (kind) (rate(shirong_notices_total[1h])) * 3600",
            "{{kind}}",
        ),
        Panel(
            "紧急通知等待 Urgent notices waiting",
            "max(shirong_notice_urgent_waiting_seconds)",
            unit="s",
        ),
        Panel(
            "外部平台记录 Records of other platforms an hour",
            "sum by (source, outcome) (rate(shirong_intake_external_records_total[1h])) * 3600",
            "{{source}} {{outcome}}",
        ),
        Panel(
            "无人接收的通知 Nobody concerned",
            "sum by (kind) (increase(shirong_notices_nobody_concerned_total[1d]))",
            "{{kind}}",
        ),
    ),
)
MESSAGES = Board(
    "messages",
    "消息 Messaging",
    (
        Panel("发件箱 Outbox", "max by (service) (shirong_outbox_pending)", "{{service}}"),
        Panel(
            "发件箱最久 Oldest in the outbox",
            "max by (service) (shirong_outbox_oldest_age_seconds)",
            "{{service}}",
            "s",
        ),
        Panel(
            "无法发布 Given up",
            "max by (service) (shirong_outbox_dead)",
            "{{service}}",
            kind="stat",
        ),
        Panel(
            "已发布 Published a second",
            "sum by (service) (rate(shirong_outbox_published_total[5m]))",
            "{{service}}",
        ),
        Panel(
            "发布失败 Failures a second",
            "sum by (service, cause) (rate(shirong_outbox_failed_total[5m]))",
            "{{service}} {{cause}}",
        ),
        Panel(
            "发布耗时 Seconds to publish",
            p95("shirong_outbox_publish_seconds", "service"),
            "{{service}}",
            "s",
        ),
        Panel(
            "收到 Received, and duplicates",
            "sum by (service, outcome) (rate(shirong_inbox_handled_total[5m]))",
            "{{service}} {{outcome}}",
        ),
        Panel("等待前序 Held", "max by (service) (shirong_held_messages)", "{{service}}"),
        Panel(
            "等待前序最久 Oldest held",
            "max by (service) (shirong_held_oldest_age_seconds)",
            "{{service}}",
            "s",
        ),
        Panel(
            "等待人工 Parked",
            "max by (service) (shirong_parked_messages)",
            "{{service}}",
            kind="stat",
        ),
        Panel(
            "消费中 Consuming",
            "sum by (service) (shirong_consumer_active)",
            "{{service}}",
            kind="stat",
        ),
        Panel("队列 Queues of the broker", "sum(rabbitmq_queue_messages)"),
        Panel(
            "部门派单 Departments' orders without a receipt",
            "max by (department, state) (shirong_department_orders)",
            "{{department}} {{state}}",
        ),
        Panel(
            "部门最久未回执 Departments' oldest order",
            "max by (department) (shirong_department_oldest_seconds)",
            "{{department}}",
            "s",
        ),
        Panel(
            "部门发送 Sent to departments a minute",
            "sum by (department, outcome) (rate(shirong_department_sent_total[5m])) * 60",
            "{{department}} {{outcome}}",
        ),
        Panel(
            "部门回执 Receipts a minute",
            "sum by (department, over) (rate(shirong_department_receipts_total[5m])) * 60",
            "{{department}} {{over}}",
        ),
    ),
)
WORK = Board(
    "work",
    "照片与任务 Photos and work",
    (
        Panel(
            "等待 Waiting", "max by (service, work) (shirong_work_waiting)", "{{service}} {{work}}"
        ),
        Panel(
            "最久等待 Oldest",
            "max by (service, work) (shirong_work_oldest_age_seconds)",
            "{{service}} {{work}}",
            "s",
        ),
        Panel(
            "等待人工 Parked",
            "max by (service, work) (shirong_work_parked)",
            "{{service}} {{work}}",
            kind="stat",
        ),
        Panel(
            "完成 Done a second",
            "sum by (service, work, outcome) (rate(shirong_work_tasks_total[5m]))",
            "{{service}} {{work}} {{outcome}}",
        ),
        Panel(
            "耗时 Seconds",
            p95("shirong_work_seconds", "service", "work"),
            "{{service}} {{work}}",
            "s",
        ),
        Panel(
            "代理放弃 Given up by the broker",
            "sum by (service) (rate(shirong_work_dead_total[1h])) * 3600",
            "{{service}}",
        ),
        Panel(
            "照片各步 Seconds of a stage",
            p95("shirong_media_stage_seconds", "stage"),
            "{{stage}}",
            "s",
        ),
        Panel(
            "拒收照片 Refused an hour",
            "sum by (reason) (rate(shirong_media_refusals_total[1h])) * 3600",
            "{{reason}}",
        ),
        Panel(
            "核对 Findings",
            "max by (kind) (shirong_media_audit_findings)",
            "{{kind}}",
            kind="stat",
        ),
        Panel(
            "清理 Removed a day",
            "sum by (kind, state) (increase(shirong_media_retention_removals_total[1d]))",
            "{{kind}} {{state}}",
        ),
        Panel(
            "定时任务 Timed jobs that failed",
            'sum by (service, job) (increase(shirong_job_runs_total{outcome="failed"}[1h]))',
            "{{service}} {{job}}",
        ),
        Panel(
            "台账 Ledger",
            "max(shirong_ledger_rollup_differences)"
            " + sum(increase(shirong_ledger_checkpoints_refused_total[1d]))",
            kind="stat",
        ),
    ),
)
REQUESTS = Board(
    "requests",
    "请求与进程 Requests and processes",
    (
        Panel(
            "请求 Requests a second",
            "sum by (service) (rate(shirong_http_requests_total[5m]))",
            "{{service}}",
        ),
        Panel(
            "错误 Errors",
            'sum by (service, status) (rate(shirong_http_requests_total{status=~"5.."}[5m]))',
            "{{service}} {{status}}",
        ),
        Panel("耗时 Duration", p95("shirong_http_request_seconds", "service"), "{{service}}", "s"),
        Panel(
            "最慢的路由 Slowest routes",
            f"topk(10, {p95('shirong_http_request_seconds', 'service', 'route')})",
            "{{service}} {{route}}",
            "s",
            "bargauge",
        ),
        Panel("存活 Up", 'sum by (process) (up{job="services"})', "{{process}}", kind="stat"),
        Panel(
            "内存 Memory",
            "max by (process) (process_resident_memory_bytes)",
            "{{process}}",
            "bytes",
        ),
        Panel(
            "处理器 Processor",
            "sum by (process) (rate(process_cpu_seconds_total[5m]))",
            "{{process}}",
        ),
        Panel(
            "登录哈希 Password hashes a minute",
            "sum(rate(shirong_password_hashes_total[5m])) * 60",
        ),
        Panel(
            "送达 Seconds to deliver a notice",
            p95("shirong_notice_delivered_seconds", "channel"),
            "{{channel}}",
            "s",
        ),
        Panel(
            "渠道 Letters",
            "sum by (channel, outcome) (rate(shirong_notice_letters_total[5m]))",
            "{{channel}} {{outcome}}",
        ),
        Panel(
            "已交出 Handed over",
            "sum by (kind, channel) (rate(shirong_notice_messages_sent_total[5m]))",
            "{{kind}} {{channel}}",
        ),
    ),
)
BOARDS = (CITY, MESSAGES, WORK, REQUESTS)
