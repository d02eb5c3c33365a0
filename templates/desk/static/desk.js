// The desk's own script: sends the form, puts the answer's parts in place, keys, palette, copy, drafts kept in the browser.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const csrf = $('meta[name="csrf"]').content;
const form = $("#desk");
const later = new Date(document.body.dataset.now) - Date.now(); // the server's clock counts
// What the server renders, and the elements of each; what has not changed is not asked for.
const PARTS = { said: ["said"], facts: ["facts"], draft: ["choices", "slots", "draft"], findings: ["findings", "bar"], plan: ["plan"] };
const KEPT = "desk:draft:", ASIDE = "desk:aside", TAB = "desk:key", WAIT = 300;
let stamp = 0, timer = 0, filed = false, sent = "", restoring = false;
let light = true; // while the staff type in the draft nothing may move under their hands
let factsToo = false, placing = false;
let late = false; // a part waits to be replaced until a field in it is left

// ---------- words and notes ----------
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function toast(text, links = [], bad = false) {
  const box = $("#toast");
  box.replaceChildren();
  box.className = "shown" + (bad ? " bad" : "");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  for (const [name, to] of links) {
    const link = document.createElement(typeof to === "string" ? "a" : "button");
    if (typeof to === "string") link.href = to;
    else { link.type = "button"; link.addEventListener("click", () => { box.className = ""; to(); }); }
    link.textContent = name;
    box.append(" ", link);
  }
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.className = ""; }, bad ? 15000 : 8000);
}

async function send(address, body, accept) {
  const answer = await fetch(address, {
    method: "POST", body, headers: { "x-csrf-token": csrf, accept }, redirect: "manual",
  });
  if (answer.type === "opaqueredirect") { location.href = "/login"; throw new Error("signed out"); }
  return answer;
}

// ---------- the form and its parts ----------
const data = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const caseKey = () => KEPT + (form.elements.case?.value || form.elements.key.value);

function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = area.scrollHeight + "px";
}

const noCaret = (field) => field?.name && ["date", "number"].includes(field.type);

function place(html, names) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const active = document.activeElement, id = active?.id, name = active?.name, value = active?.value;
  const at = [active?.selectionStart, active?.selectionEnd];
  const open = new Map($$("details[data-keep]").map((one) => [one.dataset.keep, one.open]));
  placing = true; // a field that is taken away with its focus says that it has changed
  for (const part of names.flatMap((one) => PARTS[one])) {
    const now = document.getElementById(part), next = page.getElementById(part);
    if (!now || !next) continue;
    if (noCaret(active) && now.contains(active)) late = true; // a caret in it could not be put back
    else now.replaceWith(next);
  }
  placing = false;
  for (const one of $$("details[data-keep]")) if (open.has(one.dataset.keep)) one.open = open.get(one.dataset.keep);
  if (active && !active.isConnected) {
    const again = (id && document.getElementById(id)) ||
      (name && $$(`[name="${CSS.escape(name)}"]`, form).find((one) => one.value === value));
    if (again) {
      again.focus({ preventScroll: true });
      try { if (at[0] != null) again.setSelectionRange(at[0], at[1]); } catch { /* a field without a caret */ }
    }
  }
  $$("#draft textarea").forEach(grow);
  countDown();
}

function changed(onlyLight, wait = WAIT) {
  stamp += 1;
  light = light && onlyLight;
  filed = false;
  keep();
  clearTimeout(timer);
  timer = setTimeout(update, wait);
}

async function update() {
  clearTimeout(timer);
  const mine = stamp, names = light ? ["findings"] : Object.keys(PARTS).filter((one) => one !== "facts" || factsToo);
  const body = data();
  body.set("parts", names.join(","));
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await send("/draft", body, "text/html");
    const html = await answer.text();
    if (mine !== stamp) return; // something was typed meanwhile: its own answer follows
    if (!answer.ok) { fail(html, answer.status); return; }
    light = true;
    factsToo = false;
    place(html, names);
    keep();
  } catch { if (mine === stamp) toast(form.dataset.failed, [], true); }
  finally { if (mine === stamp) form.removeAttribute("aria-busy"); }
}

