"""watermark templates, categories by name, covers, ghosts"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("category_code", sa.String(length=40)))
    op.create_table(
        "categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
    )
    op.create_index(op.f("ix_categories_code"), "categories", ["code"])
    op.create_table(
        "watermark_templates",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("fields", columns.Json, nullable=False),
        sa.Column("ink", sa.String(length=7), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("shade", sa.String(length=7), nullable=False),
        sa.Column("opacity", sa.SmallInteger(), nullable=False),
        sa.Column("uses", columns.Json, nullable=False),
        sa.Column("logo", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_watermark_templates")),
    )
    op.add_column("photos", sa.Column("covers", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("photos", sa.Column("ghost_key", sa.String(length=200)))
    op.add_column("photos", sa.Column("ghost_sha256", sa.String(length=64)))
    op.create_index("ix_photos_ghost_key", "photos", ["ghost_key"])
    op.create_table(
        "covers",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rectangles", columns.Json, nullable=False),
        sa.Column("restores", sa.Integer()),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_covers_photo_id_photos")
        ),
        sa.PrimaryKeyConstraint("photo_id", "number", name=op.f("pk_covers")),
    )


def downgrade() -> None:
    op.drop_table("covers")
    op.drop_index("ix_photos_ghost_key", "photos")
    for column in ("ghost_sha256", "ghost_key", "covers"):
        op.drop_column("photos", column)
    op.drop_table("watermark_templates")
    op.drop_index(op.f("ix_categories_code"), "categories")
    op.drop_table("categories")
    op.drop_column("cases", "category_code")
