// Camera and microphone: which ones, whether they are wanted, and what keeps them from working.

import { keep, kept } from "./ui.js";

export const NAMES = { video: "camera", audio: "microphone" };
export const KINDS = Object.keys(NAMES);
const WISHES = { audio: {}, video: { width: 1280, height: 720, frameRate: 30 } };
const TROUBLES = { NotAllowedError: "refused", NotFoundError: "missing" };

// What is wrong with these devices, and what to do about it.
export function explain(trouble, kinds) {
  const names = kinds.map((kind) => NAMES[kind]).join(trouble === "missing" ? " or " : " and ");
  return {
    refused: `Your browser keeps this page from your ${names}. Allow it by the icon beside the address, then try again.`,
    busy: `Your ${names} cannot be opened: does another program use it? Close that one, then try again.`,
    missing: `No ${names} was found. Plug one in: it is used at once.`,
    insecure: "Browsers give camera and microphone to https pages only. Ask who runs this server for its https address.",
  }[trouble];
}

// "denied" or something else; not every browser tells.
const permission = async (kind) =>
  (await navigator.permissions?.query({ name: NAMES[kind] }).catch(() => null))?.state;

export class Devices {
  on = { audio: true, video: true }; // what the person wants
  tracks = { audio: null, video: null };
  troubles = { audio: null, video: null };
  sound = null; // the copy of the microphone that is sent: a meter hears the other when muted
  changed = () => {};
  #work = Promise.resolve();

  constructor() {
    navigator.mediaDevices?.addEventListener("devicechange", () =>
      this.open(KINDS.filter((kind) => this.troubles[kind] === "missing")));
  }

  // Opens what is wanted and not open yet; resolves when that is done, or has failed.
  open(kinds = KINDS) {
    return this.#inTurn(() => this.#open(kinds.filter((one) => this.on[one] && !this.tracks[one])));
  }

  // A microphone that is off sends silence; a camera is let go: its light goes out.
  set(kind, on) {
    this.on[kind] = on;
    if (kind === "audio" && this.sound) this.sound.enabled = on;
    if (kind === "video" && !on) this.#inTurn(() => this.#close(kind));
    return this.open([kind]);
  }

  choose(kind, id) {
    keep(NAMES[kind], id);
    // A phone cannot have two cameras open at once.
    this.#inTurn(() => this.#close(kind));
    return this.open([kind]);
  }

  // Those to choose from, and which one is in use.
  async list(kind) {
    const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
    const used = this.tracks[kind]?.getSettings().deviceId ?? kept(NAMES[kind]);
    return all.filter((one) => one.kind === `${kind}input` && one.deviceId)
      .map(({ deviceId: id, label }) => ({ id, label, isUsed: id === used }));
  }

  // Two requests at once make some browsers ask twice, and some devices fail.
  #inTurn(work) {
    this.#work = this.#work.then(work).catch(console.error).then(() => this.changed());
    return this.#work;
  }

  async #open(kinds) {
    if (!navigator.mediaDevices) {
      for (const kind of kinds) this.troubles[kind] = "insecure";
    } else if (kinds.length && !await this.#capture(kinds) && kinds.length > 1) {
      // One of the two is in the way. Who has just refused both is not asked twice more.
      const states = await Promise.all(kinds.map(permission));
      const isRefused = this.troubles[kinds[0]] === "refused";
      for (const [index, kind] of kinds.entries()) {
        const isOther = states[1 - index] === "denied" && states[index] !== "denied";
        if (!isRefused || isOther) await this.#capture([kind]);
      }
    }
  }

  async #capture(kinds, asChosen = true) {
    const wishes = {};
    for (const kind of kinds) {
      const id = asChosen && kept(NAMES[kind]);
      wishes[kind] = id ? { ...WISHES[kind], deviceId: { exact: id } } : WISHES[kind];
    }
    let trouble = null;
    try {
      const stream = await navigator.mediaDevices.getUserMedia(wishes);
      stream.getTracks().forEach((track) => this.#take(track));
    } catch ({ name }) {
      if (name === "OverconstrainedError" && asChosen) return this.#capture(kinds, false);
      trouble = TROUBLES[name] ?? "busy";
    }
    for (const kind of kinds) this.troubles[kind] = trouble;
    return !trouble;
  }

  #take(track) {
    const { kind } = track;
    this.tracks[kind] = track;
    // Unplugged, or taken away. Perhaps there is another.
    track.onended = () => {
      this.#close(kind);
      this.open([kind]);
    };
    if (kind !== "audio") return;
    this.sound = track.clone();
    this.sound.enabled = this.on.audio;
  }

  #close(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
    if (kind !== "audio") return;
    this.sound?.stop();
    this.sound = null;
  }
}
