"""Why intake refuses, in words for both languages."""

from services.chassis.refusals import (
    Conflict,
    Forbidden,
    Invalid,
    TooMany,
    Unauthenticated,
    Unavailable,
)


class UrgentReasonMissing(Invalid):
    zh = "紧急申请必须填写紧急理由（urgent_reason）。"
    en = "An urgent application needs its urgent_reason."


class ReportIdTaken(Conflict):
    """The id belongs to somebody else's report, of which nothing more is said."""

    zh = "此上报编号已被使用，请换用新的编号。"
    en = "This report id is taken; use a new one."


class OtherContent(Conflict):
    """A report sent again must say the same; a correction is an amendment."""

    zh = "{who} 已于 {when} 以同一编号上报了不同的内容；如需更正，请修改原上报。"
    en = "{who} reported other content under this id at {when}; amend that report instead."


class NotWaiting(Conflict):
    zh = "{who} 已于 {when} {did_zh}，不能再修改或撤回。"
    en = "{who} {did_en} at {when}; it can no longer be changed or withdrawn."


class NotYourReport(Forbidden):
    zh = "只有上报人本人可以修改或撤回。"
    en = "Only the person who reported it may change or withdraw it."


class UnknownCategory(Invalid):
    zh = "没有此类别：{code}"
    en = "There is no such category: {code}"


class GivenTwice(Invalid):
    zh = "重复出现：{code}"
    en = "Given twice: {code}"


class ParentNotAbove(Invalid):
    zh = "类别 {code} 的上级 {parent} 不在其上一级。"
    en = "Category {code} names {parent} as its parent, which is not one level above it."


class EndsBeforeItBegins(Invalid):
    zh = "优先级为 {priority} 的规则，结束日期早于开始日期。"
    en = "The rule of priority {priority} ends before it begins."


class BrokenOutline(Invalid):
    zh = "{area} 的边界有误：{reason}"
    en = "The outline of “{area}” can't be right: {reason}"


class NobodysArea(Invalid):
    zh = "边界没有指明单位：第 {number} 个要素缺少 code 或 name。"
    en = "Feature {number} names no organisation: it has neither code nor name."


class SeveralOfThatName(Invalid):
    zh = "有多个单位名为 {name}，请改用单位代码。"
    en = "Several organisations are called “{name}”; use the code."


class ImportNotThere(Conflict):
    """The step belongs to another state of the import."""

    zh = "此导入{status_zh}，不能执行此操作。"
    en = "The import is {status}; that can't be done now."


class ConflictsUndecided(Conflict):
    zh = "还有 {count} 处冲突没有处理，请逐项选择或指定规则。"
    en = "{count} conflicts are undecided; decide them, or choose a rule."


class NothingToWrite(Conflict):
    zh = "没有可写入的行。"
    en = "There is no row to write."


class SpreadsheetMissing(Invalid):
    zh = "上传格式有误：应为 multipart/form-data，文件字段名为 file。"
    en = "The upload must be multipart/form-data with the file as “file”."


class MeaningsMalformed(Invalid):
    zh = "列对应关系有误：{reason}"
    en = "The columns' meanings can't be right: {reason}"


class NoConflictThere(Invalid):
    zh = "第 {number} 行没有需要处理的冲突。"
    en = "Row {number} has no conflict to decide."


class NotSigned(Unauthenticated):
    """Nothing is said of which part is wrong."""

    scheme = "Shirong-HMAC-SHA256"
    zh = "签名缺失或不正确：请检查密钥、时间和签名内容（方法、路径、时间、正文 SHA-256）。"
    en = "Not signed, or not rightly: check key, time, and what is signed."


class ClockApart(Unauthenticated):
    """The signature is right, but not of now: it may be somebody else's copy."""

    scheme = "Shirong-HMAC-SHA256"
    zh = "签名时间与服务器时间相差超过 {seconds} 秒，请校准时钟后重新签名。"
    en = "The signature's time is more than {seconds} seconds from the server's; set the clock."


class SourceInactive(Forbidden):
    zh = "来源 {source} 已停用。"
    en = "The source {source} is switched off."


class SourceBusy(TooMany):
    zh = "此来源发送过于频繁，请在 {seconds} 秒后重试。"
    en = "This source sends too often; try again in {seconds} seconds."


class TooManyKeys(Conflict):
    zh = "此来源已有 {most} 个有效密钥，请先停用一个。"
    en = "This source has {most} good keys; revoke one first."


class ExternalKeysOff(Unavailable):
    zh = "尚未设置 SHIRONG_EXTERNAL_SECRET，无法使用外部平台密钥。"
    en = "SHIRONG_EXTERNAL_SECRET is not set, so there are no keys for other platforms."


class ImportQuotaSpent(TooMany):
    zh = "本单位 24 小时内最多可导入 {files} 个文件、共 {megabytes} MB，请在 {seconds} 秒后重试。"
    en = (
        "A department may import {files} files of {megabytes} MB together within 24 hours; "
        "try again in {seconds} seconds."
    )
