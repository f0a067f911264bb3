// The page works without this: it only adds a camera where the browser reads QR codes by itself.
const button = document.getElementById("scan");
const viewfinder = document.getElementById("viewfinder");
const refusal = document.getElementById("no-camera");
const start = button.textContent;
let stream = null;

// The code a watermark's QR leads to, wherever the system is served from.
function codeIn(text) {
  const found = /\/verify\/([0-9A-Za-z-]{12,20})\/?$/.exec(text.trim());
  return found === null ? null : found[1];
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  viewfinder.hidden = true;
  button.textContent = start;
}

async function look(detector) {
  while (stream !== null) {
    const found = await detector.detect(viewfinder).catch(() => []);
    const code = found.map((each) => codeIn(each.rawValue)).find((each) => each !== null);
    if (code !== undefined) {
      stop();
      location.assign(`/verify/${encodeURIComponent(code)}${location.search.includes("lang=en") ? "?lang=en" : ""}`);
      return;
    }
    await new Promise((resume) => setTimeout(resume, 200));
  }
}

async function scan() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    refusal.hidden = false;
    return;
  }
  viewfinder.srcObject = stream;
  viewfinder.hidden = false;
  button.textContent = button.dataset.stop;
  await viewfinder.play();
  await look(new BarcodeDetector({ formats: ["qr_code"] }));
}

async function readsCodes() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return false;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code");
}

if (await readsCodes()) {
  button.hidden = false;
  button.addEventListener("click", () => (stream === null ? scan() : stop()));
}
