import pytest


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_opens_without_complaint(page, complaints, path):
    response = page.goto(path)
    assert response.status == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert complaints.lines == []


def test_staff_sign_in_by_the_form(page, complaints, curator):
    page.goto("/admin/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill("a pass phrase")
    page.get_by_role("button", name="Log in").click()
    assert "Log out" in page.content()
    assert complaints.lines == []


def test_staff_signed_in_past_the_form(page, sign_in, reviewer, complaints):
    sign_in(reviewer)
    page.goto("/admin/")
    assert "Log out" in page.content()
    assert complaints.lines == []
