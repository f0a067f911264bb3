"""Why closure refuses, in words for both languages; conflicts name who did what when."""

from services.chassis.refusals import Conflict, Forbidden, Invalid


class NotSubmitted(Conflict):
    zh = "没有待处理的整改：{who} 于 {when} {did_zh}。"
    en = "No rectification is waiting: {who} {did_en} at {when}."


class AlreadySubmitted(Conflict):
    zh = "整改已提交，正在等待核查：{who} 于 {when} {did_zh}。"
    en = "A rectification already awaits its verification: {who} {did_en} at {when}."


class NotVerified(Conflict):
    zh = "整改尚未核查，不能批准销号：{who} 于 {when} {did_zh}。"
    en = "It isn't verified yet, so it can't be approved: {who} {did_en} at {when}."


class AlreadyVerified(Conflict):
    zh = "案件已预销号，正在等待批准：{who} 于 {when} {did_zh}。"
    en = "The case is pre-closed and awaits its approval: {who} {did_en} at {when}."


class AlreadyClosed(Conflict):
    zh = "案件已销号：{who} 于 {when} {did_zh}。"
    en = "The case is closed: {who} {did_en} at {when}."


class NotClosed(Conflict):
    zh = "案件未销号，不能回头看：{who} 于 {when} {did_zh}。"
    en = "The case isn't closed, so it can't be rechecked: {who} {did_en} at {when}."


class SeparationOfDuties(Forbidden):
    """Nobody approves their own work."""

    zh = "{who} 已于 {when} {did_zh}，本步骤须由他人办理。"
    en = "{who} {did_en} at {when}; somebody else must take this step."


class BeforePhotoAgain(Invalid):
    zh = "整改后照片不能使用整改前照片：{photo_id}"
    en = "A before-photo can't be an after-photo: {photo_id}"


class PhotoNotOfThisRound(Invalid):
    zh = "照片 {photo_id} 不是本轮整改的整改后照片。"
    en = "The photo {photo_id} is not an after-photo of this round."


class DeferralDateOutOfRange(Invalid):
    zh = "挂号日期须在 {earliest} 至 {latest} 之间。"
    en = "A case can be deferred to a date from {earliest} to {latest}."


class DeferralUndecided(Conflict):
    zh = "已有挂号申请（至 {until}）待审批：{who} 于 {when} {did_zh}。"
    en = "A deferral until {until} is still undecided: {who} {did_en} at {when}."


class DeferralNotRequested(Conflict):
    zh = "此案件没有挂号申请：{who} 于 {when} {did_zh}。"
    en = "Nobody asked for a deferral of this case: {who} {did_en} at {when}."


class DeferralDecided(Conflict):
    """Granted, refused, or lapsed because a rectification came first."""

    zh = "挂号申请（至 {until}）已有结果：{who} 于 {when} {did_zh}。"
    en = "The deferral until {until} is no longer open: {who} {did_en} at {when}."


class DeferralDatePassed(Conflict):
    zh = "{who} 于 {when} {did_zh}，但所申请的日期 {until} 已到，不能再批准。"
    en = "{who} {did_en} at {when}, but its date {until} has come; it can't be granted any more."
