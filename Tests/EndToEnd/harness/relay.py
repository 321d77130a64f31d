"""The network between a page and the server, which can lose, fall silent and be cut."""

import contextlib
import random
import selectors
import socket
import threading


class Relay:
    """To the TCP port: pages and signaling."""

    def __init__(self, port: int):
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._refuses = False
        self._is_silent = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Ends every connection and refuses new ones."""
        self._refuses = True
        self._end_all()

    def fall_silent(self):
        """Nothing passes any more on what is open, and nobody is told."""
        self._is_silent = True

    def restore(self):
        """New connections pass; those that fell silent are gone."""
        self._end_all()
        self._refuses = self._is_silent = False

    def close(self):
        self._listener.close()
        self.cut()

    def _end_all(self):
        while self._open:
            with contextlib.suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._refuses:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._server_port))
                self._open += [client, server]
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self._is_silent:
                    sink.sendall(data)
        if not self._is_silent:
            for end in (source, sink):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


class MediaRelay:
    """To the UDP port. A page that runs `script` sends its media here."""

    def __init__(self, port: int):
        self._server = ("127.0.0.1", port)
        self._dice = random.Random(7)
        self._socket = self._bound()
        self._links: dict[tuple, socket.socket] = {}
        self._open = True
        self.loss = 0.0  # the share of datagrams that is lost, each way
        here = self._socket.getsockname()[1]
        self.script = f"""{{
            const {{ setRemoteDescription }} = RTCPeerConnection.prototype;
            RTCPeerConnection.prototype.setRemoteDescription = function ({{ type, sdp }}) {{
                const there = sdp.replaceAll(" {port} typ", " {here} typ");
                return setRemoteDescription.call(this, {{ type, sdp: there }});
            }};
        }}"""
        threading.Thread(target=self._pass, daemon=True).start()

    def close(self):
        self._open = False

    @staticmethod
    def _bound() -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
        return made

    def _pass(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            while self._open:
                for key, _ in selector.select(0.2):
                    self._pass_one(key.fileobj, key.data, selector)
        for each in (self._socket, *self._links.values()):
            each.close()

    def _pass_one(self, source: socket.socket, client: tuple | None, selector):
        """From a link to its client, or from a client over its link, which is made if need be."""
        with contextlib.suppress(OSError):
            datagram, sender = source.recvfrom(65536)
            if self._dice.random() < self.loss:
                return
            if client:
                self._socket.sendto(datagram, client)
                return
            if sender not in self._links:
                self._links[sender] = self._bound()
                selector.register(self._links[sender], selectors.EVENT_READ, sender)
            self._links[sender].sendto(datagram, self._server)
