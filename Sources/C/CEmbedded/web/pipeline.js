import { el, format, getJSON, renew } from "./dom.js";
import { t } from "./words.js";

// The pipeline page: what became of every record, how fresh the rows are, and what was refused or lost.

export const pipelinePages = [{ path: /^\/pipeline$/, href: "/pipeline", area: "Pipeline", name: "Pipeline", open: pipelinePage }];

function pipelinePage(root, { showAlarm }) {
  let ended = false;
  let timer = null;
  let asking = false;
  let isSoon = false;
  const body = el("div", { class: "pipeline" });
  root.replaceChildren(el("h1", {}, t("Pipeline")), body);
  load();

  async function load() {
    clearTimeout(timer);
    [asking, isSoon] = [true, false];
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
    renew(body,
      el("p", { class: `verdict ${data.accounted ? "good" : "bad"}` }, el("strong", {}, data.accounted ? t("✓ Every record read is accounted for") : t("✗ Records read are not accounted for")),
        " ", t("{offsets} offsets = {stored} stored + {duplicates} duplicates + {rejected} rejected + {skipped} without a record", {
          offsets: format.number(totals.offsets), stored: format.number(totals.stored), duplicates: format.number(totals.duplicates),
          rejected: format.number(totals.rejected), skipped: format.number(totals.skipped),
        })),
      el("dl", { class: "numbers" },
        card(t("Stored"), format.compact(totals.stored), t("rows of user_clicks, each once"), format.number(totals.stored)),
        card(t("Duplicates"), format.compact(totals.duplicates), t("sent again, stored once")),
        card(t("Rejected"), format.compact(totals.rejected), t("kept with their reason")),
        card(t("Lost"), format.compact(data.lost), data.lost ? t("gone from Kafka before they were stored") : t("none"), null, data.lost ? "bad" : ""),
        card(t("Freshness"), fresh.clicks ? t("{count} ms", { count: format.decimal(fresh.p50) }) : "–", fresh.clicks ? t("p99 {time} ms, from Kafka to the row, latest {count}", { time: format.decimal(fresh.p99), count: format.number(fresh.clicks) }) : t("no clicks yet")),
        card(t("Last commit"), age === null ? "–" : age < 60 ? t("{count} s", { count: format.decimal(age) }) : t("{count} min", { count: format.number(Math.floor(age / 60)) }), age === null ? t("nothing was stored yet") : t("ago"), null, data.stopped ? "bad" : "")),
      panel(t("Rejections by reason"), data.rejected.length ? table([t("Reason"), `#${t("Records")}`, t("Latest")], data.rejected.map((row) => [row.reason, format.number(row.records), format.day(row.last_at)])) : el("p", { class: "note" }, t("Nothing was rejected.")),
        `${t("of the latest {count}", { count: format.number(10000) })} · clickstream rejected list`),
      data.gaps.length ? panel(t("Lost records"), table([t("Topic"), `#${t("Partition")}`, `#${t("From")}`, `#${t("To")}`, t("Why")], data.gaps.map((row) => [row.topic, row.partition, format.number(row.from_offset), format.number(row.to_offset - 1), row.reason])), "clickstream verify") : null,
      panel(t("Partitions"), data.partitions.length ? table([t("Topic"), `#${t("Partition")}`, `#${t("Next offset")}`, `#${t("Stored")}`, `#${t("Duplicates")}`, `#${t("Rejected")}`, t("Changed")], data.partitions.map((row) => [row.topic, row.partition, format.number(row.next_offset ?? 0), format.number(row.stored), format.number(row.duplicates), format.number(row.rejected), format.seconds(row.updated_at)])) : el("p", { class: "note" }, t("No sink has taken a partition yet: start one with clickstream consume, or clickstream up.")), ""));
  }

  return {
    onClicks() {
      // Clicks may come faster than this: the first of them asks, and those that follow wait with it.
      if (asking || isSoon) return;
      isSoon = true;
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
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Table") }, el("table", {},
    el("thead", {}, el("tr", {}, columns.map((name, index) => el("th", { scope: "col", class: kind(index) }, name.replace("#", ""))))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((value, index) => el("td", { class: kind(index) }, String(value))))))));
}
