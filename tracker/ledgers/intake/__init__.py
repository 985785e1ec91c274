"""What a ledger that was read would do: which unit, class and category each row gets, what is already there.

It looks things up in the database and writes nothing; what is done with the answer is told in `actions/imports.py`.
From bottom to top: `blocks`, `shape`, then `meanings`, `units`, `newcomers`, `categories`, `known`, `faults`, then
`contents`, and `plan` over all rows.
"""

from tracker.ledgers.intake.plan import plan_intake
from tracker.ledgers.intake.shape import (
    NEW,
    TEXT,
    Change,
    Fault,
    Intake,
    IntakeRow,
    NamedPerson,
    NamedUnit,
    NewUnit,
    Outcome,
    Terms,
)

__all__ = [
    "NEW",
    "TEXT",
    "Change",
    "Fault",
    "Intake",
    "IntakeRow",
    "NamedPerson",
    "NamedUnit",
    "NewUnit",
    "Outcome",
    "Terms",
    "plan_intake",
]
