// Who is here, and what they may do: the answer of /api/session, which is asked for once.

let answer = null;
let latest = null;

// Whether the reader sees something else in place of one of these fields, and so finds nothing by it.
export const isMasked = (...fields) => fields.some((field) => latest?.masked?.includes(field));

// { needs_login, passwords, user, role, actions, masked, csrf }
export async function session(isFresh = false) {
  if (isFresh) answer = null;
  answer ||= fetch("/api/session", { headers: { Accept: "application/json" } }).then((response) => response.json());
  try {
    latest = await answer;
    return latest;
  } catch (error) {
    answer = null;
    throw error;
  }
}

// Some answer was that nobody is logged in (any more): the shell shows the login.
export function needLogin() {
  answer = null;
  dispatchEvent(new Event("loginneeded"));
}

// → null, or what is wrong with the name or the password.
export async function logIn(user, password) {
  const { csrf } = await session(true);
  const response = await fetch("/api/session", { method: "POST", headers: { "X-CSRF-Token": csrf }, body: new URLSearchParams({ user, password }) });
  const body = await response.json();
  answer = response.ok ? Promise.resolve(body) : null;
  return response.ok ? null : body.error;
}

export async function logOut() {
  const { csrf } = await session();
  await fetch("/api/session", { method: "DELETE", headers: { "X-CSRF-Token": csrf } });
  needLogin();
}
