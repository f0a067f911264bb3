"""The fields that a department's column may mean, in the city's words."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "serial", "code", "date", "text", "organisation", "category", "status",
    "degrees", "point", "person", "picture",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """`personal` ones name people: they stay in intake and are in no fact."""

    name: str
    zh: str
    kind: Kind

    @property
    def personal(self) -> bool:
        return self.kind == "person"


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("serial", "序号", "serial"),
        Field("number", "编号", "code"),
        Field("source_id", "来源编号", "code"),
        Field("found_at", "发现时间", "date"),
        Field("description", "问题描述", "text"),
        Field("address", "地点", "text"),
        Field("street", "街道", "organisation"),
        Field("district", "区县", "organisation"),
        Field("organisation", "责任单位", "organisation"),
        Field("category", "类别", "category"),
        Field("major", "大类", "category"),
        Field("status", "状态", "status"),
        Field("longitude", "经度", "degrees"),
        Field("latitude", "纬度", "degrees"),
        Field("point", "坐标", "point"),
        Field("due_at", "整改时限", "date"),
        Field("rectified_at", "整改时间", "date"),
        Field("solution", "整改措施", "text"),
        Field("return_reason", "退件原因", "text"),
        Field("origin", "来源", "text"),
        Field("reporter", "上报人", "person"),
        Field("handler", "责任人", "person"),
        Field("phone", "联系电话", "person"),
        Field("personal", "个人信息", "person"),
        Field("before_photo", "整改前照片", "picture"),
        Field("after_photo", "整改后照片", "picture"),
        Field("remark", "备注", "text"),
    )
}
EXTRA = "extra"
"""A column nobody knows: kept as it is, under its own name."""
IGNORED = "ignored"
"""A column somebody chose to leave out."""
SEVERAL = frozenset({"before_photo", "after_photo", "personal"})
"""Fields that more than one column may give."""
REPORTED = ("拒绝原因", "原工作表", "原行号")
"""Columns that refused rows are given back with; they are left out when the file comes again."""
