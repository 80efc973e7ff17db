"""Pages to import people from a table: paste or send it, look, correct, confirm."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import assembly as assemblies
from charter.core.errors import Invalid, Refused
from charter.directory import faulty_lines, importing, messages, preview_page, queries
from charter.directory.importing import Confirmation
from charter.directory.planning import merged_cells
from charter.directory.planning.facts import NEW, Choices
from charter.directory.reading import columns
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("people_imports", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/members/imports/new")
@allows("members.manage")
def new() -> Page:
    """The form to paste a table, or to send a file."""
    return render_template("directory/new_import.html", errors=(), table="")


@bp.post("/members/imports")
@allows("members.manage")
def begin() -> Page:
    """Keep a table and show what it would change."""
    typed = request.form.get("table", "")
    file = request.files.get("file")
    try:
        sent = file.read() if file and file.filename else typed.encode()
        if not sent.strip():
            raise Invalid(_("Paste a table, or choose a file."))
        import_id = importing.begin(sent)
    except Refused as no:
        return render_template("directory/new_import.html", errors=no.reasons, table=typed), no.status
    return redirect(url_for("people_imports.preview", import_id=import_id), 303)


@bp.get("/members/imports/<int:import_id>")
@allows("members.manage")
def preview(import_id: int) -> Page:
    """What a table would change, line by line."""
    return _preview(import_id)


def _preview(import_id: int, *errors: object) -> str:
    shown = queries.preview(import_id)
    wanted = parsing.words(request.args, "show")
    return render_template(
        "directory/preview.html",
        errors=errors,
        cell_text=messages.cell_text,
        sentence=messages.sentence,
        names=messages,
        colleges=queries.directory().colleges,
        charters=assemblies.joinable(),
        **preview_page.of(shown, wanted, parsing.page(request.args)),
    )


@bp.post("/members/imports/<int:import_id>/corrections")
@allows("members.manage")
def correct(import_id: int) -> Page:
    """Keep what was corrected on a page of the preview, and show it anew."""
    shown = queries.preview(import_id)
    try:
        importing.correct(import_id, _corrections(shown))
    except Refused as no:
        return _preview(import_id, *no.reasons), no.status
    return _back(import_id)


def _back(import_id: int) -> Response:
    show = parsing.words(request.form, "show") or None
    return redirect(url_for("people_imports.preview", import_id=import_id, show=show), 303)


def _corrections(shown: queries.Preview) -> Choices:
    """What is filled in: of the lines on the page, which are named in `line`, the others stay."""
    on_page = set(parsing.rows(request.form, "line"))
    ticked = set(parsing.rows(request.form, "leave_out"))
    cells = {each.number: _cells(each.number, each.wanted.typed) for each in shown.plan.lines if each.number in on_page}
    if "fill_down" in request.form:
        above = merged_cells.associations_above(shown.plan.lines)
        cells |= {number: {columns.ASSOCIATION: name} for number, name in above.items()}
    return Choices(
        {number: corrected for number, corrected in cells.items() if corrected},
        frozenset((shown.choices.left_out - on_page) | (ticked & on_page)),
        _associations(shown),
        parsing.words(request.form, "college"),
    )


def _cells(number: int, typed: object) -> dict[str, str]:
    """The cells of a line that are not as they were."""
    sent = {column: request.form.get(f"cell.{number}.{column}") for column in columns.SHOWN}
    before = dict(typed) if isinstance(typed, dict) else {}
    return {column: cell for column, cell in sent.items() if cell is not None and cell != before.get(column, "")}


def _associations(shown: queries.Preview) -> dict[str, str]:
    """What each unknown name on the page is: new, or an association of the directory."""
    unknown = shown.plan.resolved.unknown
    chosen = {each.key: request.form.get(f"association.{place}", "") for place, each in enumerate(unknown)}
    if "create_all" in request.form:
        chosen = {each.key: chosen[each.key] or ("" if each.near or each.twin else NEW) for each in unknown}
    return {place: answer for place, answer in chosen.items() if answer}


@bp.post("/members/imports/<int:import_id>/encoding")
@allows("members.manage")
def choose_encoding(import_id: int) -> Page:
    """Read the file in another encoding."""
    try:
        importing.choose_encoding(import_id, request.form.get("encoding", ""))
    except Invalid as no:
        return _preview(import_id, *no.reasons), no.status
    return _back(import_id)


@bp.post("/members/imports/<int:import_id>/confirmation")
@allows("members.manage")
def confirm(import_id: int) -> Page:
    """Import what the preview shows."""
    form = request.form
    try:
        confirmed = Confirmation(
            form.get("digest", ""),
            "leave_out_faulty" in form,
            "invite" in form,
            str(get_locale()),
            parsing.row(form, "charter") or None,
        )
        done = importing.confirm(import_id, confirmed, by=current.acting())
    except Refused as no:
        return _preview(import_id, *no.reasons), no.status

    added = ngettext("%(num)s person added", "%(num)s people added", done.new)
    changed = ngettext("%(num)s changed", "%(num)s changed", done.changed)
    invited = ngettext("%(num)s invitation queued", "%(num)s invitations queued", done.invited)
    flash(_("Imported: %(added)s, %(changed)s, %(invited)s.", added=added, changed=changed, invited=invited))
    if done.joined:
        flash(
            ngettext("%(num)s association joins the assembly.", "%(num)s associations join the assembly.", done.joined)
        )
    to_invite = done.new > done.invited
    return redirect(url_for("directory.members", state="not_invited" if to_invite else None), 303)


@bp.post("/members/imports/<int:import_id>/removal")
@allows("members.manage")
def give_up(import_id: int) -> Page:
    """Delete a table without importing it."""
    importing.give_up(import_id)
    flash(_("The table is deleted. Nothing was imported."))
    return redirect(url_for("directory.members"), 303)


@bp.get("/members/imports/<int:import_id>/faulty.csv")
@allows("members.manage")
def faulty(import_id: int) -> Page:
    """The lines to correct, as a file for a spreadsheet."""
    shown = queries.preview(import_id)
    answer = make_response(faulty_lines.csv_of(shown))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{_("lines-to-correct")}.csv"'
    return answer
