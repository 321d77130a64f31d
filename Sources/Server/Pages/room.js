// One room's page: what the person does, and what is shown of the call.

import { Call } from "./call.js";
import { Chat } from "./chat.js";
import { Devices } from "./devices.js";
import { Stage } from "./layout.js";
import { Lobby } from "./lobby.js";
import { Meter } from "./meter.js";
import * as panels from "./panels.js";
import { watch } from "./quality.js";
import { Roster } from "./roster.js";
import { $, keep, kept, press, say, toast } from "./ui.js";

const room = decodeURIComponent(location.pathname.split("/")[2]);
const devices = new Devices();
const meter = new Meter();
const roster = new Roster();
const call = new Call(devices, {
  joined, received, stream, ended, changed: showControls, told: toast,
  state: stateChanged,
});
const stage = new Stage(call, pictureShown);
const chat = new Chat(call);
const lobby = new Lobby(call);
window.tessera = { call, stage }; // for those who look into the page

const STATES = {
  connected: "Connected",
  disconnected: "The network falters …",
  failed: "Nothing comes through. If this lasts, try another network",
  unusable: "This browser cannot make calls with this server",
  lost: "Connection lost, coming back …",
  offline: "You are offline",
};

function stateChanged(word) {
  if (STATES[word]) say(STATES[word], word !== "connected");
  // Nobody tells any more who stands where.
  if (word === "lost" && stage.layout) stage.show({ ...stage.layout, regions: [] });
}

function enter(phase) {
  document.body.dataset.phase = phase;
  lobby.move(phase === "call");
}

async function join(event) {
  event.preventDefault();
  $("join").disabled = true;
  $("notice").hidden = true;
  const name = $("name").value.trim();
  keep("name", name);
  say("Joining: your browser may ask for camera and microphone");
  await devices.open();
  call.join(room, name);
}

function joined(message, again) {
  stage.show(message.layout);
  if (!again) {
    enter("call");
    $("theatre").focus();
  }
  chat.people(call);
  showPeople();
  showControls();
}

// Back to the lobby, where the reason is told.
function ended(reason) {
  $("notice").textContent = `${reason}. Press Join to try again.`;
  $("notice").hidden = !reason;
  $("mosaic").srcObject = null;
  $("waiting").hidden = false;
  $("unblock").hidden = true;
  $("join").disabled = false;
  stage.show(null);
  chat.clear();
  panels.show(null);
  enter("lobby");
  showPeople();
  showControls();
  say(reason ? "" : "You left the call");
  toast("");
  $("join").focus();
}

function received(message) {
  switch (message.type) {
    case "layout": return stage.announce(message);
    case "levels": return roster.hear(message.levels);
    case "error": return message.about === "chat" && chat.notSent(message.message);
    case "chat": return chat.receive(message, panels.open === "chat");
    case "roster": chat.people(call); // and
    case "speaker": showPeople();
  }
}

function showPeople() {
  roster.show(call);
  showStage();
}

function showStage() {
  stage.place();
  const { soundOnly } = call.modes;
  $("stage").classList.toggle("sound-only", soundOnly);
  const name = call.roster.get(call.speaker)?.name;
  const sound = name ? `Sound only. ${name} speaks` : "Sound only";
  $("waiting").textContent = soundOnly ? sound : "Waiting for the picture";
  if (soundOnly) $("waiting").hidden = false;
}

function stream(incoming) {
  if ($("mosaic").srcObject !== incoming) $("mosaic").srcObject = incoming;
  play();
}

async function play() {
  try {
    await $("mosaic").play();
    $("unblock").hidden = true;
  } catch (error) {
    // A browser may want one more gesture before it plays sound.
    $("unblock").hidden = error.name !== "NotAllowedError";
  }
}

function pictureShown() {
  if (call.isWanted && !call.modes.soundOnly) $("waiting").hidden = true;
}

function showControls() {
  lobby.show();
  press("share", call.screen);
  press("hand", call.handRaised);
  showStage();
}

devices.changed = () => {
  const { trouble } = lobby;
  showControls();
  meter.listen(devices.tracks.audio);
  if (!call.isWanted) return;
  call.refresh();
  if (lobby.trouble !== trouble) toast(lobby.trouble);
};

async function toggle(kind) {
  const isOn = devices.on[kind] && devices.tracks[kind];
  if (kind === "video" && call.modes.soundOnly) setMode("soundOnly", false);
  await devices.set(kind, !isOn);
  if (!isOn && !devices.tracks[kind] && call.isWanted) toast(lobby.trouble);
}

function setMode(mode, isOn) {
  call.modes[mode] = $(mode).checked = isOn;
  keep(mode, isOn);
  if (mode === "soundOnly") devices.set("video", !isOn && !call.isWanted);
  devices.changed();
}

for (const mode of ["saveData", "soundOnly"]) {
  call.modes[mode] = $(mode).checked = kept(mode, false);
  $(mode).onchange = () => setMode(mode, $(mode).checked);
}
devices.on.video = !call.modes.soundOnly;

async function share() {
  if (call.screen) return call.stopSharing();
  try {
    await call.share();
  } catch (error) {
    // Who closes the browser's choice of screens has changed their mind.
    if (error.name !== "NotAllowedError") toast(`This screen cannot be shared: ${error.message}`);
  }
}

function raiseHand() {
  call.raiseHand(!call.handRaised);
  showControls();
}

// While Space is held, somebody muted is heard; false if it means nothing.
function talk(begins) {
  if (begins && devices.on.audio) return false;
  devices.set("audio", begins);
  return true;
}

$("share").hidden = !navigator.mediaDevices?.getDisplayMedia; // phones have none
$("room-name").textContent = room;
document.title = `${room} · Tessera`;
$("name").value = kept("name", "");
$("join-form").onsubmit = join;
for (const [id, action] of Object.entries({
  microphone: () => toggle("audio"), camera: () => toggle("video"), share, hand: raiseHand,
  leave: () => call.leave(), home: () => call.isWanted && call.leave(), unblock: play,
})) $(id).addEventListener("click", action);
panels.listen(() => call.isWanted, (name) => name === "chat" && chat.count(0), talk);
watch(call, say);

setInterval(() => {
  const { level } = meter;
  lobby.hear(devices.on.audio ? level : -100);
  if (meter.hearsMutedSpeech(level, call.isWanted && !devices.on.audio)) {
    toast("You are muted. Press M, or hold Space to talk");
  }
}, 100);

addEventListener("online", () => call.hurry());
addEventListener("offline", () => call.isWanted && say(STATES.offline, true));
document.addEventListener("visibilitychange", () => document.hidden || call.hurry());

// A reload comes back as the same participant. The way back is kept only while the page is away: a
// duplicated tab must not take the place of the first.
addEventListener("pagehide", () => {
  const wayBack = call.wayBack && { ...call.wayBack, on: devices.on, at: Date.now() };
  keep("return", wayBack, "sessionStorage");
  call.media?.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
const former = kept("return", null, "sessionStorage");
keep("return", null, "sessionStorage");
if (former?.room === room && Date.now() - former.at < 30000) {
  Object.assign(devices.on, former.on);
  enter("call");
  say(STATES.lost, true);
  call.join(room, former.name, former);
} else {
  enter("lobby");
}
devices.open();
