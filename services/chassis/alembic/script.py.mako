<%!
    def plain(steps):
        """Alembic's steps without its remarks."""
        lines = [line for line in steps.splitlines() if "# ###" not in line]
        return "\n".join(lines).strip()
%>\
"""${message}"""

import sqlalchemy as sa
from alembic import op
% if imports:

${imports}
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${(upgrades or "pass") | plain}


def downgrade() -> None:
    ${(downgrades or "pass") | plain}
