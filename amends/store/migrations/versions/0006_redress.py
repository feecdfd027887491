"""Offers of people, what waits to be issued, the ledger, and requests to a lead; sums exact in every currency.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ONE_OF_THE_BOT = sa.text("state IN ('made', 'accepted') AND made_by = 'bot'")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_constraint("uq_offers_case_id_failure", type_="unique")
        batch_op.alter_column(
            "amount", type_=sa.Numeric(16, 4), existing_type=sa.Numeric(12, 2), nullable=False
        )
        batch_op.add_column(sa.Column("what", sa.String(80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("follows", sa.String(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("why", sa.String(500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("made_by", sa.String(32), nullable=False, server_default="bot"))
        batch_op.add_column(sa.Column("approved_by", sa.String(32), nullable=True))
        batch_op.add_column(sa.Column("form_key", sa.String(80), nullable=True))
        batch_op.add_column(sa.Column("customer_email", sa.String(254), nullable=True))
        batch_op.add_column(sa.Column("order_number", sa.String(64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_offers_form_key"), ["form_key"])
    with op.batch_alter_table("offers", schema=None) as batch_op:
        for name in ("what", "follows", "why", "made_by"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(batch_op.f("ix_offers_case_id"), ["case_id"])
        batch_op.create_index(batch_op.f("ix_offers_customer_email"), ["customer_email"])
        batch_op.create_index(batch_op.f("ix_offers_order_number"), ["order_number"])
        batch_op.create_index(
            "ix_offers_one_of_the_bot", ["case_id", "failure"], unique=True,
            sqlite_where=ONE_OF_THE_BOT, postgresql_where=ONE_OF_THE_BOT,
        )  # fmt: skip
    op.create_table(
        "issues",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_issues_offer_id_offers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint("key", name=op.f("uq_issues_key")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_issues_offer_id")),
    )
    op.create_index(op.f("ix_issues_state_next_attempt_at"), "issues", ["state", "next_attempt_at"])
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("amount", sa.Numeric(16, 4), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("voucher_code", sa.String(32), nullable=True),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_ledger_entries_offer_id_offers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entries_key")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_ledger_entries_offer_id")),
    )
    op.create_table(
        "authority_requests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("amount", sa.Numeric(16, 4), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("form_key", sa.String(80), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_why", sa.String(500), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_authority_requests_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["agents.id"], name=op.f("fk_authority_requests_asked_by_id_agents")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["agents.id"], name=op.f("fk_authority_requests_decided_by_id_agents")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_authority_requests_offer_id_offers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_requests")),
        sa.UniqueConstraint("form_key", name=op.f("uq_authority_requests_form_key")),
    )
    op.create_index(op.f("ix_authority_requests_case_id"), "authority_requests", ["case_id"])
    op.create_index(op.f("ix_authority_requests_state"), "authority_requests", ["state"])


def downgrade() -> None:
    op.drop_table("authority_requests")
    op.drop_table("ledger_entries")
    op.drop_table("issues")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        for name in ("ix_offers_case_id", "ix_offers_customer_email", "ix_offers_order_number"):
            batch_op.drop_index(batch_op.f(name))
        batch_op.drop_index("ix_offers_one_of_the_bot")
        batch_op.drop_constraint("uq_offers_form_key", type_="unique")
        names = (
            "what",
            "follows",
            "why",
            "made_by",
            "approved_by",
            "form_key",
            "customer_email",
            "order_number",
        )
        for name in names:
            batch_op.drop_column(name)
        batch_op.alter_column("amount", type_=sa.Numeric(12, 2), existing_type=sa.Numeric(16, 4))
        batch_op.create_unique_constraint("uq_offers_case_id_failure", ["case_id", "failure"])
