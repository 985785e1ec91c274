"""What a ledger that was read would do: which unit, class and category each row gets, what is already there.

It looks things up in the database and writes nothing; what is done with the answer is told in `actions/imports.py`.
From bottom to top: `shape`, then `units`, `categories` and `known`, then `contents`, and `plan` over all rows.
"""

from tracker.ledgers.intake.plan import plan_intake
from tracker.ledgers.intake.shape import Fault, Intake, IntakeRow, Outcome, Terms

__all__ = ["Fault", "Intake", "IntakeRow", "Outcome", "Terms", "plan_intake"]
