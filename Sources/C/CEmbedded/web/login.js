import { el } from "./dom.js";
import { logIn, session } from "./session.js";
import { t } from "./words.js";

// The login, in place of the page that was asked for; `done` shows that page.

export function loginPage(root, done) {
  const name = el("input", { id: "user", name: "user", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
  const password = el("input", { id: "password", name: "password", type: "password", autocomplete: "current-password", required: true });
  const problem = el("p", { class: "problem", role: "alert" });
  const button = el("button", { class: "chief" }, t("Log in"));
  const form = el("form", { class: "panel login", "aria-labelledby": "h-login", onsubmit: submit },
    el("h1", { id: "h-login" }, t("Log in")),
    el("label", { for: "user" }, t("Name")), name,
    el("label", { for: "password" }, t("Password")), password,
    problem, button);
  root.replaceChildren(form);
  name.focus();
  session().then(({ passwords }) => {
    if (passwords === false) form.replaceChildren(el("h1", { id: "h-login" }, t("Log in")), el("p", {}, t("This console knows tokens alone, for scripts. For people, it has to be started with --console-users.")));
  }, () => {});

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = "";
    let reason;
    try {
      reason = await logIn(name.value, password.value);
    } catch {
      reason = t("The console does not answer.");
    }
    button.disabled = false;
    password.value = "";
    if (reason === null) return done();
    problem.textContent = t(reason);
    password.focus();
  }
}
