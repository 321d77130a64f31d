"use strict";

// One room's page. Signaling goes over /ws (subprotocol tessera.v1); the client always offers.
// The server sends one picture and one sound; the own camera is laid over the own tile.

const $ = (id) => document.getElementById(id);
const room = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

// ---------------------------------------------------------------- what is known

const call = {
  socket: null,
  wanted: false, // whether the person wants to be in the call
  attempts: 0, // reconnections in a row that failed
  retryTimer: 0,
  participant: null,
  resume: null,
  iceServers: [],
  roster: new Map(),
  layout: null,
  comingLayouts: [], // not shown until their first frame is
  pc: null,
  formerPC: null, // goes on playing until its successor has a picture
  offerID: 0,
  audioTrack: null,
  videoTrack: null,
  audioMuted: false,
  videoMuted: false,
  joinStarted: 0,
  firstPicture: null, // milliseconds from the press of Join
};

window.tessera = {
  get pc() { return call.pc; },
  get layout() { return call.layout; },
  get participant() { return call.participant; },
  get roster() { return [...call.roster.values()]; },
  get firstPictureMilliseconds() { return call.firstPicture; },
};

function say(text) {
  $("status").textContent = text;
}

function enter(phase) {
  document.body.dataset.phase = phase;
}

// ---------------------------------------------------------------- camera and microphone

const wishes = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

async function capture(constraints) {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    console.info(`getUserMedia ${Object.keys(constraints).join("+")}: ${error.name}`);
    return null;
  }
}

// Both, else one of them, else nothing: listening is taking part too.
async function openDevices() {
  if (!navigator.mediaDevices?.getUserMedia) {
    return "listening only: a browser gives camera and microphone to https and localhost only";
  }
  const stream = (await capture(wishes))
    ?? (await capture({ audio: wishes.audio }))
    ?? (await capture({ video: wishes.video }));
  call.audioTrack = stream?.getAudioTracks()[0] ?? null;
  call.videoTrack = stream?.getVideoTracks()[0] ?? null;
  if (!stream) return "listening only";
  if (!call.videoTrack) return "without camera";
  if (!call.audioTrack) return "without microphone";
  return "";
}

function closeDevices() {
  call.audioTrack?.stop();
  call.videoTrack?.stop();
  call.audioTrack = call.videoTrack = null;
}

// ---------------------------------------------------------------- signaling

function send(message) {
  if (call.socket?.readyState === WebSocket.OPEN) call.socket.send(JSON.stringify(message));
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/ws`, "tessera.v1");
  call.socket = socket;
  socket.addEventListener("open", () => {
    const join = { type: "join", room, name: $("name").value.trim() };
    if (call.resume) join.resume = call.resume;
    send(join);
  });
  socket.addEventListener("message", (event) => {
    if (socket === call.socket) receive(JSON.parse(event.data));
  });
  socket.addEventListener("close", () => {
    if (socket === call.socket && call.wanted) reconnect();
  });
}

// Waits 0.5, 1, 2, 4, 8, 8 … s; the server keeps the identity for 30 s.
function reconnect() {
  if (!call.participant && call.attempts === 0) {
    return end("The server cannot be reached.");
  }
  const delay = Math.min(8000, 500 * 2 ** call.attempts);
  call.attempts += 1;
  say("Connection lost, reconnecting …");
  call.retryTimer = setTimeout(connect, delay);
}

function receive(message) {
  switch (message.type) {
    case "joined": return joined(message);
    case "answer": return answered(message);
    case "roster": return rosterChanged(message);
    case "layout": return layoutComing(message);
    case "error": return refused(message);
    case "bye": return end(message.reason === "left" ? "" : `The call ended: ${message.reason}.`);
    default: // of a later version
  }
}

function joined(message) {
  call.attempts = 0;
  call.participant = message.participant;
  call.resume = message.resume;
  call.iceServers = message.iceServers ?? [];
  call.roster = new Map(message.roster.map((entry) => [entry.participant, entry]));
  showRoster();
  call.comingLayouts = [];
  showLayout(message.layout);
  enter("call");
  if (call.audioMuted || call.videoMuted) sendMuted();
  startMedia();
}

function refused(message) {
  console.warn(`server: ${message.code}: ${message.message}`);
  if (message.about === "join") {
    const reason = message.message.charAt(0).toUpperCase() + message.message.slice(1);
    return end(`${reason}.`);
  }
  if (message.about === "offer") say(`No media: ${message.message}`);
}

// ---------------------------------------------------------------- media

async function startMedia() {
  const pc = new RTCPeerConnection({ iceServers: call.iceServers, bundlePolicy: "max-bundle" });
  call.formerPC?.close();
  call.formerPC = call.pc;
  call.pc = pc;

  const stream = new MediaStream([call.audioTrack, call.videoTrack].filter(Boolean));
  for (const [kind, track] of [["audio", call.audioTrack], ["video", call.videoTrack]]) {
    const direction = track ? "sendrecv" : "recvonly";
    pc.addTransceiver(track ?? kind, { direction, streams: track ? [stream] : [] });
  }

  const incoming = new MediaStream();
  pc.addEventListener("track", (event) => {
    incoming.addTrack(event.track);
    if (event.track.kind !== "video") return;
    $("mosaic").srcObject = incoming;
    play();
  });
  pc.addEventListener("connectionstatechange", () => {
    if (pc !== call.pc) return;
    if (pc.connectionState === "connected") {
      call.formerPC?.close();
      call.formerPC = null;
      showProgress();
    } else if (pc.connectionState === "disconnected") {
      say("The network falters …");
    } else if (pc.connectionState === "failed" && call.wanted) {
      // Coming back as the same participant makes a new media path.
      call.socket?.close();
    }
  });
  await offer();
}

async function offer() {
  const pc = call.pc;
  call.offerID += 1;
  const id = call.offerID;
  await pc.setLocalDescription(await pc.createOffer());
  if (pc === call.pc) send({ type: "offer", id, sdp: pc.localDescription.sdp });
}

async function answered(message) {
  if (message.id !== call.offerID || call.pc.signalingState !== "have-local-offer") return;
  try {
    await call.pc.setRemoteDescription({ type: "answer", sdp: message.sdp });
  } catch (error) {
    say(`The server's answer cannot be used: ${error.message}`);
  }
}

