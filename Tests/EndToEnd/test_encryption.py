"""HTTPS and WSS: what keeps a call private on a network, and what a phone needs for its camera."""

import contextlib
import datetime
import hashlib
import json
import re
import socket
import ssl
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from harness.callers import Visitor
from harness.server import ENVIRONMENT, PROGRAM, ROOT, Server
from harness.waiting import eventually
from websockets.sync.client import connect


def network_address() -> str:
    """An IPv4 address of this machine that is not loopback."""
    listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
    for address in listed.split():
        if ":" not in address:
            return address
    pytest.skip("this machine has no address but loopback")


def make_certificate(folder: Path, days: float = 90, names: tuple = ("localhost",)) -> str:
    """Writes certificate.pem and key.pem; returns the SHA-256 of the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=100))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    folder.joinpath("certificate.pem").write_bytes(pem)
    folder.joinpath("key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate.fingerprint(hashes.SHA256()).hex()


def shown_certificate(server: Server, **limits) -> str:
    """The SHA-256 of the certificate in a handshake."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, value in limits.items():
        setattr(context, name, value)
    with socket.create_connection(("127.0.0.1", server.http_port), 10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            return hashlib.sha256(secure.getpeercert(True)).hexdigest()


def printed_fingerprint(server: Server) -> str:
    found = re.search(r"sha-256 ([0-9A-F:]{95})$", server.log.read_text(), re.MULTILINE)
    return found[1].replace(":", "").lower()


@pytest.fixture
def start(output):
    """Starts servers with flags."""
    with contextlib.ExitStack() as open_servers:

        def make(*flags: str, scheme: str = "https") -> Server:
            server = Server(output, *flags, scheme=scheme)
            open_servers.callback(server.close)
            return server

        yield make


def test_self_signed_certificate_is_the_one_printed_and_stays(start, output):
    server = start("--tls=self-signed")
    fingerprint = shown_certificate(server)
    assert fingerprint == printed_fingerprint(server)
    server.close()
    assert shown_certificate(start("--tls=self-signed")) == fingerprint
    assert output.joinpath("data/tls/self-signed.pem").stat().st_mode & 0o777 == 0o600


def test_whoever_trusts_the_certificate_uses_it_without_a_warning(start, output):
    server = start("--tls", "self-signed")
    trust = ssl.create_default_context(cafile=output / "data/tls/certificate.pem")
    for host in ("localhost", "127.0.0.1"):
        with urlopen(f"https://{host}:{server.http_port}/healthz", context=trust) as response:
            assert response.status == 200
            assert "Strict-Transport-Security" not in response.headers
    with connect(
        f"wss://localhost:{server.http_port}/ws", subprotocols=["tessera.v1"], ssl=trust, proxy=None
    ) as socket:
        assert socket.subprotocol == "tessera.v1"
        socket.send(json.dumps({"type": "join", "room": "vault", "name": "ada"}))
        joined = json.loads(socket.recv(10))
        assert joined["type"] == "joined" and joined["roster"][0]["name"] == "ada"


def test_plain_http_at_the_secure_port_is_sent_on(start):
    server = start("--tls=self-signed")
    with socket.create_connection(("127.0.0.1", server.http_port), 10) as plain:
        plain.sendall(b"GET /r/lobby?a=b HTTP/1.1\r\nHost: there.example:81\r\n\r\n")
        answer = b"".join(iter(lambda: plain.recv(4096), b"")).decode()
    assert answer.startswith("HTTP/1.1 307 ")
    assert "\r\nLocation: https://there.example:81/r/lobby?a=b\r\n" in answer
    assert server.request("GET", "/healthz").status == 200
    # So the container's health check need not know whether there is TLS.
    assert subprocess.run([ROOT / "scripts/healthy", str(server.http_port)]).returncode == 0


def test_old_versions_of_tls_are_refused(start):
    server = start("--tls=self-signed")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        assert shown_certificate(server, minimum_version=version, maximum_version=version)
    # The client itself would talk it; the server says that it will not.
    old = subprocess.run(
        f"openssl s_client -connect 127.0.0.1:{server.http_port} -tls1_1"
        " -cipher DEFAULT@SECLEVEL=0",
        shell=True,
        input=b"",
        capture_output=True,
    )
    assert old.returncode != 0 and b"alert protocol version" in old.stderr, old.stderr


def test_certificate_files_are_read_again_when_asked(start, output):
    first = make_certificate(output)
    files = [f"--tls-certificate={output}/certificate.pem", f"--tls-key={output}/key.pem"]
    server = start(*files)
    assert shown_certificate(server) == first
    year = server.request("GET", "/healthz").headers["Strict-Transport-Security"]
    assert year == "max-age=31536000"

    output.joinpath("certificate.pem").write_text("spoilt")
    server.ask_to_reload()
    eventually(lambda: "is shown on" in server.log.read_text(), "the fault is logged")
    assert shown_certificate(server) == first

    second = make_certificate(output)
    server.ask_to_reload()
    eventually(lambda: shown_certificate(server) == second, "the new certificate is shown")
    assert server.runs


@pytest.mark.parametrize(
    "spoil, advice",
    [
        (lambda f: f.joinpath("key.pem").unlink(), "key.pem: there is no such file"),
        (lambda f: f.joinpath("key.pem").write_text("x"), "holds no private key"),
        (lambda f: f.joinpath("certificate.pem").write_text("x"), "holds no certificate"),
        (
            lambda f: [f.joinpath("other").mkdir(exist_ok=True), make_certificate(f / "other")]
            and f.joinpath("other/key.pem").rename(f / "key.pem"),
            "does not belong to the first certificate",
        ),
        (
            lambda f: subprocess.run(
                "openssl pkey -aes256 -passout pass:x -in key.pem -out e && mv e key.pem",
                shell=True,
                cwd=f,
                check=True,
            ),
            "holds an encrypted key; decrypt it",
        ),
    ],
    ids=["missing", "no-key", "no-certificate", "mismatch", "encrypted"],
)
def test_what_is_wrong_with_the_files_is_said(output, spoil, advice):
    make_certificate(output)
    spoil(output)
    files = [f"--tls-certificate={output}/certificate.pem", f"--tls-key={output}/key.pem"]
    run = subprocess.run(
        [PROGRAM, "serve", "--http-port=0", "--media-port=0", *files],
        capture_output=True,
        text=True,
        timeout=20,
        env=ENVIRONMENT,
    )
    assert run.returncode != 0
    assert run.stderr.startswith("Error: tls.") and advice in run.stderr, run.stderr


def test_an_expired_certificate_is_warned_of(start, output):
    make_certificate(output, days=-1)
    server = start(f"--tls-certificate={output}/certificate.pem", f"--tls-key={output}/key.pem")
    assert "the TLS certificate has expired" in server.log.read_text()


def test_pages_on_the_network_get_camera_and_call_over_https(start, join_carelessly):
    """As with a phone on the same network: only HTTPS makes the page's origin a secure one."""
    address = network_address()
    server = start("--tls=self-signed", "--http-host=0.0.0.0")
    assert f"https://{address}:{server.http_port}/r/lobby" in server.log.read_text()
    url = f"https://{address}:{server.http_port}"
    ada, bob = join_carelessly(Visitor, 0, "ada"), join_carelessly(Visitor, 1, "bob")
    for visitor in (ada, bob):
        visitor.join(url, "garden")
        assert visitor.page.evaluate("isSecureContext && location.protocol") == "https:"
    for visitor in (ada, bob):
        visitor.wait_until_sees(ada, bob)
    ada.wait_until_hears([1], [0])
    bob.wait_until_hears([0], [1])
    server.close()

    plain = start("--http-host=0.0.0.0", scheme="http")
    ada.page.navigate(f"http://{address}:{plain.http_port}/healthz")
    assert ada.page.evaluate("[isSecureContext, 'mediaDevices' in navigator]") == [False, False]
