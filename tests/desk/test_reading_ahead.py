"""A list read ahead is the list that is read when it comes."""

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.kept_files import stored_path
from apps.core.remembering import remembering
from apps.customers import services as customers
from apps.customers.intake.reading import read_table
from apps.desk.demo.paperwork import as_text
from apps.desk.demo.reading_ahead import reading_ahead

LIST = as_text([{"客户名称": "王芳", "手机号": "13500001234", "结算单号": "JS1", "结算日期": "2026-11-02"}])


def test_what_was_read_ahead_is_what_the_file_says(house, clerk, noon, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    file = SimpleUploadedFile("list.csv", LIST)
    batch = customers.receive_file(file, store=house.store, source="DMS", now=noon, by=clerk)
    path = stored_path(batch.file_path)
    plain = read_table(path)
    with reading_ahead() as ahead, remembering():
        ahead.begin(LIST)
        ahead.tell(batch, LIST + b"another list")
        ahead.tell(batch, LIST)
        path.unlink()
        assert read_table(path) == plain
