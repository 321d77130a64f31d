// One WebRTC connection: what goes out, what comes in, and how it is mended.

const FALTERING = 2000; // ms without a path before another is looked for
const MENDING = 8000; // ms for that to help
let offers = 0; // over all connections: a late answer is never taken for another's

export class Connection {
  #on;
  #lines = {};
  #outgoing = new MediaStream();
  #work = Promise.resolve();
  #offer = 0;
  #timer = 0;
  #isMending = false;

  // send(message), track(track), state(word), lost(): only a new connection helps.
  constructor(iceServers, on) {
    this.#on = on;
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.pc.ontrack = ({ track }) => on.track(track);
    this.pc.onconnectionstatechange = () => this.#stateChanged();
  }

  close() {
    clearTimeout(this.#timer);
    this.pc.close();
  }

  // Sends these tracks, of which either may be null.
  update({ audio, video, isScreen, saveData, soundOnly }) {
    this.#inTurn(async () => {
      const isNew = await this.#place("audio", audio, true);
      const isChanged = await this.#place("video", video, !soundOnly);
      await this.#limit(isScreen, saveData);
      if (isNew || isChanged) await this.#negotiate();
    });
  }

  async answer({ id, sdp }) {
    if (id !== this.#offer || this.pc.signalingState !== "have-local-offer") return;
    await this.pc.setRemoteDescription({ type: "answer", sdp });
  }

  // Looks for a new path between the same two ends (an ICE restart).
  mend() {
    if (this.#isMending) return;
    this.#isMending = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#on.lost(), MENDING);
    this.pc.restartIce();
    this.#inTurn(() => this.#negotiate());
  }

  #stateChanged() {
    const state = this.pc.connectionState;
    if (state === "connected") {
      clearTimeout(this.#timer);
      this.#isMending = false;
    } else if (state === "disconnected" && !this.#isMending) {
      this.#timer = setTimeout(() => this.mend(), FALTERING);
    } else if (state === "failed") {
      if (this.#isMending) this.#on.lost();
      else this.mend();
    }
    this.#on.state(state);
  }

  #inTurn(work) {
    this.#work = this.#work.then(() => this.pc.signalingState !== "closed" && work())
      .catch((error) => console.warn(`media: ${error.message}`));
  }

  // Puts a track on its line; true if that needs an offer.
  async #place(kind, track, receives) {
    const line = this.#lines[kind];
    // A line that has sent may send again: a camera comes back without a new offer.
    const sends = track || (receives && line?.direction.startsWith("send"));
    const direction = sends ? (receives ? "sendrecv" : "sendonly")
      : receives ? "recvonly" : "inactive";
    const isChanged = (line?.direction ?? "inactive") !== direction;
    await line?.sender.replaceTrack(track);
    if (line) line.direction = direction;
    else if (isChanged) {
      const settings = { direction, streams: [this.#outgoing] };
      this.#lines[kind] = this.pc.addTransceiver(track ?? kind, settings);
    }
    return isChanged;
  }

  // Saving data: 640×360 at 15 frames a second; a screen keeps its letters sharp and moves less.
  async #limit(isScreen, saveData) {
    const sender = this.#lines.video?.sender;
    const parameters = sender?.track && sender.getParameters();
    const encoding = parameters?.encodings?.[0];
    if (!encoding) return;
    const { width = 640, height = 360 } = sender.track.getSettings();
    const shrinks = saveData && !isScreen;
    Object.assign(encoding, {
      scaleResolutionDownBy: shrinks ? Math.max(1, Math.min(width, height) / 360) : 1,
      maxBitrate: saveData ? 250000 : undefined,
      maxFramerate: saveData ? (isScreen ? 5 : 15) : undefined,
    });
    await sender.setParameters(parameters);
  }

  async #negotiate() {
    offers += 1;
    const id = this.#offer = offers;
    await this.pc.setLocalDescription(await this.pc.createOffer());
    this.#on.send({ type: "offer", id, sdp: this.pc.localDescription.sdp });
  }
}
