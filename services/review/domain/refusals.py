"""Why review refuses, in words for both languages."""

from services.chassis.refusals import Conflict, Forbidden, Invalid


class AlreadyClaimed(Conflict):
    """One reviewer works on a problem at a time."""

    zh = "{who} 正在处理此问题，占用至 {until}。"
    en = "{who} claimed this problem until {until}."


class NotClaimed(Conflict):
    zh = "此问题目前无人占用，无需释放。最近一步：{who} 于 {when} {did_zh}。"
    en = "Nobody holds this problem, so there is nothing to release; {who} {did_en} at {when}."


class AlreadyDecided(Conflict):
    """A verdict is final; a second one needs a new report."""

    zh = "{who} 已于 {when} {did_zh}，不能再次处理。"
    en = "{who} {did_en} at {when}; it can't be decided again."


class AwaitsLeader(Conflict):
    """An urgent application is the leader's to decide."""

    zh = "{who} 于 {when} 提出紧急申请，须先由分管领导决定。"
    en = "{who} applied for urgency at {when}; a leader decides first."


class NotUrgent(Conflict):
    """There is no application for a leader to decide."""

    zh = "此问题不在等待紧急审批。最近一步：{who} 于 {when} {did_zh}。"
    en = "This problem awaits no leader; {who} {did_en} at {when}."


class OwnReport(Forbidden):
    """Nobody approves their own work."""

    zh = "不能处理自己上报的问题，请由其他人处理。"
    en = "You reported this yourself; somebody else has to decide."


class VerdictIncomplete(Invalid):
    """What the judgement doesn't know, the reviewer must give."""

    zh = "系统未能判定，请给出：{missing}。"
    en = "The judgement has none, so give: {missing}."


class ResponsibleInactive(Invalid):
    zh = "单位 {organisation} 已停用，请改派其他单位。"
    en = "{organisation} is no longer active; name another organisation."


class UnknownTarget(Invalid):
    zh = "没有可合并到的问题 {case_id}，或不在您的管理范围内。"
    en = "There is no problem {case_id} in your scope to merge into."


class MergedIntoItself(Invalid):
    zh = "不能把问题合并到它自己。"
    en = "A problem can't be merged into itself."


class TargetMerged(Conflict):
    """The target itself ended in another problem, which is the one to name."""

    zh = "{who} 已于 {when} 把目标合并；请改为合并到 {into_case_id}。"
    en = "{who} merged the target at {when}; merge into {into_case_id} instead."


class TargetEnded(Conflict):
    zh = "{who} 已于 {when} {did_zh}目标问题，不能合并到它。"
    en = "The target goes no further: {who} {did_en} at {when}."
