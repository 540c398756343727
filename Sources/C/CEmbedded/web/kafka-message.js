import { el, fill, format } from "./dom.js";
import { t } from "./words.js";
import { badge, exactTime, many } from "./kafka-parts.js";
import { isWhole } from "./kafka-produce.js";

// One message: a line that opens to its value as a tree, its key and its headers. All of it is somebody else's text.

class Digits {
  constructor(text) {
    this.text = text;
  }
}

// Numbers keep their digits, where the browser tells them.
function parse(text) {
  return JSON.parse(text, (_, value, context) => (typeof value === "number" && context?.source ? new Digits(context.source) : value));
}

const mostChildren = 500;

function leaf(value) {
  if (value === null) return el("span", { class: "json-null" }, "null");
  if (value instanceof Digits) return el("span", { class: "json-number" }, value.text);
  if (typeof value === "string") return el("span", { class: "json-string" }, JSON.stringify(value));
  return el("span", { class: "json-word" }, String(value));
}

function branch(name, value, depth) {
  const label = name === null ? null : el("span", { class: "json-name" }, `${name}: `);
  if (value === null || typeof value !== "object" || value instanceof Digits) return el("div", { class: "json-row" }, label, leaf(value));
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item]) : Object.entries(value);
  const size = Array.isArray(value) ? `[${format.number(entries.length)}]` : `{${format.number(entries.length)}}`;
  if (!entries.length) return el("div", { class: "json-row" }, label, size);
  const inside = el("div", { class: "json-inside" });
  const open = () => {
    if (inside.childElementCount) return;
    inside.append(...entries.slice(0, mostChildren).map(([key, item]) => branch(key, item, depth + 1)));
    if (entries.length > mostChildren) inside.append(el("p", { class: "note" }, t("{count} more", { count: format.number(entries.length - mostChildren) })));
  };
  const node = el("details", { class: "json", open: depth < 2, ontoggle: () => node.open && open() }, el("summary", {}, label, el("span", { class: "note" }, size)), inside);
  if (depth < 2) open();
  return node;
}

function bytes(value, name) {
  if (value === null) return el("p", { class: "note" }, name === "value" ? t("No value: this deletes the key where the topic is compacted.") : t("none"));
  const note = value.kind === "hex" ? el("p", { class: "note" }, t("Not text: {size} bytes, shown as hexadecimal digits.", { size: format.number(value.size) })) : null;
  const cut = value.cut ? el("p", { class: "note" }, t("Only the beginning of {size} bytes is shown.", { size: format.number(value.size) })) : null;
  let shown = null;
  if (value.kind === "text" && !value.cut && /^\s*[[{]/.test(value.text)) {
    try {
      shown = el("div", { class: "tree" }, branch(null, parse(value.text), 0));
    } catch {
      shown = null;
    }
  }
  return el("div", {}, note, shown || el("pre", { class: "raw", tabindex: "0" }, value.text === "" ? t("(empty)") : value.text), cut);
}

function headers(list) {
  if (!list.length) return null;
  return el("div", {}, el("h3", {}, t("Headers")), el("dl", { class: "headers" }, list.map((header) => [el("dt", {}, header.name), el("dd", {}, header.value === null ? t("none") : header.value.text)])));
}

export function messageItem(message, { onResend = null } = {}) {
  const body = el("div", { class: "message-body" });
  const preview = message.value === null ? t("no value") : message.value.kind === "hex" ? `0x${message.value.text.slice(0, 64)}` : message.value.text.slice(0, 300);
  const open = () => {
    if (body.childElementCount) return;
    fill(body,
      el("h3", {}, t("Value")), bytes(message.value, "value"),
      message.key ? el("h3", {}, t("Key")) : null, message.key ? bytes(message.key, "key") : null,
      headers(message.headers),
      el("div", { class: "buttons" },
        message.value ? el("button", { type: "button", onclick: (event) => copy(event.target, message.value.text) }, t("Copy the value")) : null,
        onResend ? el("button", { type: "button", disabled: !isWhole(message), onclick: () => onResend(message) }, t("Send again…")) : null,
        onResend && !isWhole(message) ? el("span", { class: "note" }, t("It is too large to be sent again from here: it was cut for this page.")) : null));
  };
  const item = el("details", { class: "message", ontoggle: () => item.open && open() },
    el("summary", {},
      el("time", { datetime: message.timestamp === null ? null : new Date(message.timestamp).toISOString() }, exactTime(message.timestamp)),
      el("span", { class: "place" }, `${message.partition}:${message.offset}`),
      el("span", { class: "message-key" }, message.key ? message.key.text.slice(0, 80) : ""),
      el("span", { class: "preview" }, preview),
      message.headers.length ? badge(many(message.headers.length, "{count} header", "{count} headers")) : null), body);
  return item;
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = t("Copied");
  } catch {
    button.textContent = t("The browser does not allow it");
  }
}
