"""A real browser for reports and the app: without a network but this computer's own."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from facefinder.language.catalogue import language
from tests.support import processes
from tests.support.needs import AXE_FILE

DRIVER = shutil.which("chromedriver")
ODD = ("a.png", "ü ö.png", "50% #1.png", 'it\'s "x".png', "<script>alert(1)<script>.png")
"""Names of photos that must open, and run nothing."""


LATE_MS = 700
"""How late an answer arrives where a drive or a computer has its moods."""

WINDOW = (780, 580)
"""Pixels of a window, unless a test wants others."""

SPOKEN_ATTRIBUTES = ("aria-label", "aria-description", "alt", "title", "placeholder")
"""What browsers show or read out beside a page's text."""

NAME = re.compile(
    r"\b(?:Anna|Ben|facefinder(?: [\d.]+\d)?|home\d*)\b"
    r"|\S+\.\w{3,4}\b(?: · \w+$)?|\S*[/\\]\S*|\S*:\w\S*"
)
"""What is the same in every language: people of tests, the program, files, paths and networks."""

WORD = re.compile(r"[^\W\d_]{2,}")
PAIR = re.compile(r"(?=\b([a-z]{2,} [a-z]{2,})\b)", re.IGNORECASE)
FRACTION = re.compile(r"(?<![\d:.,])(\d+[.,]\d+)(?![\d:.,])")


@contextmanager
def started(profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser that keeps its profile in a folder."""
    options = Options()
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def begin_anew(browser: webdriver.Chrome, downloads: Path) -> None:
    """Have a browser show one empty page, and remember nothing of earlier ones.

    To start another one takes four times as much processor time.

    Args:
        browser: All its windows are closed but a new one.
        downloads: Where it keeps what it downloads from now on.
    """
    before = browser.window_handles
    browser.switch_to.new_window("tab")
    new = browser.current_window_handle
    for window in before:
        browser.switch_to.window(window)
        browser.close()
    browser.switch_to.window(new)
    browser.execute_cdp_cmd("Page.bringToFront", {})  # only then may something in it have the focus
    browser.set_window_size(*WINDOW)
    everything = {"origin": "*", "storageTypes": "all"}
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
    where = {"behavior": "allow", "downloadPath": str(downloads)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", where)
    for kind in ("browser", "performance"):
        log(browser, kind)


def wait_until(condition: Callable[[], object]) -> bool:
    """Whether it became true, however often the page is drawn anew while it is asked."""

    def true_now() -> object:
        try:
            return condition()
        except StaleElementReferenceException:
            return False

    return processes.wait_until(true_now)


HOLD = """{
  const [sent, send] = [new Promise((done) => (window.sendNow = done)), window.fetch];
  window.fetch = async (...all) => {
    if (String(all[0]).startsWith(PLACE)) await sent;
    return send(...all);
  };
}"""


def hold_questions(browser: webdriver.Chrome, path: str) -> None:
    """Has what the page asks there wait for `sendNow`, which is of the page, too."""
    browser.execute_script(HOLD.replace("PLACE", json.dumps(path)))


def hold_first_questions(browser: webdriver.Chrome, path: str) -> None:
    """Has each page that is loaded from now on do so, from its beginning; see `hold_questions`."""
    source = HOLD.replace("PLACE", json.dumps(path))
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})


def delay_answers(browser: webdriver.Chrome, path: str, *, each: int = 1) -> None:
    """Has each so many-th answer from there be on its way for longer than those after it."""
    browser.execute_script(
        """
        const [place, ms, each] = arguments;
        const send = window.fetch;
        let number = 0;
        window.fetch = async (...all) => {
          const answer = await send(...all);
          const isLate = String(all[0]).startsWith(place) && number++ % each === 0;
          if (isLate) await new Promise((done) => setTimeout(done, ms));
          return answer;
        };
        """,
        path,
        LATE_MS,
        each,
    )


def text(browser: webdriver.Chrome, selector: str) -> str:
    """What the first such element says; asked at once, for the page may be drawn anew meanwhile."""
    said = "return document.querySelector(arguments[0])?.innerText ?? null"
    told = browser.execute_script(said, selector)
    assert told is not None, f"there is no {selector}"
    return str(told)


def downloaded(folder: Path) -> Path:
    """The file that comes."""
    file = folder / "decisions.json"
    assert wait_until(lambda: file.is_file() and file.stat().st_size), "it never came"
    return file


def log(browser: webdriver.Chrome, kind: str) -> list[dict[str, Any]]:
    return list(browser.get_log(kind))  # type: ignore[no-untyped-call]  # selenium's own gap


def requests(browser: webdriver.Chrome) -> set[str]:
    """Everything that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in log(browser, "performance")]
    return {
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    }


def go(browser: webdriver.Chrome, report: Path, page: str) -> None:
    """Open a page of the report, and wait until its script has shown it."""
    browser.get(f"{report.as_uri()}#{page}")
    browser.refresh()
    wait_for(browser, page)


