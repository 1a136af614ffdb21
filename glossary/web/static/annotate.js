// The page /annotate without a reload: the form is sent as it would be anyway, and the results are taken out of the page
// that comes back. Then the keyboard, the pointer and the finger lead from name to name, and a card shows each.

import { copy, isTyping, letter, remember, remembered, say } from "./page.js";

const form = document.getElementById("article");
const box = document.getElementById("text");
const file = form.elements.file;
const results = document.getElementById("results");
const problem = document.getElementById("problem");
const mostText = Number(form.dataset.mostText);
const STYLE = "gloss-style"; // as in gloss.js: one choice for all pages
const AT_ONCE = 12; // stretches of text that are put on the page in one go: about as many as a screen or two has
let request = null;

// Sending

form.addEventListener("submit", (event) => {
  if ((event.submitter?.value ?? "page") !== "page") return; // a download is the browser's own matter
  event.preventDefault();
  annotate();
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    annotate();
  }
});

async function annotate() {
  if (!fits()) return tell(form.dataset.tooLong);
  request?.abort();
  const { signal } = request = new AbortController();
  results.setAttribute("aria-busy", "true");
  say(form.dataset.busy);
  try {
    const sent = new FormData(form);
    sent.set("to", "page");
    if (file.files.length) sent.delete("text");
    if (!document.getElementById(STYLE)) sent.set("style", chosenStyle());
    const response = await fetch(form.action, { method: "POST", body: sent, signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.getElementById("results")) throw new Error(response.statusText);
    await show(page, signal);
  } catch (error) {
    if (error.name !== "AbortError") tell(form.dataset.failed);
  } finally {
    if (request?.signal === signal) results.removeAttribute("aria-busy");
  }
}

// Puts what a page found in the place of what is shown, a little at a time, so that keys and clicks get in between.
async function show(page, signal) {
  const own = page.getElementById("results");
  problem.textContent = page.getElementById("problem").textContent;
  if (problem.textContent) return say("");
  if (file.files.length) {
    box.value = page.getElementById("text").value;
    for (const name of ["kind", "came_in", "name"]) form.elements[name].value = page.querySelector(`#article [name=${name}]`).value;
  }
  const marked = own.querySelector("#marked");
  const stretches = marked ? [...marked.children] : [];
  marked?.replaceChildren();
  hide();
  results.replaceChildren(...own.childNodes);
  box.rows = 6;
  measure();
  const text = document.getElementById("marked");
  for (let at = 0; at < stretches.length; at += AT_ONCE) {
    if (signal.aborted) throw new DOMException("", "AbortError");
    const some = stretches.slice(at, at + AT_ONCE);
    some.forEach(enliven);
    text.append(...some);
    if (at === 0) begin();
    await new Promise((next) => { setTimeout(next); });
  }
}

function begin() {
  const found = document.getElementById("found");
  found.focus({ preventScroll: true });
  found.scrollIntoView();
  say(found.textContent);
  namedIn(results.querySelector("#marked"))[0]?.setAttribute("tabindex", "0");
}

function tell(words) {
  problem.textContent = words;
  say("");
}

// The limit, told before anything is sent. In code points, which are counted only where UTF-16 is too long.
function fits() {
  if (file.files.length) return file.files[0].size <= Number(form.dataset.mostBytes);
  return box.value.length <= mostText || [...box.value].length <= mostText;
}

function measure() {
  const length = document.getElementById("length");
  length.textContent = box.value ? `${box.value.length.toLocaleString(document.documentElement.lang)} / ` : "";
  length.parentElement.classList.toggle("over", !fits());
}

box.addEventListener("input", () => {
  file.value = ""; // what is in the box now is no longer what is in the file
  measure();
  // Nor is it what was marked: nobody shall take an old text away for the new one.
  for (const button of results.querySelectorAll("[data-copy-from]")) button.disabled = true;
  const stale = document.getElementById("stale");
  if (stale) stale.hidden = false;
});

// Files

file.addEventListener("change", () => { if (file.files.length) read(); });

async function read() {
  form.elements.encoding.value = ""; // what was chosen for the file before
  await annotate();
}
form.elements.encoding.addEventListener("change", () => { if (file.files.length) annotate(); });
form.elements.kind.addEventListener("change", () => { if (box.value && !file.files.length) annotate(); });

// A file that is dropped beside the box would be opened in the place of this page, and the text with it be gone.
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, async (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    file.files = one.files;
    const more = event.dataTransfer.files.length > 1; // asked now, for it is empty afterwards
    await read();
    if (more && !problem.textContent) tell(form.dataset.oneFile);
  });
}

