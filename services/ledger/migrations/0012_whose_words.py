"""whose a case is, among the words it is searched by"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

POSTGRESQL = """
UPDATE texts SET words = words || array_to_tsvector(
  CASE WHEN told_case_id IS NOT NULL THEN ARRAY['§']
  ELSE array_remove(ARRAY[
    '§' || replace(reporter_organisation_id::text, '-', ''),
    '§' || replace(organisation_id::text, '-', ''),
    '§' || replace(named_organisation_id::text, '-', '')
  ], NULL) END)
FROM cases WHERE cases.case_id = texts.row_id
"""
SQLITE = """
UPDATE texts SET words = words || coalesce((
  SELECT CASE WHEN told_case_id IS NOT NULL THEN ' §'
  ELSE coalesce(' §' || reporter_organisation_id, '')
    || coalesce(' §' || organisation_id, '')
    || coalesce(' §' || named_organisation_id, '') END
  FROM cases WHERE cases.case_id = texts.row_id), '')
"""


def upgrade() -> None:
    op.execute(POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE)


def downgrade() -> None:
    """Leave the words: nobody can ask for them."""