async function play() {
  try {
    await $("mosaic").play();
    $("unblock").hidden = true;
  } catch (error) {
    // A browser may want one more gesture before it plays sound.
    if (error.name === "NotAllowedError") $("unblock").hidden = false;
  }
}

function showProgress() {
  if (call.pc?.connectionState !== "connected") return;
  const note = call.note ? ` · ${call.note}` : "";
  say(call.firstPicture === null
    ? `Connected${note}`
    : `Connected · first picture after ${seconds(call.firstPicture)}${note}`);
}

// Called for each frame of the mosaic that is shown.
function frameShown(_, metadata) {
  if (call.wanted && call.firstPicture === null && call.joinStarted) {
    call.firstPicture = performance.now() - call.joinStarted;
    console.info(`first picture ${seconds(call.firstPicture)} after the press of Join`);
    $("waiting").hidden = true;
    showProgress();
  }
  const shown = metadata.rtpTimestamp;
  while (call.comingLayouts.length > 0) {
    const first = call.comingLayouts[0].rtpTimestamp;
    // RTP timestamps wrap at 2^32: the difference is what counts.
    if (shown !== undefined && ((shown - first) | 0) < 0) break;
    showLayout(call.comingLayouts.shift());
  }
  watchFrames();
}

function watchFrames() {
  if ("requestVideoFrameCallback" in HTMLVideoElement.prototype) {
    $("mosaic").requestVideoFrameCallback(frameShown);
  }
}

// ---------------------------------------------------------------- layout

function layoutComing(layout) {
  const watched = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
  if (layout.rtpTimestamp === null || !watched || $("mosaic").readyState < 2) {
    call.comingLayouts = [];
    return showLayout(layout);
  }
  call.comingLayouts.push(layout);
  // Should the frame be late, the tiles still get their places.
  setTimeout(() => {
    const index = call.comingLayouts.indexOf(layout);
    if (index >= 0) {
      call.comingLayouts.splice(0, index + 1);
      showLayout(layout);
    }
  }, 1000);
}

function showLayout(layout) {
  call.layout = layout;
  $("stage").style.setProperty("--ratio", `calc(${layout.width} / ${layout.height})`);
  const region = layout.regions.find((region) => region.participant === call.participant);
  const self = $("self");
  const visible = Boolean(region && call.videoTrack && !call.videoMuted);
  self.hidden = !visible;
  if (!visible) {
    self.srcObject = null;
    return;
  }
  if (self.srcObject?.getVideoTracks()[0] !== call.videoTrack) {
    self.srcObject = new MediaStream([call.videoTrack]);
  }
  const percent = (part, whole) => `${(100 * part) / whole}%`;
  self.style.left = percent(region.x, layout.width);
  self.style.top = percent(region.y, layout.height);
  self.style.width = percent(region.w, layout.width);
  self.style.height = percent(region.h, layout.height);
  self.style.zIndex = String(1 + region.z);
  const scale = $("stage").clientWidth / layout.width;
  self.style.borderRadius = `${region.radius * scale}px`;
  self.style.objectFit = region.fit === "stretch" ? "fill" : region.fit;
}

// ---------------------------------------------------------------- people

function rosterChanged(message) {
  const entry = message.joined ?? message.updated;
  if (entry) call.roster.set(entry.participant, entry);
  if (message.left) call.roster.delete(message.left.participant);
  showRoster();
}

