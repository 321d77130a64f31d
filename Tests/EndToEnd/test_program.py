"""The program as somebody types it: its commands, its settings, and what it says of mistakes."""

import json
import subprocess

from harness.server import ENVIRONMENT, PROGRAM


def tessera(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=20,
        env={**ENVIRONMENT, **environment},
    )


def test_openapi_document_is_the_one_that_is_served(server):
    printed = tessera("openapi")
    assert printed.returncode == 0
    assert printed.stdout == server.request("GET", "/openapi.json").text + "\n"
    document = json.loads(printed.stdout)
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == tessera("--version").stdout.strip()


def test_printed_settings_are_a_file_of_settings(tmp_path):
    first = tessera(
        "serve",
        "--print-config",
        "--media-addresses=192.0.2.7,2001:db8::7",
        "--tls=self-signed",
        TESSERA_HTTP_PORT="8443",
        TESSERA_DATA='a "quoted": #folder',
    )
    assert first.returncode == 0, first.stderr
    assert "  port: 8443  # TESSERA_HTTP_PORT\n" in first.stdout
    file = tmp_path / "printed.yaml"
    file.write_text(first.stdout)
    again = tessera("serve", "--print-config", TESSERA_CONFIG=str(file))

    def values(text: str) -> list[str]:
        return [line.rpartition("  # ")[0] for line in text.splitlines()]

    assert values(again.stdout) == values(first.stdout)
    assert f"  mode: self-signed  # {file}:" in again.stdout


def test_all_that_is_wrong_is_said_at_once_and_nothing_starts(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text("http:\n  prot: 80\nrooms:\n  open: maybe\n")
    run = tessera("serve", f"--config={file}", "--http-port=x", TESSERA_CANVAS_FPS="0")
    assert run.returncode != 0 and run.stdout == ""
    assert run.stderr.splitlines() == [
        "Error: the configuration is wrong:",
        f"  {file}:2: unknown key http.prot; did you mean http.port?",
        '  --http-port: http.port is "x", must be a number from 0 to 65535',
        f'  {file}:4: rooms.open is "maybe", must be true or false',
        '  TESSERA_CANVAS_FPS: canvas.fps is "0", must be a number from 1 to 60',
    ]


def test_a_port_that_is_taken_is_named(server):
    http = tessera("serve", f"--http-port={server.http_port}", "--media-port=0")
    assert http.returncode != 0
    assert f"cannot listen on 127.0.0.1:{server.http_port}: another program" in http.stderr
    media = tessera("serve", "--http-port=0", f"--media-port={server.media_port}")
    assert media.returncode != 0
    assert f":{server.media_port}" in media.stderr and "another process" in media.stderr
