// The stage: the picture of the call, and over the own tile the own camera, without delay. A `layout`
// is in force from the frame with its RTP timestamp, and the tiles glide to it from where they were.

import { $, attach } from "./ui.js";

// In shares: a window that is resized needs no script.
function put({ style }, ...box) {
  [style.left, style.top, style.width, style.height] = box.map((share) => `${100 * share}%`);
}

// RTP timestamps wrap at 2^32: the difference is what counts.
const since = (now, then) => (now - then) | 0;

export class Stage {
  layout = null;
  mosaic = $("mosaic");
  #coming = []; // in force with their first frame
  #glide = null; // of the own tile, by frames

  // `shown` is called for each picture of the call.
  constructor(call, shown) {
    this.call = call;
    this.shown = shown;
    this.mosaic.onresize = () => this.place();
    if (this.mosaic.requestVideoFrameCallback) this.mosaic.requestVideoFrameCallback(this.#frame);
    else this.mosaic.onplaying = shown;
  }

  announce(layout) {
    const { readyState, requestVideoFrameCallback } = this.mosaic;
    const isSeen = requestVideoFrameCallback && readyState >= 2 && !document.hidden;
    if (layout.rtpTimestamp === null || !isSeen) return this.show(layout);
    this.#coming.push(layout);
    setTimeout(() => this.#coming.includes(layout) && this.show(layout), 3000);
  }

  #frame = (_, { rtpTimestamp }) => {
    this.shown();
    const due = this.#coming.filter((one) => !(since(rtpTimestamp, one.rtpTimestamp) < 0)).at(-1);
    if (due) this.show(due, due.transitionMs);
    if (this.#glide) this.#glide.currentTime = rtpTimestamp ? since(rtpTimestamp, this.layout.rtpTimestamp) / 90 : 1e9;
    this.mosaic.requestVideoFrameCallback(this.#frame);
  };

  // Puts a layout in force; those announced before it are over.
  show(layout, duration = 0) {
    this.#coming.splice(0, this.#coming.indexOf(layout) + 1 || this.#coming.length);
    this.layout = layout;
    const own = $("own");
    const { left, top, width, height } = getComputedStyle(own);
    const before = !own.hidden && { left, top, width, height };
    this.#glide?.cancel();
    this.#glide = null;
    this.place();
    if (!before || own.hidden || !duration) return;
    this.#glide = own.animate([before, {}], { duration, easing: layout.easing });
    this.#glide.pause();
  }

  place() {
    const { width, height, regions } = this.layout ?? { width: 16, height: 9, regions: [] };
    const { videoWidth, videoHeight } = this.mosaic;
    $("theatre").style.setProperty("--ratio", width / height);
    // The picture fills the stage unless it still has the shape of a former layout.
    const ratio = (videoWidth / videoHeight || width / height) / (width / height);
    const [w, h] = [Math.min(1, ratio), Math.min(1, 1 / ratio)];
    put($("picture"), (1 - w) / 2, (1 - h) / 2, w, h);

    const { participant, picture, screen, speaker } = this.call;
    const me = regions.find((one) => one.participant === participant);
    // What the server paints over it stays seen.
    const own = picture && me && !regions.some(({ x, y, w, h, z }) => z > me.z
      && x < me.x + me.w && me.x < x + w && y < me.y + me.h && me.y < y + h);
    attach($("self"), own ? picture : null);
    const { style, classList } = $("own");
    $("own").hidden = !own;
    if (!own) return;
    put($("own"), me.x / width, me.y / height, me.w / width, me.h / height);
    style.borderRadius = `${100 * me.radius / me.w}% / ${100 * me.radius / me.h}%`;
    classList.toggle("screen", !!screen);
    classList.toggle("speaks", speaker === participant);
    $("self").style.objectFit = screen ? "contain" : me.fit === "stretch" ? "fill" : me.fit;
  }
}
