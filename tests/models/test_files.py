import ast
import hashlib
import http.server
import shutil
import ssl
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import certifi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facefinder.errors import ExitCode, ModelError
from facefinder.models import catalogue, sources, table
from facefinder.models import files as weights
from facefinder.models.files import WEIGHTS, State, Weight
from facefinder.models.sources import Package, Release, Source, Unavailable
from tests.support.needs import PIP, needs

CONTENT = b"the weights of a network " * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
NAME = "fake_weights.h5"


@dataclass
class FakeSource:
    """Hands out `content`, or fails when there is none; counts how often it was asked."""

    content: bytes | None = CONTENT
    file_name: str = "as-published.h5"
    asked: int = 0

    def save(self, target: Path, limit: int | None) -> None:
        assert limit is None or limit == len(CONTENT)
        self.asked += 1
        target.write_bytes((self.content or b"")[:10])
        if self.content is None:
            raise Unavailable("nobody answers")
        target.write_bytes(self.content)


Add = Callable[..., Weight]


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Add:
    """Puts one more file into the table."""

    def add(source: Source, sha256: str | None = SHA256, size: int | None = len(CONTENT)) -> Weight:
        weight = Weight(NAME, sha256, size, "MIT", source)
        monkeypatch.setattr(weights, "WEIGHTS", {**WEIGHTS, NAME: weight})
        return weight

    return add


def fetch(models_dir: Path, from_dir: Path | None = None) -> tuple[list[weights.Lacking], str]:
    said: list[str] = []
    lacking = weights.fetch([NAME], models_dir, from_dir=from_dir, say=said.append)
    return lacking, "\n".join(said)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_file_of_the_catalogue_is_in_the_table() -> None:
    detectors = [file for info in catalogue.DETECTORS.values() for file in info.files]
    models = [file for info in catalogue.MODELS.values() for file in info.files]
    assert {*detectors, *models} == set(WEIGHTS)


def test_the_table_is_plausible() -> None:
    hashes = [weight.sha256 for weight in WEIGHTS.values() if weight.sha256]
    assert all(len(sha256) == 64 and int(sha256, 16) for sha256 in hashes)
    assert len(set(hashes)) == len(hashes)
    sources = [weight.source for weight in WEIGHTS.values()]
    urls = [url for source in sources if isinstance(source, Release) for url in source.urls]
    assert urls
    assert all(url.startswith("https://") for url in urls)


def test_states(tmp_path: Path, add: Add) -> None:
    weight = add(FakeSource())
    assert weights.state(weight, tmp_path / "not there") is State.MISSING
    (tmp_path / NAME).write_bytes(CONTENT)
    assert weights.state(weight, tmp_path) is State.OK
    (tmp_path / NAME).write_bytes(CONTENT[:-1])
    assert weights.state(weight, tmp_path) is State.DAMAGED


