"""The box of search: names offered while one types, the way to the words, and no complaint."""

from axe_playwright_python.sync_playwright import Axe


def test_names_are_offered_and_lead_to_the_words(page, complaints, register):
    page.goto("/search/")
    page.get_by_label("Search the register").press_sequentially("yoo", delay=20)
    page.wait_for_selector("#names option", state="attached")
    names = page.eval_on_selector_all("#names option", "found => found.map(each => each.value)")
    assert "Yoon Suk Yeol" in names
    page.get_by_label("Search the register").fill('"modest statement"')
    page.get_by_role("button", name="Search").click()
    assert page.locator("mark").first.inner_text() == "modest statement"
    page.get_by_role("link", name="Read it in its paragraph, ¶ 4").first.click()
    assert "#p-4:~:text=" in page.url
    assert "modest statement" in page.locator("#p-4").inner_text()
    assert complaints.lines == []


def test_results_fit_and_axe_finds_nothing(page, register, width):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for query in ("", "?q=korea", "?q=sout+korea", "?q=korea&kind=actor&topic=sanctions"):
            page.goto(f"/search/{query}")
            found = Axe().run(page).response["violations"]
            assert not found, (query, [(v["id"], v["nodes"][0]["html"]) for v in found])
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_box_works_without_script(chromium, live_server, register):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/treaties/")
    page.get_by_label("Search the register").fill("Seoul")
    page.get_by_label("Search the register").press("Enter")
    assert page.url.endswith("/search/?q=Seoul")
    assert "South Korea" in page.locator(".rows li").first.inner_text()
    context.close()
