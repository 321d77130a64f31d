// A stay in a room: who is there, what is sent, and coming back when the connection is lost.

import { KINDS } from "./devices.js";
import { Connection } from "./media.js";
import { Signaling } from "./signaling.js";

export class Call {
  media = null;
  participant = null;
  roster = new Map();
  speaker = null;
  handRaised = false;
  screen = null; // the track that is shared
  modes = { saveData: false, soundOnly: false };
  isWanted = false; // whether the person wants to be in the call
  #former = null; // goes on playing until its successor delivers
  #incoming = new MediaStream();
  #request = {};
  #resume = null;
  #muted = {}; // by kind, as the server has it
  #unheard = {}; // how often that was changed from here and the server has not repeated it yet

  // `on` hears: joined(message, again), received(message), stream(stream), state(word),
  // told(text), changed() and ended(reason).
  constructor(devices, on) {
    this.devices = devices;
    this.on = on;
    this.signaling = new Signaling({
      join: () => ({ type: "join", ...this.#request, resume: this.#resume }),
      receive: (message) => this.#receive(message),
      lost: () => this.#comeBack(),
    });
  }

  // `former` is the `wayBack` into a call that a reload has interrupted.
  join(room, name, former) {
    Object.assign(this, { isWanted: true, ...former?.state });
    this.#request = { room, name };
    this.#resume = former?.resume;
    this.signaling.open();
  }

  get wayBack() {
    const { participant, handRaised } = this;
    const resume = this.#resume;
    return resume && { ...this.#request, resume, state: { participant, handRaised } };
  }

  leave() {
    this.signaling.send({ type: "leave" });
    this.#end("");
  }

  // Sends what there is to send now, and says what is muted.
  refresh() {
    if (!this.media) return;
    const { devices: { sound }, picture, screen, modes } = this;
    this.media.update({ audio: sound, video: picture, isScreen: !!screen, ...modes });
    for (const kind of KINDS) {
      const muted = this.#isMeantMuted(kind);
      if (muted === (this.#muted[kind] !== (this.#unheard[kind] % 2 > 0))) continue;
      this.signaling.send({ type: "mute", [kind]: muted });
      this.#unheard[kind] += 1;
    }
  }

  // What is sent to be seen.
  get picture() {
    return this.screen ?? (this.modes.soundOnly ? null : this.devices.tracks.video);
  }

  #isMeantMuted(kind) {
    const isOff = !this.devices.on[kind];
    return kind === "audio" ? isOff : !this.screen && (isOff || this.modes.soundOnly);
  }

  async share() {
    const video = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } };
    const [track] = (await navigator.mediaDevices.getDisplayMedia({ video })).getVideoTracks();
    if (!this.isWanted) return track.stop();
    track.contentHint = "detail"; // rather sharp letters than smooth motion
    track.onended = () => this.stopSharing();
    this.#present(track);
  }

  stopSharing() {
    this.screen?.stop();
    if (this.screen) this.#present(null);
  }

  #present(track) {
    this.screen = track;
    this.signaling.send({ type: "share", active: !!track });
    this.refresh();
    this.on.changed();
  }

  raiseHand(raised) {
    if (this.signaling.send({ type: "hand", raised })) this.handRaised = raised;
  }

  #receive(message) {
    switch (message.type) {
      case "joined": return this.#joined(message);
      case "answer":
        return this.media?.answer(message).catch(() => this.on.state("unusable"));
      case "bye": return this.#end(message.reason);
      case "error":
        if (message.about === "join") return this.#end(message.message);
        if (message.about === "offer") this.on.state("unusable");
        break;
      case "roster":
        this.#rosterChanged(message);
        break;
      case "speaker": this.speaker = message.participant;
    }
    this.on.received(message);
  }

  #joined(message) {
    const again = message.participant === this.participant;
    this.participant = message.participant;
    this.speaker = message.speaker;
    this.#resume = message.resume;
    this.roster = new Map(message.roster.map((entry) => [entry.participant, entry]));
    this.#connect(message.iceServers);
    this.signaling.send({ type: "share", active: !!this.screen });
    this.raiseHand(this.handRaised);
    // What the host muted meanwhile stays muted, unless the person has decided since.
    const { audio, video } = this.#unheard;
    const isHosts = again && !audio && !video;
    this.#unheard = { audio: 0, video: 0 };
    this.#muted = { audio: false, video: false };
    this.#heed(this.roster.get(this.participant), isHosts);
    this.on.joined(message, again);
  }

  #connect(iceServers) {
    this.#former?.close();
    this.#former = this.media;
    const media = this.media = new Connection(iceServers, {
      send: (message) => media === this.media && this.signaling.send(message),
      track: (track) => this.#arrived(track),
      state: (state) => media === this.media && this.on.state(state),
      lost: () => media === this.media && this.#comeBack(),
    });
  }

  // Only the track in the stream is exchanged, and not before it delivers: so the last picture of a
  // former connection stays until there is a new one.
  #arrived(track) {
    const former = this.#former;
    const take = () => {
      const others = this.#incoming.getTracks().filter(({ kind }) => kind === track.kind);
      for (const other of others) this.#incoming.removeTrack(other);
      this.#incoming.addTrack(track);
      this.on.stream(this.#incoming);
      setTimeout(() => former?.close(), 1000);
    };
    if (former && track.muted) track.addEventListener("unmute", take, { once: true });
    else take();
  }

  #rosterChanged({ joined, updated, left }) {
    if (left) return this.roster.delete(left.participant);
    const entry = joined ?? updated;
    const before = this.roster.get(entry.participant);
    this.roster.set(entry.participant, entry);
    if (entry.participant === this.participant) return this.#heed(entry, true);
    // What is worth interrupting for: who comes into a small call, and a hand that goes up.
    if (joined && this.roster.size < 9) this.on.told(`${entry.name} has joined`);
    if (entry.handRaised && !before?.handRaised) this.on.told(`${entry.name} raised a hand`);
  }

  // The own entry, as the server has it. A change that was not made here is the host's.
  #heed(entry, isHosts) {
    for (const kind of KINDS) {
      const isMuted = entry[`${kind}Muted`];
      if (isMuted === this.#muted[kind]) continue;
      this.#muted[kind] = isMuted;
      if (this.#unheard[kind] > 0) this.#unheard[kind] -= 1;
      else if (isMuted && isHosts && !this.#isMeantMuted(kind)) this.#obey(kind);
    }
    this.refresh(); // nobody but the person switches a microphone on
  }

  #obey(kind) {
    this.devices.set(kind, false);
    if (kind === "video") this.stopSharing();
    this.on.told(kind === "audio" ? "The host muted you. Press Microphone to speak again"
      : "The host switched your picture off. Press Camera to be seen again");
  }

  // As the same participant, with a new connection.
  #comeBack() {
    if (!this.#resume) return this.#end("the server cannot be reached");
    this.on.state("lost");
    this.signaling.retry();
  }

  // The network is back, or the person.
  hurry() {
    if (!this.isWanted) return;
    this.signaling.hurry();
    if (this.media?.pc.connectionState === "disconnected") this.media.mend();
  }

  #end(reason) {
    this.signaling.close();
    for (const media of [this.media, this.#former]) media?.close();
    this.screen?.stop();
    this.#incoming = new MediaStream();
    this.#former = this.#resume = null;
    this.roster.clear();
    Object.assign(this, { media: null, participant: null, screen: null, handRaised: false });
    this.isWanted = false;
    this.on.ended(reason);
  }
}
