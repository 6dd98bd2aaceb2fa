/* Talk mode: everything is loaded first; then keys walk the steps, and no request is made until the talk is left. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), { to, make } = window.presence, map = window.presenceTalkMap, body = document.body;
  const THEMES = ["light", "dark", "contrast"], asked = new URLSearchParams(location.search);
  const T = { data: null, at: 0, started: 0, running: false, typed: "", found: null, loop: 0, timer: null, theme: "light", channel: null, key: "" };

  function progress(done, words) {
    byId("bar").value = done;
    byId("progress").textContent = words;
  }

  async function fetchSteps() {
    const address = body.dataset.steps, composed = address.endsWith("read.json");
    const answer = await fetch(to(address), composed ? { method: "POST", body: window.presenceStory.text(window.presenceStory.kept()) } : {});
    if (answer.status === 422) throw new Error((await answer.json()).problems.map((one) => `${one.where}: found ${one.found}, expected ${one.expected}`).join(". "));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  }

  async function load() {
    try {
      progress(0, "Loading the steps, 1 of 2 …");
      T.data = await fetchSteps();
      progress(1, "Loading the shapes of the map, 2 of 2 …");
      const shapes = await fetch(to(body.dataset.world));
      if (!shapes.ok) throw new Error(`the server answered ${shapes.status}`);
      map.build(await shapes.text(), byId("map"));
      ready();
    } catch (error) {
      progress(0, `The talk could not be loaded: ${error.message}. Reload the page to try again.`);
    }
  }

  function ready() {
    const count = T.data.steps.length;
    progress(3, `All ${count === 1 ? "of one step is" : `${count} steps are`} here, of ledger ${T.data.generation}. Nothing more is fetched from now on.`);
    byId("start-title").textContent = T.data.title;
    document.title = `${T.data.title} · Presence Atlas`;
    byId("start-summary").textContent = T.data.summary;
    byId("go").disabled = false;
    byId("go").focus();
    T.loop = Math.max(0, Math.min(3600, Number(asked.get("loop")) || 0));
    if (T.loop) start(false);
  }

  function start(full) {
    if (!T.data || T.running) return;
    T.running = true;
    T.started = Date.now();
    byId("start").hidden = true;
    byId("talk").hidden = false;
    body.classList.add("is-running");
    if (full && document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
    show(Math.min(Math.max(Number(location.hash.slice(1)) || 1, 1), T.data.steps.length) - 1);
    runByItself();
  }

  function leave() {
    /* Leaving the full screen would call this once more, and break off the way back. */
    T.running = false;
    clearInterval(T.timer);
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    location.assign(to(body.dataset.back));
  }

  function show(at) {
    T.at = Math.min(Math.max(at, 0), T.data.steps.length - 1);
    T.found = null;
    draw();
    history.replaceState(null, "", `#${T.at + 1}`);
    const step = T.data.steps[T.at];
    byId("speak").textContent = `Step ${T.at + 1} of ${T.data.steps.length}: ${step.title}. ${step.first} ${step.rest}`;
    tell({ kind: "at", at: T.at, blank: !byId("blank").hidden });
  }

  function draw() {
    const step = T.data.steps[T.at];
    document.documentElement.dataset.theme = T.theme;
    byId("talk").dataset.picture = step.picture;
    byId("title").textContent = step.title;
    /* The picture of a comparison takes the room of the caption's box: the words stand under the title. */
    const spoken = step.picture === "comparison" ? [step.first, step.rest].filter(Boolean).join(" ") : "";
    byId("subtitle").textContent = spoken || (step.subtitle === step.title ? "" : step.subtitle);
    byId("first").textContent = step.first;
    byId("rest").textContent = step.rest;
    byId("caption").hidden = !(step.first || step.rest);
    byId("map").hidden = step.picture !== "map";
    byId("figure").hidden = step.picture === "map";
    if (step.picture === "map") map.paint(T.data, step, T.theme, T.found);
    else figure(step);
    byId("map").setAttribute("aria-label", `Map. ${step.subtitle}. ${step.focus.map(sayPlace).join("; ")}`);
    legend(step);
    const parts = [step.sources, step.clocks, `seal ${step.seal}`, ...(step.off_map ? [step.off_map] : [])];
    byId("sources").textContent = parts.join(" · ");
    where();
    found(step);
  }

  function figure(step) {
    const holder = byId("figure");
    if (step.picture === "series" && step.series) {
      const read = new DOMParser().parseFromString(step.series, "image/svg+xml").documentElement;
      const names = step.lines.map(([name, colour, dashed]) => {
        const line = make("i", { class: dashed ? "line dashed" : "line" });
        line.style.borderColor = colour;
        return make("li", {}, line, name);
      });
      holder.replaceChildren(document.importNode(read, true), make("ul", { class: "lines" }, ...names));
      return;
    }
    if (step.picture === "comparison") {
      holder.replaceChildren(make("img", { src: step.image[T.theme] || step.image.light, alt: `${step.title}. ${step.subtitle}` }));
      return;
    }
    const rows = step.claims.map((one) => make("li", {}, make("b", {}, step.many ? `${one.text} · ${one.host}` : one.text), make("span", {}, `${one.who} · ${one.when}`)));
    holder.replaceChildren(rows.length ? make("ol", { class: "statements" }, ...rows) : make("p", {}, "No claim is known here."));
  }

  function legend(step) {
    const colours = step.colours[T.theme] || step.colours.light, rows = step.picture === "map" ? step.legend : [];
    byId("legend").replaceChildren(...rows.filter(([code, , count]) => count || code >= map.VALUE).map(([code, words]) => {
      const svg = `<svg viewBox="0 0 30 16" aria-hidden="true"><rect width="30" height="16"/></svg>`, item = make("li", {});
      item.innerHTML = svg;
      item.querySelector("rect").style.fill = map.fillOf(code, step, colours);
      item.append(words);
      return item;
    }));
  }

  function where() {
    const count = T.data.steps.length, dots = count <= 20 ? T.data.steps.map((_, i) => make("i", { class: i === T.at ? "dot now" : "dot" })) : [`${T.at + 1} / ${count}`];
    byId("where").replaceChildren(make("span", { class: "unseen" }, `Step ${T.at + 1} of ${count}`), ...dots);
  }

  function sayPlace(id) {
    const step = T.data.steps[T.at], filled = step.hosts.indexOf(id), own = T.data.places.findIndex(([place]) => place === id);
    const circle = step.circles.find((one) => one.id === id);
    if (filled >= 0) return step.values[filled];
    if (circle) return circle.value;
    return own < 0 ? id : `${T.data.places[own][1]}: ${step.values[own] ? `part of ${step.values[own]}` : "not on this map"}`;
  }

  function found(step) {
    byId("found").hidden = !T.found || step.picture !== "map";
    if (T.found) byId("found").textContent = sayPlace(T.found);
  }

  function light(id) {
    T.found = id;
    draw();
    byId("speak").textContent = id ? sayPlace(id) : "";
    tell({ kind: "found", said: id ? sayPlace(id) : "" });
  }

  function blank(on) {
    byId("blank").hidden = !on;
    tell({ kind: "at", at: T.at, blank: on });
  }

  function runByItself() {
    clearInterval(T.timer);
    if (T.loop) T.timer = setInterval(() => show((T.at + 1) % T.data.steps.length), T.loop * 1000);
  }

  function nextTheme() {
    T.theme = THEMES[(THEMES.indexOf(T.theme) + 1) % THEMES.length];
    document.documentElement.dataset.theme = T.theme;
    byId("theme").textContent = `Colours: ${T.theme === "contrast" ? "high contrast" : T.theme}`;
    if (T.running) draw();
  }

  /* The speaker's window asks nobody but this one for the talk. */
  function tell(message) {
    if (T.channel) T.channel.postMessage(message);
  }

  function hear(event) {
    const message = event.data || {};
    if (message.kind === "hello" && T.data) {
      tell({ kind: "data", data: { ...T.data, steps: T.data.steps.map((step) => ({ ...step, codes: [], hosts: [], values: [], circles: [], series: "", image: {} })) }, at: T.at, started: T.started, running: T.running, blank: !byId("blank").hidden });
    } else if (message.kind === "go" && T.data) {
      start(false);
      show(T.at + message.by);
    } else if (message.kind === "blank") blank(byId("blank").hidden);
    else if (message.kind === "find" && T.running) light(message.id || null);
  }

  function openNotes() {
    if (!T.key) {
      T.key = Math.random().toString(36).slice(2, 10);
      T.channel = new BroadcastChannel(`presence-talk-${T.key}`);
      T.channel.addEventListener("message", hear);
    }
    window.open(`${to("/stories/notes")}#${T.key}`, `notes-${T.key}`, "width=900,height=760");
  }

  function openFind() {
    byId("find").showModal();
    byId("find-text").value = "";
    listFound();
  }

  function matches() {
    const text = byId("find-text").value.trim().toLowerCase();
    if (!text) return [];
    const named = T.data.places.filter(([id, name]) => name && name.toLowerCase().includes(text) || id.toLowerCase() === text);
    return named.sort((a, b) => Number(b[1].toLowerCase().startsWith(text)) - Number(a[1].toLowerCase().startsWith(text))).slice(0, 6);
  }

  function listFound() {
    byId("find-list").replaceChildren(...matches().map(([id, name], i) => {
      const button = make("button", { type: "button", class: i === 0 ? "first" : "" }, name);
      button.addEventListener("click", () => pick(id));
      return make("li", {}, button);
    }));
  }

  function pick(id) {
    byId("find").close();
    light(id);
  }

  function type(digit) {
    T.typed = (T.typed + digit).slice(-3);
    byId("typed").textContent = `${T.typed} – Enter`;
    byId("typed").hidden = false;
  }

  function untype() {
    const number = Number(T.typed);
    T.typed = "";
    byId("typed").hidden = true;
    return number;
  }

  function escape() {
    if (!byId("blank").hidden) return blank(false);
    if (T.typed) return untype();
    if (T.found) return light(null);
    return leave();
  }

  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  const letters = {
    b: () => blank(byId("blank").hidden), f: openFind, n: openNotes, c: nextTheme,
    l: () => { T.loop = T.loop ? 0 : 20; runByItself(); },
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("find").open) return;
    const key = event.key, lower = key.toLowerCase();
    if (!T.running) return key === "Escape" ? leave() : lower === "n" || lower === "c" ? letters[lower]() : undefined;
    if (key in steps) { event.preventDefault(); blankOff(); show(T.at + steps[key]); }
    else if (key === "Home" || key === "End") { event.preventDefault(); show(key === "Home" ? 0 : T.data.steps.length - 1); }
    else if (/^\d$/.test(key)) type(key);
    else if (key === "Enter" && T.typed) { event.preventDefault(); show(untype() - 1); }
    else if (key === "Escape") escape();
    else if (lower in letters) { event.preventDefault(); letters[lower](); }
  }

  function blankOff() {
    if (!byId("blank").hidden) blank(false);
  }

  T.theme = THEMES.includes(asked.get("theme")) ? asked.get("theme") : document.documentElement.dataset.theme || "light";
  T.theme = THEMES[(THEMES.indexOf(T.theme) + 2) % THEMES.length];
  nextTheme();
  byId("go").addEventListener("click", () => start(true));
  byId("notes").addEventListener("click", openNotes);
  byId("theme").addEventListener("click", nextTheme);
  byId("find-text").addEventListener("input", listFound);
  byId("find-text").addEventListener("keydown", (event) => {
    const first = matches()[0];
    if (event.key === "Enter" && first) { event.preventDefault(); pick(first[0]); }
  });
  byId("stage").addEventListener("click", () => show(T.at + 1));
  document.addEventListener("keydown", onKey);
  /* The browser takes Escape in full screen for itself: leaving it leaves the talk. */
  document.addEventListener("fullscreenchange", () => { if (T.running && !document.fullscreenElement) leave(); });
  window.presenceTalk = T;
  load();
})();
