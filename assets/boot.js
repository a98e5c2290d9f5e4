// Starts the page's program, or says in a sentence why it cannot. A file of its own, because the content security
// policy allows no inline script.

const boot = document.getElementById("boot");

function stop(sentence) {
  const line = document.createElement("p");
  line.className = "boot-error";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  boot.replaceChildren(line);
  document.body.dataset.engine = "failed";
}

// A browser that reads the `type` option knows module workers.
function hasModuleWorkers() {
  let read = false;
  const options = {
    get type() {
      read = true;
      return "module";
    },
  };
  const url = URL.createObjectURL(new Blob([""], { type: "text/javascript" }));
  try {
    new Worker(url, options).terminate();
  } catch {
    read = false;
  }
  URL.revokeObjectURL(url);
  return read;
}

if (typeof WebAssembly !== "object" || !hasModuleWorkers()) {
  stop("This browser is too old for Lobar, which needs WebAssembly and module workers. " +
    "Please use Chrome or Edge 91, Firefox 114, Safari 16.4, or newer.");
} else {
  try {
    const app = await import("./app.js");
    await app.default({ module_or_path: new URL("app_bg.wasm", import.meta.url) });
    boot.remove();
  } catch (error) {
    console.error(error);
    stop("The page's program could not be loaded. Please reload the page; if that does not help, its files on the " +
      "server are incomplete.");
  }
}
