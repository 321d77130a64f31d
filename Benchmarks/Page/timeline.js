// When what happens between pressing Join and the first picture of the call, as the browser sees it.

const joinTimeline = {};

{
    const note = (what) => { joinTimeline[what] ??= performance.now(); };

    addEventListener("submit", () => {
        note("pressed");
        const picture = () => note("first picture shown");
        document.querySelector("#mosaic").requestVideoFrameCallback(picture);
    }, true);

    window.WebSocket = class extends WebSocket {
        constructor(...settings) {
            super(...settings);
            this.addEventListener("open", () => note("socket open"));
            this.addEventListener("message", ({ data }) => {
                const { type } = JSON.parse(data);
                if (type === "joined" || type === "answer") note(`\`${type}\` received`);
            });
        }

        send(text) {
            if (JSON.parse(text).type === "offer") note("`offer` sent");
            super.send(text);
        }
    };

    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...settings) {
            super(...settings);
            this.addEventListener("iceconnectionstatechange", () => {
                if (this.iceConnectionState === "connected") note("ICE connected");
            });
            this.addEventListener("connectionstatechange", () => {
                if (this.connectionState === "connected") note("DTLS connected");
            });
            this.addEventListener("track", ({ track }) => {
                const packet = () => note("first packet of the picture");
                if (track.kind === "video") track.addEventListener("unmute", packet, { once: true });
            });
        }
    };
}
