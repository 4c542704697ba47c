"""What other sites may show of a roadmap."""

import pytest

from roadmap import editions


@pytest.fixture
def published(draft, maintainer):
    return editions.publish(draft, by=maintainer)


@pytest.mark.parametrize("address", ["2026.0/widget/", "widget/"])
def test_the_widget_may_stand_in_a_frame_and_no_other_page_may(
    client, published, address
):
    response = client.get(f"/roadmap/stack/{address}")
    text = response.content.decode()
    assert "The driver" in text
    assert "<script" not in text
    assert "<form" not in text
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    other = client.get("/roadmap/stack/2026.0/")
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_a_project_without_editions_has_no_widget(client, project):
    assert client.get("/roadmap/stack/widget/").status_code == 404


def test_an_instance_without_a_key_has_no_signers(db, client, settings, tmp_path):
    settings.LEDGER_KEY_FILE = tmp_path / "none.key"
    assert client.get("/roadmap/signers").status_code == 404
