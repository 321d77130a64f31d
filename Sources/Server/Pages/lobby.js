// The own picture before the call, the choice of devices, and what keeps them from working. In the
// call the choices stand in a panel, and the two buttons with the other controls.

import { KINDS, NAMES, explain } from "./devices.js";
import { fill } from "./meter.js";
import { $, attach, press } from "./ui.js";

export class Lobby {
  trouble = ""; // in words

  constructor({ devices, modes }) {
    this.devices = devices;
    this.modes = modes;
    for (const kind of KINDS) {
      $(`${kind}-choice`).onchange = ({ target }) => devices.choose(kind, target.value);
    }
    $("again").onclick = () => devices.open();
  }

  move(isInCall) {
    $(isInCall ? "keys" : "lobby-keys").prepend($("microphone"), $("camera"));
    if (isInCall) $("more").prepend($("settings"));
    else $("join").before($("settings"));
  }

  show() {
    const { on, tracks } = this.devices;
    const camera = this.modes.soundOnly ? null : tracks.video;
    press("microphone", on.audio && tracks.audio);
    press("camera", camera);
    attach($("preview"), camera);
    for (const kind of KINDS) this.#list(kind);
    this.#explain();
  }

  hear(level) {
    const share = fill(level);
    $("level").firstChild.style.transform = `scaleX(${share})`;
    $("level").ariaValueNow = 10 * Math.round(10 * share);
    $("microphone").style.setProperty("--level", share.toFixed(2));
  }

  // What would be used and does not work, and what is left to join with.
  #explain() {
    const { on, tracks, troubles } = this.devices;
    const { soundOnly } = this.modes;
    const lacking = KINDS.filter((kind) => on[kind] && !tracks[kind] && troubles[kind]
      && !(soundOnly && kind === "video"));
    const causes = [...new Set(lacking.map((kind) => troubles[kind]))];
    const text = causes.map((cause) =>
      explain(cause, lacking.filter((kind) => troubles[kind] === cause))).join(" ");
    if (this.trouble !== text) $("trouble").textContent = this.trouble = text;
    $("trouble").hidden = !text;
    $("again").hidden = !text || causes.includes("insecure");
    $("no-preview").textContent = soundOnly ? "Sound only" : on.video ? "No camera" : "Camera off";
    const without = lacking.map((kind) => NAMES[kind]).join(" and ");
    $("join").textContent = !soundOnly ? `Join${without && ` without ${without}`}`
      : without ? "Join to listen only" : "Join with sound only";
  }

  async #list(kind) {
    const list = await this.devices.list(kind);
    const select = $(`${kind}-choice`);
    select.disabled = list.length === 0;
    if (list.length === 0) list.push({ label: `No ${NAMES[kind]}` });
    select.replaceChildren(...list.map(({ id, label, isUsed }, index) =>
      new Option(label || `${NAMES[kind]} ${index + 1}`, id, isUsed, isUsed)));
  }
}
