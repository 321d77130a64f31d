"""What the tests are given: a browser, and places for evidence and measurements."""

import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.callers import Receiver
from harness.chromium import Browser
from harness.server import Server

OUTPUT = Path(__file__).parent / "output"
measurements: list[str] = []
receivers: list[Receiver] = []  # those whose pages are open


def output_of(node) -> Path:
    """The folder for what this test or file of tests leaves; kept."""
    folder = OUTPUT / re.sub(r"\W+", "-", node.name).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pytest_sessionstart():
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for receiver in receivers:
            receiver.keep_evidence(output_of(item))
    return report


def pytest_terminal_summary(terminalreporter):
    if measurements:
        terminalreporter.section("measured (not asserted)")
        for line in measurements:
            terminalreporter.line(line)


@pytest.fixture
def measured(request):
    """Notes a measurement, printed at the end of the run."""
    return lambda text: measurements.append(f"{request.node.name}: {text}")


@pytest.fixture
def output(request) -> Path:
    return output_of(request.node)


@pytest.fixture(scope="session")
def browser():
    browser = Browser()
    yield browser
    browser.close()


@contextmanager
def pages(browser):
    """`make(Class, number, name)` makes a receiver in a page of its own."""
    mine = []

    def make(kind, number: int, name: str):
        mine.append(kind(browser, number, name))
        receivers.append(mine[-1])
        return mine[-1]

    try:
        yield make
    finally:
        for receiver in mine:
            receivers.remove(receiver)
            receiver.close()


@pytest.fixture
def join(browser):
    """Opens pages for one test."""
    with pages(browser) as make:
        yield make


@pytest.fixture
def join_carelessly():
    """As `join`, in a browser that goes on where it should warn of a certificate."""
    browser = Browser("--ignore-certificate-errors")
    with pages(browser) as make:
        yield make
    browser.close()


@pytest.fixture(scope="module")
def join_for_file(browser):
    """Opens pages that stay for all tests of a file."""
    with pages(browser) as make:
        yield make


@pytest.fixture
def start_server(output):
    """`start_server(*flags)` starts the program with flags of its own."""
    servers = []

    def start(*flags: str) -> Server:
        servers.append(Server(output, *flags))
        return servers[-1]

    yield start
    for one in servers:
        one.close()


@pytest.fixture
def server(output):
    server = Server(output)
    yield server
    server.close()
