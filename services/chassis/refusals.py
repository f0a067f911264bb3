"""Refusals: final answers that say what to do. Everything else that goes wrong is a fault.

    Refusal
    ├── Invalid          the request can't be right, whoever sends it
    ├── Unauthenticated  it isn't known who asks
    ├── Forbidden        this person may not do this
    ├── NotFound         there is no such thing in the person's scope
    ├── Conflict         somebody or something was first
    ├── Stale            the thing changed since it was read
    ├── Unstated         a precondition or key the protocol asks for is missing
    ├── TooLarge         more bytes than allowed
    ├── TooMany          too often; try later
    └── Unavailable      a part this needs is away; try later

A service names a subclass for the reason; its kebab-case name is the public code. `zh` and `en`
are sentences with the refusal's facts in braces.
"""

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """A final answer: over HTTP a problem document, on the bus a parked message."""

    zh: ClassVar[str] = "请求被拒绝。"
    en: ClassVar[str] = "The request was refused."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence("en"))

    @property
    def code(self) -> str:
        """The stable public name: `AlreadyDecided` is `already-decided`."""
        name = type(self).__name__
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()

    def sentence(self, language: str) -> str:
        """The reason in words, in Chinese (`zh`) or English (anything else)."""
        template = self.zh if language == "zh" else self.en
        return template.format_map({key: str(value) for key, value in self.facts.items()})


class Invalid(Refusal):
    zh = "请求内容有误：{reason}"
    en = "The request is not valid: {reason}"


class Unauthenticated(Refusal):
    scheme: ClassVar[str] = "Bearer"
    """How one says who one is, for the `WWW-Authenticate` header"""
    zh = "请先登录。"
    en = "Sign in first."


class Forbidden(Refusal):
    zh = "您没有执行此操作的权限。"
    en = "You may not do this."


class NotFound(Refusal):
    zh = "没有找到，或不在您的管理范围内。"
    en = "There is no such thing in your scope."


class Conflict(Refusal):
    zh = "与当前状态冲突。"
    en = "This conflicts with the present state."


class Stale(Refusal):
    zh = "内容已被更新，请刷新后再试。"
    en = "It changed since you read it; read it again."


class Unstated(Refusal):
    zh = "缺少必需的请求头 {header}。"
    en = "The {header} header is required."


class TooLarge(Refusal):
    zh = "内容过大，上限为 {limit}。"
    en = "Too large; the limit is {limit}."


class TooMany(Refusal):
    zh = "操作过于频繁，请在 {seconds} 秒后重试。"
    en = "Too many attempts; try again in {seconds} seconds."


class Unavailable(Refusal):
    zh = "服务暂时不可用，请稍后重试。"
    en = "The service is away for the moment; try again shortly."
