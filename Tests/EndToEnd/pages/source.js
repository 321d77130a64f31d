// A participant that a machine can recognise: a picture with a hue and a block code of its own
// (harness/block_code.py says what is drawn where), and a tone of its own.

const testSource = {
    width: 320,
    height: 240,
    block: 16,

    crc16(bytes) {
        let crc = 0xffff;
        for (const byte of bytes) {
            crc ^= byte << 8;
            for (let bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
            }
        }
        return crc;
    },

    bytes(participant, frame, milliseconds) {
        const view = new DataView(new ArrayBuffer(9));
        view.setUint8(0, participant);
        view.setUint16(1, frame & 0xffff);
        view.setUint32(3, milliseconds % 2 ** 32);
        view.setUint16(7, this.crc16(new Uint8Array(view.buffer, 0, 7)));
        return new Uint8Array(view.buffer);
    },

    draw(context, hue, bytes) {
        context.fillStyle = `hsl(${hue} 75% 40%)`;
        context.fillRect(0, 0, this.width, this.height);
        const left = (this.width - 8 * this.block) / 2;
        const top = (this.height - bytes.length * this.block) / 2;
        bytes.forEach((byte, row) => {
            for (let column = 0; column < 8; column++) {
                context.fillStyle = (byte >> (7 - column)) & 1 ? "#ebebeb" : "#101010";
                context.fillRect(
                    left + column * this.block, top + row * this.block, this.block, this.block);
            }
        });
    },

    video({ participant, hue, fps = 15 }) {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [this.width, this.height];
        const context = canvas.getContext("2d", { alpha: false });
        const stream = canvas.captureStream(0);
        const track = stream.getVideoTracks()[0];
        let frame = 0;
        const paint = () => {
            this.draw(context, hue, this.bytes(participant, frame++, Date.now()));
            track.requestFrame();
        };
        paint();
        setInterval(paint, 1000 / fps);
        return track;
    },

    audio({ toneHz, amplitude }) {
        this.sound = new AudioContext({ sampleRate: 48000 });
        const oscillator = new OscillatorNode(this.sound, { frequency: toneHz });
        const gain = new GainNode(this.sound, { gain: amplitude });
        const sink = new MediaStreamAudioDestinationNode(this.sound, { channelCount: 1 });
        oscillator.connect(gain).connect(sink);
        oscillator.start();
        return sink.stream.getAudioTracks()[0];
    },

    // New tracks of the one picture and the one sound of this page, as a camera gives them.
    take({ audio = true, video = true } = {}) {
        this.made ??= { video: this.video(sourceSettings), audio: this.audio(sourceSettings) };
        const wanted = [audio && this.made.audio, video && this.made.video].filter(Boolean);
        return new MediaStream(wanted.map((track) => track.clone()));
    },
};

// A page that asks for its camera gets this.
if (navigator.mediaDevices) {
    navigator.mediaDevices.getUserMedia = async ({ audio = false, video = false }) =>
        testSource.take({ audio, video });
}
