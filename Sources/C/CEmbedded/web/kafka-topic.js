import { el, fill, format, getJSON } from "./dom.js";
import { t } from "./words.js";
import { badge, groupPath, link, many, poll, topicPath, trouble } from "./kafka-parts.js";
import { card, count, panel, table } from "./parts.js";
import { askDeleteTopic, askMessage } from "./kafka-produce.js";
import { messagesView } from "./kafka-messages.js";
import { searchView, tailView } from "./kafka-search.js";

// A topic: what it is, and its messages, as pages of their own.

const views = { "": overview, messages: messagesView, allmessages: messagesView, tail: tailView, search: searchView, "search-messages": searchView };
const tabs = [["", "Overview"], ["messages", "Messages"], ["tail", "Live tail"], ["search", "Search"]];

export function topicPage(root, { place }) {
  const [, topic, part = ""] = place.segments;
  const current = part === "allmessages" ? "messages" : part === "search-messages" ? "search" : part;
  const body = el("div", { class: "kafka" });
  const buttons = el("div", { class: "controls" });
  fill(root,
    el("div", { class: "title" }, el("p", { class: "crumb" }, link("/kafka", t("Topics"))), el("h1", {}, topic), buttons),
    el("nav", { class: "tabs", "aria-label": t("Pages of the topic") }, tabs.map(([path, name]) => link(topicPath(topic, path), t(name), { "aria-current": path === current ? "page" : null }))),
    body);
  // The buttons are there once it is known whether they may be.
  const tools = {
    topic, place,
    allow(data) {
      fill(buttons, ...(data.actions ? [
        el("button", { type: "button", onclick: () => askMessage(topic, data.partitions.map((partition) => partition.id)) }, t("Send a message…")),
        el("button", { type: "button", class: "danger", onclick: () => askDeleteTopic(topic) }, t("Delete…"))] : []));
    },
  };
  return views[part](body, tools);
}

function overview(body, { topic, allow }) {
  const api = `/api/kafka${topicPath(topic)}`;
  const main = el("div", { class: "kafka" });
  const groups = el("div", {}, panel(t("Groups"), "", el("p", { class: "note" }, t("Looking for the groups that read it."))));
  const config = el("div", {});
  fill(body, main, groups, config);
  let before = null;

  const polling = poll(3, async (signal) => {
    try {
      draw(await getJSON(api, signal));
    } catch (error) {
      if (error.name !== "AbortError") fill(main, trouble(error.message));
    }
  });
  const slow = poll(10, async (signal) => {
    try {
      drawGroups(await getJSON(`${api}/groups`, signal));
    } catch (error) {
      if (error.name !== "AbortError") fill(groups, panel(t("Groups"), "", trouble(error.message)));
    }
  });

  function draw(data) {
    allow(data);
    const rate = before && data.now > before.now ? Math.max(0, (data.written - before.written) / ((data.now - before.now) / 1000)) : null;
    before = data;
    const own = data.config.filter((entry) => entry.own);
    const retention = data.config.find((entry) => entry.name === "retention.ms")?.value;
    fill(main,
      el("dl", { class: "numbers" },
        card(t("Messages"), count(data.messages), t("that are there now")),
        card(t("A second"), rate === null ? "–" : format.decimal(rate), t("written, just now")),
        card(t("Partitions"), count(data.partitions.length), many(data.partitions[0]?.replicas.length ?? 0, "{count} copy of each message", "{count} copies of each message")),
        card(t("Kept for"), retention === undefined ? "–" : Number(retention) < 0 ? t("ever") : t("{days} days", { days: format.decimal(Number(retention) / 86400000) }), data.config.find((entry) => entry.name === "cleanup.policy")?.value === "compact" ? t("compacted by key") : t("then deleted")),
        card(t("Under-replicated"), count(data.underReplicated), data.underReplicated ? t("partitions") : t("every copy is in step"), { tone: data.underReplicated ? "bad" : "" })),
      panel(t("Partitions"), "", table(t("Partitions"), [`#${t("Partition")}`, `#${t("First offset")}`, `#${t("Next offset")}`, `#${t("Messages")}`, `#${t("Leader")}`, t("Replicas"), t("In sync"), t("State")],
        data.partitions.map((partition) => [
          link(`${topicPath(topic, "messages")}?partition=${partition.id}`, String(partition.id)), count(partition.low), count(partition.high), count(partition.size),
          partition.leader === null ? "–" : String(partition.leader), partition.replicas.join(", "), partition.inSync.join(", "), partitionState(partition)]), t("The topic has no partitions."))));
    if (config.childElementCount) return;
    const rows = [...own, ...data.config.filter((entry) => !entry.own)].map((entry) => [entry.name, entry.value ?? t("hidden"), entry.own ? badge(t("set for this topic")) : t("default")]);
    fill(config, panel(t("Settings"), t("{count} of its own", { count: own.length }), table(t("Settings"), [t("Setting"), t("Value"), t("Source")], rows, t("The brokers do not show its settings."))));
  }

  function drawGroups(data) {
    fill(groups, panel(t("Groups"), many(data.known, "of {count} group of the cluster", "of {count} groups of the cluster"), table(t("Groups"), [t("Group"), t("State"), `#${t("Lag in messages")}`, `#${t("Partitions")}`],
      data.groups.map((group) => [link(groupPath(group.id), group.id), group.state, count(group.lag), count(group.partitions)]), t("No group has read it."))));
  }

  return {
    end() {
      polling.end();
      slow.end();
    },
  };
}

function partitionState(partition) {
  if (partition.error) return el("span", { title: partition.error }, badge(partition.leader === null ? t("no leader") : t("does not answer"), "bad"));
  if (partition.offline.length) return badge(t("broker {list} is away", { list: partition.offline.join(", ") }), "bad");
  if (partition.underReplicated) return badge(t("under-replicated"), "bad");
  return partition.preferred ? badge(t("in order"), "good") : badge(t("not on its preferred leader"));
}
