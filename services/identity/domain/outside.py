"""Accounts at an outside provider (OpenID Connect), by which people sign in here.

Who somebody is there is told by issuer and subject, never by an address or a name, which may come
to be somebody else's (ASVS 6.8.1).
"""

from datetime import timedelta

from services.chassis.refusals import Conflict, NotFound, Unauthenticated, Unavailable

SIGN_IN_LIVES = timedelta(minutes=10)
"""How long somebody may take at the provider."""


class NoOutsideProvider(NotFound):
    zh = "未配置外部身份认证。"
    en = "No outside provider is set up here."


class OutsideProviderAway(Unavailable):
    zh = "外部身份认证暂时不可用，请稍后重试或用密码登录。"
    en = "The outside provider is away; try again shortly, or sign in with a password."


class OutsideSignInFailed(Unauthenticated):
    """One answer for a state that is spent, late or another browser's, and for a wrong token."""

    zh = "外部身份认证未成功，请重新开始。"
    en = "The sign-in at the outside provider did not succeed; begin again."


class OutsideAccountUnknown(Unauthenticated):
    zh = "该外部账号尚未与本系统账号关联，请用密码登录后关联。"
    en = "This outside account belongs to nobody here; sign in with a password and link it."


class OutsideAccountTaken(Conflict):
    zh = "该外部账号已与另一账号关联。"
    en = "This outside account is linked to another account already."


class OutsideAccountLinked(Conflict):
    zh = "您的账号已关联外部账号，请先解除。"
    en = "Your account has an outside account already; unlink that one first."
