"""what the super table is searched, mapped, counted and watched by"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from services.chassis import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FULL_TEXT = (
    "CREATE VIRTUAL TABLE text_words USING fts5("
    "words, content='texts', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN"
    " INSERT INTO text_words (rowid, words) VALUES (new.id, new.words);"
    " END",
    "CREATE TRIGGER texts_removed AFTER DELETE ON texts BEGIN"
    " INSERT INTO text_words (text_words, rowid, words) VALUES ('delete', old.id, old.words);"
    " END",
    "CREATE TRIGGER texts_changed AFTER UPDATE ON texts BEGIN"
    " INSERT INTO text_words (text_words, rowid, words) VALUES ('delete', old.id, old.words);"
    " INSERT INTO text_words (rowid, words) VALUES (new.id, new.words);"
    " END",
)
"""A FTS5 table that reads its content from `texts`, in step by its manual's own triggers."""


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table("city") as city:
        city.add_column(sa.Column("round", columns.Counter, nullable=False, server_default="0"))
    with op.batch_alter_table("city") as city:
        city.alter_column("round", server_default=None)
    # SQLite can't drop a default without making the table anew; a row always brings its value.
    op.add_column("cases", sa.Column("longitude", sa.Float()))
    op.add_column("cases", sa.Column("latitude", sa.Float()))
    op.add_column(
        "cases", sa.Column("changed_in", columns.Counter, nullable=False, server_default="0")
    )
    op.add_column("cases", sa.Column("told_number", sa.String(length=200)))
    op.add_column("cases", sa.Column("told_status", sa.String(length=20)))
    op.add_column("cases", sa.Column("told_case_id", sa.Uuid()))
    op.add_column("cases", sa.Column("found_on", sa.Date()))
    op.add_column("cases", sa.Column("told", columns.Json))
    op.add_column("cases", sa.Column("sources", columns.Json, nullable=False, server_default="[]"))
    op.create_index("ix_cases_told_case_id", "cases", ["told_case_id"])
    op.create_index("ix_cases_changed_in", "cases", ["changed_in"])
    op.create_index(
        "ix_cases_category_begun_at_case_id", "cases", ["category", "begun_at", "case_id"]
    )
    op.create_index("ix_cases_latitude_longitude", "cases", ["latitude", "longitude"])
    op.create_table(
        "texts",
        sa.Column("id", columns.Counter, nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("row_id", name=op.f("uq_texts_row_id")),
    )
    op.create_index("ix_texts_case_id", "texts", ["case_id"])
    if is_postgresql:
        op.create_index("ix_texts_words", "texts", ["words"], postgresql_using="gin")
    else:
        for statement in FULL_TEXT:
            op.execute(statement)
    op.create_table(
        "standing",
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("count", columns.Counter, nullable=False),
        sa.PrimaryKeyConstraint("side", "organisation_id", "stage", name=op.f("pk_standing")),
    )
    op.create_table(
        "views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("shown", columns.Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
    )
    op.create_index("ix_views_organisation_id", "views", ["organisation_id"])
    op.create_index("ix_views_owner_id", "views", ["owner_id"])


def downgrade() -> None:
    op.drop_table("views")
    op.drop_table("standing")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE text_words")
    op.drop_table("texts")
    op.drop_index("ix_cases_latitude_longitude", table_name="cases")
    op.drop_index("ix_cases_category_begun_at_case_id", table_name="cases")
    op.drop_index("ix_cases_changed_in", table_name="cases")
    op.drop_index("ix_cases_told_case_id", table_name="cases")
    told = ("told_number", "told_status", "told_case_id", "found_on", "told", "sources")
    for name in ("changed_in", "latitude", "longitude", *told):
        op.drop_column("cases", name)
    op.drop_column("city", "round")
