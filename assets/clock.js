/* The clock: a histogram of the total, a playhead, play and keys. Moving it asks the server for nothing. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const REST = 150, DAY = 86400000;
  const PACE = { slow: 260, normal: 130, fast: 60 };
  const C = (P.clock = { timer: null, rest: null, playing: false, pace: "normal", dragging: false });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  function draw() {
    const levels = S.frames.totals.level, count = levels.length, top = Math.max(1, ...levels.map((v) => v || 0));
    let path = "";
    levels.forEach((level, i) => {
      if (!level || level < 0) return;
      const height = Math.max(2, (level / top) * 100);
      path += `M${i + 0.08} 100V${(100 - height).toFixed(2)}H${i + 0.92}V100Z`;
    });
    const svg = `<svg viewBox="0 0 ${count} 100" preserveAspectRatio="none"><path d="${path}"/></svg>`;
    byId("bars").innerHTML = svg;
    const track = byId("track");
    track.setAttribute("aria-valuemax", String(count - 1));
    drawYears();
    drawEvents();
  }

  function drawYears() {
    const days = S.frames.days, count = days.length, ticks = byId("ticks");
    const years = Number(days[count - 1].slice(0, 4)) - Number(days[0].slice(0, 4)) + 1;
    const room = Math.max(1, ticks.clientWidth / 44), every = [1, 2, 5, 10, 20, 50].find((span) => years / span <= room) || 100;
    ticks.replaceChildren();
    let seen = "", before = -Infinity;
    days.forEach((day, i) => {
      const year = day.slice(0, 4);
      if (year === seen) return;
      seen = year;
      if (Number(year) % every) return;
      const place = ((i + 0.5) / count) * 100, at = (place / 100) * ticks.clientWidth;
      /* A record that begins within a year has its second year close by. */
      if (at - before < 36) return;
      before = at;
      ticks.append(W.make("span", { style: `left:${place}%`, class: place < 3 ? "first" : place > 97 ? "last" : null }, year));
    });
  }

  function shownEvents() {
    const hosts = (S.view.host || "").split(",").filter(Boolean);
    return S.frames.events.filter((event) => !hosts.length || hosts.includes(event.host));
  }

  function drawEvents() {
    const track = byId("track");
    track.querySelectorAll(".event").forEach((node) => node.remove());
    for (const event of shownEvents()) {
      track.append(W.make("i", { class: "event", style: `left:${((P.stepOf(event.day) + 0.5) / S.frames.days.length) * 100}%` }));
    }
    listEvents();
  }

  function listEvents() {
    const now = S.times[S.step], near = shownEvents().map((event) => ({ ...event, time: Date.parse(event.day) / DAY }))
      .sort((a, b) => Math.abs(a.time - now) - Math.abs(b.time - now)).slice(0, 3).sort((a, b) => a.time - b.time);
    W.rewrite(byId("events"), ...near.map((event) => W.make("button", {
      type: "button", "data-hold": `${event.day} ${event.label} ${event.text}`, title: `${event.label}: ${event.text}`, class: event.time <= now ? "past" : "ahead", onclick: () => go(P.stepOf(event.day), false),
    }, W.make("b", {}, event.label), ` ${event.text}`)));
  }

  function showDay() {
    const count = S.frames.days.length, label = S.frames.labels[S.step];
    byId("head").style.left = `${((S.step + 0.5) / count) * 100}%`;
    const track = byId("track");
    track.setAttribute("aria-valuenow", String(S.step));
    track.setAttribute("aria-valuetext", label);
    byId("when").textContent = label;
    if (document.activeElement !== byId("day")) byId("day").value = S.frames.days[S.step];
    P.brush.show();
  }

  function go(step, quiet) {
    const next = Math.min(Math.max(step, 0), S.frames.days.length - 1);
    S.step = next;
    P.map.paint(false);
    if (S.view.layers) P.overlays.draw();
    showDay();
    P.lists.headline();
    if (!quiet) settleSoon();
  }

  function settleSoon() {
    clearTimeout(C.rest);
    C.rest = setTimeout(settle, REST);
  }

  function settle() {
    if (C.playing || C.dragging) return;
    const part = P.groups.on(S.frames.days[S.step]);
    S.view = { ...S.view, date: S.frames.days[S.step] };
    if (Object.keys(part).length) return P.follow(part);
    P.setAddress(P.encode(S.view), false);
    P.map.settle();
    P.lists.all();
    P.overlays.follow();
    listEvents();
    P.actions.links();
    P.refreshPanel();
  }

  function play(on) {
    C.playing = on;
    clearInterval(C.timer);
    const button = byId("play");
    button.textContent = on ? "❚❚" : "▶";
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", on ? "Pause" : "Play through time");
    if (!on) return settleSoon();
    if (S.step >= S.frames.days.length - 1) go(0, true);
    C.timer = setInterval(() => {
      if (S.step >= S.frames.days.length - 1) return play(false);
      go(S.step + 1, true);
    }, still.matches ? 500 : PACE[C.pace]);
  }

  function stepAt(event) {
    const box = byId("track").getBoundingClientRect();
    return Math.floor(((event.clientX - box.left) / box.width) * S.frames.days.length);
  }

  function onKey(event) {
    const year = { month: 12, quarter: 4, year: 1 }[S.frames.clock];
    const moves = {
      ArrowRight: S.step + 1, ArrowUp: S.step + 1, ArrowLeft: S.step - 1, ArrowDown: S.step - 1,
      PageUp: S.step + year, PageDown: S.step - year, Home: 0, End: S.frames.days.length - 1,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    go(moves[event.key], false);
  }

  /* A typed year, month or day; the step that holds it. Nothing happens for what is no date. */
  function typed(text) {
    const match = /^\s*(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*$/.exec(text);
    if (!match || !S.frames) return;
    const month = match[2] ? Number(match[2]) : 12;
    const day = match[3] ? Number(match[3]) : new Date(Date.UTC(Number(match[1]), month, 0)).getUTCDate();
    const iso = `${match[1]}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    if (Number.isNaN(Date.parse(iso))) return;
    go(P.stepOf(iso), false);
  }

  function attach() {
    const track = byId("track");
    track.addEventListener("pointerdown", (event) => {
      if (!S.frames) return;
      C.dragging = true;
      track.setPointerCapture(event.pointerId);
      go(stepAt(event), true);
    });
    track.addEventListener("pointermove", (event) => { if (C.dragging) go(stepAt(event), true); });
    for (const end of ["pointerup", "pointercancel"]) {
      track.addEventListener(end, () => { if (C.dragging) { C.dragging = false; settleSoon(); } });
    }
    track.addEventListener("keydown", (event) => { if (S.frames) onKey(event); });
    byId("play").addEventListener("click", () => { if (S.frames) play(!C.playing); });
    const pace = W.make("select", { id: "speed" }, ...Object.keys(PACE).map((name) => W.make("option", { value: name }, name)));
    pace.value = C.pace;
    pace.addEventListener("change", () => { C.pace = pace.value; if (C.playing) play(true); });
    byId("speed-holder").replaceChildren(pace);
    const day = W.make("input", { id: "day", type: "text", inputmode: "numeric", autocomplete: "off", size: "10", maxlength: "10" });
    day.addEventListener("change", () => typed(day.value));
    byId("day-holder").replaceChildren(day);
  }

  Object.assign(C, { draw, drawEvents, go, play, attach, showDay, settleSoon });
})();
