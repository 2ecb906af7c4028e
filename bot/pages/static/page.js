// Makes the page quicker: questions go out and answers come in without a reload. Without this script the same
// form does the same by reloading.
"use strict";

const form = document.querySelector("#ask");
const main = document.querySelector("main");
const log = document.querySelector("#conversation");

if (form && log) {
  const input = form.querySelector("#question");
  const status = form.querySelector("#status");
  const send = form.querySelector(".send");
  const ANSWER_MILLISECONDS = 30_000;

  const say = (text) => { status.textContent = text; };

  // The page keeps its one heading of the first level when the introduction goes.
  const dismissIntro = () => {
    const intro = document.querySelector("#intro");
    if (!intro || intro.hidden) return;
    const heading = intro.querySelector("h1");
    heading.className = "unseen";
    main.prepend(heading);
    intro.hidden = true;
  };

  const asked = (text) => {
    const heading = document.createElement("h2");
    const who = document.createElement("span");
    heading.className = "question";
    who.className = "unseen";
    who.textContent = `${main.dataset.you}: `;
    heading.append(who, text);
    return heading;
  };

  const fetched = async (question) => {
    const body = new URLSearchParams({ question, history: form.elements.history.value });
    const response = await fetch(form.action.replace("/?", "/fragment?"), {
      method: "POST",
      body,
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    });
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const exchange = parsed.querySelector(".exchange");
    if (!exchange) throw new TypeError("not a fragment");
    return { exchange, history: parsed.querySelector("input[name=history]"), ok: response.ok };
  };

  const ask = async (question) => {
    const pending = asked(question);
    log.append(pending);
    dismissIntro();
    say(main.dataset.working);
    log.setAttribute("aria-busy", "true");
    send.disabled = true;
    pending.scrollIntoView({ block: "start" });
    try {
      const { exchange, history, ok } = await fetched(question);
      pending.replaceWith(exchange);
      if (history) form.elements.history.value = history.value;
      if (ok) input.value = "";
      say("");
      exchange.scrollIntoView({ block: "start" });
    } catch {
      pending.remove();
      input.value = question;
      say(main.dataset.offline);
    } finally {
      log.removeAttribute("aria-busy");
      send.disabled = false;
      input.focus({ preventScroll: true });
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (send.disabled) return;
    const question = input.value.trim();
    if (question) ask(question);
    else say(main.dataset.empty);
  });

  document.querySelector("#examples")?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!send.disabled) ask(event.submitter.value);
  });
}
