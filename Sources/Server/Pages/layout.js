// The stage: the picture of the call, and over the own tile the own camera, without delay. A `layout`
// is in force from the frame with its RTP timestamp.

import { $, attach, element } from "./ui.js";

const OVERDUE = 1000; // ms after which a layout is shown without its frame

// In shares of what it lies in: a window that is resized needs no script.
function put(what, x, y, w, h) {
  const box = { left: x, top: y, width: w, height: h };
  for (const [side, share] of Object.entries(box)) what.style[side] = `${100 * share}%`;
}

export class Stage {
  layout = null;
  mosaic = $("mosaic");
  #coming = []; // not in force until their first frame is shown

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
    setTimeout(() => this.#coming.includes(layout) && this.show(layout), OVERDUE);
  }

  #frame = (_, { rtpTimestamp }) => {
    this.shown();
    // RTP timestamps wrap at 2^32: the difference is what counts.
    const due = this.#coming.filter((one) => !(((rtpTimestamp - one.rtpTimestamp) | 0) < 0));
    if (due.length > 0) this.show(due.at(-1));
    this.mosaic.requestVideoFrameCallback(this.#frame);
  };

  // Puts a layout in force; those announced before it are over.
  show(layout) {
    this.#coming.splice(0, this.#coming.indexOf(layout) + 1 || this.#coming.length);
    this.layout = layout;
    this.place();
  }

  place() {
    const { width, height, regions } = this.layout ?? { width: 16, height: 9, regions: [] };
    const { videoWidth, videoHeight } = this.mosaic;
    $("theatre").style.setProperty("--ratio", width / height);
    // The picture fills the stage unless it still has the shape of a former layout.
    const ratio = (videoWidth / videoHeight || width / height) / (width / height);
    const [w, h] = [Math.min(1, ratio), Math.min(1, 1 / ratio)];
    put($("picture"), (1 - w) / 2, (1 - h) / 2, w, h);
    const lay = (what, { x, y, w, h }) => put(what, x / width, y / height, w / width, h / height);

    const { participant, picture, roster, screen, speaker } = this.call;
    const me = picture && regions.find((one) => one.participant === participant);
    // What the server paints over it stays seen.
    const own = me && !regions.some(({ x, y, w, h, z }) => z > me.z
      && x < me.x + me.w && me.x < x + w && y < me.y + me.h && me.y < y + h) && me;
    const self = $("self");
    attach(self, own ? picture : null);
    if (own) {
      lay(self, own);
      self.classList.toggle("screen", !!screen); // no mirror
      const { style } = self;
      style.borderRadius = `${100 * own.radius / own.w}% / ${100 * own.radius / own.h}%`;
      style.objectFit = screen ? "contain" : own.fit === "stretch" ? "fill" : own.fit;
    }
    $("tags").replaceChildren(...regions.map((region) => {
      const id = region.participant;
      const tag = element("div", id === speaker ? "tag speaks" : "tag");
      tag.append(element("span", "", id === participant ? "You" : roster.get(id)?.name));
      lay(tag, region);
      return tag;
    }));
  }
}
