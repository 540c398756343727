import { el, fill, format } from "./dom.js";
import { count } from "./parts.js";
import { address, go } from "./place.js";
import { t } from "./words.js";

// What Kafka's pages are made of.

export function link(href, text, attributes = {}) {
  return el("a", { href, ...attributes }, text);
}

export const topicPath = (name, part = "") => `/topic/${encodeURIComponent(name)}${part ? `/${part}` : ""}`;
export const groupPath = (name) => `/consumer/${encodeURIComponent(name)}`;

// A number of things, in the words for one or for many.
export const many = (number, one, more) => t(number === 1 ? one : more, { count: count(number) });

export function badge(text, tone = "") {
  return el("span", { class: `badge ${tone}` }, text);
}

export function trouble(text) {
  return el("p", { class: "trouble", role: "status" }, text);
}

export function span(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds === 0) return "0 s";
  if (seconds < 10) return `${format.decimal(seconds)} s`;
  if (seconds < 120) return `${format.number(seconds)} s`;
  if (seconds < 7200) return `${format.number(Math.floor(seconds / 60))} min`;
  if (seconds < 172800) return `${format.number(Math.floor(seconds / 3600))} h`;
  return `${format.number(Math.floor(seconds / 86400))} d`;
}

const moment = new Intl.DateTimeFormat(navigator.languages, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
export const exactTime = (milliseconds) => (milliseconds === null ? "–" : moment.format(milliseconds));

// Loads now and again and again, one question at a time, until `end`.
export function poll(seconds, load) {
  let ended = false;
  let timer = null;
  const asking = new AbortController();
  async function look() {
    clearTimeout(timer);
    await load(asking.signal);
    if (!ended) timer = setTimeout(look, seconds * 1000);
  }
  look();
  return {
    now: look,
    end() {
      ended = true;
      clearTimeout(timer);
      asking.abort();
    },
  };
}

// A field that filters a list: the text goes into the address, and so into the question.
export function filterField(parameters, path, label) {
  let timer = null;
  return el("input", {
    type: "search", value: parameters.get("filter") || "", placeholder: label, "aria-label": label, class: "wide-field", autocomplete: "off", spellcheck: "false", maxlength: 249,
    oninput: (event) => {
      clearTimeout(timer);
      const filter = event.target.value;
      timer = setTimeout(() => go(address(path, { filter }), { replace: true }), 250);
    },
  });
}

export function pager(data, path, parameters) {
  if (data.pages < 2) return null;
  const to = (page, text) => (page < 1 || page > data.pages ? el("span", { class: "note" }, text) : link(address(path, { filter: parameters.get("filter"), page }), text));
  return el("nav", { class: "pager", "aria-label": t("Pages of the list") }, to(data.page - 1, t("Previous")),
    el("span", { class: "note" }, t("{page} of {pages}", { page: format.number(data.page), pages: format.number(data.pages) })), to(data.page + 1, t("Next")));
}

export function field(label, control, note = "") {
  return el("label", { class: "field" }, el("span", {}, label), control, note ? el("span", { class: "note" }, note) : null);
}

export function select(options, value, attributes = {}) {
  return el("select", attributes, options.map(([key, text]) => el("option", { value: key, selected: String(key) === String(value) }, text)));
}

export function input(attributes) {
  return el("input", { autocomplete: "off", spellcheck: "false", ...attributes });
}

// Asks before something is changed. `act` does it and returns what to say, or throws; with `name` it has to be typed.
export function ask({ title, text, content = [], name = "", label, danger = false, act }) {
  const opener = document.activeElement;
  const message = el("p", { class: "trouble", role: "alert", hidden: true });
  const typed = name ? input({ type: "text", "aria-label": t("Type {name} to confirm", { name }) }) : null;
  const doIt = el("button", { type: "button", class: danger ? "danger" : "primary", disabled: Boolean(name) }, label);
  const close = () => dialog.close();
  const dialog = el("dialog", { "aria-label": title }, el("h2", {}, title), text ? el("p", {}, text) : null, ...content,
    typed ? el("label", { class: "field" }, el("span", {}, t("Type {name} to confirm", { name })), typed) : null, message,
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: close }, t("Cancel")), doIt));
  typed?.addEventListener("input", () => { doIt.disabled = typed.value !== name; });
  doIt.addEventListener("click", async () => {
    doIt.disabled = true;
    message.hidden = true;
    try {
      const said = await act();
      if (said) fill(dialog, el("h2", {}, title), el("p", { role: "status" }, said), el("div", { class: "buttons" }, el("button", { type: "button", class: "primary", onclick: close }, t("Close"))));
      else close();
    } catch (error) {
      message.hidden = false;
      message.textContent = error.message;
      doIt.disabled = false;
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener?.focus?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// Reads a stream of server-sent events until it ends or is aborted. Unlike EventSource it tells why it was refused.
export async function follow(path, signal, onEvent) {
  const response = await fetch(path, { signal, headers: { Accept: "text/event-stream" } });
  if (!response.ok) throw new Error((await response.json()).error || t("The console answered {status}.", { status: response.status }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const events = rest.split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const name = event.match(/^event: (.*)$/m)?.[1];
      const data = event.match(/^data: (.*)$/m)?.[1];
      if (name && data) onEvent(name, JSON.parse(data));
    }
  }
}
