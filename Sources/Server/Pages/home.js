document.forms[0].addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign(`/r/${event.target.room.value.trim()}`);
});
