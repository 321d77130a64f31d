// A client of the WebSocket signaling, the smallest that can: join, one offer, candidates, layout.

const testCaller = {
    messages: [],
    layouts: [],
    people: {},  // names by participant, as the roster says
    participant: null,
    connection: null,

    open(url) {
        this.socket = new WebSocket(url, ["tessera.v1"]);
        this.socket.onmessage = ({ data }) => this.handle(JSON.parse(data));
        this.socket.onclose = ({ code, reason }) => { this.closed = { code, reason }; };
        return new Promise((resolve, reject) => {
            this.socket.onopen = resolve;
            this.socket.onerror = () => reject(new Error(`no WebSocket at ${url}`));
        });
    },

    send(message) {
        this.socket.send(JSON.stringify(message));
    },

    // `sends` are the kinds that the client sends, in the order of its m-lines; the other kind it
    // only receives. `edit` is the body of a function of `sdp`, to make an offer wrong on purpose.
    async join({ url, room, name, sends = ["audio", "video"], edit = null }) {
        this.startedAt = performance.now();
        Object.assign(this, { url, room, name, sends });
        this.edit = edit ? new Function("sdp", edit) : (sdp) => sdp;
        await this.open(url);
        this.send({ type: "join", room, name });
    },

    handle(message) {
        this.messages.push(message);
        switch (message.type) {
        case "joined":
            this.participant = message.participant;
            this.people[this.participant] = this.name;
            for (const entry of message.roster) this.people[entry.participant] = entry.name;
            if (message.layout) this.layouts.push(message.layout);
            this.call(message.iceServers);
            break;
        case "answer":
            this.connection.setRemoteDescription({ type: "answer", sdp: message.sdp })
                .catch((error) => console.error(`answer: ${error}`));
            break;
        case "roster":
            if (message.joined) this.people[message.joined.participant] = message.joined.name;
            if (message.left) delete this.people[message.left.participant];
            break;
        case "layout":
            this.layouts.push(message);
            break;
        case "error":
            console.error(`server: ${message.code}: ${message.message}`);
        }
    },

    async call(iceServers) {
        testReceived.visible = true;
        this.connection = new RTCPeerConnection({ iceServers: iceServers ?? [] });
        this.connection.onicecandidate = ({ candidate }) => {
            if (candidate?.candidate) {
                const { candidate: line, sdpMid } = candidate;
                this.send({ type: "candidate", candidate: line, sdpMid });
            }
        };
        const stream = testSource.take();
        for (const kind of this.sends) {
            this.connection.addTrack(stream.getTracks().find((t) => t.kind === kind), stream);
        }
        for (const kind of ["audio", "video"].filter((kind) => !this.sends.includes(kind))) {
            this.connection.addTransceiver(kind, { direction: "recvonly" });
        }
        await this.offer();
    },

    async offer() {
        await this.connection.setLocalDescription(await this.connection.createOffer());
        this.serial = (this.serial ?? 0) + 1;
        const sdp = this.edit(this.connection.localDescription.sdp);
        this.send({ type: "offer", id: this.serial, sdp });
    },

    // The socket dies without a word; the media goes on.
    async loseSocket() {
        this.socket.onmessage = null;
        this.socket.close();
        await new Promise((resolve) => { this.socket.onclose = resolve; });
    },

    // Comes back as the same participant, with a new connection once `joined` has come.
    async resume() {
        const { resume } = this.messages.findLast((message) => message.type === "joined");
        this.formerConnection = this.connection;
        await this.open(this.url);
        this.send({ type: "join", room: this.room, name: this.name, resume });
    },

    leave() {
        this.send({ type: "leave" });
        this.connection?.close();
    },

    state() {
        const { tracks, firstPictureAt } = testReceived;
        return {
            participant: this.participant,
            connection: this.connection?.connectionState,
            tracks: tracks.map((track) => track.kind).sort(),
            firstPictureMs: firstPictureAt && firstPictureAt - this.startedAt,
            messages: this.messages.map((message) => message.type),
            closed: this.closed ?? null,
        };
    },
};
