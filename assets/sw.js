// The service worker: keeps one version of the site, so that the page works without a network.
//
// A service worker does not inherit the page's content security policy. So it is short, and it asks for nothing but the
// files of its own list, in its own folder, by GET. A request for anything else it does not touch.
//
// `cargo xtask seal` replaces the next line by the list: the version, and the SHA-256 of every file. A version is
// installed whole or not at all, each file compared with the list; what serves is the active version and nothing else,
// so that page and engine of different versions never meet.
const SITE = null;

const scope = new URL(registration.scope);
const family = `lobar-site ${scope.pathname} `;
const own = SITE && family + SITE.version;
// The engine's cache of verified package files (web/src/engine/fetch.rs); its keys hold the hash.
const PACKAGE = "lobar-package-1";

const isPackage = (path) => path.startsWith("model/") && path !== "model/manifest.json";
// `index.html` is asked for by the folder's name: some hosts redirect the file's.
const address = (path) => new URL(path === "index.html" ? "./" : path, scope).href;
const packageKey = (path) => `${new URL(path, scope).href}?sha256=${SITE.files[path]}`;

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A file of the list, verified: from the browser's own cache if that has it right, however old, or else from the server.
async function fetchVerified(path) {
  let why = "";
  for (const cache of ["force-cache", "reload"]) {
    const answer = await fetch(address(path), { cache, credentials: "same-origin" });
    if (!answer.ok) {
      why = `status ${answer.status}`;
      continue;
    }
    const bytes = await answer.arrayBuffer();
    if ((await sha256(bytes)) === SITE.files[path]) {
      // Made anew: an answer that was redirected may not answer a navigation, and the length is that of the bytes.
      const headers = new Headers(answer.headers);
      headers.delete("content-encoding");
      headers.set("content-length", bytes.byteLength);
      return new Response(bytes, { headers });
    }
    why = "its SHA-256 is not the list's";
  }
  throw new Error(`${path}: ${why}`);
}

async function keep(path) {
  const [name, key] = isPackage(path) ? [PACKAGE, packageKey(path)] : [own, address(path)];
  const cache = await caches.open(name);
  if (!(await cache.match(key))) await cache.put(key, await fetchVerified(path));
}

async function install() {
  // What an attempt that broke off left was verified before it was kept.
  const waiting = Object.keys(SITE.files);
  const take = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift()) await keep(path);
  };
  await Promise.all([take(), take(), take(), take()]);
}

// Drops the caches of other versions, and package files that this version does not list.
async function forgetOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith(family) && name !== own) await caches.delete(name);
  }
  const cache = await caches.open(PACKAGE);
  const current = new Set(SITE ? Object.keys(SITE.files).filter(isPackage).map(packageKey) : []);
  const folder = new URL("model/", scope).href;
  for (const { url } of await cache.keys()) {
    if (url.startsWith(folder) && !current.has(url)) await cache.delete(url);
  }
}

// Without a list (a development build), or when its version cannot be completed, it takes itself and what it kept away,
// and touches nothing from then on.
let retired = false;

async function retire() {
  retired = true;
  for (const name of await caches.keys()) {
    if (name.startsWith(family)) await caches.delete(name);
  }
  await registration.unregister();
}

async function answer(path, request) {
  if (SITE.fresh) {
    try {
      const fresh = await fetch(request);
      if (fresh.ok) return fresh;
    } catch {
      // No network: the kept version answers.
    }
  }
  const kept = isPackage(path)
    ? await (await caches.open(PACKAGE)).match(packageKey(path))
    : await (await caches.open(own)).match(address(path));
  if (kept) return kept;
  // The browser has dropped it. What the server has takes its place if it is the same file.
  try {
    const found = await fetchVerified(path);
    const copy = found.clone();
    keep(path).catch(() => {});
    return copy;
  } catch (error) {
    if (request.mode !== "navigate") return Response.error();
    // This version cannot be completed any more: the server's takes over, from its first file on.
    await retire();
    return fetch(request);
  }
}

addEventListener("install", (event) => {
  if (!SITE) {
    skipWaiting();
    return;
  }
  // A development build has nothing to wait for.
  if (SITE.fresh) skipWaiting();
  event.waitUntil(install());
});

addEventListener("activate", (event) => {
  event.waitUntil(SITE ? forgetOthers().then(() => clients.claim()) : retire());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!SITE || retired || request.method !== "GET" || url.origin !== scope.origin) return;
  if (!url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length) || "index.html";
  if (Object.hasOwn(SITE.files, path)) event.respondWith(answer(path, request));
});

// The page asks for the version, or lets a waiting version take over. It does not where other tabs are open: their
// page would meet another version's engine.
addEventListener("message", (event) => {
  const reply = (answer) => event.ports[0]?.postMessage(answer);
  if (event.data === "version") reply(SITE?.version ?? "");
  if (event.data === "use") {
    const asked = clients.matchAll({ type: "window", includeUncontrolled: true }).then((open) => {
      const tabs = open.filter((tab) => tab.url.startsWith(scope.href)).length;
      reply(tabs);
      if (tabs <= 1) return skipWaiting();
    });
    event.waitUntil(asked);
  }
});
