"""fingerprints, warnings, shown files"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checks",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("warnings", columns.Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked_at", columns.Instant, nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("not_before", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_checks")),
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_checks_due",
            ["not_before"],
            unique=False,
            postgresql_where=sa.text("made < wanted"),
            sqlite_where=sa.text("made < wanted"),
        )

    op.create_table(
        "rectified_photos",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "photo_id", "side", name=op.f("pk_rectified_photos")),
    )
    op.create_table(
        "shown_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "kind", "about", name=op.f("pk_shown_files")),
    )
    op.create_table(
        "fingerprints",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("view", sa.String(length=12), nullable=False),
        sa.Column("hash", columns.Counter, nullable=False),
        sa.Column("grid", sa.LargeBinary(length=256), nullable=False),
        sa.Column("band0", sa.Integer(), nullable=False),
        sa.Column("band1", sa.Integer(), nullable=False),
        sa.Column("band2", sa.Integer(), nullable=False),
        sa.Column("band3", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_fingerprints_photo_id_photos")
        ),
        sa.PrimaryKeyConstraint("photo_id", "view", name=op.f("pk_fingerprints")),
    )
    with op.batch_alter_table("fingerprints", schema=None) as batch_op:
        batch_op.create_index("ix_fingerprints_band0_view", ["band0", "view"], unique=False)
        batch_op.create_index("ix_fingerprints_band1_view", ["band1", "view"], unique=False)
        batch_op.create_index("ix_fingerprints_band2_view", ["band2", "view"], unique=False)
        batch_op.create_index("ix_fingerprints_band3_view", ["band3", "view"], unique=False)

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("longitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("dispatched_at", columns.Instant, nullable=True))

    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_key", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("public_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("algorithm", sa.SmallInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("screen_score", sa.Float(), nullable=True))
        batch_op.create_index(
            "ix_photos_algorithm_id",
            ["algorithm", "id"],
            unique=False,
            postgresql_where=sa.text("status = 'ready'"),
            sqlite_where=sa.text("status = 'ready'"),
        )
        batch_op.create_index("ix_photos_public_key", ["public_key"], unique=False)
    _remember_what_is_shown()


def _remember_what_is_shown() -> None:
    for kind, table, digest, about in (
        ("picture", "photos", "picture_sha256", "id"),
        ("thumbnail", "photos", "thumbnail_sha256", "id"),
        ("comparison", "comparisons", "sha256", "case_id"),
    ):
        op.execute(
            f"INSERT INTO shown_files (sha256, kind, about, at) "  # noqa: S608 - names from above
            f"SELECT {digest}, '{kind}', {about}, CURRENT_TIMESTAMP FROM {table} "
            f"WHERE {digest} <> ''"
        )


def downgrade() -> None:
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_photos_algorithm_id",
            postgresql_where=sa.text("status = 'ready'"),
            sqlite_where=sa.text("status = 'ready'"),
        )
        batch_op.drop_index("ix_photos_public_key")
        batch_op.drop_column("screen_score")
        batch_op.drop_column("algorithm")
        batch_op.drop_column("public_sha256")
        batch_op.drop_column("public_key")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("dispatched_at")
        batch_op.drop_column("latitude")
        batch_op.drop_column("longitude")

    with op.batch_alter_table("fingerprints", schema=None) as batch_op:
        batch_op.drop_index("ix_fingerprints_band3_view")
        batch_op.drop_index("ix_fingerprints_band2_view")
        batch_op.drop_index("ix_fingerprints_band1_view")
        batch_op.drop_index("ix_fingerprints_band0_view")

    op.drop_table("fingerprints")
    op.drop_table("shown_files")
    op.drop_table("rectified_photos")
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_checks_due",
            postgresql_where=sa.text("made < wanted"),
            sqlite_where=sa.text("made < wanted"),
        )

    op.drop_table("checks")
