import { el, format, svg } from "./dom.js";
import { t } from "./words.js";

// Lines over time, with a scale, exact values on pointing and by the arrow keys. What is not known leaves a gap.

const height = 150;
const left = 52;
const bottom = 20;
const top = 8;

// `series` is a list of { name, values, tone }, a value a time; `say` makes a text of one.
export function lines(title, times, series, say) {
  const known = series.flatMap((one) => one.values).filter((value) => value !== null);
  const hint = el("span", { class: "note", "aria-live": "polite" });
  const head = el("figcaption", {}, el("span", {}, title), hint);
  if (times.length < 2 || !known.length) return el("figure", { class: "lines" }, head, el("p", { class: "note" }, t("It is looked at every 5 seconds; after a few looks there is a picture here.")));
  const width = matchMedia("(max-width: 560px)").matches ? 330 : 620;
  const peak = nice(Math.max(...known) || 1);
  const span = Math.max(1, times.at(-1) - times[0]);
  const x = (time) => left + ((time - times[0]) / span) * (width - left - 4);
  const y = (value) => top + (height - top - bottom) * (1 - value / peak);
  const latest = series.map((one) => `${one.name}: ${told(one.values.findLast((value) => value !== null), say)}`).join("; ");
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", tabindex: "0", "aria-label": t("{title}. Now: {latest}. Arrow keys read the values.", { title, latest }) });
  for (const part of [0, 0.5, 1]) {
    picture.append(svg("line", { x1: left, x2: width, y1: y(peak * part), y2: y(peak * part), class: part === 0 ? "axis" : "grid-line" }),
      svg("text", { x: left - 8, y: y(peak * part) + 4, class: "tick", "text-anchor": "end" }, say(peak * part)));
  }
  for (const [time, anchor] of [[times[0], "start"], [times.at(-1), "end"]]) picture.append(svg("text", { x: x(time), y: height - 4, class: "tick", "text-anchor": anchor }, format.time(time)));
  for (const one of series) picture.append(svg("path", { d: path(one.values, times, x, y), class: `line ${one.tone}` }));
  const cursor = svg("line", { y1: top, y2: height - bottom, class: "cursor" });
  picture.append(cursor);

  let chosen = -1;
  const choose = (index) => {
    chosen = Math.min(times.length - 1, Math.max(-1, index));
    cursor.setAttribute("visibility", chosen < 0 ? "hidden" : "visible");
    if (chosen < 0) {
      hint.textContent = "";
      return;
    }
    cursor.setAttribute("x1", x(times[chosen]));
    cursor.setAttribute("x2", x(times[chosen]));
    hint.textContent = [format.seconds(times[chosen]), ...series.map((one) => `${one.name} ${told(one.values[chosen], say)}`)].join(" · ");
  };
  choose(-1);
  picture.addEventListener("pointermove", (event) => {
    const box = picture.getBoundingClientRect();
    const at = times[0] + ((((event.clientX - box.left) / box.width) * width - left) / (width - left - 4)) * span;
    choose(times.reduce((best, time, index) => (Math.abs(time - at) < Math.abs(times[best] - at) ? index : best), 0));
  });
  picture.addEventListener("pointerleave", () => choose(-1));
  picture.addEventListener("blur", () => choose(-1));
  picture.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    if (!(event.key in moves)) return;
    event.preventDefault();
    choose(chosen < 0 ? times.length - 1 : Math.max(0, chosen + moves[event.key]));
  });
  const legend = series.length < 2 ? null : el("p", { class: "legend" }, series.map((one) => el("span", {}, el("i", { class: `swatch ${one.tone}`, "aria-hidden": "true" }), one.name)));
  return el("figure", { class: "lines" }, head, picture, legend);
}

const told = (value, say) => (value === null || value === undefined ? "–" : say(value));

function path(values, times, x, y) {
  let text = "";
  let isDown = false;
  values.forEach((value, index) => {
    if (value !== null) text += `${isDown ? "L" : "M"}${x(times[index]).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = value !== null;
  });
  return text;
}

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((step) => value <= step) ?? value;
}
