"""Every indicator: its definition, its formula, and the sentence a screen shows beside it.

The one place where rates are computed (domain rule 4); screens, exports and reports ask here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Counts = Mapping[str, int]
"""Cases per figure; a figure that isn't there is 0."""

Leg = Literal["review", "rectification", "verification", "approval"]
LEGS: tuple[Leg, ...] = get_args(Leg)
"""The stretches of a case's way whose hours are told."""

Seconds = NDArray[np.int64]
"""How long each of many cases took, in no order."""

PERCENTS = (50, 90)
Percentiles = dict[tuple[Leg, int], int]
"""Seconds by leg and percent; a leg that no case finished is missing."""


@dataclass(frozen=True)
class Definition:
    """What an indicator says, for people. `figures` open the cases it was counted from."""

    code: str
    name_zh: str
    name_en: str
    zh: str
    en: str
    figures: tuple[str, ...]


def closure_rate(counts: Counts) -> float | None:
    """closed / (dispatched - deferred now)"""
    return _ratio(counts.get("closed", 0), _to_be_closed(counts))


def on_time_rate(counts: Counts) -> float | None:
    """closed by the due date / closed"""
    return _ratio(counts.get("on_time", 0), counts.get("closed", 0))


def filing_rate(counts: Counts) -> float | None:
    """reports that became cases / reported"""
    return _ratio(counts.get("filed", 0), counts.get("reported", 0))


def handling_rate(counts: Counts) -> float | None:
    """first rectified by the due date / (dispatched - deferred now)"""
    return _ratio(counts.get("handled_on_time", 0), _to_be_closed(counts))


def on_time_closure_rate(counts: Counts) -> float | None:
    """closed by the due date / (dispatched - deferred now)"""
    return _ratio(counts.get("on_time", 0), _to_be_closed(counts))


def first_time_rate(counts: Counts) -> float | None:
    """closed without a return or a reopening / closed"""
    return _ratio(counts.get("first_time", 0), counts.get("closed", 0))


def change(now: float | None, before: float | None) -> float | None:
    """环比: by which share of the earlier value it grew; nothing where there was none."""
    return None if now is None or not before else (now - before) / before


def rework_rate(counts: Counts) -> float | None:
    """returned at least once / ever submitted for verification"""
    return _ratio(counts.get("returned", 0), counts.get("submitted", 0))


def percentiles(taken: Collection[Mapping[Leg, Seconds]]) -> Percentiles:
    """The nearest ranks of several groups' cases together."""
    found: Percentiles = {}
    for leg in LEGS if taken else ():
        values = np.concatenate([each[leg] for each in taken])
        if len(values):
            ranks = nearest_ranks(values, PERCENTS)
            found |= {(leg, percent): rank for percent, rank in zip(PERCENTS, ranks, strict=True)}
    return found


