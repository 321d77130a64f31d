// The list of who is in the call, and who speaks.

import { fill } from "./meter.js";
import { $ } from "./ui.js";

// What is said of a person beside the name.
const remarks = (entry) => [
  entry.reconnecting && "reconnecting",
  entry.handRaised && "hand raised",
  entry.sharing && "sharing a screen",
  entry.kind === "viewer" && "watching",
  entry.audioMuted ? "muted" : !entry.hasAudio && "listening",
  entry.videoMuted && "camera off",
].filter(Boolean).join(", ");

export class Roster {
  #items = new Map();

  show({ participant, roster, speaker }) {
    for (const [id, item] of this.#items) {
      if (roster.has(id)) continue;
      item.remove();
      this.#items.delete(id);
    }
    for (const [id, entry] of roster) {
      const item = this.#items.get(id) ?? this.#add(id);
      const [who, now, what] = item.children;
      who.textContent = entry.name + (id === participant ? " (you)" : "");
      now.textContent = id === speaker ? "speaking" : "";
      what.textContent = remarks(entry);
      item.classList.toggle("speaks", id === speaker);
    }
    $("count").textContent = roster.size;
    $("people-open").ariaLabel = `People, ${roster.size}`;
  }

  #add(id) {
    const item = $("person").content.cloneNode(true).firstElementChild;
    this.#items.set(id, item);
    $("people").append(item);
    return item;
  }

  // How loud each one is; who is not named is silent.
  hear(levels) {
    for (const [id, item] of this.#items) {
      const share = id in levels ? fill(levels[id]) : 0;
      item.querySelector("i").style.transform = `scaleX(${share})`;
    }
  }
}
