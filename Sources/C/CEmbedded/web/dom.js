import { language, t } from "./words.js";
import { needLogin, session } from "./session.js";

// Elements and numbers. Texts go in as text nodes, never as markup, so nothing has to be escaped.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  set(node, attributes);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

// The children in place of those that were; null is none.
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

// The same, but what is as before stays the element that it was: with its focus, and as far as it was scrolled.
// For parts without listeners, which would stay those of before.
export function renew(node, ...children) {
  const wanted = children.flat().filter((child) => child !== null && child !== undefined)
    .map((child) => (typeof child === "string" ? document.createTextNode(child) : child));
  wanted.forEach((child, index) => {
    const old = node.childNodes[index];
    if (!old) node.append(child);
    else if (old.nodeType !== child.nodeType || old.nodeName !== child.nodeName) old.replaceWith(child);
    else if (child.nodeType === Node.TEXT_NODE) change(old, child);
    else renewElement(old, child);
  });
  while (node.childNodes.length > wanted.length) node.lastChild.remove();
}

function change(old, child) {
  if (old.data !== child.data) old.data = child.data;
}

function renewElement(old, child) {
  for (const { name } of [...old.attributes]) if (!child.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of child.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  renew(old, ...child.childNodes);
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(node, attributes);
  node.append(...children.flat());
  return node;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) node.style.setProperty(key, to);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

// The reader's own kind of the language that the page is in: en-GB or fr-CA, as the browser has it.
export const locale = (navigator.languages || []).find((name) => name.slice(0, 2) === language) || { en: "en-GB" }[language] || language;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "always" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const exact = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

// What stands in place of a masked number is no number.
const orMask = (say) => (value) => (typeof value === "string" && Number.isNaN(Number(value)) ? value : say(value));

export const format = {
  number: orMask((value) => whole.format(value)),
  compact: orMask((value) => (Math.abs(value) < 100000 ? whole.format(value) : short.format(value))),
  decimal: orMask((value) => tenth.format(value)),
  percent: (value) => share.format(value),
  change: (value) => signed.format(value),
  time: (value) => clock.format(value),
  seconds: (value) => seconds.format(value),
  day: (value) => day.format(value),
  exact: (value) => exact.format(value),
  money(amount, currency) {
    if (Number.isNaN(Number(amount))) return "•••";
    // A code that is none (XXX, or whatever was sent) stands beside the number as it is.
    try {
      return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
    } catch {
      return `${whole.format(amount)} ${currency}`;
    }
  },
};

const regions = new Intl.DisplayNames(locale, { type: "region" });

export function countryName(code) {
  try {
    return /^[A-Z]{2}$/.test(code) ? regions.of(code) : code;
  } catch {
    return code;
  }
}

export async function getJSON(path, signal) {
  return answered(await fetch(path, { signal, headers: { Accept: "application/json" } }));
}

// Sends a request that changes something. The token shows that a page of this console sent it; where the console
// was started anew meanwhile, it has another one, which is asked for once.
export async function send(path, { method = "POST", body } = {}) {
  const once = (csrf) => fetch(path, {
    method, headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const { csrf } = await session();
  const response = await once(csrf);
  if (response.status !== 403) return answered(response);
  const fresh = await session(true);
  return answered(fresh.csrf && fresh.csrf !== csrf ? await once(fresh.csrf) : response);
}

async function answered(response) {
  const text = await response.text();
  const body = text ? JSON.parse(text) : {};
  if (response.status === 401) needLogin();
  if (!response.ok) throw new Error(body.error || t("The console answered {status}.", { status: response.status }));
  return body;
}