function showRoster() {
  const list = $("roster");
  for (const item of [...list.children]) {
    if (!call.roster.has(item.dataset.participant)) item.remove();
  }
  for (const entry of call.roster.values()) {
    let item = [...list.children].find((item) => item.dataset.participant === entry.participant);
    if (!item) {
      item = document.createElement("li");
      item.dataset.participant = entry.participant;
      for (const name of ["who", "what"]) {
        const part = document.createElement("span");
        part.className = name;
        item.append(part);
      }
      list.append(item);
    }
    const own = entry.participant === call.participant ? " (you)" : "";
    const what = [
      entry.reconnecting && "reconnecting",
      entry.handRaised && "hand raised",
      entry.audioMuted ? "muted" : !entry.hasAudio && "listening",
      entry.videoMuted && "camera off",
    ].filter(Boolean).join(", ");
    item.classList.toggle("away", entry.reconnecting);
    item.querySelector(".who").textContent = entry.name + own;
    item.querySelector(".what").textContent = what;
  }
  $("count").textContent = String(call.roster.size);
}

// ---------------------------------------------------------------- controls

function sendMuted() {
  send({ type: "mute", audio: call.audioMuted, video: call.videoMuted });
}

// The labels stay: pressed means on.
function showControls() {
  const microphoneOn = Boolean(call.audioTrack) && !call.audioMuted;
  const cameraOn = Boolean(call.videoTrack) && !call.videoMuted;
  $("microphone").setAttribute("aria-pressed", String(microphoneOn));
  $("camera").setAttribute("aria-pressed", String(cameraOn));
}

// Puts a track where one was missing; a line that only received has to be offered anew.
async function place(kind, track) {
  const transceiver = call.pc?.getTransceivers().find((each) => each.receiver.track.kind === kind);
  if (!transceiver) return;
  await transceiver.sender.replaceTrack(track);
  if (track && transceiver.direction !== "sendrecv") {
    transceiver.direction = "sendrecv";
    await offer();
  }
}

async function toggleMicrophone() {
  if (!call.audioTrack) {
    const stream = navigator.mediaDevices && (await capture({ audio: wishes.audio }));
    if (!stream) return say("No microphone is available");
    call.audioTrack = stream.getAudioTracks()[0];
    call.audioMuted = false;
    await place("audio", call.audioTrack);
  } else {
    call.audioMuted = !call.audioMuted;
    call.audioTrack.enabled = !call.audioMuted;
  }
  sendMuted();
  showControls();
}

// The camera is really let go of when it is off: its light goes out.
async function toggleCamera() {
  if (call.videoTrack && !call.videoMuted) {
    call.videoMuted = true;
    call.videoTrack.stop();
    call.videoTrack = null;
    await place("video", null);
  } else {
    const stream = navigator.mediaDevices && (await capture({ video: wishes.video }));
    if (!stream) return say("No camera is available");
    call.videoTrack = stream.getVideoTracks()[0];
    call.videoMuted = false;
    await place("video", call.videoTrack);
  }
  sendMuted();
  showControls();
  if (call.layout) showLayout(call.layout);
}

async function join(event) {
  event.preventDefault();
  if (call.wanted) return;
  call.wanted = true;
  call.joinStarted = performance.now();
  call.firstPicture = null;
  $("join").disabled = true;
  $("notice").hidden = true;
  remember($("name").value.trim());
  say("Asking for camera and microphone …");
  call.note = await openDevices();
  showControls();
  say("Joining …");
  connect();
}

// Back to the form; a reason is shown there.
function end(reason) {
  call.wanted = false;
  clearTimeout(call.retryTimer);
  call.socket?.close();
  call.socket = null;
  call.pc?.close();
  call.formerPC?.close();
  closeDevices();
  Object.assign(call, {
    attempts: 0, participant: null, resume: null, pc: null, formerPC: null, layout: null,
    comingLayouts: [], audioMuted: false, videoMuted: false,
  });
  call.roster.clear();
  showRoster();
  $("mosaic").srcObject = null;
  $("self").srcObject = null;
  $("self").hidden = true;
  $("waiting").hidden = false;
  $("unblock").hidden = true;
  $("join").disabled = false;
  $("notice").textContent = reason;
  $("notice").hidden = !reason;
  $("lobby-title").textContent = "Join the call";
  enter("lobby");
  say(reason ? "" : "You left the call");
  $("join").focus();
}

function leave() {
  send({ type: "leave" });
  end("");
}

// The name is kept in this browser only; private windows may refuse that.
function remember(name) {
  try {
    localStorage.setItem("tessera.name", name);
  } catch { /* without it, it is typed again */ }
}

function remembered() {
  try {
    return localStorage.getItem("tessera.name") ?? "";
  } catch {
    return "";
  }
}

$("room-name").textContent = room;
document.title = `${room} · Tessera`;
$("name").value = remembered();
$("join-form").addEventListener("submit", join);
$("microphone").addEventListener("click", toggleMicrophone);
$("camera").addEventListener("click", toggleCamera);
$("leave").addEventListener("click", leave);
$("unblock").addEventListener("click", play);
window.addEventListener("pagehide", () => send({ type: "leave" }));
watchFrames();
