"""Templates of the superior as tests begin with them: uploaded, and confirmed as they were recognised."""

from tracker.actions import templates
from tracker.models import LedgerTemplate


def confirm(row: LedgerTemplate, by, **about) -> LedgerTemplate:
    told = {"name": row.name, "columns": row.columns, "first_row": row.first_row, "last_row": row.last_row}
    return templates.confirm(row, by=by, **{"sheet": row.sheet, **told, **about})
