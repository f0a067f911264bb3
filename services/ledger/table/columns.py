"""The columns of the super table: what each is called, holds and can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from services.ledger.tables import cases

Kind = Literal[
    "text", "number", "flag", "instant", "day", "choice", "organisation", "person", "category", "id"
]
"""What a column's values are; it decides which conditions and orders make sense."""

Owner = Literal["intake", "review", "dispatch", "closure", "media", "derived"]
"""Who changes it: a publisher by its own commands, or nobody as it follows from others."""


@dataclass(frozen=True)
class Column:
    """One column. `name` is also the field of a row as it is answered."""

    name: str
    kind: Kind
    owner: Owner
    zh: str
    en: str

    @property
    def sql(self) -> sa.Column[object]:
        return cases.c[self.name]


_ALL = (
    Column("number", "text", "dispatch", "编号", "Number"),
    Column("stage", "choice", "derived", "阶段", "Stage"),
    Column("mode", "choice", "intake", "上报方式", "Mode"),
    Column("source", "choice", "intake", "来源", "Source"),
    Column("category", "category", "derived", "类别", "Category"),
    Column("reported_category", "category", "intake", "上报类别", "Reported category"),
    Column("judged_category", "category", "intake", "判定类别", "Judged category"),
    Column("approved_category", "category", "review", "审定类别", "Approved category"),
    Column("description", "text", "intake", "问题描述", "Description"),
    Column("approved_description", "text", "review", "审定描述", "Approved description"),
    Column("solution", "text", "closure", "整改措施", "Solution"),
    Column("return_reason", "text", "closure", "退件原因", "Return reason"),
    Column("refusal_reason", "text", "review", "驳回原因", "Refusal reason"),
    Column("told_number", "text", "intake", "来源编号", "Number in the source"),
    Column("told_status", "choice", "intake", "来源状态", "Status in the source"),
    Column("found_on", "day", "intake", "发现日期", "Found on"),
    Column("reporter_id", "person", "intake", "上报人", "Reporter"),
    Column("reporter_organisation_id", "organisation", "intake", "上报单位", "Reporting unit"),
    Column("reviewer_id", "person", "review", "审核人", "Reviewer"),
    Column("review_status", "choice", "review", "审核结果", "Verdict"),
    Column("merged_into", "id", "review", "并入案件", "Merged into"),
    Column("pool", "choice", "dispatch", "所在池", "Pool"),
    Column("organisation_id", "organisation", "dispatch", "责任单位", "Responsible unit"),
    Column("named_organisation_id", "organisation", "dispatch", "指定整改单位", "Named unit"),
    Column("transfers", "number", "dispatch", "转派次数", "Transfers"),
    Column("begun_at", "instant", "derived", "开始时间", "Begun"),
    Column("submitted_at", "instant", "intake", "上报时间", "Reported at"),
    Column("submitted_day", "day", "derived", "上报日期", "Reported on"),
    Column("withdrawn_at", "instant", "intake", "撤回时间", "Withdrawn at"),
    Column("reviewed_at", "instant", "review", "审核时间", "Reviewed at"),
    Column("dispatched_at", "instant", "dispatch", "派遣时间", "Dispatched at"),
    Column("dispatched_day", "day", "derived", "派遣日期", "Dispatched on"),
    Column("due_at", "instant", "dispatch", "整改期限", "Due"),
    Column("provisional", "flag", "dispatch", "期限暂定", "Due date provisional"),
    Column("overdue_at", "instant", "dispatch", "超期时间", "Overdue since"),
    Column("resumed_at", "instant", "dispatch", "恢复时间", "Resumed at"),
    Column("closure_status", "choice", "closure", "整改状态", "Closure status"),
    Column("round", "number", "closure", "整改轮次", "Round"),
    Column("rectified_at", "instant", "closure", "整改时间", "Rectified at"),
    Column("first_rectified_at", "instant", "closure", "首次整改时间", "First rectified at"),
    Column("pre_closed_at", "instant", "closure", "预销号时间", "Pre-closed at"),
    Column("closed_at", "instant", "closure", "销号时间", "Closed at"),
    Column("on_time", "flag", "derived", "按期销号", "Closed on time"),
    Column("handled_on_time", "flag", "derived", "按期处置", "Handled on time"),
    Column("returns", "number", "closure", "退件次数", "Returns"),
    Column("deferred_until", "day", "closure", "挂号至", "Deferred until"),
    Column("deferrals", "number", "closure", "挂号次数", "Deferrals"),
    Column("closures", "number", "closure", "销号次数", "Closures"),
    Column("reopenings", "number", "closure", "重开次数", "Reopenings"),
    Column("comparison_ready", "flag", "derived", "对比图就绪", "Comparison ready"),
    Column("review_seconds", "number", "derived", "审核用时（秒）", "Seconds in review"),
    Column("rectification_seconds", "number", "derived", "整改用时（秒）", "Seconds to rectify"),
    Column("verification_seconds", "number", "closure", "核查用时（秒）", "Seconds to verify"),
    Column("approval_seconds", "number", "closure", "销号审批用时（秒）", "Seconds to approve"),
)

COLUMNS: Mapping[str, Column] = {column.name: column for column in _ALL}
GROUPED: frozenset[Kind] = frozenset(
    {"choice", "organisation", "person", "category", "flag", "day"}
)
"""Kinds with few enough values to count cases by."""
