// On every page: the keys that lead to the search box, and buttons that copy.
// The conventions: modules as files, no script or style in the markup (the Content-Security-Policy forbids both), texts
// come from the server in data attributes, and what is shown is made by the server's templates, never here.

const box = document.getElementById("q");

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.shiftKey) return;
  const slash = event.key === "/" && slashLeads() && !event.ctrlKey && !event.metaKey && !isTyping(event.target);
  const k = (event.ctrlKey || event.metaKey) && letter(event) === "k";
  if (slash || k) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// A key without Ctrl can be in the way of speech input: who wants to switches it off (WCAG 2.1.4).
const slashChoice = document.getElementById("slash");
if (slashChoice) {
  slashChoice.checked = slashLeads();
  slashChoice.addEventListener("change", () => remember("slash", slashChoice.checked ? "on" : "off"));
}

function slashLeads() {
  return remembered("slash") !== "off";
}

// What a reader has chosen stays chosen, unless storage is switched off: then it holds for this page.
export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // switched off
  }
}

export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

// The server tells times in UTC.
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
for (const time of document.querySelectorAll("time[data-moment]")) time.textContent = clock.format(new Date(time.dateTime));

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button.dataset.copy, button);
});

// Returns the Latin letter of a key, also while the keyboard writes Hangul.
export function letter(event) {
  return /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^Key/, "").toLowerCase();
}

export function isTyping(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

// Tells a screen reader; if `seen`, everybody, for a moment.
let hiding = 0;
export function say(text, seen = false) {
  const said = document.getElementById("said");
  clearTimeout(hiding);
  said.classList.toggle("seen", seen);
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
  if (seen) hiding = setTimeout(() => said.classList.remove("seen"), 2500);
}

// Copies a text, says what was copied, and marks the button for a moment.
export async function copy(text, button, told = text) {
  const done = await written(text);
  say(done ? `${document.body.dataset.copied} ${told}` : document.body.dataset.notCopied, true);
  if (done && button) {
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1200);
  }
}

async function written(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // not allowed to: the old way may be
    }
  }
  // navigator.clipboard is there over https and on localhost alone; an office serves plain http.
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.value = text;
  area.readOnly = true;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return done;
}
