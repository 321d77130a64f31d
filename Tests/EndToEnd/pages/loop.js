// A direct call between two pages, for checking the instruments: descriptions go by the test.

const testLoop = {
    async start() {
        testReceived.visible = true;
        this.connection = new RTCPeerConnection();
        const stream = testSource.take();
        for (const track of stream.getTracks()) this.connection.addTrack(track, stream);
    },

    async gathered() {
        if (this.connection.iceGatheringState !== "complete") {
            await new Promise((resolve) => {
                this.connection.onicegatheringstatechange = () => {
                    if (this.connection.iceGatheringState === "complete") resolve();
                };
            });
        }
        return this.connection.localDescription.sdp;
    },

    async offer() {
        await this.start();
        await this.connection.setLocalDescription();
        return this.gathered();
    },

    async answer(sdp) {
        await this.start();
        await this.connection.setRemoteDescription({ type: "offer", sdp });
        await this.connection.setLocalDescription();
        return this.gathered();
    },

    accept(sdp) {
        return this.connection.setRemoteDescription({ type: "answer", sdp });
    },
};
