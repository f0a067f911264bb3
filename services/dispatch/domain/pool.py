"""Which organisation can hold a pool of cases."""

from services.chassis.directory import Organisation
from services.chassis.refusals import Conflict


class NoBrigade(Conflict):
    zh = "没有启用的直属大队，无法建立督导池案件。"
    en = "There is no active brigade whose supervision pool could take the case."


class NoNumberPrefix(Conflict):
    zh = "{organisation} 没有编号前缀，不能设立案件池。请先在单位资料中填写前缀。"
    en = "{organisation} has no number prefix, so it can't hold a pool; give it one first."


class OrganisationInactive(Conflict):
    zh = "{organisation} 已停用，不能接收案件。"
    en = "{organisation} is no longer active and can't take cases."


def require_active(organisation: Organisation) -> None:
    """`OrganisationInactive` for one that was closed down."""
    if not organisation.active:
        raise OrganisationInactive(organisation=organisation.name)


def require_pool(organisation: Organisation) -> None:
    """A refusal unless cases can be numbered and worked there."""
    require_active(organisation)
    if not organisation.number_prefix:
        raise NoNumberPrefix(organisation=organisation.name)
