"""accounts at an outside provider, and sign-ins that began there"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_accounts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_outside_accounts_person_id_people"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_outside_accounts"),
        sa.UniqueConstraint("issuer", "subject", name="uq_outside_accounts_issuer_subject"),
    )
    op.create_table(
        "outside_sign_ins",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_outside_sign_ins"),
    )
    op.create_index("ix_outside_sign_ins_expires_at", "outside_sign_ins", ["expires_at"])


def downgrade() -> None:
    op.drop_table("outside_sign_ins")
    op.drop_table("outside_accounts")
