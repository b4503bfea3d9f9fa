"""Files of a complaint: known by content, handed out to whoever may see it, gone when removed or erased."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.complaints import services
from apps.core.refusal import Refused
from tests.complaints.stages import customer_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
PDF = b"%PDF-1.7 " + b"0" * 100
MP3 = b"ID3\x04" + b"0" * 100


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    return tmp_path


def upload(content=PNG, name="划痕.png"):
    return SimpleUploadedFile(name, content)


def files(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind", "shown"),
    [(PNG, "image/png", "inline"), (MP3, "audio/mpeg", "inline"), (PDF, "application/pdf", "attachment")],
)
def test_a_file_is_known_by_its_content(team, signed_in, noon, content, kind, shown):
    complaint = team.handling(noon)
    file = services.attach(complaint, upload(content, "whatever.exe"), now=noon, by=team.zhang)
    assert file.media_type == kind
    answer = signed_in(team.song).get(f"/complaints/{complaint.pk}/files/{file.pk}/")
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        kind,
        "nosniff",
    )
    assert answer["Content-Disposition"].startswith(shown)
    assert b"".join(answer.streaming_content) == content


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\x00"],
    ids=["empty", "html", "svg", "program"],
)
def test_what_is_not_kept(team, noon, folder, content):
    with pytest.raises(Refused) as refusal:
        services.attach(team.handling(noon), upload(content, "photo.png"), now=noon, by=team.zhang)
    assert refusal.value.field == "file"
    assert files(folder) == []


def test_a_large_file_is_refused(team, noon, folder):
    large = upload(PNG)
    large.size = 20 * 2**20 + 1
    with pytest.raises(Refused) as refusal:
        services.attach(team.handling(noon), large, now=noon, by=team.zhang)
    assert refusal.value.code == "too_large"


def test_a_refused_row_leaves_no_file(team, noon, folder):
    complaint = team.registered(noon)
    services.invalidate(complaint, reason="重复", now=noon, by=team.zhou)
    with pytest.raises(Refused):
        services.attach(complaint, upload(), now=noon, by=team.zhou)
    assert files(folder) == []


def test_others_do_not_get_it(team, han, signed_in, noon):
    complaint = team.handling(noon)
    file = services.attach(complaint, upload(), now=noon, by=team.zhang)
    url = f"/complaints/{complaint.pk}/files/{file.pk}/"
    assert signed_in(han).get(url).status_code == 404
    other = team.handling(noon, customer=customer_of(team.aftersales.store, now=noon, phone="13900001111"))
    assert signed_in(team.song).get(f"/complaints/{other.pk}/files/{file.pk}/").status_code == 404


def test_a_removed_file_is_gone_and_its_row_says_so(
    team, signed_in, noon, folder, django_capture_on_commit_callbacks
):
    complaint = team.handling(noon)
    file = services.attach(complaint, upload(), now=noon, by=team.zhang)
    with pytest.raises(Refused) as refusal:
        services.remove_attachment(file, reason="传错", now=noon, by=team.song)
    assert refusal.value.code == "forbidden"
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_attachment(file, reason="传错", now=noon, by=team.zhang)
    assert files(folder) == []
    assert signed_in(team.zhou).get(f"/complaints/{complaint.pk}/files/{file.pk}/").status_code == 404
    assert complaint.moves.last().words.text == "传错"


def test_the_page_adds_and_shows_it(team, signed_in, noon):
    complaint = team.handling(noon)
    client = signed_in(team.song)
    assert client.post(f"/complaints/{complaint.pk}/files/", {"file": upload()}).status_code == 302
    assert "划痕.png" in client.get(f"/complaints/{complaint.pk}/").content.decode()
    assert client.post(f"/complaints/{complaint.pk}/files/").status_code == 400