@given(position=st.integers(0, len(CONTENT) - 1), change=st.integers(1, 255), sized=st.booleans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_is_damage(
    tmp_path: Path, position: int, change: int, sized: bool
) -> None:
    size = len(CONTENT) if sized else None
    weight = Weight(NAME, SHA256, size, "MIT", FakeSource())
    changed = bytearray(CONTENT)
    changed[position] ^= change
    (tmp_path / NAME).write_bytes(changed)
    assert weights.state(weight, tmp_path) is State.DAMAGED


def test_verify_gives_the_hashes_in_the_order_asked_for(tmp_path: Path, add: Add) -> None:
    add(FakeSource())
    (tmp_path / NAME).write_bytes(CONTENT)
    assert weights.verify([NAME, NAME], tmp_path) == ((NAME, SHA256), (NAME, SHA256))
    assert weights.verify([], tmp_path) == ()


@pytest.mark.parametrize(
    ("content", "word"), [(None, "missing"), (b"half", "damaged"), (CONTENT[::-1], "damaged")]
)
def test_verify_names_the_file_and_the_remedy(
    tmp_path: Path, add: Add, content: bytes | None, word: str
) -> None:
    add(FakeSource())
    if content is not None:
        (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ModelError, match=f"{NAME} is {word}") as caught:
        weights.verify([NAME], tmp_path)
    assert f"facefinder models fetch {NAME}" in caught.value.advice
    assert caught.value.exit_code is ExitCode.MODELS


@pytest.mark.parametrize("damage", [None, b"half of it"])
def test_a_bundle_has_no_package_to_take_a_file_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    if damage is not None:
        (tmp_path / "mtcnn_pnet.lz4").write_bytes(damage)
    with pytest.raises(ModelError, match="models fetch mtcnn_pnet"):
        weights.verify(["mtcnn_pnet.lz4"], tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(ModelError, match="from its archive again"):
        weights.verify(["mtcnn_pnet.lz4"], tmp_path)
    with pytest.raises(ModelError, match="models fetch MobileFaceNet"):
        weights.verify(["MobileFaceNet.tflite"], tmp_path)


def test_fetch_makes_the_folder_and_leaves_nothing_else_in_it(tmp_path: Path, add: Add) -> None:
    add(FakeSource())
    folder = tmp_path / "a" / "models"
    lacking, said = fetch(folder)
    assert lacking == []
    assert NAME in said
    assert names(folder) == {NAME}
    assert (folder / NAME).read_bytes() == CONTENT


def test_fetch_removes_what_a_killed_one_left(tmp_path: Path, add: Add) -> None:
    add(FakeSource())
    unfinished = tmp_path / ".facefinder-999999999-abcd1234" / "unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / NAME).write_bytes(CONTENT[:-1])
    fetch(tmp_path)
    assert names(tmp_path) == {NAME}


def test_fetch_keeps_a_good_file(tmp_path: Path, add: Add) -> None:
    source = FakeSource()
    add(source)
    (tmp_path / NAME).write_bytes(CONTENT)
    before = (tmp_path / NAME).stat()
    assert fetch(tmp_path)[0] == []
    after = (tmp_path / NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert source.asked == 0


def test_fetch_heals_a_damaged_file(tmp_path: Path, add: Add) -> None:
    add(FakeSource())
    (tmp_path / NAME).write_bytes(b"damaged")
    assert fetch(tmp_path)[0] == []
    assert (tmp_path / NAME).read_bytes() == CONTENT


@pytest.mark.parametrize("content", [None, b"somebody else's file", CONTENT[:-1]])
def test_what_is_not_the_file_never_takes_its_place(
    tmp_path: Path, add: Add, content: bytes | None
) -> None:
    add(FakeSource(content))
    (tmp_path / NAME).write_bytes(b"the old one")
    lacking, said = fetch(tmp_path)
    assert [file for file, _ in lacking] == [NAME]
    assert lacking[0].reason in said
    assert names(tmp_path) == {NAME}
    assert (tmp_path / NAME).read_bytes() == b"the old one"


def test_a_file_that_cannot_be_had_does_not_stop_the_others(tmp_path: Path, add: Add) -> None:
    add(FakeSource(None))
    files = [NAME, "mtcnn_pnet.lz4"]
    lacking = weights.fetch(files, tmp_path, say=lambda _: None)
    assert [file for file, _ in lacking] == [NAME]
    assert weights.verify(["mtcnn_pnet.lz4"], tmp_path)


@pytest.mark.parametrize("name", [NAME, "as-published.h5"])
def test_fetch_from_a_folder_asks_nobody_else(tmp_path: Path, add: Add, name: str) -> None:
    source = FakeSource()
    add(source)
    given, folder = tmp_path / "given", tmp_path / "models"
    given.mkdir()
    (given / name).write_bytes(CONTENT)
    assert fetch(folder, given)[0] == []
    assert (folder / NAME).read_bytes() == CONTENT
    assert (given / name).read_bytes() == CONTENT
    assert source.asked == 0


def test_a_wrong_file_in_the_folder_is_refused(tmp_path: Path, add: Add) -> None:
    add(FakeSource())
    given, folder = tmp_path / "given", tmp_path / "models"
    given.mkdir()
    (given / NAME).write_bytes(b"x" * len(CONTENT))
    lacking, _ = fetch(folder, given)
    assert str(given) in lacking[0].reason
    assert names(folder) == set()


def test_a_folder_without_the_file_is_no_obstacle(tmp_path: Path, add: Add) -> None:
    source = FakeSource()
    add(source)
    lacking, said = fetch(tmp_path / "models", tmp_path)
    assert lacking == []
    assert source.asked == 1
    assert f"is not in '{tmp_path}'" in said


def test_a_models_folder_that_cannot_be_made(tmp_path: Path, add: Add) -> None:
    add(FakeSource())
    (tmp_path / "a file").touch()
    with pytest.raises(ModelError, match="cannot be written"):
        fetch(tmp_path / "a file" / "models")


class TestWithoutPublishedHash:
    def test_it_is_not_fetched_on_trust(self, tmp_path: Path, add: Add) -> None:
        source = FakeSource()
        add(source, sha256=None)
        lacking, _ = fetch(tmp_path)
        assert "--from DIR" in lacking[0].reason
        assert source.asked == 0

    def test_lying_there_is_not_enough(self, tmp_path: Path, add: Add) -> None:
        weight = add(FakeSource(), sha256=None)
        (tmp_path / NAME).write_bytes(CONTENT)
        assert weights.state(weight, tmp_path) is State.UNKNOWN
        with pytest.raises(ModelError, match="published") as caught:
            weights.verify([NAME], tmp_path)
        assert "--from DIR" in caught.value.advice

    def test_the_user_vouches_for_exactly_one_content(self, tmp_path: Path, add: Add) -> None:
        weight = add(FakeSource(), sha256=None, size=None)
        given, folder = tmp_path / "given", tmp_path / "models"
        given.mkdir()
        (given / NAME).write_bytes(CONTENT)
        assert fetch(folder, given)[0] == []
        assert weights.verify([NAME], folder) == ((NAME, SHA256),)
        (folder / NAME).write_bytes(CONTENT + b"!")
        assert weights.state(weight, folder) is State.DAMAGED

    @pytest.mark.parametrize("text", ["{", "[]", "\xff"])
    def test_a_damaged_record_says_so(self, tmp_path: Path, add: Add, text: str) -> None:
        weight = add(FakeSource(), sha256=None)
        (tmp_path / NAME).write_bytes(CONTENT)
        (tmp_path / weights.PINS).write_text(text, encoding="latin-1")
        with pytest.raises(ModelError, match=r"pins\.json is damaged"):
            weights.state(weight, tmp_path)

    def test_the_record_cannot_overrule_a_published_hash(self, tmp_path: Path, add: Add) -> None:
        weight = add(FakeSource())
        other = hashlib.sha256(b"other").hexdigest()
        (tmp_path / NAME).write_bytes(b"other")
        (tmp_path / weights.PINS).write_text(f'{{"{NAME}": "{other}"}}', encoding="utf-8")
        assert weights.state(weight, tmp_path) is State.DAMAGED


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serves the files of ``tmp_path/served`` on this machine; gives the address."""
    served = tmp_path / "served"
    served.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, directory=str(served), **kwargs)  # type: ignore[arg-type]  # handed on as they came

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so above
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that has read enough just goes."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class TestRelease:
    @pytest.mark.slow
    def test_the_next_address_is_tried(self, tmp_path: Path, add: Add, server: str) -> None:
        (tmp_path / "served" / "good.h5").write_bytes(CONTENT)
        add(Release(f"{server}/none.h5", f"{server}/good.h5"))
        assert fetch(tmp_path / "models")[0] == []
        assert (tmp_path / "models" / NAME).read_bytes() == CONTENT

    @pytest.mark.slow
    def test_a_larger_file_is_not_read_to_its_end(self, tmp_path: Path, server: str) -> None:
        (tmp_path / "served" / "large.h5").write_bytes(bytes(10_000_000))
        target = tmp_path / "target"
        with pytest.raises(Unavailable, match="another file"):
            Release(f"{server}/large.h5").save(target, 1_000)
        assert target.stat().st_size <= 1_001

    @pytest.mark.slow
    def test_every_address_is_named_with_its_reason(self, tmp_path: Path, server: str) -> None:
        # Nothing listens on port 1: it needs rights that no test has.
        with pytest.raises(Unavailable, match=r"127.0.0.1: File not found; 127.0.0.1: .*refused"):
            Release(f"{server}/none.h5", "http://127.0.0.1:1/x").save(tmp_path / "target", None)

    def test_certificates_are_found_where_another_system_keeps_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # As in a bundle that was built on another system: its OpenSSL looks where nothing is.
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
            monkeypatch.setenv(name, str(tmp_path / "nothing"))
        kept = tmp_path / "kept.pem"
        shutil.copy(certifi.where(), kept)
        places = (str(tmp_path / "nothing"), str(kept))
        monkeypatch.setattr(sources, "CERTIFICATES", places)
        context = sources._trusting()
        assert context.cert_store_stats()["x509_ca"] > 50
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname

    def test_without_any_certificate_nobody_is_trusted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
            monkeypatch.setenv(name, str(tmp_path / "nothing"))
        monkeypatch.setattr(sources, "CERTIFICATES", ())
        context = sources._trusting()
        assert context.verify_mode is ssl.CERT_REQUIRED
        if sys.platform != "win32":  # which has a store of its own
            assert context.cert_store_stats()["x509_ca"] == 0


class TestPackage:
    def test_mtcnn_brings_its_weights(self, tmp_path: Path) -> None:
        files = [file for file in WEIGHTS if file.startswith("mtcnn_")]
        assert weights.fetch(files, tmp_path, say=lambda _: None) == []
        assert len(weights.verify(files, tmp_path)) == 3

    @pytest.mark.parametrize("source", [Package("no_such_package", "x"), Package("json", "x.lz4")])
    def test_what_is_not_installed(self, tmp_path: Path, source: Package) -> None:
        with pytest.raises(Unavailable, match="is not installed, or has no"):
            source.save(tmp_path / "target", None)


class TestSdist:
    @pytest.mark.slow
    @needs(PIP)
    def test_pip_refuses_an_archive_with_another_hash(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index = tmp_path / "index"
        index.mkdir()
        with tarfile.open(index / "some_weights-1.0.tar.gz", "w:gz") as archive:
            archive.add(__file__, "some_weights-1.0/setup.py")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(index))
        source = sources.Sdist("some_weights==1.0", "0" * 64, "some_weights-1.0/setup.py")
        with pytest.raises(Unavailable, match=r"pip could not download some_weights==1\.0"):
            source.save(tmp_path / "target", None)
        assert names(tmp_path) == {"index"}


@pytest.mark.parametrize("module", [weights, table, sources])
def test_nothing_here_unpickles(module: object) -> None:
    tree = ast.parse(Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8"))
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported
    assert not imported & {"pickle", "joblib", "shelve", "marshal", "dill", "cloudpickle"}
