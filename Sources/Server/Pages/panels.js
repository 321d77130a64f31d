// The panels beside the picture, of which one is open at a time, and the keys that do things.

import { $, keep, kept } from "./ui.js";

const TITLES = { people: "People", chat: "Chat", more: "Settings" };
const KEYS = {
  m: "microphone", v: "camera", s: "share", h: "hand", p: "people-open", c: "chat-open",
  "?": "more-open",
};
export let open = null;

// Opens a panel, or none; the focus goes into it, or back to what opened it.
export function show(name) {
  const before = open;
  open = name;
  for (const panel of Object.keys(TITLES)) {
    $(panel).hidden = panel !== name;
    $(`${panel}-open`).ariaExpanded = String(panel === name);
  }
  $("panel").hidden = !name;
  $("panel-title").textContent = TITLES[name];
  document.body.classList.toggle("beside", !!name);
  if (!name && !before) return;
  document.activeElement.blur(); // where it was may be what hides the buttons on a phone
  $(name === "chat" ? "chat-text" : name ? "panel-title" : `${before}-open`).focus();
}

// `isInCall()` tells whether keys mean anything; `opened(name)` hears of panels, `talk(begins)` of
// Space, and returns false if it means nothing.
export function listen(isInCall, opened, talk) {
  show(null);
  for (const panel of Object.keys(TITLES)) {
    $(`${panel}-open`).onclick = () => {
      show(open === panel ? null : panel);
      opened(open);
    };
  }
  $("close").onclick = () => show(null);
  const shortcuts = $("shortcuts");
  shortcuts.checked = kept("shortcuts", true);
  shortcuts.onchange = () => keep("shortcuts", shortcuts.checked);

  $("keys").onmousedown = (event) => event.preventDefault(); // Space
  let talks = false;
  const stop = () => {
    if (talks) talk(false);
    talks = false;
  };
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!isInCall() || event.ctrlKey || event.altKey || event.metaKey) return;
    if (key === "Escape" && open) return show(null);
    const isTyping = target.matches("input:not([type=checkbox]), select");
    if (isTyping || event.repeat || !shortcuts.checked) return;
    if (key === " ") {
      if (target.matches("button, input, a, ol")) return; // Space is theirs
      event.preventDefault();
      talks ||= talk(true);
    } else if (key.toLowerCase() in KEYS) {
      event.preventDefault(); // or the letter would land in the field that is opened
      $(KEYS[key.toLowerCase()]).click();
    }
  });
  addEventListener("keyup", (event) => event.key === " " && stop());
  addEventListener("blur", stop);
}
