"""Robots of 企业微信, 钉钉 and 飞书, e-mail and text messages, all of them by Apprise."""

import asyncio
import re
from typing import Literal
from urllib.parse import quote, urlsplit

import apprise

from services.notice.sending.letters import Letter
from services.notice.sending.outside import Outside, Undelivered
from services.notice.settings import NoticeSettings

MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}")
NUMBER = re.compile(r"\+?[0-9]{5,20}")
PATIENCE = 30.0
"""Seconds: Apprise has time limits of its own for each step of a conversation."""


class NotSetUp(Exception):
    """The installation didn't say how such messages leave the house."""


def url_of(kind: Literal["email", "sms", "robot"], address: str, settings: NoticeSettings) -> str:
    """What Apprise is told; ValueError for an address that is none, `NotSetUp` without a way."""
    match kind:
        case "email":
            if not settings.notice_mail_url:
                raise NotSetUp
            if not MAIL.fullmatch(address):
                raise ValueError("it is no e-mail address")
            joint = "&" if "?" in settings.notice_mail_url else "?"
            return f"{settings.notice_mail_url}{joint}to={quote(address)}"
        case "sms":
            if not settings.notice_sms_url:
                raise NotSetUp
            if not NUMBER.fullmatch(address):
                raise ValueError("it is no telephone number")
            return settings.notice_sms_url.replace("{number}", quote(address, safe=""))
        case "robot":
            scheme = urlsplit(address).scheme
            if scheme not in settings.notice_robots:
                allowed = ", ".join(f"{each}://" for each in settings.notice_robots)
                raise ValueError(f"it must begin with one of {allowed}")
            return address


def require_known(url: str) -> None:
    """ValueError unless Apprise knows what to do with it."""
    if apprise.Apprise.instantiate(url, suppress_exceptions=True) is None:
        raise ValueError("the service it names does not take it")


async def send(
    kind: Literal["email", "sms", "robot"], address: str, letter: Letter, outside: Outside
) -> None:
    try:
        url = url_of(kind, address, outside.settings)
    except NotSetUp:
        raise Undelivered("not-set-up") from None
    except ValueError:
        raise Undelivered("address-not-allowed") from None
    way = apprise.Apprise()
    if not way.add(url):
        raise Undelivered("address-unreadable")
    body = "\n".join([*letter.lines, letter.link]) if letter.link else "\n".join(letter.lines)
    try:
        async with asyncio.timeout(PATIENCE):
            done = await way.async_notify(
                title=letter.title, body=body or letter.title, body_format="text"
            )
    except TimeoutError:
        raise Undelivered("timed-out") from None
    if not done:
        raise Undelivered("refused")
