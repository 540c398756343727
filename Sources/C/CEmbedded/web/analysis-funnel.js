import { svg, format } from "./dom.js";
import { t } from "./words.js";

// A funnel as a picture: a column a step, and between them what goes on and what stops.

const height = 250;
const floor = 192;
const roof = 34;

export function funnelPicture(steps, about) {
  const isNarrow = matchMedia("(max-width: 560px)").matches;
  const width = isNarrow ? 330 : 1000;
  const slot = width / steps.length;
  const bar = slot * (isNarrow ? 0.6 : 0.42);
  const top = (step) => floor - (floor - roof) * (step.of_first || 0);
  const left = (index) => index * slot + (slot - bar) / 2;
  const words = steps.map((step) => `${step.name}: ${about}${format.number(step.users)}, ${format.percent(step.of_first || 0)}`).join("; ");
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "funnel-picture", role: "img", "aria-label": words });
  steps.forEach((step, index) => {
    const x = left(index);
    const next = steps[index + 1];
    if (next) {
      picture.append(svg("polygon", { class: "flow", points: `${x + bar},${top(step)} ${left(index + 1)},${top(next)} ${left(index + 1)},${floor} ${x + bar},${floor}` }));
      if (!isNarrow) picture.append(svg("text", { class: "tick", x: x + bar + (slot - bar) / 2, y: floor - 8, "text-anchor": "middle" }, `${format.percent(next.of_previous || 0)} →`));
    }
    picture.append(
      svg("rect", { class: "lost", x, y: roof, width: bar, height: floor - roof, rx: 6 }),
      svg("rect", { class: "kept", x, y: top(step), width: bar, height: Math.max(2, floor - top(step)), rx: Math.min(6, (floor - top(step)) / 2) }),
      svg("text", { class: "value", x: x + bar / 2, y: roof - 12, "text-anchor": "middle" }, isNarrow ? format.percent(step.of_first || 0) : `${about}${format.compact(step.users)} · ${format.percent(step.of_first || 0)}`),
      svg("text", { class: "tick", x: x + bar / 2, y: floor + 20, "text-anchor": "middle" }, isNarrow ? String(step.step) : `${step.step}. ${clipped(step.name, Math.floor(slot / 8))}`));
    if (index > 0 && step.median_seconds !== null && !isNarrow) {
      picture.append(svg("text", { class: "tick", x: x + bar / 2, y: floor + 40, "text-anchor": "middle" }, t("median {time}", { time: brief(step.median_seconds) })));
    }
  });
  picture.append(svg("line", { class: "axis", x1: 0, x2: width, y1: floor, y2: floor }));
  return picture;
}

function clipped(text, length) {
  return text.length > length ? `${text.slice(0, Math.max(1, length - 1))}…` : text;
}

function brief(seconds) {
  if (seconds < 90) return t("{count} s", { count: format.number(seconds) });
  if (seconds < 5400) return t("{count} min", { count: format.number(seconds / 60) });
  return t("{count} h", { count: format.decimal(seconds / 3600) });
}
