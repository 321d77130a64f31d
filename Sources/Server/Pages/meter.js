// How loud the microphone is, and whether somebody speaks who is muted.

const LOUD = -42; // dB: speech is, a quiet room is not
const LONG = 4; // of the last six looks
const PAUSE = 20000; // ms until it is said again

// The share of a bar that a level fills: −60 dB none, 0 dB all.
export const fill = (level) => Math.min(1, Math.max(0, 1 + level / 60));

export class Meter {
  #context = null;
  #analyser = null;
  #source = null;
  #track = null;
  #samples = new Float32Array(1024);
  #looks = [];
  #saidAt = -PAUSE;

  constructor() {
    // A browser lets sound be measured once somebody has touched the page.
    for (const event of ["pointerdown", "keydown"]) {
      addEventListener(event, () => this.#context?.resume());
    }
  }

  listen(track) {
    if (track === this.#track) return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = null;
    if (!track) return;
    this.#context ??= new AudioContext();
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: this.#samples.length });
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  // dB of full scale, −100 for silence.
  get level() {
    if (!this.#source) return -100;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const energy = this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.max(-100, 10 * Math.log10(energy / this.#samples.length));
  }

  // Asked ten times a second: whether to tell the person now that nobody hears them.
  hearsMutedSpeech(level, isMuted) {
    this.#looks = isMuted ? [...this.#looks.slice(-5), level > LOUD] : [];
    const isSpeech = this.#looks.filter(Boolean).length >= LONG;
    if (!isSpeech || performance.now() - this.#saidAt < PAUSE) return false;
    this.#saidAt = performance.now();
    return true;
  }
}
