document.getElementById("form").onsubmit = (event) => {
  event.preventDefault();
  const room = document.getElementById("room").value.trim();
  if (room) location.assign(`/r/${encodeURIComponent(room)}`);
};
