import { el, fill, getJSON, send } from "./dom.js";
import { address, go } from "./place.js";
import { t } from "./words.js";
import { ask, badge, exactTime, field, filterField, groupPath, input, link, many, pager, poll, select, span, topicPath, trouble } from "./kafka-parts.js";
import { card, count, panel, table } from "./parts.js";
import { history } from "./kafka-volume.js";

// The groups that read topics: who is in them, and how far behind they are, in messages and in time.

const tones = { Stable: "good", Empty: "", Dead: "bad", PreparingRebalance: "warm", CompletingRebalance: "warm" };

export function groupsPage(root, { place }) {
  const { parameters } = place;
  const list = el("div", {});
  const filter = filterField(parameters, "/consumer", t("Filter groups by name"));
  const hadFocus = document.activeElement?.type === "search";
  fill(root, el("h1", {}, t("Groups")), el("div", { class: "kafka" }, el("section", { class: "panel", "aria-label": t("Groups") }, el("div", { class: "head" }, el("h2", {}, t("Consumer groups")), filter), list)));
  if (hadFocus) {
    filter.focus();
    filter.setSelectionRange(filter.value.length, filter.value.length);
  }
  const polling = poll(5, async (signal) => {
    try {
      draw(await getJSON(address("/api/kafka/groups", { filter: parameters.get("filter"), page: parameters.get("page") }), signal));
    } catch (error) {
      if (error.name !== "AbortError") fill(list, trouble(error.message));
    }
  });

  function draw(data) {
    fill(list,
      table(t("Groups"), [t("Group"), t("State"), `#${t("Members")}`, `#${t("Topics")}`, `#${t("Lag in messages")}`],
        data.groups.map((group) => [el("span", {}, link(groupPath(group.id), group.id), group.isSink ? badge(t("our sink")) : null), badge(group.state, tones[group.state]), count(group.members), count(group.topics),
          group.error ? el("span", { title: group.error, class: "note" }, t("not known")) : count(group.lag)]),
        parameters.get("filter") ? t("No group has this in its name.") : t("No group has read anything yet.")),
      el("div", { class: "foot" }, el("span", { class: "note" }, many(data.matching, "{count} group", "{count} groups")), pager(data, "/consumer", parameters)));
  }

  return { end: () => polling.end() };
}

export function groupPage(root, { place }) {
  const group = place.segments[1];
  const body = el("div", { class: "kafka" });
  const buttons = el("div", { class: "controls" });
  fill(root, el("div", { class: "title" }, el("p", { class: "crumb" }, link("/consumer", t("Groups"))), el("h1", {}, group), buttons), body);
  let shown = null;
  const polling = poll(5, async (signal) => {
    try {
      shown = await getJSON(`/api/kafka/group/${encodeURIComponent(group)}`, signal);
      draw(shown);
    } catch (error) {
      if (error.name !== "AbortError") fill(body, trouble(error.message));
    }
  });

  function draw(data) {
    if (!buttons.childElementCount && data.actions) {
      fill(buttons, el("button", { type: "button", onclick: () => askReset(group, shown, polling.now) }, t("Move the offsets…")),
        el("button", { type: "button", class: "danger", onclick: () => askDelete(group) }, t("Delete…")));
    }
    const topics = new Set(data.partitions.map((part) => part.topic));
    fill(body,
      data.isSink ? el("p", { class: "hint-box" }, t("This is the group of Clickstream's own sink. It goes on from the offsets in PostgreSQL, whatever stands in Kafka: moving these changes nothing for it.")) : null,
      el("dl", { class: "numbers" },
        card(t("State"), data.state, data.assignor ? t("partitions are dealt out by {assignor}", { assignor: data.assignor }) : ""),
        card(t("Members"), count(data.members.length), data.members.length ? t("reading now") : t("nobody is reading")),
        card(t("Lag in messages"), count(data.lag), many(topics.size, "of {count} topic", "of {count} topics")),
        card(t("Lag in time"), span(data.secondsBehind), data.secondsBehind === 0 ? t("everything is read") : t("since the oldest unread message was made"))),
      panel(t("The last hour"), t("a look every 10 seconds, since the console started"), el("div", { class: "pair" }, history(data.history, 1, count, t("Lag in messages")), history(data.history, 2, span, t("Lag in time")))),
      panel(t("Partitions"), "", table(t("Partitions"), [t("Topic"), `#${t("Partition")}`, `#${t("Committed")}`, `#${t("Next offset")}`, `#${t("Lag")}`, `#${t("Behind now")}`, `#${t("Behind the newest")}`, t("Member")],
        data.partitions.map((part) => [link(topicPath(part.topic), part.topic), part.committed === null ? String(part.partition) : link(address(topicPath(part.topic, "messages"), { partition: part.partition, from: "offset", offset: part.committed }), String(part.partition)),
          count(part.committed), count(part.high), part.error ? el("span", { title: part.error }, badge(t("does not answer"), "bad")) : count(part.lag),
          el("span", { title: part.nextTime === null ? null : t("The next message was made at {time}.", { time: exactTime(part.nextTime) }) }, span(part.secondsBehind)), span(part.secondsBehindNewest), part.member]), t("It has committed nothing."))),
      panel(t("Members"), "", table(t("Members"), [t("Client"), t("Host"), t("Identifier"), t("Partitions")],
        data.members.map((member) => [member.client, member.host, member.instance || member.id, member.partitions.map((part) => `${part.topic}[${part.partition}]`).join(", ") || t("none")]), t("Nobody is reading at the moment."))));
  }

  return { end: () => polling.end() };
}

