// Starts the page's program, or says in a sentence why it cannot. A file of its own, because the content security
// policy allows no inline script. No newer JavaScript than module scripts need: an old browser must get to the sentence.

const boot = document.getElementById("boot");

// The page's own texts come with its program; these are for when there is none.
const TEXTS = {
  en: {
    research: "Research use only. Not a medical device.",
    loading: "Loading Lobar …",
    old: "This browser is too old for Lobar: it lacks $what. Please use Chrome or Edge 91, Firefox 114, Safari 16.4, or " +
      "newer.",
    broken: "The page’s program could not be loaded. Please reload the page; if that does not help, its files on the " +
      "server are incomplete.",
    offline: "The page’s program could not be loaded, and this machine has no network. Connect it and reload the page.",
  },
  de: {
    research: "Nur für Forschungszwecke. Kein Medizinprodukt.",
    loading: "Lobar wird geladen …",
    old: "Dieser Browser ist zu alt für Lobar: Ihm fehlt $what. Bitte verwenden Sie Chrome oder Edge 91, Firefox 114, " +
      "Safari 16.4 oder neuer.",
    broken: "Das Programm der Seite konnte nicht geladen werden. Bitte laden Sie die Seite neu; hilft das nicht, sind " +
      "ihre Dateien auf dem Server unvollständig.",
    offline: "Das Programm der Seite konnte nicht geladen werden, und dieser Rechner hat kein Netz. Verbinden Sie ihn " +
      "und laden Sie die Seite neu.",
  },
  es: {
    research: "Solo para investigación. No es un producto sanitario.",
    loading: "Cargando Lobar …",
    old: "Este navegador es demasiado antiguo para Lobar: le falta $what. Use Chrome o Edge 91, Firefox 114, Safari 16.4 " +
      "o posterior.",
    broken: "No se pudo cargar el programa de la página. Recárguela; si no ayuda, sus archivos en el servidor están " +
      "incompletos.",
    offline: "No se pudo cargar el programa de la página y este equipo no tiene red. Conéctelo y recargue la página.",
  },
  fr: {
    research: "Réservé à la recherche. N’est pas un dispositif médical.",
    loading: "Chargement de Lobar …",
    old: "Ce navigateur est trop ancien pour Lobar : il lui manque $what. Utilisez Chrome ou Edge 91, Firefox 114, " +
      "Safari 16.4, ou plus récent.",
    broken: "Le programme de la page n’a pas pu être chargé. Rechargez la page ; si cela ne suffit pas, ses fichiers " +
      "sur le serveur sont incomplets.",
    offline: "Le programme de la page n’a pas pu être chargé, et cette machine n’a pas de réseau. Connectez-la et " +
      "rechargez la page.",
  },
  zh: {
    research: "仅供研究使用。不是医疗器械。",
    loading: "正在加载 Lobar …",
    old: "此浏览器版本过旧，无法运行 Lobar：缺少 $what。请使用 Chrome 或 Edge 91、Firefox 114、Safari 16.4 或更新版本。",
    broken: "无法加载本页面的程序。请重新加载页面；如仍无效，则服务器上的文件不完整。",
    offline: "无法加载本页面的程序，且本机没有网络。请连接网络后重新加载页面。",
  },
};

// As the program chooses it: the address, an earlier visit, the browser.
function language() {
  let kept = null;
  try {
    kept = localStorage.getItem("lobar-language");
  } catch (error) {
    // Storage is switched off.
  }
  const asked = new URLSearchParams(location.search).get("lang");
  const tags = [asked, kept].concat(navigator.languages || []);
  for (const tag of tags) {
    const code = String(tag || "").slice(0, 2).toLowerCase();
    if (TEXTS[code]) return code;
  }
  return "en";
}

const spoken = language();
const texts = TEXTS[spoken];

// Above everything, before and without the program.
const research = document.querySelector(".research-use");
research.lang = spoken;
research.textContent = texts.research;

function stop(sentence) {
  const line = document.createElement("p");
  line.className = "boot-error";
  line.lang = spoken;
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
  } catch (error) {
    read = false;
  }
  URL.revokeObjectURL(url);
  return read;
}

// The smallest modules that use what the two programs are compiled to: v128 values, bulk memory, reference types.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const BULK = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 10, 14, 1, 12, 0, 65, 0, 65, 0, 65,
  0, 252, 10, 0, 0, 11];
const REFERENCES = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 7, 1, 5, 0, 208, 112, 26, 11];

// What Lobar needs and this browser lacks, by its technical name; null if it has everything.
function lacks() {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  const runs = (bytes) => WebAssembly.validate(new Uint8Array(bytes));
  if (!runs(SIMD)) return "WebAssembly SIMD";
  if (!runs(BULK) || !runs(REFERENCES)) return "WebAssembly 2.0";
  if (typeof TransformStream !== "function") return "TransformStream";
  if (!hasModuleWorkers()) return "module workers";
  return null;
}

const missing = lacks();
if (missing) {
  stop(texts.old.replace("$what", missing));
} else {
  boot.lang = spoken;
  boot.firstElementChild.textContent = texts.loading;
  import("./app.js")
    .then((app) => app.default({ module_or_path: new URL("app_bg.wasm", import.meta.url) }))
    .then(() => boot.remove())
    .catch((error) => {
      console.error(error);
      stop(navigator.onLine === false ? texts.offline : texts.broken);
    });
}
