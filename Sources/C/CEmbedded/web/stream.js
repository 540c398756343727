import { session } from "./session.js";

// The stream of clicks. A tab that nobody sees closes its own: a browser opens only six connections to one server,
// and a few forgotten tabs would take them all.

// `onState` is told "open", "closed" or "outage"; `onClicks` the data of each event.
export function stream(address, { onState, onClicks }) {
  let source = null;
  let timer = null;
  let isWanted = false;

  function open() {
    if (source || !isWanted || document.hidden) return;
    clearTimeout(timer);
    source = new EventSource(address);
    source.addEventListener("open", () => onState("open"));
    source.addEventListener("outage", () => onState("outage"));
    source.addEventListener("clicks", (event) => {
      onState("open");
      onClicks(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      onState("closed");
      // The browser tries again by itself unless the console refused, because of the login or of too many pages.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      timer = setTimeout(retry, 3000);
    });
  }

  async function retry() {
    try {
      if ((await session(true)).needs_login) return dispatchEvent(new Event("loginneeded"));
    } catch {
      // Nobody answers yet.
    }
    open();
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  return {
    start() {
      isWanted = true;
      open();
    },
    stop() {
      isWanted = false;
      close();
    },
  };
}
