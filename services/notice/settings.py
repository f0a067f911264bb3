"""What notice alone needs to know."""

from pydantic import Field

from services.chassis.settings import Settings


class NoticeSettings(Settings):
    notice_secret: str = Field(min_length=16)
    """Seals the addresses of channels; the key that push services know the city by is made of it"""
    notice_public_url: str = Field(default="", pattern=r"^(https?://[^/\s]+)?$")
    """Where people reach the system, like `https://city.example`: links in messages lead there"""
    notice_mail_url: str = ""
    """How e-mail leaves the house, as Apprise writes it (`mailtos://user:password@host?from=…`);
    without it there is none"""
    notice_sms_url: str = ""
    """The same for text messages; `{number}` in it stands for the receiver's"""
    notice_robots: tuple[str, ...] = ("wecombot", "dingtalk", "feishu", "lark")
    """The robots a channel may lead to, by their Apprise scheme. All of them have hosts of their
    own: one that takes any host would let people reach into the house"""
    notice_webhook_hosts: tuple[str, ...] = ()
    """Hosts inside the house that webhooks may reach, over http too; others must be public"""
    notice_push_hosts: tuple[str, ...] = (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "notify.windows.com",
    )
    """Whose push services browsers may bring, with their subdomains"""
    notice_at_once: int = Field(default=8, ge=1, le=64)
    """Channels one worker sends over side by side"""