function fail(html, status, more = []) {
  const said = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sentence]");
  const links = status === 403 ? [[form.dataset.reload, () => location.reload()], ...more] : more;
  toast(said ? said.textContent : form.dataset.failed, links, true);
}

function set(name, value) {
  const field = form.elements[name];
  if (!field) return;
  field.value = value;
  if (name === "reason") chooseOption("");
  changed(false, 0);
}

function chooseOption(value) {
  const radios = $$('input[name="option"]', form);
  const wanted = radios.find((one) => one.value === value);
  if (!wanted) return false;
  wanted.checked = true;
  return true;
}

// ---------- drafts kept in the browser ----------
function keep() {
  if (!form || restoring) return;
  const values = [...data()].filter(([name]) => name !== "csrf");
  const worth = values.some(([name, value]) => value && (name === "text" || name.startsWith("slot.")));
  try {
    if (!form.elements.case.value) sessionStorage.setItem(TAB, form.elements.key.value);
    if (worth && !filed) localStorage.setItem(caseKey(), JSON.stringify({ values, at: Date.now() }));
    else localStorage.removeItem(caseKey());
  } catch { /* storage is full or switched off: the page itself still holds the draft */ }
}

// Each tab has a draft of its own; when it is closed, the next one may take it up.
const DAY = 86400000;
const isFree = (kept) => kept.free || Date.now() - kept.at > DAY; // a tab that crashed has not set it free

function hold(key, free) {
  const kept = key && read(KEPT + key);
  try { if (kept) localStorage.setItem(KEPT + key, JSON.stringify({ ...kept, free })); } catch { /* the next tab begins empty */ }
}

// The key of this tab's draft. One that another tab may have open, as after "duplicate", is only offered.
function claimed() {
  const own = sessionStorage.getItem(TAB), kept = own && read(KEPT + own);
  if (own && (!kept || isFree(kept))) return own;
  if (own && layAside({ ...kept, values: kept.values.filter(([name]) => name !== "key") })) toast(form.dataset.aside, [[form.dataset.reopen, takeUp]]);
  const all = Object.keys(localStorage).filter((key) => /^desk:draft:[0-9a-f]{24}$/.test(key)).map((key) => [key, read(key)]);
  const left = own ? [] : all.filter(([, one]) => one && isFree(one)).sort(([, a], [, b]) => b.at - a.at);
  return left.length ? left[0][0].slice(KEPT.length) : newKey();
}

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };

// True where the draft stands on the page again; otherwise the caller still has it.
async function restore(kept) {
  const mine = stamp += 1; // answers on their way are about what stood here before
  clearTimeout(timer);
  restoring = true;
  const again = [[form.dataset.reopen, takeUp]];
  const fresh = new URLSearchParams(kept.values);
  fresh.set("csrf", csrf);
  try {
    const answer = await send("/draft", fresh, "text/html");
    const html = await answer.text();
    if (mine !== stamp) return false; // another message was begun meanwhile
    if (!answer.ok) { fail(html, answer.status, again); return false; }
    $("#text").value = fresh.get("text") || "";
    form.elements.key.value = fresh.get("key") || newKey();
    place(html, Object.keys(PARTS));
    form.removeAttribute("aria-busy");
    toast(form.dataset.restored);
    return true;
  } catch { toast(form.dataset.failed, again, true); return false; }
  finally { restoring = false; }
}

function layAside(kept) {
  const others = (read(ASIDE) || []).filter((one) => one.at !== kept.at);
  try { localStorage.setItem(ASIDE, JSON.stringify([kept, ...others].slice(0, 10))); return true; } catch { return false; }
}

function forget(key) {
  const others = (read(ASIDE) || []).filter((one) => !one.values.some(([name, value]) => name === "key" && value === key));
  try { localStorage.setItem(ASIDE, JSON.stringify(others)); } catch { /* it stays among them */ }
}

