import { el, fill, format, getJSON } from "./dom.js";

// The pipeline page: what became of every record, how fresh the rows are, and what was refused or lost.

export const pipelinePages = [{ path: /^\/pipeline$/, href: "/pipeline", area: "Pipeline", name: "Pipeline", open: pipelinePage }];

function pipelinePage(root, { showAlarm }) {
  let ended = false;
  let timer = null;
  let asking = false;
  const body = el("div", { class: "pipeline" });
  root.replaceChildren(el("h1", {}, "Pipeline"), body);
  load();

  async function load() {
    clearTimeout(timer);
    asking = true;
    try {
      const data = await getJSON("/api/pipeline");
      if (!ended) draw(data);
    } catch (error) {
      if (!ended && !body.childElementCount) body.replaceChildren(el("p", { class: "panel" }, error.message));
    }
    asking = false;
    if (!ended) timer = setTimeout(load, 2000);
  }

  function draw(data) {
    const { totals, freshness_ms: fresh } = data;
    showAlarm(data);
    const age = data.seconds_since_commit;
    fill(body,
      el("p", { class: `verdict ${data.accounted ? "good" : "bad"}` }, el("strong", {}, data.accounted ? "✓ Every record read is accounted for" : "✗ Records read are not accounted for"),
        ` ${format.number(totals.offsets)} offsets = ${format.number(totals.stored)} stored + ${format.number(totals.duplicates)} duplicates + ${format.number(totals.rejected)} rejected + ${format.number(totals.skipped)} without a record`),
      el("dl", { class: "numbers" },
        card("Stored", format.compact(totals.stored), "rows of user_clicks, each once", format.number(totals.stored)),
        card("Duplicates", format.compact(totals.duplicates), "sent again, stored once"),
        card("Rejected", format.compact(totals.rejected), "kept with their reason"),
        card("Lost", format.compact(data.lost), data.lost ? "gone from Kafka before they were stored" : "none", null, data.lost ? "bad" : ""),
        card("Freshness", fresh.clicks ? `${format.decimal(fresh.p50)} ms` : "–", fresh.clicks ? `p99 ${format.decimal(fresh.p99)} ms, from Kafka to the row, latest ${format.number(fresh.clicks)}` : "no clicks yet"),
        card("Last commit", age === null ? "–" : age < 60 ? `${format.decimal(age)} s` : `${format.number(Math.floor(age / 60))} min`, age === null ? "nothing was stored yet" : "ago", null, data.stopped ? "bad" : "")),
      panel("Rejections by reason", data.rejected.length ? table(["Reason", "#Records", "Latest"], data.rejected.map((row) => [row.reason, format.number(row.records), format.day(row.last_at)])) : el("p", { class: "note" }, "Nothing was rejected."),
        "of the latest 10,000 · clickstream rejected list"),
      data.gaps.length ? panel("Lost records", table(["Topic", "#Partition", "#From", "#To", "Why"], data.gaps.map((row) => [row.topic, row.partition, format.number(row.from_offset), format.number(row.to_offset - 1), row.reason])), "clickstream verify") : null,
      panel("Partitions", data.partitions.length ? table(["Topic", "#Partition", "#Next offset", "#Stored", "#Duplicates", "#Rejected", "Changed"], data.partitions.map((row) => [row.topic, row.partition, format.number(row.next_offset ?? 0), format.number(row.stored), format.number(row.duplicates), format.number(row.rejected), format.seconds(row.updated_at)])) : el("p", { class: "note" }, "No sink has taken a partition yet: start one with clickstream consume, or clickstream up."), ""));
  }

  return {
    onClicks() {
      if (asking) return;
      clearTimeout(timer);
      timer = setTimeout(load, 500);
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

function card(name, value, note, exact, tone = "") {
  return el("div", { class: `number ${tone}` }, el("dt", {}, name), el("dd", {}, el("strong", { title: exact }, value), el("span", { class: "note" }, note)));
}

function panel(title, content, note) {
  return el("section", { class: "panel", "aria-label": title }, el("div", { class: "head" }, el("h2", {}, title), el("span", { class: "note" }, note)), content);
}

// A column whose name begins with # holds numbers.
function table(columns, rows) {
  const kind = (index) => (columns[index].startsWith("#") ? "n" : null);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, el("table", {},
    el("thead", {}, el("tr", {}, columns.map((name, index) => el("th", { scope: "col", class: kind(index) }, name.replace("#", ""))))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((value, index) => el("td", { class: kind(index) }, String(value))))))));
}
