// Lines of text, to everybody or to one. What comes in is shown as text and nothing else.

import { $, element, toast } from "./ui.js";

const MOST = 300; // lines that are kept
export class Chat {
  #names = new Map(); // of those who have left, too: their lines stay
  #unread = 0;

  constructor(call) {
    $("chat-form").onsubmit = (event) => {
      event.preventDefault();
      const text = $("chat-text").value.trim();
      const to = $("chat-to").value || undefined;
      if (!text) return;
      const isSent = call.signaling.send({ type: "chat", text, to });
      if (!isSent) return this.notSent("there is no connection");
      this.#add("You", to && `to ${this.#names.get(to)} only`, text);
      $("chat-text").value = "";
    };
  }

  // Those who may be written to.
  people({ participant, roster }) {
    const to = $("chat-to");
    const chosen = to.value;
    to.replaceChildren(new Option("Everybody", ""));
    for (const [id, { name }] of roster) {
      this.#names.set(id, name);
      if (id !== participant) to.append(new Option(`${name} only`, id, false, id === chosen));
    }
    // What is meant for one who has left must not go to everybody.
    if (to.value !== chosen) {
      to.append(new Option(`${this.#names.get(chosen)} (has left)`, chosen, false, true));
    }
  }

  // A line has come; it is told where the panel is closed.
  receive({ from, text, private: isPrivate }, isOpen) {
    const name = this.#names.get(from) ?? (from === "host" ? "The host" : "Somebody");
    this.#add(name, isPrivate && "to you only", text);
    if (isOpen) return;
    this.count(this.#unread + 1);
    toast(`${name}${isPrivate ? " to you only" : ""}: ${text}`);
  }

  clear() {
    $("chat-log").replaceChildren();
    $("chat-to").replaceChildren();
    this.count(0);
  }

  notSent(reason) {
    this.#append(element("li", "note", `Not sent: ${reason}`));
  }

  // Shows how many lines are unread.
  count(unread) {
    this.#unread = unread;
    $("unread").textContent = unread || "";
    $("chat-open").ariaLabel = unread ? `Chat, ${unread} unread` : "Chat";
  }

  #add(name, whom, text) {
    const line = element("li");
    const time = new Date().toLocaleTimeString([], { timeStyle: "short" });
    const head = element("p", "small");
    head.append(element("b", "", name), ` ${whom ? `${whom}, ` : ""}${time}`);
    line.append(head, element("p", "", text));
    this.#append(line);
  }

  #append(line) {
    const log = $("chat-log");
    log.append(line);
    if (log.children.length > MOST) log.firstChild.remove();
    log.scrollTop = log.scrollHeight;
  }
}