function putAside() {
  const kept = read(caseKey());
  if (!kept || !layAside(kept)) return;
  localStorage.removeItem(caseKey());
  toast(form.dataset.aside, [[form.dataset.reopen, takeUp]]);
}

async function takeUp() {
  const before = caseKey(), now = filed ? null : read(before);
  const [last, ...others] = read(ASIDE) || [];
  if (!last || !await restore(last)) return;
  localStorage.setItem(ASIDE, JSON.stringify(others));
  if (now && now.at !== last.at && layAside(now)) {
    if (before !== caseKey()) localStorage.removeItem(before);
    toast(form.dataset.restored + " " + form.dataset.aside, [[form.dataset.reopen, takeUp]]);
  }
  keep();
}

const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

function begin(text) {
  if (!form) { sessionStorage.setItem("desk:pasted", text); location.href = "/"; return; }
  factsToo = true;
  const used = $("#text").value.trim() && !filed;
  if (used) putAside();
  for (const field of [...form.elements]) {
    if (["csrf"].includes(field.name) || field.tagName === "BUTTON") continue;
    if (field.type === "radio") { if (field.name === "option") field.checked = field.value === ""; }
    else if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  $$('[name^="block."], [name^="was."], .earlier', form).forEach((one) => one.remove());
  form.elements.key.value = newKey();
  $("#text").value = text;
  if (location.search) history.replaceState(null, "", "/");
  changed(false, 0);
  $("#text").focus();
}

// ---------- copying ----------
async function toClipboard(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed, or no secure address */ }
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  if (done) area.remove();
  return done;
}

async function copyAgain() {
  const number = form.elements.case.value, copied = await toClipboard(sent);
  toast(fill(form.dataset[copied ? "copied" : "copyByHand"], { n: number }), [[form.dataset.openCase, "/cases/" + number]]);
}

async function finish(address) {
  const bar = $("#bar"), key = form.elements.key.value;
  if (!bar || finish.busy === key) return;
  finish.busy = key;
  try {
    if (stamp && light === false) await update();
    if (key !== form.elements.key.value) return; // another message was begun: this one was put aside, not filed
    clearTimeout(timer);
    if (filed && sent && address !== "/ask") return await copyAgain(); // a second press files nothing and offers nothing more
    const mine = stamp, kept = caseKey();
    const answer = await send(address, data(), "application/json");
    const told = await answer.json();
    if (!told.ok) {
      if (told.another) { changed(false); await update(); } // still busy: a second press must not copy what nobody has seen
      const links = told.conflict ? [
        [form.dataset.reload, () => { open("/cases/" + form.elements.case.value); }],
        [form.dataset.anyway, () => { form.elements.version.value = told.conflict; finish(address); }],
      ] : [];
      toast((told.why || [form.dataset.failed]).join(" "), links, true);
      $("#slots [aria-required]")?.focus();
      return;
    }
    const copied = address === "/ask" || await toClipboard(told.body);
    localStorage.removeItem(kept);
    if (key === form.elements.key.value) {
      filed = mine === stamp; // what was typed meanwhile is not filed
      sent = address === "/ask" ? "" : told.body;
      form.elements.case.value = told.case;
      form.elements.version.value = told.version;
      form.elements.key.value = newKey();
      if (sessionStorage.getItem(TAB) === key) sessionStorage.removeItem(TAB);
      if (!filed) changed(light);
    } else forget(key);
    const words = address === "/ask" ? "asked" : copied ? "copied" : "copyByHand";
    toast(fill(form.dataset[words], { n: told.case }), [[form.dataset.openCase, "/cases/" + told.case]]);
    if (copied && filed && typing(document.activeElement)) document.activeElement.blur(); // the next paste begins a case, it does not go on with this one
  } catch { toast(form.dataset.failed, [], true); }
  finally { if (finish.busy === key) finish.busy = ""; }
}

