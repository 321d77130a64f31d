// The signaling socket: notices when the other side is gone, and comes back.

const BEAT = 5000; // ms between pings
const PATIENCE = 10000; // ms for a sign of life, or for the socket to open
const LONGEST_WAIT = 8000; // ms between attempts; the server keeps a place for 30 s

export class Signaling {
  #on;
  #socket = null;
  #attempts = 0;
  #retry = 0;
  #beat = 0;
  #askedAt = 0; // 0: the other side has been heard since

  // join() makes the first message; receive(message) gets the server's; lost() hears of the end.
  constructor(on) {
    this.#on = on;
  }

  open() {
    this.close();
    const url = new URL("/ws", location);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = this.#socket = new WebSocket(url, "tessera.v1");
    socket.onopen = () => this.send(this.#on.join());
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = () => this.#fail();
    this.#askedAt = performance.now();
    this.#beat = setInterval(() => this.#look(PATIENCE), BEAT);
  }

  close() {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    this.#retry = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    // A socket whose network is gone takes minutes to say so; nobody waits for it.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
    return this.isOpen;
  }

  // Tries again after a random part of 0.5, 1, 2, 4, 8, 8 … s: those whom one fault has thrown out
  // do not come back all at once.
  retry() {
    clearTimeout(this.#retry);
    const longest = Math.min(LONGEST_WAIT, 500 * 2 ** this.#attempts++);
    this.#retry = setTimeout(() => this.open(), Math.random() * longest);
  }

  // The network is back, or the person: a socket that seems open is tried.
  hurry() {
    if (this.#retry) return this.open();
    this.#look(PATIENCE);
    setTimeout(() => this.#look(2000), 2500);
  }

  #receive(message) {
    this.#askedAt = 0;
    if (message.type === "joined") this.#attempts = 0;
    this.#on.receive(message);
  }

  // Any message is a sign of life.
  #look(patience) {
    if (!this.#socket) return;
    if (!this.#askedAt) {
      if (this.send({ type: "ping" })) this.#askedAt = performance.now();
    } else if (performance.now() - this.#askedAt > patience) {
      this.#fail();
    }
  }

  #fail() {
    this.close();
    this.#on.lost();
  }
}
