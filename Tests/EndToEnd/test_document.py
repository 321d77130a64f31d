"""The served OpenAPI document and the program keep to each other, whatever is asked."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from harness.administrator import Administrator
from harness.aiortc_caller import Encoder, IndependentCaller, Viewer
from harness.waiting import eventually

HERE = Path(__file__).parent
CALL = "zz-call"
MOST_GROWTH = 256 * 2**20  # bytes of memory that all of this may take
LONGEST = 300  # seconds, on a machine that has much else to do; alone it takes a tenth of that


def offers() -> dict[str, str]:
    """An offer for each way in that the program would answer."""
    made = {}
    for kind in (IndependentCaller, Encoder, Viewer):
        caller = kind(1, "offerer")
        made[kind.WAY] = caller.offer()
        caller.close()
    return made


def ask(server, output: Path) -> tuple[int, str]:
    """Runs schemathesis; its exit code, and what it says."""
    file = output / "offers.json"
    file.write_text(json.dumps(offers()))
    said = output / "schemathesis.txt"
    with said.open("wb") as written:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                f"--config-file={HERE / 'schemathesis.toml'}",
                "--no-color",
                "run",
                f"{server.url}/openapi.json",
                "--report=junit",
                f"--report-dir={output}",
            ],
            cwd=output,
            env=os.environ
            | {
                "SCHEMATHESIS_HOOKS": "api_hooks",
                "PYTHONPATH": str(HERE),
                "HYPOTHESIS_STORAGE_DIRECTORY": str(output / "hypothesis"),
                "API_CALL": CALL,
                "API_OFFERS": str(file),
            },
            stdout=written,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
        )
    return done.returncode, said.read_text()


@pytest.mark.timeout(LONGEST + 60)
def test_every_answer_is_as_the_document_says(server, output, measured):
    """schemathesis makes requests from the document, right ones and wrong ones, alone and in
    sequences (a room is made, read, changed, closed), while a call goes on. None is answered 5xx or
    otherwise than the document says; what the schema allows is done, what it forbids is refused;
    what is made is there, and what is deleted is gone."""
    ada = IndependentCaller(0, "ada")
    try:
        assert ada.join(server, CALL).status == 201
        eventually(lambda: ada.frames > 0, "ada gets pictures")
        memory = server.resident_bytes()
        code, text = ask(server, output)
        assert code == 0, text[-6000:]
        assert server.runs, server.last_words()
        frames = ada.frames
        eventually(lambda: ada.frames > frames + 15, "ada still gets pictures")
        people = Administrator(server).get(f"/rooms/{CALL}/participants")["items"]
        assert len(people) == 1
        assert server.resident_bytes() < memory + MOST_GROWTH
        # All of the document was asked, in all of the ways there are.
        paths = server.request("GET", "/openapi.json").text
        operations = sum(len(methods) for methods in json.loads(paths)["paths"].values())
        # Of itself the document is not asked.
        assert re.search(rf"Tested: +{operations - 1}\n", text), text
        for phase in ("Coverage", "Fuzzing", "Stateful"):
            assert f"✅ {phase}" in text.split("SUMMARY")[-1], text
        asking = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        answering = Administrator(server).get("/stats")["cpuTime"]
        found = re.findall(r"\d+ generated|\w+ \(in [\d.]+s\)", text)
        measured(", ".join(found) + f", CPU: {asking:.0f} s asking, {answering:.0f} s answering")
    finally:
        ada.close()