// ---------- deadlines ----------
function countDown() {
  for (const one of $$("time[data-until]")) {
    const minutes = Math.floor((new Date(one.dataset.until) - Date.now() - later) / 60000);
    const words = one.dataset.words?.split("|");
    if (!words || minutes < 0) continue;
    const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24;
    one.textContent = fill(days ? words[0] : words[1], { d: days, h: days ? hours : Math.floor(minutes / 60), m: minutes % 60 });
  }
}
setInterval(countDown, 30000);

// ---------- palette ----------
const palette = $("#palette");
let commands = [], chosen = 0;

function everything() {
  const list = $$("nav a").map((one) => [one.textContent.trim(), () => { location.href = one.href; }]);
  if (!form) return list;
  const click = (selector) => () => $(selector)?.click();
  for (const one of $$('[data-does="copy"], [data-does="ask"], [data-does="new"]')) {
    list.push([one.firstChild.textContent.trim(), () => one.click()]);
  }
  for (const one of $$('input[type="radio"]', form)) {
    const group = one.closest("fieldset")?.querySelector("legend")?.textContent || $("#offers")?.textContent || "";
    const name = (one.closest("label").querySelector(".name, span") || one.closest("label")).textContent.trim();
    list.push([`${group} · ${name}`, click(`input[name="${one.name}"][value="${one.value}"]`)]);
  }
  for (const id of ["reason", "language"]) {
    const select = document.getElementById(id);
    const group = select && $(`label[for="${id}"]`).firstChild.textContent.trim();
    for (const option of select?.options || []) list.push([`${group} · ${option.textContent.trim()}`, () => set(id, option.value)]);
  }
  return [...list, ...phrases().map((name) => ["/ " + name, () => insert(name)])];
}

const phrases = () => ($("#draft")?.dataset.phrases || "").split("|").filter(Boolean);

function show(list) {
  commands = list;
  const input = $("input", palette);
  input.value = "";
  palette.showModal();
  filter();
}

function filter() {
  const words = $("input", palette).value.toLowerCase().split(/\s+/).filter(Boolean);
  const list = $("#palette-list");
  const fitting = commands.filter(([name]) => words.every((word) => name.toLowerCase().includes(word))).slice(0, 60);
  chosen = 0;
  list.replaceChildren(...fitting.map(([name, act], number) => {
    const item = document.createElement("li");
    item.id = "palette-" + number;
    item.setAttribute("role", "option");
    item.textContent = name;
    item.act = act;
    item.addEventListener("click", () => run(item));
    return item;
  }));
  if (!fitting.length) {
    const item = document.createElement("li");
    item.className = "dim";
    item.textContent = palette.dataset.none;
    list.append(item);
  }
  point(0);
}

function point(step) {
  const items = $$('#palette-list [role="option"]');
  if (!items.length) { $("input", palette).removeAttribute("aria-activedescendant"); return; }
  chosen = (chosen + step + items.length) % items.length;
  items.forEach((one, number) => one.setAttribute("aria-selected", String(number === chosen)));
  items[chosen].scrollIntoView({ block: "nearest" });
  $("input", palette).setAttribute("aria-activedescendant", items[chosen].id);
}

function run(item) { palette.close(); item?.act?.(); }

if (palette) {
  $("input", palette).addEventListener("input", filter);
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); point(1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(-1); }
    else if (event.key === "Enter") { event.preventDefault(); run($$('#palette-list [role="option"]')[chosen]); }
  });
}

// ---------- phrases ----------
let lastBlock = null;
document.addEventListener("focusin", (event) => { if (event.target.name?.startsWith("block.")) lastBlock = event.target.id; });

