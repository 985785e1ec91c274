"""设置: the way in for each role, units, and the office's calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker import clock
from tracker.actions import holidays as holiday_actions
from tracker.actions import offices as actions
from tracker.actions.deadlines import calendar
from tracker.enums import Role
from tracker.forms.fields import whole
from tracker.forms.offices import HolidayForm, UnitForm
from tracker.models import Holiday, Unit
from tracker.queries import offices as queries
from tracker.views.access import for_roles
from tracker.views.flow import press
from tracker.views.office_pages import FormPage, asked, file, paged, show


@for_roles(Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def home(request: HttpRequest) -> HttpResponse:
    """What the post worn may set."""
    return show(request, "offices/home.html", "")


@for_roles(Role.SYSTEM_ADMIN)
def units(request: HttpRequest) -> HttpResponse:
    """The tree of units; a search shows what it finds with the units above."""
    page = paged(request, queries.units(asked(request)))
    return show(request, "offices/units.html", "units", page_obj=page, q=asked(request))


@for_roles(Role.SYSTEM_ADMIN)
def new_unit(request: HttpRequest) -> HttpResponse:
    """A new unit."""
    form = UnitForm(request.POST or None)
    page = FormPage("units", "新建单位", reverse("settings:units"), "单位已建好。")
    return file(request, form, page, lambda fields: actions.create_unit(by=request.worn, **fields))


@for_roles(Role.SYSTEM_ADMIN)
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change, move or close a unit."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    page = FormPage("units", f"修改单位　{unit.name}", reverse("settings:units"))
    form = UnitForm(request.POST or None, instance=unit)
    return file(request, form, page, lambda fields: actions.change_unit(unit, by=request.worn, **fields))


@for_roles(Role.SUPERVISOR)
def holidays(request: HttpRequest) -> HttpResponse:
    """One year's days off and 调休 workdays; a year nobody has entered is said to be unknown."""
    this_year = clock.today().year
    year = whole(asked(request, "year"))
    year = year if year and 1990 <= year <= 2100 else this_year
    known = calendar()
    context = {
        "rows": Holiday.objects.filter(day__year=year),
        "year": year,
        "is_known": known.knows(year),
        "years": sorted({*known.years, this_year, this_year + 1, year}),
    }
    return show(request, "offices/holidays.html", "holidays", **context)


@for_roles(Role.SUPERVISOR)
def new_holiday(request: HttpRequest) -> HttpResponse:
    """One more day."""
    page = FormPage("holidays", "登记节假日", reverse("settings:holidays"), "已登记。")
    return file(
        request,
        HolidayForm(request.POST or None),
        page,
        lambda fields: holiday_actions.add_holiday(by=request.worn, **fields),
    )


@for_roles(Role.SUPERVISOR)
def change_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a day."""
    holiday = get_object_or_404(Holiday, pk=pk)
    page = FormPage(
        "holidays", f"修改节假日　{holiday.day.isoformat()}", f"{reverse('settings:holidays')}?year={holiday.day.year}"
    )
    form = HolidayForm(request.POST or None, instance=holiday)

    def save(fields: dict) -> int:
        return holiday_actions.change_holiday(
            holiday, is_workday=fields["is_workday"], name=fields["name"], by=request.worn
        )

    return file(request, form, page, save)


@require_POST
@for_roles(Role.SUPERVISOR)
def remove_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a day entered by mistake."""
    holiday = Holiday.objects.filter(pk=pk).first()
    if holiday is None:
        messages.error(request, "这一天已被删去。")
        return redirect("settings:holidays")
    press(
        request, lambda: holiday_actions.remove_holiday(holiday, by=request.worn), f"{holiday.day.isoformat()} 已删去。"
    )
    return redirect(f"{reverse('settings:holidays')}?year={holiday.day.year}")
