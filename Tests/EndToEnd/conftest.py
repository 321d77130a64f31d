"""What the tests are given: a browser, and places for evidence and measurements."""

import re
import shutil
from pathlib import Path

import pytest

from harness.chromium import Browser
from harness.server import Server

OUTPUT = Path(__file__).parent / "output"
measurements: list[str] = []


def pytest_sessionstart():
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    setattr(item, f"report_{report.when}", report)
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
    """A folder for what this test leaves; kept."""
    folder = OUTPUT / re.sub(r"\W+", "-", request.node.name).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def browser():
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def join(request, browser, output):
    """Makes receivers: `join(Class, number, name)`; a failed test leaves evidence of each."""
    receivers = []

    def make(kind, number: int, name: str):
        receivers.append(kind(browser, number, name))
        return receivers[-1]

    yield make
    failed = not getattr(request.node, "report_call", None) or request.node.report_call.failed
    for receiver in receivers:
        if failed:
            try:
                receiver.keep_evidence(output)
            except RuntimeError as error:
                output.joinpath(f"{receiver.name}-no-evidence.txt").write_text(str(error))
        receiver.close()


@pytest.fixture
def server(output):
    server = Server(output)
    yield server
    server.close()