def nearest_ranks(values: Seconds, percents: Sequence[int]) -> list[int]:
    """For each percent the smallest value that at least so many of a hundred don't exceed."""
    places = [max(0, -(-len(values) * percent // 100) - 1) for percent in percents]
    return [int(each) for each in np.partition(values, places)[places]]


def hours(seconds: int | None) -> float | None:
    """Hours to a hundredth, as they are shown."""
    return None if seconds is None else round(seconds / 3600, 2)


def _to_be_closed(counts: Counts) -> int:
    return counts.get("dispatched", 0) - counts.get("deferred", 0)


def _ratio(part: int, whole: int) -> float | None:
    # Of nothing there is no share: neither 0 % nor 100 % would be true.
    return None if whole <= 0 else part / whole


Rate = Literal[
    "filing_rate",
    "handling_rate",
    "closure_rate",
    "on_time_closure_rate",
    "on_time_rate",
    "rework_rate",
    "first_time_rate",
]
RATES: Mapping[Rate, Callable[[Counts], float | None]] = {
    "filing_rate": filing_rate,
    "handling_rate": handling_rate,
    "closure_rate": closure_rate,
    "on_time_closure_rate": on_time_closure_rate,
    "on_time_rate": on_time_rate,
    "rework_rate": rework_rate,
    "first_time_rate": first_time_rate,
}

DEFINITIONS = (
    Definition(
        "reported",
        "报送数",
        "Reported",
        "所选日期内上报的问题数，按上报人所在街道、上报人或来源统计。",
        "Problems reported in the period, counted for the reporter's street, person or source.",
        ("reported",),
    ),
    Definition(
        "filed",
        "立案数",
        "Filed",
        "所选日期内上报的问题中，目前已编号立案的件数。",
        "Problems reported in the period that have become numbered cases.",
        ("filed",),
    ),
    Definition(
        "filing_rate",
        "立案率",
        "Filing rate",
        "立案数 ÷ 报送数。",
        "Filed ÷ reported.",
        ("filed", "reported"),
    ),
    Definition(
        "dispatched",
        "派发数",
        "Dispatched",
        "所选日期内派发（编号）的案件数。以下各项均只统计这些案件的现状。"
        "按单位、区县、类别统计时归责任单位；按街道统计时归上报人所在街道。"
        "不属于任何区县的责任单位归入其上级直属单位。",
        "Cases numbered in the period; everything below tells how these cases stand now. By "
        "organisation, district and category a case counts for the responsible organisation, by "
        "street for the reporter's street. An organisation outside every district counts for the "
        "city's direct part above it.",
        ("dispatched",),
    ),
    Definition(
        "deferred",
        "挂号数",
        "Deferred",
        "目前处于挂号期内的案件数。",
        "Cases that are shelved now.",
        ("deferred",),
    ),
    Definition(
        "overdue",
        "超期数",
        "Overdue",
        "已超过目前期限、尚未销号且不在挂号期内的案件数。",
        "Cases past the due date that holds now, neither closed nor shelved.",
        ("overdue",),
    ),
    Definition(
        "handled_on_time",
        "按期处置数",
        "Handled on time",
        "在当时有效的期限内首次提交整改的案件数。",
        "Cases first rectified by the due date in force then.",
        ("handled_on_time",),
    ),
    Definition(
        "first_time",
        "一次办结数",
        "Closed at once",
        "目前已销号，且从未退件、从未重新打开的案件数。",
        "Cases that are closed now and were never returned or reopened.",
        ("first_time",),
    ),
    Definition(
        "closed",
        "销号数",
        "Closed",
        "目前已销号的案件数；回头看重新打开的不计。",
        "Cases that are closed now; a reopened one doesn't count until it is closed again.",
        ("closed",),
    ),
    Definition(
        "submitted",
        "提交核查数",
        "Submitted",
        "至少提交过一次核查的案件数。",
        "Cases that were submitted for verification at least once.",
        ("submitted",),
    ),
    Definition(
        "returned",
        "退件数",
        "Returned",
        "至少被退回过一次的案件数。",
        "Cases that were returned at least once.",
        ("returned",),
    ),
    Definition(
        "closure_rate",
        "销号率",
        "Closure rate",
        "销号数 ÷（派发数 − 目前挂号数）。没有应销号案件时不显示。",
        "Closed ÷ (dispatched − deferred now). Empty when no case was to be closed.",
        ("closed", "dispatched", "deferred"),
    ),
    Definition(
        "handling_rate",
        "按期处置率",
        "On-time handling rate",
        "按期处置数 ÷ 应处置数（派发数 − 目前挂号数）。",
        "Handled on time ÷ (dispatched − deferred now).",
        ("handled_on_time", "dispatched", "deferred"),
    ),
    Definition(
        "on_time_closure_rate",
        "按期结案率",
        "On-time closure rate",
        "在期限内销号的案件数 ÷ 应结案数（派发数 − 目前挂号数）。",
        "Closed by the due date ÷ (dispatched − deferred now).",
        ("on_time", "dispatched", "deferred"),
    ),
    Definition(
        "first_time_rate",
        "一次办结率",
        "First-time closure rate",
        "一次办结数 ÷ 销号数。",
        "Closed at once ÷ closed.",
        ("first_time", "closed"),
    ),
    Definition(
        "on_time_rate",
        "按期销号率",
        "On-time rate",
        "在销号时有效的期限内销号的案件数 ÷ 销号数；挂号批准的日期即为期限。",
        "Closed by the due date in force at closing ÷ closed; a granted deferral sets that date.",
        ("on_time", "closed"),
    ),
    Definition(
        "rework_rate",
        "返工率",
        "Rework rate",
        "至少被退回一次的案件数 ÷ 提交过核查的案件数。",
        "Cases returned at least once ÷ cases ever submitted for verification.",
        ("returned", "submitted"),
    ),
    Definition(
        "hours.review",
        "审核派发用时",
        "Hours to dispatch",
        "从上报到派发的小时数，中位数与第 90 百分位数。",
        "Hours from report to dispatch: median and 90th percentile.",
        ("dispatched",),
    ),
    Definition(
        "hours.rectification",
        "整改用时",
        "Hours in rectification",
        "案件在清单池内的小时数（不含挂号），退回后重做的时间一并计入；"
        "统计提交过核查的案件的中位数与第 90 百分位数。",
        "Hours in the pool without deferrals, rework included, of cases ever submitted: "
        "median and 90th percentile.",
        ("submitted",),
    ),
    Definition(
        "hours.verification",
        "核查用时",
        "Hours in verification",
        "等待核查的小时数（各轮合计），统计已有核查结果的案件的中位数与第 90 百分位数。",
        "Hours waiting for verification over all rounds, of cases that had a result: median and "
        "90th percentile.",
        ("submitted",),
    ),
    Definition(
        "hours.approval",
        "销号审批用时",
        "Hours in approval",
        "预销号后等待审批的小时数（各轮合计），统计已有审批结果的案件的中位数与第 90 百分位数。",
        "Hours from pre-closure to the decision over all rounds, of cases that had one: median "
        "and 90th percentile.",
        ("submitted",),
    ),
)
