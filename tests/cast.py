"""The named cast: an inspected unit with its people, three supervising bodies, and strangers who must see nothing."""

from dataclasses import dataclass

from tests.factories import feed_back, make_post, make_round, make_unit
from tracker.enums import Role, UnitKind
from tracker.models import InspectionRound, Post, Unit


@dataclass(frozen=True)
class Cast:
    """Posts by the part they play; `stranger` is the clerk of another unit of the same round."""

    inspection_round: InspectionRound
    unit: Unit
    other_unit: Unit
    clerk: Post
    secretary: Post
    handler: Post
    supervisor: Post
    second_supervisor: Post
    discipline: Post
    organisation: Post
    leader: Post
    stranger: Post
    stranger_secretary: Post
    admin: Post
    security: Post
    auditor: Post

    @property
    def reviewers(self) -> tuple[Post, ...]:
        """One post for each of the three parties."""
        return self.second_supervisor, self.discipline, self.organisation

    @property
    def everybody(self) -> dict[str, Post]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Post)}


def make_cast() -> Cast:
    """The cast in an empty database."""
    office = make_unit("市委巡察办", kind=UnitKind.SUPERVISING)
    discipline = make_unit("市纪委监委", kind=UnitKind.SUPERVISING)
    organisation = make_unit("市委组织部", kind=UnitKind.SUPERVISING)
    leaders = make_unit("市委领导", kind=UnitKind.LEADERSHIP)
    bureau, other = make_unit("市民政局"), make_unit("市水利局")
    inspection_round = make_round(parties=(office, discipline, organisation))
    feed_back(inspection_round, bureau)
    feed_back(inspection_round, other)
    return Cast(
        inspection_round=inspection_round,
        unit=bureau,
        other_unit=other,
        clerk=make_post(Role.CLERK, bureau),
        secretary=make_post(Role.SECRETARY, bureau),
        handler=make_post(Role.HANDLER, bureau),
        supervisor=make_post(Role.SUPERVISOR, office),
        second_supervisor=make_post(Role.SUPERVISOR, office),
        discipline=make_post(Role.REVIEWER, discipline),
        organisation=make_post(Role.REVIEWER, organisation),
        leader=make_post(Role.LEADER, leaders),
        stranger=make_post(Role.CLERK, other),
        stranger_secretary=make_post(Role.SECRETARY, other),
        admin=make_post(Role.SYSTEM_ADMIN, office),
        security=make_post(Role.SECURITY_ADMIN, office),
        auditor=make_post(Role.AUDITOR, office),
    )
