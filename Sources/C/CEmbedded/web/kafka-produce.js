import { el, send } from "./dom.js";
import { go } from "./place.js";
import { t } from "./words.js";
import { ask, field, input, select, topicPath } from "./kafka-parts.js";

// What changes something; each asks first.

// Whether all of a message was read: what was cut for the page would be sent as something else.
export function isWhole(message) {
  return ![message.key, message.value, ...message.headers.map((header) => header.value)].some((part) => part?.cut);
}

// As an object where that says it all; a list where names repeat or values are no text.
function headersText(headers) {
  if (!headers.length) return "";
  const isPlain = new Set(headers.map((header) => header.name)).size === headers.length && headers.every((header) => header.value?.kind !== "hex" && header.name !== "__proto__");
  const value = (header) => (header.value === null ? null : header.value.text);
  return JSON.stringify(isPlain ? Object.fromEntries(headers.map((header) => [header.name, value(header)]))
    : headers.map((header) => ({ name: header.name, [header.value?.kind === "hex" ? "hex" : "value"]: value(header) })));
}

export function askMessage(topic, partitions, message = null) {
  const isHex = message?.value?.kind === "hex" || message?.key?.kind === "hex";
  const key = input({ type: "text", value: message?.key?.text || "" });
  const value = el("textarea", { rows: 8, spellcheck: "false" });
  value.value = message?.value?.text || "";
  const tombstone = el("input", { type: "checkbox", checked: message !== null && message.value === null, onchange: () => { value.disabled = tombstone.checked; } });
  value.disabled = tombstone.checked;
  const partition = select([["-1", t("chosen by the key")], ...partitions.map((id) => [id, String(id)])], -1);
  const headers = el("textarea", { rows: 3, spellcheck: "false", placeholder: "{\"trace\": \"1\"}" });
  headers.value = headersText(message?.headers || []);
  ask({
    title: message ? t("Send again to {topic}", { topic }) : t("Send a message to {topic}", { topic }),
    content: [field(t("Key"), key, isHex ? t("Hexadecimal digits stand for bytes.") : ""), field(t("Value"), value),
      el("label", { class: "again" }, tombstone, ` ${t("No value: this deletes the key where the topic is compacted.")}`), field(t("Headers, as JSON"), headers), field(t("Partition"), partition)],
    label: t("Send"),
    async act() {
      const body = { partition: partition.value, headers: headers.value, tombstone: tombstone.checked };
      body[message?.key?.kind === "hex" ? "keyHex" : "key"] = key.value;
      if (!tombstone.checked) body[message?.value?.kind === "hex" ? "valueHex" : "value"] = value.value;
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