async function insert(name) {
  const body = data();
  body.set("name", name);
  body.set("locale", $("#draft").dataset.locale);
  try {
    const told = await (await send("/phrase", body, "application/json")).json();
    if (!told.ok) { toast(told.why.join(" "), [], true); return; }
    const blocks = $$('#draft textarea:not([name="block.subject"])');
    const area = blocks.find((one) => one.id === lastBlock) || blocks.find((one) => one.name === "block.question") || blocks.at(-1);
    if (!area) return;
    const at = area.id === lastBlock ? area.selectionEnd : area.value.length;
    const before = area.value.slice(0, at), after = area.value.slice(at);
    area.value = before + (before && !/\s$/.test(before) ? " " : "") + told.text + (after && !/^\s/.test(after) ? " " : "") + after;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  } catch { toast(form.dataset.failed, [], true); }
}

// ---------- events ----------
const typing = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-does], [data-opens], [data-sets]");
  if (!target) return;
  if (target.dataset.opens) { document.getElementById(target.dataset.opens).showModal(); return; }
  if (target.dataset.sets) { set(target.dataset.sets, target.dataset.value); return; }
  const area = target.dataset.for && document.getElementById(target.dataset.for);
  switch (target.dataset.does) {
    case "new": begin(""); break;
    case "copy": finish("/file"); break;
    case "ask": finish("/ask"); break;
    case "undo": area.value = area.parentElement.querySelector('[name^="was."]').value; area.dispatchEvent(new Event("input", { bubbles: true })); area.focus(); break;
    case "take": area.value = target.dataset.text; target.parentElement.remove(); area.dispatchEvent(new Event("input", { bubbles: true })); area.focus(); break;
    case "drop": target.parentElement.remove(); changed(true); break;
    case "print": window.print(); break;
  }
});

document.addEventListener("paste", (event) => {
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const text = event.clipboardData.getData("text/plain").trim();
  if (!text) return;
  event.preventDefault();
  if (form && isObject(text)) { $("#facts").open = true; $("#paste").value = text; factsToo = true; changed(false, 0); } // an order, not a message
  else begin(text);
});

function isObject(text) {
  try { const value = JSON.parse(text); return typeof value === "object" && value !== null; } catch { return false; }
}

