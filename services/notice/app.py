"""Notice, at a glance."""

from services.chassis.blueprint import Service
from services.notice import routes, tables
from services.notice.handlers import HANDLERS
from services.notice.jobs import JOBS
from services.notice.resources import opened
from services.notice.settings import NoticeSettings
from services.notice.works import WORKS

service = Service(
    name="notice",
    title="通知 · Notice",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    jobs=JOBS,
    settings=NoticeSettings,
    works=WORKS,
    resources=opened,
)
