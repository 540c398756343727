// Elements and numbers. Texts go in as text nodes, never as markup, so nothing has to be escaped.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  set(node, attributes);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

// The children in place of those that were; null is none.
export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null));
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

const locale = navigator.languages && navigator.languages.length ? [...navigator.languages] : undefined;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "always" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const format = {
  number: (value) => whole.format(value),
  compact: (value) => (Math.abs(value) < 100000 ? whole.format(value) : short.format(value)),
  decimal: (value) => tenth.format(value),
  percent: (value) => share.format(value),
  change: (value) => signed.format(value),
  time: (value) => clock.format(value),
  seconds: (value) => seconds.format(value),
  day: (value) => day.format(value),
  money(amount, currency) {
    // A code that is none (XXX, or whatever was sent) stands beside the number as it is.
    try {
      return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
    } catch {
      return `${whole.format(amount)} ${currency}`;
    }
  },
};

const regions = new Intl.DisplayNames(locale || ["en"], { type: "region" });

export function countryName(code) {
  try {
    return /^[A-Z]{2}$/.test(code) ? regions.of(code) : code;
  } catch {
    return code;
  }
}

export async function getJSON(path, signal) {
  const response = await fetch(path, { signal, headers: { Accept: "application/json" } });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || `The console answered ${response.status}.`);
  return body;
}

// A request that changes something; `body` goes as JSON.
export async function send(path, { method = "POST", body } = {}) {
  const response = await fetch(path, {
    method, headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || `The console answered ${response.status}.`);
  return answer;
}