function askDelete(group) {
  ask({
    title: t("Delete the group {group}", { group }), text: t("What it has committed is forgotten: who reads by this name again begins anew."), name: group, label: t("Delete the group"), danger: true,
    async act() {
      await send(`${groupPath(group)}/delete`, { body: {} });
      go("/consumer");
    },
  });
}

function askReset(group, data, onDone) {
  const topics = [...new Set(data.partitions.map((part) => part.topic))];
  const topic = select([["", t("all that it has read")], ...topics.map((name) => [name, name])], "");
  const to = select([["earliest", t("the beginning")], ["latest", t("the end")], ["time", t("a time")], ["offset", t("an offset")], ["shift", t("so many messages on or back")]], "earliest");
  const value = input({ type: "text", placeholder: "2026-01-31T12:00:00Z, 1200, -500", hidden: true, "aria-label": t("Which") });
  const plan = el("div", { class: "plan", role: "status" });
  to.addEventListener("change", () => { value.hidden = ["earliest", "latest"].includes(to.value); });
  const fields = (dryRun) => ({ to: to.value, [to.value]: value.value, topic: topic.value, dryRun });
  const preview = el("button", { type: "button", onclick: async () => {
    try {
      draw(await send(`${groupPath(group)}/reset`, { body: fields(true) }));
    } catch (error) {
      fill(plan, trouble(error.message));
    }
  } }, t("Show what would change"));

  function draw(answer) {
    fill(plan, answer.note ? el("p", { class: "hint-box" }, t(answer.note)) : null,
      el("p", {}, t("{reread} messages would be read again, and {skipped} never.", { reread: count(answer.reread), skipped: count(answer.skipped) })),
      table(t("Plan"), [t("Topic"), `#${t("Partition")}`, `#${t("From")}`, `#${t("To")}`, `#${t("Read again")}`, `#${t("Skipped")}`], answer.partitions.map((part) => [part.topic, String(part.partition), count(part.from), count(part.to), count(part.reread), count(part.skipped)]), ""));
  }

  ask({
    title: t("Move the offsets of {group}", { group }),
    text: data.members.length ? many(data.members.length, "The group has {count} member that is reading; stop it first.", "The group has {count} members that are reading; stop them first.") : data.isSink ? t("This changes nothing for Clickstream's sink, which goes on from the offsets in PostgreSQL.") : "",
    content: [field(t("Topic"), topic), field(t("To"), to), value, el("div", { class: "buttons" }, preview), plan], label: t("Move the offsets"), danger: true,
    async act() {
      const answer = await send(`${groupPath(group)}/reset`, { body: fields(false) });
      onDone();
      return many(answer.partitions.length, "Moved {count} partition.", "Moved {count} partitions.");
    },
  });
}