// Another language of the page: the text goes along.
for (const link of document.querySelectorAll("footer [hreflang]")) {
  link.addEventListener("click", (event) => {
    if (!box.value || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.action = link.href;
    form.submit();
  });
}

// Taking away

results.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-from]");
  if (button) copy(document.getElementById(button.dataset.copyFrom).value, button, button.dataset.told);
});

results.addEventListener("change", (event) => {
  if (event.target.id === STYLE) restyle(event.target);
});

async function restyle(choice) {
  remember(STYLE, choice.value);
  const sent = new FormData(form);
  sent.set("to", "gloss");
  if (file.files.length) sent.delete("text");
  const glossed = document.getElementById("glossed");
  const button = results.querySelector("[data-copy-from=glossed]");
  button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body: sent });
    if (!response.ok) throw new Error(response.statusText);
    glossed.value = await response.text();
  } catch {
    tell(form.dataset.failed);
  } finally {
    button.disabled = false;
  }
}

function chosenStyle() {
  const styles = form.dataset.styles.split(" "); // the first one unless another was chosen, on this page or elsewhere
  const chosen = remembered(STYLE);
  return styles.includes(chosen) ? chosen : styles[0];
}

// From name to name: one of them can be reached with Tab, the others from there (a roving tabindex)

let visited = null; // the last of them

function namedIn(text) {
  return text ? [...text.querySelectorAll(".named")] : [];
}

function enliven(stretch) {
  for (const named of stretch.querySelectorAll(".named")) {
    named.removeAttribute("title"); // the card says it
    named.setAttribute("role", "button");
    named.setAttribute("aria-haspopup", "dialog");
    named.tabIndex = -1;
  }
}

function goTo(named) {
  if (!named) return;
  // Far away, a stretch gets its real height only when it is near: the second look is at the right place.
  named.scrollIntoView({ block: "center" });
  named.focus({ preventScroll: true });
  requestAnimationFrame(() => named.scrollIntoView({ block: "nearest" }));
}

results.addEventListener("focusin", (event) => {
  const named = event.target.closest(".marked .named");
  if (!named) return;
  for (const other of results.querySelectorAll(".marked .named[tabindex='0']")) other.tabIndex = -1;
  named.tabIndex = 0;
  visited = named;
  showCard(named);
});

results.addEventListener("keydown", (event) => {
  const named = event.target.closest(".marked .named");
  if (!named || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const all = namedIn(results.querySelector("#marked"));
  const at = all.indexOf(named);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    ?? { n: at + 1, p: at - 1 }[letter(event)];
  if (to !== undefined) {
    event.preventDefault();
    goTo(all[Math.min(Math.max(to, 0), all.length - 1)]);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    showCard(named);
    (card().querySelector("a, button") ?? card()).focus();
  }
});

// From a list to the first place, then to the next.
results.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  const [kind, value] = link.dataset.go.split(":");
  const all = [...results.querySelectorAll(`.marked [data-${kind}="${value}"]`)];
  if (all.length) goTo(all[(all.indexOf(visited) + 1) % all.length]);
});

// The card

const LINGER = 250; // milliseconds in which a pointer may cross from a name to its card
const HOVER = 150; // and those that it has to rest on a name
let shownFor = null;
let timer = 0;

function card() {
  return document.getElementById("card");
}

