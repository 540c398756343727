import { el, format, svg } from "./dom.js";
import { t } from "./words.js";
import { exactTime } from "./kafka-parts.js";

// Bars of how many messages came when. Each is a button: it leads to the messages from its time on.

export function volume(data, at, onChoose) {
  const most = Math.max(1, ...data.counts);
  return el("ol", { class: "volume", "aria-label": t("Messages over time") }, data.counts.map((number, index) => {
    const from = data.from + index * data.step;
    const label = t("{count} messages from {time}", { count: format.number(number), time: exactTime(from) });
    const isHere = at !== null && at >= from && at < from + data.step;
    return el("li", {}, el("button", { type: "button", title: label, "aria-label": label, "aria-pressed": String(isHere), onclick: () => onChoose(from) },
      el("span", { class: "column", style: { height: `${number ? Math.max(3, (number / most) * 100) : 0}%` } })));
  }));
}

// A line over time, with its largest value and its latest.
export function history(points, index, say, name) {
  const values = points.map((point) => point[index]);
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return el("p", { class: "note" }, t("It is looked at every 10 seconds; after two looks there is a picture here."));
  const [width, height] = [600, 120];
  const most = Math.max(...known, index === 1 ? 10 : 1);
  const first = points[0][0];
  const length = Math.max(1, points[points.length - 1][0] - first);
  const x = (time) => ((time - first) / length) * width;
  const y = (value) => height - 2 - (value / most) * (height - 12);
  const path = points.filter((point) => point[index] !== null).map((point, order) => `${order ? "L" : "M"}${x(point[0]).toFixed(1)} ${y(point[index]).toFixed(1)}`).join("");
  const latest = known[known.length - 1];
  const label = t("{name}: {latest} now, {most} at most", { name, latest: say(latest), most: say(Math.max(...known)) });
  return el("figure", { class: "history" }, el("figcaption", {}, el("span", {}, name), el("span", { class: "note" }, t("{latest} now, {most} at most", { latest: say(latest), most: say(Math.max(...known)) }))),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
      svg("path", { d: `${path}L${width} ${height}L0 ${height}Z`, class: "area" }), svg("path", { d: path, class: "line" })),
    el("p", { class: "axis-times note" }, el("span", {}, format.time(first)), el("span", {}, format.time(first + length))));
}
