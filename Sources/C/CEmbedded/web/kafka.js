import { el, fill, format, getJSON } from "./dom.js";
import { address } from "./place.js";
import { t } from "./words.js";
import { badge, filterField, link, many, pager, poll, topicPath, trouble } from "./kafka-parts.js";
import { card, count, panel, table } from "./parts.js";
import { askTopic } from "./kafka-produce.js";
import { topicPage } from "./kafka-topic.js";
import { groupPage, groupsPage } from "./kafka-groups.js";

// The area "Kafka": the cluster, its topics and their messages, its groups, and who may do what.

export const kafkaPages = [
  { path: /^\/(kafka|broker(\/\d+)?|topic)$/, href: "/kafka", area: "Kafka", name: "Cluster", open: clusterPage },
  { path: /^\/topic\/[^/]+(\/(messages|tail|search|search-messages|allmessages))?$/, area: "Kafka", name: "Cluster", open: topicPage },
  { path: /^\/consumer$/, href: "/consumer", area: "Kafka", name: "Groups", open: groupsPage },
  { path: /^\/consumer\/[^/]+$/, area: "Kafka", name: "Groups", open: groupPage },
  { path: /^\/acl$/, href: "/acl", area: "Kafka", name: "Access rules", open: rulesPage },
];

let written = new Map();

function clusterPage(root, { place }) {
  const { parameters } = place;
  const body = el("div", { class: "kafka" });
  const list = el("div", {});
  const filter = filterField(parameters, "/kafka", t("Filter topics by name"));
  const create = el("button", { type: "button", hidden: true, onclick: askTopic }, t("New topic…"));
  const top = el("div", { class: "kafka" });
  const hadFocus = document.activeElement?.type === "search";
  fill(root, el("h1", {}, t("Kafka")), body);
  fill(body, top, el("section", { class: "panel", "aria-label": t("Topics") }, el("div", { class: "head" }, el("h2", {}, t("Topics")), el("div", { class: "controls" }, filter, create)), list));
  if (hadFocus) {
    filter.focus();
    filter.setSelectionRange(filter.value.length, filter.value.length);
  }
  const question = address("/api/kafka/cluster", { filter: parameters.get("filter"), page: parameters.get("page") });

  const polling = poll(3, async (signal) => {
    try {
      draw(await getJSON(question, signal));
    } catch (error) {
      if (error.name !== "AbortError") fill(top, trouble(error.message));
    }
  });

  function draw(data) {
    const { summary } = data;
    create.hidden = !data.actions;
    fill(top,
      el("dl", { class: "numbers" },
        card(t("Brokers"), count(summary.brokers), data.bootstrapServers),
        card(t("Topics"), count(summary.topics), many(summary.partitions, "{count} partition", "{count} partitions")),
        card(t("Groups"), count(summary.groups), summary.groups === null ? t("the brokers do not say") : t("that read them")),
        card(t("Under-replicated"), count(summary.underReplicated), summary.underReplicated ? t("partitions with fewer copies than they should have") : t("every copy is in step"), { tone: summary.underReplicated ? "bad" : "" }),
        card(t("Without a leader"), count(summary.leaderless), summary.leaderless ? t("partitions that nobody can read or write") : t("every partition is led"), { tone: summary.leaderless ? "bad" : "" }),
        card(t("On preferred leaders"), summary.preferred === null ? "–" : format.percent(summary.preferred), t("of partitions"))),
      panel(t("Brokers"), "", table(t("Brokers"), [`#${t("Number")}`, t("Address"), t("State"), `#${t("Leads")}`, `#${t("Should lead")}`],
        data.brokers.map((broker) => [String(broker.id), broker.isThere ? `${broker.host}:${broker.port}` : "–",
          el("span", {}, broker.isThere ? badge(t("up"), "good") : badge(t("away"), "bad"), broker.controller ? badge(t("controller")) : null),
          many(broker.leads, "{count} partition", "{count} partitions"), count(broker.preferred)]), t("No broker answers."))));
    const before = written;
    written = new Map(data.topics.map((topic) => [topic.name, { at: data.now, written: topic.written }]));
    const shown = many(data.matching, "{count} topic", "{count} topics");
    fill(list,
      table(t("Topics"), [t("Topic"), `#${t("Partitions")}`, `#${t("Messages")}`, `#${t("A second")}`, `#${t("Own settings")}`, t("State")],
        data.topics.map((topic) => [
          link(topicPath(topic.name), topic.name, { class: topic.name.startsWith("__") ? "quiet" : null }), count(topic.partitions), count(topic.messages), rate(before.get(topic.name), topic, data.now),
          count(topic.ownSettings), state(topic)]),
        parameters.get("filter") ? t("No topic has this in its name.") : t("There are no topics yet.")),
      el("div", { class: "foot" }, el("span", { class: "note" }, shown), pager(data, "/kafka", parameters)));
  }

  return { end: () => polling.end() };
}

function rate(before, topic, now) {
  if (!before || now <= before.at) return "–";
  return format.decimal(Math.max(0, (topic.written - before.written) / ((now - before.at) / 1000)));
}

function state(topic) {
  if (topic.error) return el("span", { title: topic.error }, badge(t("partly unknown"), "bad"));
  if (topic.leaderless) return badge(t("{count} without a leader", { count: topic.leaderless }), "bad");
  if (topic.underReplicated) return badge(t("{count} under-replicated", { count: topic.underReplicated }), "bad");
  return badge(t("in order"), "good");
}

function rulesPage(root) {
  const body = el("div", { class: "kafka" });
  fill(root, el("h1", {}, t("Access rules")), body);
  const polling = poll(30, async (signal) => {
    try {
      const rules = await getJSON("/acl", signal);
      fill(body, panel(t("Who may do what"), many(rules.length, "{count} rule", "{count} rules"), table(t("Rules"), [t("Who"), t("May"), t("Operation"), t("On"), t("Name"), t("Pattern"), t("From host")],
        rules.map((rule) => [rule.principal, rule.permissionType, rule.operation, rule.resourceType, rule.name, rule.patternType, rule.host]),
        t("The brokers know no access rules: whoever reaches them may do everything."))));
    } catch (error) {
      if (error.name !== "AbortError") fill(body, trouble(error.message));
    }
  });
  return { end: () => polling.end() };
}