if (form) {
  form.addEventListener("input", (event) => {
    const name = event.target.name || "";
    if (!name || name === "paste") return;
    if (name.startsWith("fact.")) factsToo = true;
    // A year is typed figure by figure: 0002, 0020, 0202, 2026.
    if (event.target.type === "date" && event.target.value.startsWith("0")) { light = false; late = true; stamp += 1; clearTimeout(timer); return; }
    if (name.startsWith("block.")) {
      const block = event.target.closest(".block");
      const edited = event.target.value !== $('[name^="was."]', block).value;
      block.classList.toggle("edited", edited);
      $(".not-glossed", block).hidden = !edited;
      grow(event.target);
      changed(true);
    } else if (name === "reason") { chooseOption(""); changed(false, 0); }
    else changed(false, ["radio", "checkbox", "select-one"].includes(event.target.type) ? 0 : WAIT);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "paste" && !placing) { factsToo = true; changed(false, 0); }
  });
  form.addEventListener("focusout", (event) => {
    if (!late || placing || !noCaret(event.target)) return;
    late = false;
    factsToo = true;
    changed(false, 0);
  });
  form.addEventListener("paste", (event) => { if (["paste", "text"].includes(event.target.name)) { factsToo ||= event.target.name === "paste"; setTimeout(() => changed(false, 0)); } });
  form.addEventListener("submit", (event) => { if (!event.submitter?.name) event.preventDefault(); else keep(); });
  form.addEventListener("input", async (event) => {
    if (event.target.id !== "shelf") return;
    const wanted = event.target.value.trim();
    const answer = await fetch("/orders/find?q=" + encodeURIComponent(wanted), { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { orders } = await answer.json();
    const exact = orders.find((one) => one.name === wanted);
    if (exact) { $("#paste").value = exact.json; factsToo = true; changed(false, 0); return; }
    $("#shelf-list").replaceChildren(...orders.map((one) => Object.assign(document.createElement("option"), { value: one.name, label: one.label })));
  });
  form.elements.key.value ||= form.elements.case.value ? newKey() : claimed();
  const pasted = sessionStorage.getItem("desk:pasted");
  const kept = read(caseKey());
  if (!form.elements.case.value) { sessionStorage.setItem(TAB, form.elements.key.value); hold(form.elements.key.value, false); }
  const untouched = !new URLSearchParams(location.search).has("case") ? !$("#text").value : true;
  if (pasted) { sessionStorage.removeItem("desk:pasted"); begin(pasted); }
  else if (kept && untouched) restore(kept).then((done) => { if (!done) layAside(kept); });
  else if (!matchMedia("(pointer: coarse)").matches) $("#text").focus();
  $$("#draft textarea").forEach(grow);
  // On a narrow screen the reply comes first, the facts open on demand.
  if (matchMedia("(max-width: 760px)").matches && !$("#facts .problems")) $("#facts").open = false;
}
countDown();

// Whichever page of the desk the tab shows, its draft is its own.
if (!form) hold(sessionStorage.getItem(TAB), false);
addEventListener("pagehide", () => hold(sessionStorage.getItem(TAB), true));
addEventListener("pageshow", (event) => { if (event.persisted) hold(sessionStorage.getItem(TAB), false); });

// Worklist: j and k move, Enter opens.
function move(step) {
  const rows = $$("[data-row]");
  if (!rows.length) return false;
  const at = rows.findIndex((one) => one.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
  $("a", next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  const ctrl = event.ctrlKey || event.metaKey, field = typing(event.target);
  if (ctrl && event.key.toLowerCase() === "k") { event.preventDefault(); if (palette && !palette.open) show(everything()); return; }
  if (document.querySelector("dialog[open]")) return;
  if (ctrl && event.key === "Enter" && form) { event.preventDefault(); finish($('#bar [data-does="ask"]') ? "/ask" : "/file"); return; }
  if (event.altKey && !ctrl && form) {
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (digit) {
      event.preventDefault();
      const now = $('input[name="option"]:checked', form)?.value;
      if (chooseOption(now === digit ? "" : digit)) changed(false, 0);
      return;
    }
    if (event.code === "KeyL") {
      event.preventDefault();
      const select = $("#language");
      select.focus();
      try { select.showPicker(); } catch { /* a browser without it: the field has the focus */ }
      return;
    }
  }
  if (event.key === "Escape" && field) { field.blur(); return; }
  if (event.key === "/" && !ctrl && !event.altKey) {
    const inBlock = event.target.name?.startsWith("block.") && /(^|\s)$/.test(event.target.value.slice(0, event.target.selectionStart));
    if ((!field || inBlock) && form && phrases().length) { event.preventDefault(); show(phrases().map((name) => [name, () => insert(name)])); return; }
    if (!field && !form) { event.preventDefault(); $("#find")?.focus(); return; }
  }
  if (field || ctrl || event.altKey) return;
  if (event.key === "?") { event.preventDefault(); $("#keys")?.showModal(); }
  else if (event.key === "j" || event.key === "k") { if (move(event.key === "j" ? 1 : -1)) event.preventDefault(); }
  else if (event.key === "n") { event.preventDefault(); if (form) begin(""); else location.href = "/"; }
});

// Who signs out leaves nothing behind for whoever sits down next.
$('form[action="/logout"]')?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("desk:")) localStorage.removeItem(key);
});

// A job in bulk: asks how far it is until it has ended.
const job = $("#job[data-running]");
if (job) {
  const look = async () => {
    try {
      const answer = await fetch(location.pathname + "/progress", { headers: { accept: "text/html" } });
      if (answer.status === 404) return location.replace("/bulk"); // dropped: what is shown of it must not stay
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.getElementById("job");
        $("#job").replaceWith(next);
        if (!next.hasAttribute("data-running")) return;
      }
    } catch { /* the next look may reach it */ }
    setTimeout(look, 700);
  };
  setTimeout(look, 400);
}
