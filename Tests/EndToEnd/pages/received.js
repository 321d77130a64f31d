// Measures what arrives in a page, whoever wrote the page: watches every RTCPeerConnection made.

const testReceived = {
    connections: [],
    tracks: [],
    firstPictureAt: null,
    visible: false,  // a page without a picture of its own shows what is measured

    watch(connection) {
        this.connections.push(connection);
        connection.addEventListener("track", ({ track }) => {
            this.tracks.push(track);
            (track.kind === "audio" ? this.listen : this.look).call(this, track);
        });
    },

    look(track) {
        this.video = document.createElement("video");
        this.video.muted = true;
        this.video.srcObject = new MediaStream([track]);
        this.video.requestVideoFrameCallback(() => { this.firstPictureAt ??= performance.now(); });
        if (this.visible) document.body.replaceChildren(this.video);
        this.video.play().catch((error) => console.error(`picture: ${error}`));
    },

    listen(track) {
        const stream = new MediaStream([track]);
        // Chromium decodes a remote track only when a media element plays it.
        this.speaker = new Audio();
        this.speaker.srcObject = stream;
        this.speaker.play().catch((error) => console.error(`sound: ${error}`));
        this.sound = new AudioContext({ sampleRate: 48000 });
        this.analyser = new AnalyserNode(this.sound, { fftSize: 32768 });
        this.sound.createMediaStreamSource(stream).connect(this.analyser);
    },

    // The newest picture, RGBA, at most `widest` pixels wide; null before the first.
    async picture(widest = 640) {
        if (!this.video?.videoWidth || this.firstPictureAt === null) return null;
        const { videoWidth, videoHeight } = this.video;
        const scale = Math.min(1, widest / videoWidth);
        const width = Math.round(videoWidth * scale), height = Math.round(videoHeight * scale);
        this.canvas ??= document.createElement("canvas");
        [this.canvas.width, this.canvas.height] = [width, height];
        const context = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true });
        context.drawImage(this.video, 0, 0, width, height);
        const at = Date.now();
        const pixels = context.getImageData(0, 0, width, height).data;
        return { videoWidth, videoHeight, width, height, at, pixels: await this.base64(pixels) };
    },

    // The last 0.68 s of sound, 48 kHz mono floats; null before any.
    async samples() {
        if (this.sound?.state !== "running") return null;
        const samples = new Float32Array(this.analyser.fftSize);
        this.analyser.getFloatTimeDomainData(samples);
        return { at: this.sound.currentTime, samples: await this.base64(samples) };
    },

    base64(array) {
        return new Promise((resolve) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
            reader.readAsDataURL(new Blob([array]));
        });
    },

    async stats() {
        const reports = [];
        for (const connection of this.connections) {
            for (const report of (await connection.getStats()).values()) reports.push(report);
        }
        return reports;
    },

    // What the newest connection decoded so far, by kind.
    async counters() {
        const counters = {};
        const stats = this.connections.length ? await this.connections.at(-1).getStats() : new Map();
        for (const report of stats.values()) {
            if (report.type === "inbound-rtp") counters[report.kind] = report;
        }
        return counters;
    },
};

window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...settings) {
        super(...settings);
        testReceived.watch(this);
    }
};
