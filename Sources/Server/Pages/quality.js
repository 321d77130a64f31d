// How good the connection is, in a word, and what can be done about it.

const EVERY = 2; // seconds between looks
// Shares of what is lost on the way in, on the way out, and of time that pictures stood still; the
// way there and back in seconds.
const FAIR = [0.02, 0.02, 0.05, 0.35];
const POOR = [0.08, 0.08, 0.25, 0.7];

function judge(measured, { saveData, soundOnly }, say) {
  const isOver = (limits) => measured.some((value, index) => value > limits[index]);
  if (!isOver(FAIR)) return say("Good connection");
  const isPoor = isOver(POOR);
  const isOut = measured[1] > measured[0];
  const what = `${isPoor ? "Poor" : "Fair"} connection`
    + (isOut ? ": others may miss what you say" : "");
  // Saving data makes the own picture smaller, not that of the call.
  const help = soundOnly ? "Move closer to the Wi-Fi, or use a cable"
    : `Try ${isOut && !saveData ? "Save data" : "Sound only"} in the settings`;
  say(`${what}. ${help}`, isPoor);
}

// Looks again and again, and says what there is to say.
export function watch(call, say) {
  let before = {};
  setInterval(async () => {
    const pc = call.media?.pc;
    if (pc?.connectionState !== "connected" || !call.signaling.isOpen) return;
    const now = { pc, lost: 0, received: 0, frozen: 0, lostOut: 0, roundTrip: 0 };
    for (const report of (await pc.getStats()).values()) {
      if (report.type === "inbound-rtp") {
        now.lost += report.packetsLost;
        now.received += report.packetsReceived;
        now.frozen += report.totalFreezesDuration ?? 0;
      } else if (report.type === "remote-inbound-rtp") {
        now.lostOut = Math.max(now.lostOut, report.fractionLost ?? 0);
      } else if (report.nominated) {
        now.roundTrip = report.currentRoundTripTime ?? 0;
      }
    }
    if (before.pc === pc) {
      const lost = Math.max(0, now.lost - before.lost);
      const lostIn = lost / (lost + now.received - before.received || 1);
      const frozen = (now.frozen - before.frozen) / EVERY;
      now.measured = [lostIn, now.lostOut, frozen, now.roundTrip];
      // Who joins makes pictures stand for a moment: only what lasts for two looks is told.
      const former = before.measured ?? [0, 0, 0, 0];
      judge(now.measured.map((one, index) => Math.min(one, former[index])), call.modes, say);
    }
    before = now;
  }, 1000 * EVERY);
}
