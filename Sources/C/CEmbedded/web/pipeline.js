import { el, fill, format, getJSON, renew } from "./dom.js";
import { lines } from "./lines.js";
import { card, count, elapsed, panel, table } from "./parts.js";
import { address } from "./place.js";
import { t } from "./words.js";
import { rejectionPages } from "./rejections.js";
import { auditPages } from "./audit.js";

// The pipeline page: what became of every record, how fast and how fresh, and what was refused or lost.

export const pipelinePages = [{ path: /^\/pipeline$/, href: "/pipeline", area: "Pipeline", name: "Pipeline", open: pipelinePage }, ...rejectionPages, ...auditPages];

function pipelinePage(root, { place, showAlarm }) {
  let ended = false;
  let timer = null;
  let asking = false;
  let isSoon = false;
  const chosen = place.parameters.get("partition") === null ? null : { topic: place.parameters.get("topic"), partition: Number(place.parameters.get("partition")) };
  const now = el("div", { class: "pipeline" });
  const curves = el("div", {});
  const lists = el("div", { class: "pipeline" });
  root.replaceChildren(el("h1", {}, t("Pipeline")), now, curves, lists);
  let drawnAt = 0;
  load();

  async function load() {
    clearTimeout(timer);
    [asking, isSoon] = [true, false];
    try {
      const data = await getJSON("/api/pipeline");
      if (!ended) draw(data);
      // Its samples come every five seconds; whoever reads a value there keeps it.
      if (!ended && Date.now() - drawnAt >= 5000 && !curves.contains(document.activeElement)) {
        const history = await getJSON(address("/api/pipeline/history", chosen ? { topic: chosen.topic, partition: String(chosen.partition) } : {}));
        if (!ended) drawCurves(history);
        drawnAt = Date.now();
      }
    } catch (error) {
      if (!ended && !now.childElementCount) now.replaceChildren(el("p", { class: "panel" }, error.message));
    }
    asking = false;
    if (!ended) timer = setTimeout(load, 2000);
  }

  function draw(data) {
    const flow = data.flow || {};
    showAlarm(data);
    const age = data.seconds_since_commit;
    renew(now, verdict(data),
      el("dl", { class: "numbers" },
        card(t("Coming in"), perSecond(flow.arriving), t("records a second, into Kafka")),
        card(t("Stored"), perSecond(flow.stored_rate), t("a second; {count} in all", { count: format.compact(data.totals.stored) }), { exact: format.number(data.totals.stored) }),
        card(t("Duplicates"), perSecond(flow.duplicate_rate), t("a second; {count} in all", { count: format.compact(data.totals.duplicates) })),
        card(t("Rejected"), perSecond(flow.rejected_rate), t("a second; {count} in all", { count: format.compact(data.totals.rejected) })),
        card(t("Waiting"), count(flow.lag), t("records that the sink has not come to")),
        card(t("Freshness"), freshness(flow.p50), flow.p99 === null || flow.p99 === undefined ? t("no clicks of late") : t("p99 {time}, from Kafka to the row", { time: freshness(flow.p99) })),
        card(t("Lost"), format.compact(data.lost), data.lost ? t("gone from Kafka before they were stored") : t("none"), { tone: data.lost ? "bad" : "" }),
        card(t("Last commit"), age === null ? "–" : age < 1 ? t("now") : elapsed(age * 1000), age === null ? t("nothing was stored yet") : age < 1 ? t("less than a second ago") : t("ago"), { tone: data.stopped ? "bad" : "" })));
    renew(lists,
      panel(t("Partitions"), chosen ? el("a", { href: "/pipeline" }, t("All together")) : t("choose one to see its hour"), partitions(data)),
      panel(t("Rejections by reason"), el("a", { href: "/rejections" }, t("All rejected records")), table(t("Rejections by reason"), [t("Reason"), `#${t("Records")}`, t("Latest")],
        data.rejected.map((row) => [el("a", { href: address("/rejections", { reason: row.reason }) }, row.reason), format.number(row.records), format.day(row.last_at)]), t("Nothing was rejected."))),
      data.gaps.length ? panel(t("Lost records"), "clickstream verify", table(t("Lost records"), [t("Topic"), `#${t("Partition")}`, `#${t("From")}`, `#${t("To")}`, t("Why")], data.gaps.map((row) => [row.topic, String(row.partition), format.number(row.from_offset), format.number(row.to_offset - 1), row.reason]))) : null);
  }

  function partitions(data) {
    const rows = data.by_partition.length ? data.by_partition : data.partitions;
    return table(t("Partitions"), [t("Partition"), `#${t("Coming in")}`, `#${t("Stored")}`, `#${t("Waiting")}`, `#${t("p50")}`, `#${t("p99")}`, `#${t("Next offset")}`, `#${t("Stored in all")}`, `#${t("Duplicates")}`, `#${t("Rejected")}`, t("Account"), t("Changed")],
      rows.map((row) => {
        const isChosen = chosen && row.partition === chosen.partition && row.topic === chosen.topic;
        return [el("a", { href: isChosen ? "/pipeline" : address("/pipeline", { topic: row.topic, partition: String(row.partition) }), "aria-current": isChosen ? "true" : null }, `${row.topic} · ${row.partition}`),
          perSecond(row.arriving), perSecond(row.stored_rate), count(row.lag), freshness(row.p50), freshness(row.p99), count(row.next_offset), count(row.stored), count(row.duplicates), count(row.rejected),
          row.accounted === undefined ? "–" : row.accounted ? t("✓ balanced") : el("strong", { class: "bad" }, t("✗ not balanced")), row.updated_at ? format.seconds(row.updated_at) : "–"];
      }), t("No sink has taken a partition yet: start one with clickstream consume, or clickstream up."));
  }

  function drawCurves(history) {
    const { times } = history;
    const rate = (value) => (value < 10 ? format.decimal(value) : format.compact(value));
    fill(curves, panel(chosen ? t("The last hour of {partition}", { partition: `${chosen.topic} · ${chosen.partition}` }) : t("The last hour"), t("a look every 5 seconds, since the console started"),
      el("div", { class: "quad" },
        lines(t("Records a second"), times, [{ name: t("coming in"), values: history.arriving, tone: "a" }, { name: t("stored"), values: history.stored, tone: "b" }], rate),
        lines(t("Waiting records"), times, [{ name: t("waiting"), values: history.lag, tone: "a" }], (value) => format.compact(Math.round(value))),
        lines(t("Freshness, from Kafka to the row"), times, [{ name: "p50", values: history.p50, tone: "a" }, { name: "p99", values: history.p99, tone: "c" }], freshness),
        lines(t("Not stored, a second"), times, [{ name: t("duplicates"), values: history.duplicates, tone: "b" }, { name: t("rejected"), values: history.rejected, tone: "c" }], rate))));
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

// Whether everything that was produced is somewhere; where Kafka does not answer, everything that was read.
function verdict(data) {
  const sum = data.reconciliation;
  const values = (from) => Object.fromEntries(["produced", "offsets", "stored", "duplicates", "rejected", "skipped", "waiting", "ahead"].map((name) => [name, count(from[name])]));
  if (!sum || sum.produced === null) {
    return el("p", { class: `verdict ${data.accounted ? "good" : "bad"}` }, el("strong", {}, data.accounted ? t("✓ Every record read is accounted for") : t("✗ Records read are not accounted for")),
      " ", t("{offsets} offsets = {stored} stored + {duplicates} duplicates + {rejected} rejected + {skipped} without a record", values(data.totals)));
  }
  const isGood = sum.balanced && data.accounted;
  return el("p", { class: `verdict ${isGood ? "good" : "bad"}`, role: "status" },
    el("strong", {}, isGood ? t("✓ Every record produced is accounted for") : t("✗ Records produced are not accounted for")), " ",
    t("{produced} produced = {stored} stored + {duplicates} duplicates + {rejected} rejected + {skipped} without a record + {waiting} waiting", values(sum)),
    sum.ahead > 0 ? ` · ${t("{ahead} offsets are stored that Kafka does not have any more: was the topic deleted?", values(sum))}` : "");
}

const perSecond = (rate) => (rate === null || rate === undefined ? "–" : rate < 10 ? format.decimal(rate) : format.compact(rate));
const freshness = (value) => (value === null || value === undefined ? "–" : elapsed(value >= 10 && value < 1000 ? Math.round(value) : value));