def wait_for(browser: webdriver.Chrome, page: str) -> None:
    """Wait until the page's script has shown a page."""
    shown = (
        "const s = [...document.querySelectorAll('section.page:not([hidden])')];"
        "return document.readyState === 'complete' && s.length === 1 && s[0].id === arguments[0]"
    )
    name = page.split("-", maxsplit=1)[0]
    assert wait_until(lambda: browser.execute_script(shown, name)), f"{page} was never shown"


def press(browser: webdriver.Chrome, *keys: str) -> None:
    """Press keys, one after the other, wherever the focus is when its turn comes."""
    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def assert_sound(browser: webdriver.Chrome, report: Path, pages: tuple[str, ...]) -> None:
    """Pages show without an error, a broken picture, a request elsewhere, or sideways scrolling."""
    browser.get("about:blank")
    log(browser, "performance")  # what the browser's own start page asked for
    for page in pages:
        go(browser, report, page)
        broken = browser.execute_script(
            "return [...document.images].filter(i => i.loading != 'lazy' && !i.naturalWidth).length"
        )
        assert broken == 0
        assert log(browser, "browser") == []
        wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        for width in (360, 1280, 1920):
            browser.set_window_size(width, 900)
            assert browser.execute_script(wide) <= 0, (page, width)
    asked = requests(browser)
    assert asked
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


def serious_faults(browser: webdriver.Chrome) -> list[tuple[str, list[str]]]:
    """What axe-core calls serious or critical in the page as it is now."""
    browser.execute_script(AXE_FILE.read_text("utf-8"))
    found = browser.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def colours(browser: webdriver.Chrome, scheme: str) -> None:
    """Let pages be light or dark."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def assert_same_under_the_pointer(browser: webdriver.Chrome, selector: str) -> None:
    """What is marked by its colours keeps them while the pointer is over it."""
    element = browser.find_element(By.CSS_SELECTOR, selector)
    kinds = ("color", "background-color")
    before = [element.value_of_css_property(kind) for kind in kinds]
    ActionChains(browser).move_to_element(element).perform()
    assert browser.execute_script("return arguments[0].matches(':hover')", element)
    assert [element.value_of_css_property(kind) for kind in kinds] == before


def cut_off(browser: webdriver.Chrome) -> list[str]:
    """Texts of buttons, labels and headings that are wider than the place they have."""
    found: list[str] = browser.execute_script(
        "const all = document.querySelectorAll('button, label, a, summary, h1, h2, h3, p, th, td');"
        "return [...all].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth"
        " && getComputedStyle(one).display !== 'inline' && one.clientWidth)"
        ".map((one) => `${one.tagName} ${one.textContent.trim()}`);"
    )
    return found


def torn(browser: webdriver.Chrome) -> list[str]:
    """Words that are broken over two lines in the middle, without a hyphen."""
    found: list[str] = browser.execute_script(
        """
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const torn = [];
        while (walk.nextNode()) {
          const text = walk.currentNode;
          if (!text.parentElement.checkVisibility()) continue;
          for (const { 0: word, index } of text.data.matchAll(/(?<!\\S)\\p{L}+(?!\\S)/gu)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
            if (lines.size > 1) torn.push(word);
          }
        }
        return torn;
        """
    )
    return found


def said(browser: webdriver.Chrome) -> list[str]:
    """Every text of the page, shown or not yet, its title, and what is said of its elements."""
    texts: list[str] = browser.execute_script(
        "const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
        "const texts = [document.title];"
        "const unsaid = 'script, noscript, #language option, dialog:not([open]), code,"
        " #filter-folder option:not(:first-child)';"
        "while (walk.nextNode()) {"
        "  if (!walk.currentNode.parentElement.closest(unsaid)) texts.push(walk.currentNode.data);"
        "}"
        "for (const name of arguments[0]) {"
        "  const those = document.body.querySelectorAll(`[${name}]`);"
        "  const said = [...those].filter((one) => !one.closest(unsaid));"
        "  texts.push(...said.map((one) => one.getAttribute(name)));"
        "}"
        "return texts.map((text) => text.trim()).filter(Boolean);",
        SPOKEN_ATTRIBUTES,
    )
    return texts


def left_in_english(english: Sequence[str], texts: Sequence[str], code: str) -> set[str]:
    """What of a page stays as it is in English, whether a catalogue knows it or not.

    Whole texts, two words beside each other, and numbers as only English writes them; what is a
    `NAME` does not count.

    Args:
        english: What `said` tells of the page in English.
        texts: And in another language.
        code: Of that language.
    """
    same = {text for key, text in language(code).sentences.items() if text == key}
    left = {one for one in set(texts) & set(english) - same if WORD.search(NAME.sub("", one))}
    return left | (_pieces(texts) & _pieces(english))


def _pieces(texts: Sequence[str]) -> set[str]:
    """Words with the next one, and numbers with a point or a comma."""
    plain = [NAME.sub("#", text) for text in texts]
    return {
        found[1] for text in plain for found in (*PAIR.finditer(text), *FRACTION.finditer(text))
    }