function showCard(named) {
  clearTimeout(timer);
  const own = card();
  if (shownFor !== named) {
    leave();
    shownFor = named;
    fill(own, named);
    named.classList.add("here");
    named.setAttribute("aria-describedby", "card-status card-brief");
    named.setAttribute("aria-expanded", "true");
  }
  if (!own.matches(":popover-open")) own.showPopover();
  put(own, named);
}

function fill(own, named) {
  const { concept, doubt, wrong } = named.dataset;
  const listed = document.getElementById(concept === undefined ? `doubt-${doubt}` : `c-${concept}`);
  const name = own.querySelector(".name bdi");
  name.textContent = named.textContent;
  name.lang = named.lang;
  const holds = new Set([...named.classList, doubt === undefined ? "" : "doubt", wrong === undefined ? "" : "wrong",
    "inferred" in named.dataset ? "inferred" : ""]);
  for (const words of own.querySelectorAll("[data-if]")) words.hidden = !holds.has(words.dataset.if);
  if (wrong !== undefined) {
    const row = document.querySelector(`[data-go="wrong:${wrong}"]`).closest("li");
    own.querySelector("[data-if=wrong] bdi").replaceWith(row.querySelector("b bdi").cloneNode(true));
  }
  own.querySelector(".body").replaceChildren(...[...listed.querySelectorAll(".about > *")].map((one) => one.cloneNode(true)));
  document.getElementById("card-brief").textContent =
    [...own.querySelectorAll(".body :is(.category, bdi)")].map((one) => one.textContent).join(", ");
}

// Below the name, or above it where there is no room.
function put(own, named) {
  const at = named.getClientRects()[0] ?? named.getBoundingClientRect();
  const { width, height } = own.getBoundingClientRect();
  const edge = results.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, edge.right - width));
  const below = at.bottom + 6 + height <= innerHeight || at.top < height + 6;
  own.style.left = `${left}px`;
  own.style.top = `${below ? at.bottom + 6 : at.top - height - 6}px`;
}

function leave() {
  if (!shownFor) return;
  shownFor.classList.remove("here");
  shownFor.removeAttribute("aria-describedby");
  shownFor.removeAttribute("aria-expanded");
  shownFor = null;
}

function hide() {
  clearTimeout(timer);
  leave();
  if (card()?.matches(":popover-open")) card().hidePopover();
}

function isHeld() {
  return shownFor !== null && (document.activeElement === shownFor || card().contains(document.activeElement));
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => { if (!isHeld()) hide(); }, LINGER);
}

results.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  if (event.target.closest("#card")) return clearTimeout(timer);
  const named = event.target.closest(".marked .named");
  if (!named || named === shownFor) return named ? clearTimeout(timer) : undefined;
  clearTimeout(timer);
  timer = setTimeout(() => showCard(named), HOVER);
});
results.addEventListener("pointerout", (event) => {
  if (event.target.closest(".named, #card")) isHeld() ? clearTimeout(timer) : hideSoon();
});
results.addEventListener("click", (event) => {
  const named = event.target.closest(".marked .named");
  if (!named) return;
  named.focus({ preventScroll: true });
  showCard(named); // where it had the focus already
});
results.addEventListener("focusout", hideSoon);
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".marked .named, #card")) hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !shownFor) return;
  const named = shownFor;
  const within = card().contains(document.activeElement);
  hide();
  if (within) {
    named.focus({ preventScroll: true });
    hide();
  }
});
addEventListener("scroll", () => { if (shownFor) put(card(), shownFor); }, { passive: true });
addEventListener("resize", () => { if (shownFor) put(card(), shownFor); });

// Back on the page, the browser has put the text into the box again; and a page that was sent without this script has
// its results already.
addEventListener("pageshow", () => {
  measure();
  const text = document.getElementById("marked");
  if (text && !text.querySelector("[tabindex]")) {
    enliven(text);
    namedIn(text)[0]?.setAttribute("tabindex", "0");
  } else if (!text && box.value && !problem.textContent) {
    annotate();
  }
});
if (!isTyping(document.activeElement)) box.focus({ preventScroll: true });
