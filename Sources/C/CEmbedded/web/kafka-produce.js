import { el, send } from "./dom.js";
import { go } from "./place.js";
import { t } from "./words.js";
import { ask, field, input, select, topicPath } from "./kafka-parts.js";

// What changes something; each asks first.

export function askMessage(topic, partitions, message = null) {
  const isHex = message?.value?.kind === "hex" || message?.key?.kind === "hex";
  const key = input({ type: "text", value: message?.key?.text || "" });
  const value = el("textarea", { rows: 8, spellcheck: "false" });
  value.value = message?.value?.text || "";
  const partition = select([["-1", t("chosen by the key")], ...partitions.map((id) => [id, String(id)])], -1);
  const headers = el("textarea", { rows: 3, spellcheck: "false", placeholder: "{\"trace\": \"1\"}" });
  if (message?.headers.length) headers.value = JSON.stringify(Object.fromEntries(message.headers.map((header) => [header.name, header.value === null ? null : header.value.text])));
  const cut = message?.value?.cut ? t("The value was cut when it was read; what is sent is only what stands here.") : "";
  ask({
    title: message ? t("Send again to {topic}", { topic }) : t("Send a message to {topic}", { topic }), text: cut,
    content: [field(t("Key"), key, isHex ? t("Hexadecimal digits stand for bytes.") : ""), field(t("Value"), value), field(t("Headers, as JSON"), headers), field(t("Partition"), partition)],
    label: t("Send"),
    async act() {
      const body = { partition: partition.value, headers: headers.value };
      body[message?.key?.kind === "hex" ? "keyHex" : "key"] = key.value;
      body[message?.value?.kind === "hex" ? "valueHex" : "value"] = value.value;
      const sent = await send(topicPath(topic, "addmessage"), { body });
      return t("Stored in partition {partition} at offset {offset}.", sent);
    },
  });
}

export function askTopic() {
  const name = input({ type: "text", maxlength: 249, placeholder: "shop_orders" });
  const partitions = input({ type: "number", min: 1, max: 10000, value: 4 });
  const copies = input({ type: "number", min: 1, max: 100, placeholder: t("the broker's default") });
  ask({
    title: t("New topic"), content: [field(t("Name"), name, t("Letters, digits, dots, underscores and hyphens.")), field(t("Partitions"), partitions), field(t("Copies of each message"), copies)], label: t("Create"),
    async act() {
      await send("/topic", { body: { name: name.value, partitionsNumber: partitions.value, replicationFactor: copies.value } });
      go(topicPath(name.value));
    },
  });
}

export function askDeleteTopic(topic) {
  ask({
    title: t("Delete {topic}", { topic }), text: t("All its messages are lost, for every reader."), name: topic, label: t("Delete the topic"), danger: true,
    async act() {
      await send(topicPath(topic, "delete"), { body: {} });
      go("/kafka");
    },
  });
}
