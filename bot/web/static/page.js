// The pages work without this. It keeps the history short, looks for late replies, and closes what is left open.
"use strict";

(() => {
  const LOOK_AGAIN = 3000;
  const STILL_HERE = 60000;
  const CLOCK = 5000;

  // What is being read aloud stops: `aloud.js` listens.
  const quiet = () => document.dispatchEvent(new Event("quiet"));

  const blank = () => {
    quiet();
    document.documentElement.hidden = true;
  };

  // A page that comes out of the browser's own memory is not shown: somebody else may be holding the phone.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      blank();
      location.reload();
    }
  });

  const formBody = (form, button) => {
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    return new URLSearchParams(data);
  };

  const leave = (form) => {
    blank();
    document.title = "";
    fetch(form.action, { method: "POST", body: formBody(form), keepalive: true, redirect: "manual" });
    location.replace(form.dataset.leave);
  };

  const chat = () => document.getElementById("chat");

  // The link's secret stands behind a #, so no server has seen it yet; it moves into the form and out of the address.
  const takeLink = () => {
    const field = document.querySelector("[data-link]");
    if (!field || location.hash.length < 2) return;
    field.querySelector("input").value = location.hash.slice(1);
    field.hidden = true;
    history.replaceState(null, "", location.pathname);
  };

  const show = (html) => {
    const next = new DOMParser().parseFromString(html, "text/html");
    const now = next.getElementById("chat");
    if (!now) {
      blank();
      location.replace("/");
      return;
    }
    const { lang, dir } = next.documentElement;
    const hadFocus = document.activeElement;
    const typing = hadFocus && hadFocus.closest("[data-say]") && hadFocus.closest("[data-say]").querySelector("textarea");
    const oldLog = document.getElementById("log");
    const newLog = now.querySelector("#log");
    if (lang !== document.documentElement.lang) {
      for (const part of [".skip", ".top", ".banner", "#chat > h1"]) {
        const old = document.querySelector(part);
        if (old) old.replaceWith(next.querySelector(part));
      }
      oldLog.setAttribute("aria-label", newLog.getAttribute("aria-label"));
    }
    document.documentElement.lang = lang;
    document.documentElement.dir = dir;
    document.title = next.title;
    const old = document.getElementById("now");
    if (old) old.removeAttribute("id");
    // Only what is new is added, so that a screen reader reads only what is new.
    const known = [...oldLog.children];
    const messages = [...newLog.children];
    if (known.every((one, place) => messages[place] && messages[place].textContent === one.textContent)) {
      oldLog.append(...messages.slice(known.length));
    } else {
      oldLog.replaceChildren(...messages);
    }
    const oldAloud = document.getElementById("aloud");
    const newAloud = now.querySelector("#aloud");
    // A page that only looked again goes on reading.
    if (oldAloud.dataset.words !== newAloud.dataset.words) {
      quiet();
      oldAloud.replaceWith(newAloud);
      document.dispatchEvent(new Event("said"));
    }
    document.getElementById("answer").replaceWith(now.querySelector("#answer"));
    chat().toggleAttribute("data-waiting", now.hasAttribute("data-waiting"));
    const goTo = typing ? document.getElementById("words") : document.getElementById("answer");
    goTo.focus({ preventScroll: true });
    const first = document.getElementById("now");
    if (first) first.scrollIntoView();
    lookAgain();
  };

  let looking = 0;
  const lookAgain = () => {
    clearTimeout(looking);
    if (chat().hasAttribute("data-waiting")) looking = setTimeout(look, LOOK_AGAIN);
  };
  const look = async () => {
    try {
      const reply = await fetch("/chat?again");
      if (reply.ok) {
        const page = await reply.text();
        const typed = document.getElementById("words").value;
        show(page);
        // Whoever goes on writing while a reply is late loses nothing of it.
        const words = document.getElementById("words");
        if (words) words.value = typed;
      } else {
        lookAgain();
      }
    } catch {
      lookAgain();
    }
  };

  let busy = false;
  const say = async (form, button) => {
    if (busy) return;
    busy = true;
    quiet();
    form.setAttribute("data-busy", "");
    const typed = document.getElementById("words").value;
    const isWords = Boolean(form.querySelector("textarea"));
    try {
      const reply = await fetch(form.action, { method: "POST", body: formBody(form, button) });
      if (reply.ok || reply.status === 422) {
        show(await reply.text());
        if (!isWords) document.getElementById("words").value = typed;
      } else {
        failed();
      }
    } catch {
      failed();
    } finally {
      busy = false;
      form.removeAttribute("data-busy");
    }
  };
  const failed = () => {
    const told = document.getElementById("failed");
    told.hidden = false;
    told.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.leave) {
      event.preventDefault();
      leave(form);
    } else if (form.hasAttribute("data-say") && "submitter" in event) {
      event.preventDefault();
      say(form, event.submitter);
    }
  });

  const watchIdle = () => {
    const longest = Number(chat().dataset.idle) * 1000;
    let lastDone = Date.now();
    let lastTold = Date.now();
    const close = () => {
      blank();
      location.replace("/");
    };
    const tell = async () => {
      lastTold = Date.now();
      const body = new URLSearchParams({ csrf: chat().dataset.csrf });
      const reply = await fetch("/here", { method: "POST", body }).catch(() => null);
      if (reply && reply.status === 401) close();
    };
    const done = () => {
      lastDone = Date.now();
      if (lastDone - lastTold > STILL_HERE) tell();
    };
    const check = () => {
      if (Date.now() - lastDone > longest) close();
    };
    for (const kind of ["pointerdown", "input", "keydown", "scroll"]) {
      window.addEventListener(kind, done, { passive: true });
    }
    document.addEventListener("visibilitychange", check);
    setInterval(check, CLOCK);
  };

  takeLink();
  if (chat()) {
    const now = document.getElementById("now");
    if (now) now.scrollIntoView();
    lookAgain();
    watchIdle();
  }
})();
