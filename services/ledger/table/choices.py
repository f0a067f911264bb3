"""The words for values that columns choose from, in both languages."""

from collections.abc import Mapping

Names = tuple[str, str]
"""Chinese and English."""

CHOICES: Mapping[str, Mapping[str, Names]] = {
    "stage": {
        "reported": ("待审核", "awaiting review"),
        "urgent": ("紧急待批", "urgent, awaiting decision"),
        "rejected": ("已驳回", "rejected"),
        "merged": ("已并案", "merged"),
        "withdrawn": ("已撤回", "withdrawn"),
        "imported": ("导入记录", "imported"),
        "in_pool": ("整改中", "in pool"),
        "handed_back": ("退回派遣", "handed back"),
        "submitted": ("待核查", "awaiting verification"),
        "pre_closed": ("预销号", "pre-closed"),
        "deferred": ("挂号", "deferred"),
        "closed": ("已销号", "closed"),
    },
    "told_status": {
        "open": ("未整改", "open"),
        "under_way": ("整改中", "under way"),
        "rectified": ("已整改", "rectified"),
        "closed": ("已销号", "closed"),
        "deferred": ("挂号", "deferred"),
        "returned": ("退件", "returned"),
        "rejected": ("不受理", "rejected"),
    },
    "mode": {"general": ("一般", "general"), "urgent": ("紧急申请", "urgent")},
    "source": {
        "phone": ("手机上报", "phone"),
        "desk": ("电脑上报", "desk"),
        "import": ("表格导入", "import"),
    },
    "review_status": {
        "approved": ("通过", "approved"),
        "urgent_confirmed": ("紧急确认", "urgent confirmed"),
        "urgent_declined": ("紧急未批", "urgent declined"),
        "rejected": ("驳回", "rejected"),
        "merged": ("并案", "merged"),
    },
    "pool": {"list": ("清单池", "list pool"), "supervision": ("督导池", "supervision pool")},
    "closure_status": {
        "open": ("整改中", "open"),
        "submitted": ("待核查", "awaiting verification"),
        "pre_closed": ("预销号", "pre-closed"),
        "deferred": ("挂号", "deferred"),
        "closed": ("已销号", "closed"),
    },
}
"""By column and value; a value without words shows as it is."""
