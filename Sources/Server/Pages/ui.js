// Small things that every part of the page needs.

export const $ = (id) => document.getElementById(id);

export function element(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

export function press(id, isOn) {
  $(id).ariaPressed = String(!!isOn);
}

// Shows a track of this browser's own, or nothing.
export function attach(video, track) {
  video.hidden = !track;
  if (video.srcObject?.getTracks()[0] !== track) video.srcObject = track && new MediaStream([track]);
}

let hiding = 0;

// Something to know now: shown for a while and read out once.
export function toast(text) {
  clearTimeout(hiding);
  $("toast").textContent = text;
  hiding = setTimeout(() => { $("toast").textContent = ""; }, 8000);
}

// How the call is doing, at the top. What is there already is not read out again.
export function say(text, isBad = false) {
  if ($("status").textContent !== text) $("status").textContent = text;
  $("status").classList.toggle("alert", isBad);
}

// What this browser remembers. A private window may refuse: then it is asked for again.
export function kept(name, otherwise, storage = "localStorage") {
  try {
    return JSON.parse(window[storage].getItem(`tessera.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value, storage = "localStorage") {
  try {
    window[storage].setItem(`tessera.${name}`, JSON.stringify(value));
  } catch { /* not remembered */ }
}
