"""Why notice refuses, in words for both languages."""

from services.chassis.refusals import Conflict, Forbidden, Invalid


class AddressUnknown(Invalid):
    """Nothing can be sent there."""

    zh = "无法识别此渠道地址：{reason}"
    en = "This is no address a channel can use: {reason}"


class AddressNotAllowed(Invalid):
    """It leads into the house, or to a robot nobody allowed."""

    zh = "不允许使用此渠道地址：{reason}"
    en = "Channels may not lead there: {reason}"


class ChannelNotSetUp(Invalid):
    zh = "本系统尚未配置此类渠道（{kind}），请联系管理员。"
    en = "This installation has not set up channels of the kind {kind}; ask an administrator."


class TooManyChannels(Conflict):
    zh = "渠道数量已达上限 {most} 个，请先删除不用的。"
    en = "There are {most} channels already, as many as may be; remove one first."


class QuietHoursUnclear(Invalid):
    zh = "免打扰时段需同时填写开始和结束，且两者不同。"
    en = "Quiet hours need both a beginning and an end, and they must differ."


class WebhookForOrganisations(Forbidden):
    zh = "Webhook 只能由管理员为单位设置。"
    en = "Webhooks belong to organisations; an administrator sets them up."


class UrgentIsHeard(Invalid):
    zh = "紧急通知不能静音：{kind}"
    en = "Urgent notices can't be muted: {kind}"


class ChannelWorks(Conflict):
    zh = "此渠道没有待重发的消息。"
    en = "Nothing over this channel waits to be sent again."
