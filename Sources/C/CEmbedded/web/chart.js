import { el, svg, format, locale } from "./dom.js";
import { t } from "./words.js";

// Bars over time, with a scale, exact values on pointing and by the arrow keys, and the same as a table.

const height = 220;
const left = 46;
const bottom = 24;
const top = 12;

const dates = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const days = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

// Days and weeks are those of UTC, as they are summed up.
function labels(bucket) {
  if (bucket === "minute") return format.time;
  return bucket === "hour" ? format.day : (time) => days.format(time);
}

export function chart(points, bucket, hint) {
  // On a phone the same letters need a smaller picture.
  const isNarrow = matchMedia("(max-width: 560px)").matches;
  const width = isNarrow ? 330 : 900;
  const peak = nice(Math.max(1, ...points.map((point) => point[1])));
  const step = (width - left) / points.length;
  const y = (value) => top + (height - top - bottom) * (1 - value / peak);
  const label = labels(bucket);
  const total = points.reduce((sum, point) => sum + point[1], 0);

  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", tabindex: "0",
    "aria-label": t("Clicks over time: {total} in all, {most} at most. Arrow keys read the values.", { total: format.number(total), most: format.number(Math.max(...points.map((p) => p[1]))) }),
  });
  for (const part of [0, 0.5, 1]) {
    const at = y(peak * part);
    picture.append(
      svg("line", { x1: left, x2: width, y1: at, y2: at, class: part === 0 ? "axis" : "grid" }),
      svg("text", { x: left - 8, y: at + 4, class: "tick", "text-anchor": "end" }, format.compact(peak * part)));
  }
  const every = Math.ceil(points.length / (isNarrow ? 3 : 6));
  const bars = points.map((point, index) => {
    const x = left + index * step;
    const bar = svg("rect", {
      x: x + step * 0.14, width: step * 0.72, y: y(point[1]), height: Math.max(0, height - bottom - y(point[1])),
      rx: Math.min(3, step * 0.2), class: index === points.length - 1 ? "bar-now" : "bar",
    });
    picture.append(bar);
    if (point[2] > 0) {
      picture.append(svg("circle", { cx: x + step / 2, cy: Math.max(5, y(point[1]) - 5), r: 2.5, class: "order" }));
    }
    if (index % every === 0 && points.length - index > every / 3) {
      picture.append(svg("text", { x: x + step / 2, y: height - 6, class: "tick", "text-anchor": "middle" },
        bucket === "minute" || (bucket === "hour" && points.length <= 24) ? format.time(point[0]) : dates.format(point[0])));
    }
    return bar;
  });

  let chosen = -1;
  const choose = (index) => {
    if (chosen >= 0) bars[chosen].classList.remove("chosen");
    chosen = Math.min(points.length - 1, Math.max(-1, index));
    if (chosen < 0) {
      hint.textContent = "";
      return;
    }
    bars[chosen].classList.add("chosen");
    const [time, clicks, orders] = points[chosen];
    hint.textContent = t("{time} · {clicks} clicks · {orders} orders", { time: label(time), clicks: format.number(clicks), orders: format.number(orders) });
  };
  picture.addEventListener("pointermove", (event) => {
    const box = picture.getBoundingClientRect();
    choose(Math.floor((((event.clientX - box.left) / box.width) * width - left) / step));
  });
  picture.addEventListener("pointerleave", () => choose(-1));
  picture.addEventListener("blur", () => choose(-1));
  picture.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    if (!(event.key in moves)) return;
    event.preventDefault();
    choose(chosen < 0 ? points.length - 1 : Math.max(0, chosen + moves[event.key]));
  });
  return picture;
}

export function chartTable(points, bucket) {
  const label = labels(bucket);
  return el("details", { class: "as-table" },
    el("summary", {}, t("As a table")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Clicks over time") },
      el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("Time")), el("th", { scope: "col", class: "n" }, t("Clicks")), el("th", { scope: "col", class: "n" }, t("Orders")))),
        el("tbody", {}, [...points].reverse().map((point) => el("tr", {},
          el("td", {}, label(point[0])), el("td", { class: "n" }, format.number(point[1])), el("td", { class: "n" }, format.number(point[2]))))))));
}

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 3, 4, 6, 8, 10]) if (value <= step * power) return Math.max(2, step * power);
  return value;
}
