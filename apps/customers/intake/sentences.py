"""The sentence of each code, in the active language when read. Files first, then tables, cells and rows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE_SENTENCES: dict[str, Promise] = {
    "no_file": _("The file is no longer there. Please upload it again."),
    "empty_file": _("The file is empty."),
    "too_large": _("The file has %(size)s MB; up to %(limit)s MB can be read."),
    "too_large_unpacked": _("Unpacked, the file would have %(size)s MB; up to %(limit)s MB can be read."),
    "bomb": _("The file is packed more than %(limit)s times smaller than its content and was not opened."),
    "too_many_rows": _(
        "A sheet goes down to row %(rows)s; up to %(limit)s rows can be read. Please split the list."
    ),
    "too_many_columns": _(
        "A sheet goes out to column %(columns)s; up to %(limit)s columns can be read. Please delete what stands far "
        "to the right of the list."
    ),
    "too_many_sheets": _("The file has %(count)s sheets; up to %(limit)s can be read."),
    "too_long": _(
        "The file took longer than %(limit)s seconds to read and was given up. Please split the list."
    ),
    "too_much_memory": _(
        "The file needs more memory than allowed and was given up. Please copy the list alone into a new workbook."
    ),
    "crashed": _(
        "The file is damaged in a way that stops the reader. Please save it again as xlsx and retry."
    ),
    "damaged": _("The file is damaged and cannot be read. Please save it again as xlsx and retry."),
    "doubled_entries": _(
        "The file holds the same part twice and was not read. Please save it again as xlsx."
    ),
    "doubled_cells": _(
        "A cell in row %(row)s is stored twice. Please save the file again as xlsx and retry."
    ),
    "reader_disagrees": _(
        "Row %(row)s holds a cell that could not be read. Nothing was taken in. Please save the file again as xlsx."
    ),
    "entities": _("The file declares XML entities, which no list needs, and was not opened."),
    "password": _("The file is protected by a password. Please remove the password and retry."),
    "is_xlsb": _("This is a binary workbook (xlsb). Please save it as xlsx."),
    "is_ods": _("This is an OpenDocument sheet. Please save it as xlsx."),
    "is_other_office": _("This is a text document or presentation, not a spreadsheet."),
    "is_archive": _(
        "This is a packed archive, not a spreadsheet. Please unpack it and upload the list inside."
    ),
    "is_pdf": _("This is a PDF, not a spreadsheet. Please export the list as xlsx."),
    "is_picture": _("This is a picture, not a spreadsheet."),
    "is_program": _("This is a program, not a spreadsheet."),
    "is_binary": _("This is neither a spreadsheet nor a text list."),
    "is_web_archive": _("This is a web archive that calls itself a spreadsheet. Please save it as xlsx."),
    "unknown_encoding": _(
        "The text uses an unknown encoding. Please save the list as xlsx, or as UTF-8 text."
    ),
    "unclosed_quote": _(
        "A quotation mark opened near line %(row)s is never closed. Please correct that line."
    ),
    "no_cells": _("The file holds no table."),
}

TABLE_SENTENCES: dict[str, Promise] = {
    "no_table": _(
        "No heading row was found. A list needs a row with at least a name column and a phone column; please check "
        "the file or choose the columns by hand."
    ),
    "no_rows": _("The list has a heading row but no rows below it."),
    "mapping_column": _("The list has no column number %(index)s."),
    "mapping_unknown": _("“%(name)s” is no column this list can have."),
    "mapping_twice": _("“%(first)s” and “%(second)s” cannot both be the same column."),
    "mapping_kind": _("These columns are missing for this kind of list: %(missing)s."),
    "has_macros": _("The file contains macros; they were not run."),
    "external_links": _("The file refers to other files; the values last saved were used."),
    "delivered_on_invoice": _(
        "The invoice day is used as delivery day. They are not the same; please check."
    ),
    "settled_on_leaving": _(
        "The day of leaving is used as settlement day. They are not the same; please check."
    ),
    "settled_on_finished": _(
        "The day of finishing is used as settlement day. They are not the same; please check."
    ),
    "no_vin_column": _(
        "The list has no VIN column; vehicles can only be recognised by document number and phone."
    ),
    "hidden_rows": _("Rows hidden in the file: %(count)s. They are part of the list unless you remove them."),
    "rows_above": _("Rows above the heading that look like data and are left out: %(count)s."),
    "half_document": _(
        "Of the documents only “%(column)s” was recognised, their number or their day was not: as it stands, no call "
        "would follow. Please choose the missing column."
    ),
    "other_heading": _(
        "Row %(row)s is the heading of another list. The rows below it are refused: bring them as a file of their own."
    ),
    "lists_not_read": _(
        "Further sheets of the file hold a list, which is not read here: %(names)s. Bring each as a file of its own."
    ),
    "hidden_sheet": _("This sheet is hidden in the file."),
}

CELL_SENTENCES: dict[str, Promise] = {
    "required": _("%(column)s is missing."),
    "ditto": _("%(column)s says “%(value)s”. Please write the value itself in each row."),
    "error_cell": _("%(column)s shows the formula error %(value)s."),
    "uncalculated": _(
        "%(column)s holds a formula without a stored result. Please open and save the file once."
    ),
    "phone": _("%(column)s “%(value)s” is not a phone number."),
    "phone_length": _("%(column)s “%(value)s” has %(count)s digits; a mobile number has 11."),
    "phone_without_area": _("%(column)s “%(value)s” lacks the area code."),
    "phone_scientific": _("%(column)s “%(value)s” was turned into a number and has lost digits."),
    "phone_placeholder": _("%(column)s “%(value)s” is a stand-in, not a real number."),
    "phone_service": _("%(column)s “%(value)s” is a service number."),
    "phone_zero_restored": _("%(column)s “%(value)s” had lost its leading zero; it was put back."),
    "phone_shared": _(
        "%(column)s “%(value)s” stands for %(count)s different customers; is it a colleague's?"
    ),
    "date": _("%(column)s “%(value)s” is not a date. Please write it as 2026-11-03."),
    "date_without_year": _("%(column)s “%(value)s” has no year. Please write it as 2026-11-03."),
    "date_ambiguous": _("%(column)s “%(value)s” can be read in two ways. Please write it as 2026-11-03."),
    "date_impossible": _("%(column)s “%(value)s” is a day that does not exist."),
    "date_1900": _("%(column)s “%(value)s” is an empty date of a spreadsheet, around the year 1900."),
    "date_too_early": _("%(column)s “%(value)s” lies too far back to be true."),
    "date_future": _("%(column)s “%(value)s” lies in the future."),
    "date_old": _("%(column)s “%(value)s” is more than a year ago."),
    "plate": _("%(column)s “%(value)s” is an unusual plate; it was kept as written."),
    "plate_dropped": _("%(column)s “%(value)s” is not a plate and was left out."),
    "vin_length": _("%(column)s “%(value)s” has %(count)s signs; a VIN has 17."),
    "vin_signs": _("%(column)s “%(value)s” holds signs no VIN has."),
    "vin_letters": _("%(column)s “%(value)s” holds I, O or Q, which no VIN has. Is %(offer)s meant?"),
    "vin_corrected": _("%(column)s “%(value)s” was read as %(offer)s."),
    "vin_check_digit": _("%(column)s “%(value)s” has a check digit that does not agree; please compare."),
    "vin_missing": _("%(column)s is empty; the vehicle can only be recognised by its plate."),
    "amount": _("%(column)s “%(value)s” is not an amount."),
    "amount_too_large": _("%(column)s “%(value)s” is too large to be true."),
    "amount_negative": _("%(column)s “%(value)s” is negative."),
    "mileage": _("%(column)s “%(value)s” is not a mileage and was left out."),
    "id_no": _("%(column)s “%(value)s” is not an ID number and was left out."),
    "id_digits_lost": _("%(column)s “%(value)s” was stored as a number and has lost its last digits."),
    "id_check_digit": _("%(column)s “%(value)s” has a check digit that does not agree."),
    "gender": _("%(column)s “%(value)s” is unknown and was left out."),
    "name_is_number": _("%(column)s “%(value)s” is a number, not a name."),
    "name_too_long": _("%(column)s is longer than %(limit)s characters; is it the right column?"),
    "name_surname_only": _("%(column)s “%(value)s” gives only the surname."),
    "name_leasing": _("%(column)s “%(value)s” is a leasing company; the driver may be somebody else."),
    "number_digits_lost": _("%(column)s “%(value)s” was stored as a number and has lost digits."),
    "number_too_long": _("%(column)s is longer than %(limit)s characters."),
    "text_cut": _("%(column)s is longer than %(limit)s characters and was cut."),
    "control_signs": _("%(column)s held invisible control signs; they were removed."),
}

ROW_SENTENCES: dict[str, Promise] = {
    "no_phone": _("There is no phone number in this row."),
    "no_document": _(
        "There is neither a delivery note nor a settlement note with number and day in this row."
    ),
    "other_list": _(
        "This row stands below the heading of another list (row %(row)s) and cannot be read by these columns. Bring "
        "that list as a file of its own."
    ),
    "lines_conflict": _("Rows with number %(number)s differ in %(column)s; see row %(row)s."),
    "line_refused": _("Row %(row)s of the same document is refused, so the whole document is."),
    "line_repeated": _("This row repeats row %(row)s and counts once."),
    "lines_joined": _("Rows of this document joined into one: %(count)s."),
    "value_kept": _("%(column)s is “%(value)s” in the list; here it stays “%(here)s”."),
    "amount_repeated": _("All rows of this document carry the same amount; it was taken once, not added."),
}

SENTENCES: dict[str, Promise] = {**FILE_SENTENCES, **TABLE_SENTENCES, **CELL_SENTENCES, **ROW_SENTENCES}
