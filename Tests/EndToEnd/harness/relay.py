"""The network between a page and the server's TCP port, which can be cut and be let go silent.

Media is UDP and does not pass here.
"""

import contextlib
import socket
import threading


class Relay:
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
