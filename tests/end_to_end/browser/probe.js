// Tries every way out to another origin, in a page or in a worker, and tells which policy stopped it. `HOST` is
// replaced by host and port of the stranger.
(async () => {
  const host = "HOST";
  const stopped = [];
  addEventListener("securitypolicyviolation", (event) => {
    stopped.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
  // Some ways end in an error when they are stopped, and some in silence.
  const late = () => new Promise((end) => setTimeout(end, 3000));
  const quiet = (promise) => Promise.race([promise, late()]).catch(() => {});
  await quiet(fetch(`http://${host}/fetch`, { mode: "no-cors" }));
  await quiet(new Promise((end) => {
    const request = new XMLHttpRequest();
    request.onloadend = end;
    request.open("GET", `http://${host}/xhr`);
    request.send();
  }));
  await quiet(new Promise((end) => {
    const socket = new WebSocket(`ws://${host}/socket`);
    socket.onclose = end;
  }));
  await quiet(import(`http://${host}/import.js`));
  // The events come after the errors.
  await new Promise((end) => setTimeout(end, 500));
  return stopped;
})()
