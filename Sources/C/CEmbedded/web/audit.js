import { el, fill, format, getJSON } from "./dom.js";
import { badge } from "./kafka-parts.js";
import { elapsed, panel, table } from "./parts.js";
import { address } from "./place.js";
import { t } from "./words.js";

// Who changed what by this console, and what came of it. For operators.

export const auditPages = [{ path: /^\/audit$/, href: "/audit", area: "Pipeline", name: "Audit", role: "operator", open: auditPage }];

function auditPage(root, { place }) {
  const asked = new AbortController();
  const body = el("div", { class: "pipeline", "aria-busy": "true" });
  const before = place.parameters.get("before");
  fill(root, el("div", { class: "title" }, el("h1", {}, t("Audit")), el("span", { class: "exits" },
    el("a", { class: "button", href: address("/audit", { before, limit: "500", format: "csv" }), download: "" }, "CSV"), el("a", { class: "button", href: address("/audit", { before, format: "json" }), target: "_blank", rel: "noopener" }, "JSON"))), body);
  getJSON(address("/audit", { before }), asked.signal).then((data) => {
    body.removeAttribute("aria-busy");
    const older = data.rows.length === data.limit ? el("p", { class: "pager" }, el("a", { class: "button", href: address("/audit", { before: String(data.rows.at(-1).id) }) }, t("Older"))) : null;
    fill(body, panel(t("What was changed, newest first"), t("kept in the table console_actions"), table(t("Actions"), [t("When"), t("Who"), t("Role"), t("From"), t("Action"), t("Outcome"), `#${t("Took")}`],
      data.rows.map((row) => [line(format.exact(row.began_at)), line(row.who), line(t(row.role)), line(row.address), el("code", {}, row.action), outcome(row), row.ended_at === null ? "–" : elapsed(row.ended_at - row.began_at)]), t("Nothing was changed by this console yet.")), older));
  }, (error) => {
    if (error.name !== "AbortError") fill(body, el("p", { class: "panel", role: "alert" }, error.message));
  });
  return { end: () => asked.abort() };
}

const line = (text) => el("span", { class: "one-line" }, text);

function outcome(row) {
  if (row.status === null) return badge(t("not known"), "warm");
  if (row.status < 300) return badge(t("done"), "good");
  return el("span", {}, badge(String(row.status), "bad"), ` ${row.outcome}`);
}
