// A whole client: client.html?server=http://localhost:8080&room=lobby&name=Ada
const query = new URL(location).searchParams;
const people = new Map();
let connection, resume, isOver = false;
const say = (id, text) => (document.getElementById(id).textContent = text);

function meet() {
  const address = new URL("/ws", query.get("server") ?? location).href.replace(/^http/, "ws");
  const socket = new WebSocket(address, "tessera.v1");
  const send = (message) => socket.send(JSON.stringify(message));
  const handlers = {
    async joined({ iceServers, roster, resume: secret }) {
      resume = secret; // lets us come back as the same person
      roster.forEach((entry) => people.set(entry.participant, entry.name));
      connection?.close();
      connection = new RTCPeerConnection({ iceServers });
      connection.ontrack = ({ streams }) => (document.querySelector("video").srcObject = streams[0]);
      connection.onconnectionstatechange = () => say("state", connection.connectionState);
      const mine = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      mine.getTracks().forEach((track) => connection.addTrack(track, mine));
      await connection.setLocalDescription(); // the client always offers
      send({ type: "offer", id: 1, sdp: connection.localDescription.sdp });
    },
    answer: ({ sdp }) => connection.setRemoteDescription({ type: "answer", sdp }),
    roster({ joined, updated, left }) {
      for (const entry of [joined, updated]) if (entry) people.set(entry.participant, entry.name);
      people.delete(left?.participant);
    },
    error: ({ code, message }) => say("state", `${code}: ${message}`),
    bye: ({ reason }) => { isOver = true; connection?.close(); say("state", reason); },
  };
  const [room, name] = [query.get("room") ?? "lobby", query.get("name") ?? "Guest"];
  socket.onopen = () => send({ type: "join", room, name, resume });
  socket.onmessage = async ({ data }) => {
    const message = JSON.parse(data);
    await handlers[message.type]?.(message); // what we do not know we ignore
    say("people", [...people.values()].join(", "));
  };
  // Sound and picture go on meanwhile.
  socket.onclose = () => isOver || setTimeout(meet, 1000 + Math.random() * 2000);
}
meet();
