"""imports of spreadsheets and records"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_numbers")),
    )
    with op.batch_alter_table("case_numbers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_numbers_number"), ["number"], unique=False)

    op.create_table(
        "column_meanings",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("choice", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "heading", name=op.f("pk_column_meanings")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("importer_id", sa.Uuid(), nullable=False),
        sa.Column("held_for", columns.Json, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_who", sa.String(length=200), nullable=False),
        sa.Column("last_did", sa.String(length=20), nullable=False),
        sa.Column("last_at", columns.Instant, nullable=False),
        sa.Column("survey", columns.Json, nullable=True),
        sa.Column("meanings", columns.Json, nullable=True),
        sa.Column("failure", columns.Json, nullable=True),
        sa.Column("rule", sa.String(length=10), nullable=True),
        sa.Column("counts", columns.Json, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("records_version", sa.Integer(), nullable=True),
        sa.Column("live_sha256", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("leased_until", columns.Instant, nullable=True),
        sa.Column("asked_at", columns.Instant, nullable=True),
        sa.Column("parked_at", columns.Instant, nullable=True),
        sa.Column("parked_reason", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint(
            "organisation_id", "live_sha256", name=op.f("uq_imports_organisation_id_live_sha256")
        ),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(
            "ix_imports_organisation_id_created_at", ["organisation_id", "created_at"], unique=False
        )

    op.create_table(
        "organisation_aliases",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_organisation_aliases")),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("content", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_records_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_records_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "records_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records_state")),
    )
    op.create_table(
        "word_meanings",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "field", "text", name=op.f("pk_word_meanings")),
    )
    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_files_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_files")),
    )
    op.create_table(
        "import_pictures",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_pictures_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "sha256", name=op.f("pk_import_pictures")),
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("entry", columns.Json, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("match", columns.Json, nullable=True),
        sa.Column("comparison", columns.Json, nullable=True),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("decision", columns.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_rows")),
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_import_rows_outcome", ["import_id", "outcome"], unique=False)

    op.create_table(
        "record_keys",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_keys_record_id_records")
        ),
        sa.PrimaryKeyConstraint("key", "record_id", name=op.f("pk_record_keys")),
    )
    with op.batch_alter_table("record_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_keys_record_id"), ["record_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_keys_record_id"))

    op.drop_table("record_keys")
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_import_rows_outcome")

    op.drop_table("import_rows")
    op.drop_table("import_pictures")
    op.drop_table("import_files")
    op.drop_table("word_meanings")
    op.drop_table("records_state")
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_records_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_records_case_id"))

    op.drop_table("records")
    op.drop_table("organisation_aliases")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index("ix_imports_organisation_id_created_at")

    op.drop_table("imports")
    op.drop_table("column_meanings")
    with op.batch_alter_table("case_numbers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_numbers_number"))

    op.drop_table("case_numbers")
