"""What a worker can do: the function of each kind of job, told how the conditions of the register are read."""

from functools import partial

from tracker.enums import JobKind
from tracker.filters.exports import rows_asked_for
from tracker.jobs import imports
from tracker.jobs.exports import export
from tracker.jobs.packs import pack
from tracker.jobs.work import Kinds

KINDS: Kinds = {
    JobKind.EXPORT: partial(export, read=rows_asked_for),
    JobKind.PACK: partial(pack, read=rows_asked_for),
    JobKind.READ: imports.read,
    JobKind.TAKE_IN: imports.take_in,
    JobKind.UNDO_IMPORT: imports.undo,
}
