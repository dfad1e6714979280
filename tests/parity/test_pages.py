"""The pages in a browser: opened from disk, without a network."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from lessons.__main__ import main
from reference.__main__ import main as reference_main

FOLDER = Path(__file__).with_name("lessons")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("site")
    assert main(["build", "--source", str(FOLDER), "--output", str(output)]) == 0
    return output


@pytest.fixture(scope="module")
def reference(site: Path) -> Path:
    assert reference_main(["build", "--source", str(FOLDER), "--output", str(site)]) == 0
    return site / "reference"


@pytest.fixture
def browser() -> Iterator[webdriver.Chrome]:
    """A browser with nothing remembered."""
    chromium, driver = shutil.which("chromium") or shutil.which("chromium-browser"), shutil.which("chromedriver")
    assert chromium is not None, "Chromium is missing; `make setup` installs it"
    assert driver is not None, "chromedriver is missing; `make setup` installs it (Debian: chromium-driver)"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    _resize(started, 1400, 900)
    yield started
    requested = [entry for entry in _requests(started) if not entry.startswith(("file:", "data:", "about:", "chrome:"))]
    problems = [entry for entry in started.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]
    started.quit()
    assert requested == []  # the pages need no network
    assert problems == []


def _resize(browser: webdriver.Chrome, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _requests(browser: webdriver.Chrome) -> list[str]:
    messages: list[dict[str, Any]] = [
        json.loads(entry["message"])["message"] for entry in browser.get_log("performance")
    ]
    return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]


def _open(browser: webdriver.Chrome, page: Path) -> None:
    browser.get(page.as_uri())


def _choose(browser: webdriver.Chrome, language: str) -> None:
    browser.find_element(By.CSS_SELECTOR, f".switch input[value={language}]").click()


def _shown(browser: webdriver.Chrome, language: str) -> bool:
    columns: list[WebElement] = browser.find_elements(By.CSS_SELECTOR, f".pair:not(.python-alone) > .column.{language}")
    assert columns
    visible = {column.is_displayed() for column in columns if not column.find_elements(By.XPATH, "ancestor::details")}
    assert len(visible) == 1
    return visible.pop()


def test_both_languages_stand_side_by_side_at_first(site: Path, browser: webdriver.Chrome) -> None:
    _open(browser, site / "averages.html")
    assert _shown(browser, "r")
    assert _shown(browser, "python")
    r, python = (
        browser.find_element(By.CSS_SELECTOR, f"#step-results > .{language}").rect for language in ("r", "python")
    )
    assert r["y"] == python["y"]
    assert r["x"] + r["width"] <= python["x"]


@pytest.mark.parametrize(("language", "other"), [("r", "python"), ("python", "r")])
def test_the_switch_holds_on_the_next_page(site: Path, browser: webdriver.Chrome, language: str, other: str) -> None:
    _open(browser, site / "averages.html")
    _choose(browser, language)
    assert _shown(browser, language)
    assert not _shown(browser, other)
    browser.find_element(By.CSS_SELECTOR, ".neighbours .next").click()
    assert "positions.html" in browser.current_url
    assert _shown(browser, language)
    assert not _shown(browser, other)
    assert browser.find_element(By.ID, "step-only-r").is_displayed() == (language == "r")
    browser.find_element(By.CSS_SELECTOR, ".home").click()
    assert browser.find_element(By.CSS_SELECTOR, f".switch input[value={language}]").is_selected()


def test_the_switch_holds_on_a_page_opened_anew_and_going_back(site: Path, browser: webdriver.Chrome) -> None:
    _open(browser, site / "averages.html")
    browser.find_element(By.CSS_SELECTOR, ".neighbours .next").click()
    _choose(browser, "r")
    browser.back()
    assert not _shown(browser, "python")
    _open(browser, site / "positions.html")
    assert not _shown(browser, "python")


def test_the_choice_travels_in_links_where_nothing_is_stored(site: Path, browser: webdriver.Chrome) -> None:
    broken = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no storage') }})"
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": broken})
    _open(browser, site / "averages.html")
    _choose(browser, "python")
    browser.find_element(By.LINK_TEXT, "the second lesson").click()
    assert browser.current_url.endswith("positions.html?lang=python#idea")
    assert not _shown(browser, "r")


def test_the_switch_works_with_the_keyboard(site: Path, browser: webdriver.Chrome) -> None:
    _open(browser, site / "averages.html")
    for _ in range(4):  # the skip link, the way home, the reference, the switch
        browser.switch_to.active_element.send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
    assert not _shown(browser, "r")
    browser.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
    assert not _shown(browser, "python")


def test_without_scripts_both_languages_are_there(site: Path, browser: webdriver.Chrome) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    _open(browser, site / "averages.html")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert browser.execute_script("return document.documentElement.dataset.language") is None
    assert _shown(browser, "r")
    assert _shown(browser, "python")
    assert not browser.find_element(By.CSS_SELECTOR, ".switch").is_displayed()


def test_formulas_and_pictures_show(site: Path, browser: webdriver.Chrome) -> None:
    _open(browser, site / "averages.html")
    formulas = browser.find_elements(By.TAG_NAME, "math")
    assert len(formulas) == 2
    assert all(formula.size["width"] > 20 and formula.size["height"] > 10 for formula in formulas)
    fraction, numerator = (
        browser.find_element(By.CSS_SELECTOR, f"math[display=block] {part}")
        for part in ("mfrac", "mfrac > :first-child")
    )
    assert fraction.size["height"] > numerator.size["height"]  # set as a fraction, not as a run of letters
    pictures = browser.find_elements(By.TAG_NAME, "img")
    assert len(pictures) == 2
    for picture in pictures:
        assert browser.execute_script("return arguments[0].complete && arguments[0].naturalWidth", picture) > 0
        assert picture.size["height"] > 50
        assert picture.get_attribute("alt") == "A line that rises & falls."


def test_solutions_are_folded(site: Path, browser: webdriver.Chrome) -> None:
    _open(browser, site / "averages.html")
    solution = browser.find_element(By.ID, "step-exercise-sum")
    assert not solution.is_displayed()
    browser.find_element(By.CSS_SELECTOR, "details.solution > summary").click()
    assert solution.is_displayed()
    assert "# <solution>" not in solution.text


def test_the_reference_has_the_languages_side_by_side(reference: Path, browser: webdriver.Chrome) -> None:
    _open(browser, reference / "text_classifier.html")
    usage = browser.find_element(By.CSS_SELECTOR, "#usage + .step")
    r, python = (usage.find_element(By.CSS_SELECTOR, f":scope > .{language}").rect for language in ("r", "python"))
    assert r["y"] == python["y"]
    assert r["x"] + r["width"] <= python["x"]
    assert browser.find_element(By.CSS_SELECTOR, "#examples + .step > .r .output").text
    assert browser.find_element(By.CSS_SELECTOR, "#examples + .step > .python .output").text


@pytest.mark.parametrize(("language", "other"), [("r", "python"), ("python", "r")])
def test_the_switch_holds_from_the_lessons_to_the_reference(
    reference: Path, browser: webdriver.Chrome, language: str, other: str
) -> None:
    _open(browser, reference.parent / "averages.html")
    _choose(browser, language)
    browser.find_element(By.LINK_TEXT, "Reference").click()
    assert browser.find_element(By.CSS_SELECTOR, f".topics td.{language}").is_displayed()
    assert not browser.find_element(By.CSS_SELECTOR, f".topics td.{other}").is_displayed()
    browser.find_element(By.CSS_SELECTOR, f'.topics td.{language} a[href^="text_vectorizer.html"]').click()
    assert _shown(browser, language)
    assert not _shown(browser, other)
    assert browser.find_element(By.ID, "methods").is_displayed() == (language == "python")
    assert browser.find_element(By.ID, "inverse_transform").is_displayed() == (language == "python")


def test_formulas_and_pictures_of_the_reference_show(reference: Path, browser: webdriver.Chrome) -> None:
    _open(browser, reference / "average_pool.html")
    for language in ("r", "python"):
        fraction = browser.find_element(By.CSS_SELECTOR, f".column.{language} math[display=block] mfrac")
        assert fraction.size["width"] > 20
        assert fraction.size["height"] > 20
    drawing = next(page for page in reference.glob("*.html") if "<img" in page.read_text(encoding="utf-8"))
    _open(browser, drawing)
    picture = browser.find_element(By.CSS_SELECTOR, "#examples + .step img")
    assert browser.execute_script("return arguments[0].complete && arguments[0].naturalWidth", picture) > 0
    assert (picture.get_attribute("alt") or "").startswith("The plot that the example draws: ")


def test_functions_in_lessons_lead_to_the_reference(reference: Path, browser: webdriver.Chrome) -> None:
    _open(browser, reference.parent / "averages.html")
    browser.find_element(By.CSS_SELECTOR, '.column.r pre a[href^="reference/record_result.html"]').click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Record a lesson's named results"
    browser.find_element(By.CSS_SELECTOR, '.facts a[href^="../averages.html"]').click()
    assert browser.find_element(By.ID, "comparison").is_displayed()


@pytest.mark.parametrize("page", ["index.html", "text_classifier.html", "cosine_similarity.html"])
def test_narrow_pages_of_the_reference_do_not_scroll_sideways(
    reference: Path, browser: webdriver.Chrome, page: str
) -> None:
    _resize(browser, 360, 800)
    _open(browser, reference / page)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("page", ["averages.html", "positions.html", "index.html"])
@pytest.mark.parametrize("width", [360, 768])
def test_narrow_pages_do_not_scroll_sideways(site: Path, browser: webdriver.Chrome, page: str, width: int) -> None:
    _resize(browser, width, 800)
    _open(browser, site / page)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    for step in browser.find_elements(By.CSS_SELECTOR, "article > .pair"):
        r, python = (step.find_element(By.CSS_SELECTOR, f":scope > .{language}").rect for language in ("r", "python"))
        assert r["y"] + r["height"] <= python["y"]  # one under the other


@pytest.mark.parametrize("page", ["averages.html", "reference/index.html", "reference/text_classifier.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.usefixtures("reference")
def test_text_stands_out_from_its_background(site: Path, browser: webdriver.Chrome, scheme: str, page: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    _open(browser, site / page)
    contrasts = browser.execute_script(CONTRASTS)
    assert len(contrasts) > 30
    assert [one for one in contrasts if one["contrast"] < 4.5] == []  # WCAG 2, level AA


# The contrast of every text that is seen with the nearest background behind it.
CONTRASTS = """
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function rgb(colour, over) {  // as drawn over another colour; the canvas reads every way of writing colours
  canvas.fillStyle = over; canvas.fillRect(0, 0, 1, 1);
  canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
}
function luminance(parts) {
  const [r, g, b] = parts.map((p) => p / 255).map((p) => (p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function background(element) {
  const behind = element ? background(element.parentElement) : "rgb(255, 255, 255)";
  return element ? `rgb(${rgb(getComputedStyle(element).backgroundColor, behind)})` : behind;
}
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".unseen, .skip")) continue;
  const paper = background(element);
  const [a, b] = [luminance(rgb(getComputedStyle(element).color, paper)), luminance(rgb(paper, paper))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  found.push({ text: walker.currentNode.data.trim().slice(0, 30), contrast });
}
return found;
"""
