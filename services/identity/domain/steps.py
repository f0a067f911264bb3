"""Who did what when to an account or a delegation, for the one who came second."""

from dataclasses import dataclass
from datetime import datetime

from services.chassis.history import LastChange

WORDS = {
    "account-created": ("创建了账号", "created the account"),
    "account-changed": ("修改了账号", "changed the account"),
    "account-disabled": ("停用了账号", "disabled the account"),
    "password-set": ("设置了密码", "set the password"),
    "password-link-made": ("生成了重设密码的链接", "made a link to set the password"),
    "second-factor-enrolled": ("启用了二次验证", "enrolled a second factor"),
    "second-factor-removed": ("停用了二次验证", "removed the second factor"),
    "second-factor-reset": ("重置了二次验证", "reset the second factor"),
    "outside-account-linked": ("关联了外部账号", "linked an outside account"),
    "outside-account-unlinked": ("解除了外部账号关联", "unlinked the outside account"),
    "deputation-lost": ("收回了代理权限", "took a deputation back"),
    "deputy-named": ("指定了代理人", "named the deputy"),
    "delegation-ended": ("收回了代理", "took the delegation back"),
}
"""Both languages' words for each step; the code is what is kept."""


@dataclass(frozen=True)
class Step:
    """`what` is a code of `WORDS`."""

    who: str
    what: str
    when: datetime

    @property
    def in_words(self) -> LastChange:
        zh, en = WORDS[self.what]
        return LastChange(who=self.who, zh=zh, en=en, when=self.when)
