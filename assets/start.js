/* What Dash calls: a choice in the bar makes a View, a View is shown. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const dash = (window.dash_clientside = window.dash_clientside || {});
  const PATIENCE = 10000, CONTROLS = ["measure", "sender", "host", "rule"];
  let attached = false, turn = 0, asked = null, about = null, waiting = null;

  const PATTERNS = `<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>
    <pattern id="pattern-withheld" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="p-paper" width="6" height="6"/><rect class="p-withheld" width="2" height="6"/></pattern>
    <pattern id="pattern-none" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="p-paper" width="5" height="5"/><circle class="p-dot" cx="2.5" cy="2.5" r="0.9"/></pattern>
    <pattern id="pattern-bound" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="p-paper" width="9" height="9"/><rect class="p-bound" width="2" height="9"/></pattern>
    <pattern id="pattern-denominator" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="p-paper" width="4" height="4"/><rect class="p-dot" width="4" height="1"/></pattern>
    <pattern id="pattern-disputed" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="p-fall" width="10" height="10"/><rect class="p-rise" width="5" height="10"/></pattern>
    <g id="stipples"></g>
  </defs></svg>`;

  function attach() {
    if (attached || !byId("map")) return attached;
    document.body.insertAdjacentHTML("afterbegin", PATTERNS);
    P.clock.attach();
    P.actions.attach();
    P.reading.attach();
    P.brush.attach();
    P.sweep.attach();
    P.guide.attach();
    attachPanel();
    window.addEventListener("popstate", goBack);
    attached = true;
    return true;
  }

  function whenDrawn() {
    return new Promise((done) => {
      const look = () => {
        if (P.map.collect()) done();
        else setTimeout(look, 25);
      };
      look();
    });
  }

  function refreshPanel() {
    if (!S.frames) return;
    const query = S.view.host ? P.encode({ ...S.view, date: S.frames.days[S.step] }) : "";
    const theme = document.documentElement.dataset.theme === "dark" ? "&theme=dark" : "";
    if (query + theme === asked) return;
    asked = query + theme;
    for (const part of ["panel-body", "panel-rest"]) byId(part).hidden = !query;
    if (query) byId("overview").hidden = true;
    const who = [S.view.measure, S.view.sender, S.view.host].join();
    if (query && who !== about) byId("panel").scrollTop = 0;
    about = who;
    const wanted = (query || P.encode({ ...S.view, host: "" })) + theme;
    W.afterPaint(() => dash.set_props("panel-view", { data: wanted }));
    byId("panel").toggleAttribute("data-waiting", Boolean(query) && byId("panel").dataset.view !== query);
    tellPanel();
    clearTimeout(waiting);
    waiting = setTimeout(missed, PATIENCE);
  }

  /* What the panel still waits for: said in words, and what stands there of an earlier choice is marked as busy. */
  function tellPanel() {
    const panel = byId("panel"), rest = byId("panel-rest"), of = rest.querySelector("[data-of]");
    const head = panel.hasAttribute("data-waiting"), behind = head || !of || of.dataset.of !== panel.dataset.view;
    const open = Boolean(S.view.host), names = S.view.host.split(",").filter(Boolean).map(P.nameOf);
    byId("panel-body").setAttribute("aria-busy", String(open && head));
    rest.setAttribute("aria-busy", String(open && behind));
    const words = !open || !behind ? "" : head ? `Loading ${names.slice(0, 3).join(", ")} …` : "Loading charts and claims …";
    if (byId("panel-told").textContent !== words) byId("panel-told").textContent = words;
  }

  /* The server did not answer for the panel: said, and asked again with the next choice. */
  function missed() {
    if (!byId("panel").hasAttribute("data-waiting")) return;
    asked = null;
    byId("panel-told").textContent = "";
    say("The panel could not be fetched.", refreshPanel);
  }

  function say(words, again) {
    const retry = W.make("button", { class: "quiet", type: "button", onclick: () => { byId("notices").replaceChildren(); again(); } }, "Try again");
    byId("notices").replaceChildren(W.make("p", {}, `${words} The server may be restarting. `, retry));
  }

  /* The same figures drawn otherwise, or another host: nothing is fetched for the map. Another host alone is outlined and named at once,
     and moves no fill and no class; what else follows from it is drawn in the next frame. */
  function drawSame() {
    P.refreshPanel();
    if (!otherHostAlone()) return drawRest(true);
    P.map.outline();
    W.afterPaint(() => drawRest(false));
  }

  const hostless = (view) => P.encode({ ...view, host: "", date: "" });
  const otherHostAlone = () => S.drawn !== undefined && S.drawn !== undated() && hostless(P.parse(S.drawn)) === hostless(S.view);

  function drawRest(fills) {
    P.reading.show();
    if (fills) P.map.paint(true);
    P.lists.headline();
    P.lists.all();
    P.zoom.follow();
    P.overlays.follow();
    P.map.outline();
    P.clock.drawEvents();
    P.lists.overview();
    P.actions.links();
    W.busy(false);
    S.drawn = undated();
  }

  /* Going back to the first address: the page was told of no address since, and would take it for the one it has. */
  function goBack() {
    if (!S.first || location.search !== S.first.search) return;
    const view = P.parse(S.first.query), list = (text) => text.split(",").filter(Boolean);
    forget();
    dash.set_props("view", { data: S.first.query });
    dash.set_props("measure", { value: view.measure });
    dash.set_props("sender", { value: list(view.sender) });
    dash.set_props("host", { value: list(view.host) });
    dash.set_props("rule", { value: view.rule });
  }

  /* A control may repeat a value it was given earlier when the machine is slow, and several are set one after another on the way back.
     Only what a hand did in the bar, or what was put there by `put`, is a choice. */
  let touched = false, placed = {}, chosen = null;
  const said = (value) => [value || []].flat().join(",");
  function forget() {
    touched = false;
    placed = {};
  }

  /* The clock moved, and the members of a group with it: the View first, so that what the controls then hold is no choice. */
  function follow(part) {
    const unnamed = Object.fromEntries(Object.keys(part).map((end) => [`${end}_name`, ""])), query = P.encode({ ...S.view, ...part, ...unnamed });
    forget();
    P.setAddress(query, false);
    W.busy(true);
    dash.set_props("view", { data: query });
    for (const [end, places] of Object.entries(part)) dash.set_props(end, { value: places.split(",") });
  }

  function put(id, value) {
    forget();
    placed[id] = said(value);
    dash.set_props(id, { value });
  }

  const touch = (event) => { if (event.target.closest && event.target.closest(".control, [data-portal]")) touched = true; };
  for (const kind of ["pointerdown", "click", "keydown", "input"]) document.addEventListener(kind, touch, true);

  function isChoice(values, next, before) {
    const changed = CONTROLS.filter((name) => next[name] !== before[name]);
    return changed.length > 0 && (touched || changed.every((name) => placed[name] === said(values[name])));
  }

  const undated = () => P.encode({ ...S.view, date: "" });

  /* When the page shows what was chosen last; a server that does not answer is not waited for without end. */
  function drawn() {
    const until = Date.now() + PATIENCE;
    return new Promise((done) => {
      const look = () => (S.drawn === undated() || Date.now() > until ? done() : setTimeout(look, 25));
      look();
    });
  }

  async function draw(query) {
    S.first = S.first || { search: location.search, query };
    const mine = ++turn;
    S.view = P.parse(query);
    const shown = S.frames && S.frames.days[S.step];
    if (P.ready && P.framesKey(S.view) === S.framesKey && (S.view.date || S.frames.start) === shown) return drawSame();
    attach();
    W.busy(true);
    try {
      await P.loadAtlas();
      const key = P.framesKey(S.view), fresh = key !== S.framesKey;
      const frames = await P.loadFrames(S.view);
      if (mine !== turn) return;
      S.step = P.stepOf(S.view.date || frames.start);
      P.clock.draw();
      P.reading.show();
      if (fresh || !P.ready) P.lists.legend();
      await whenDrawn();
      if (mine !== turn) return;
      if (!P.map.attached) { P.map.attach(); P.map.attached = true; }
      P.map.paint(true);
      P.map.outline();
      P.clock.showDay();
      P.lists.headline();
      P.lists.all();
      P.zoom.follow();
      P.overlays.follow();
      P.actions.links();
      refreshPanel();
      P.ready = true;
      S.drawn = undated();
      P.own.offer();
      requestAnimationFrame(() => setTimeout(P.map.settle, 60));
    } catch (error) {
      say("The figures could not be fetched.", () => draw(query));
    } finally {
      if (mine === turn) W.busy(false);
    }
  }

  /* The points of a chart are fetched when somebody wants to read them. */
  async function openPoints(details) {
    const holder = details.querySelector(".points");
    if (!details.open || holder.childElementCount) return;
    const query = details.dataset.query, known = details.dataset.known;
    if (known !== undefined) details.querySelector("img").src = P.to(`/api/v1/known.svg?${known}${known && "&"}theme=${document.documentElement.dataset.theme}`);
    const answer = await fetch(known === undefined ? P.to(`/api/v1/chart?chart=${encodeURIComponent(details.dataset.chart)}${query ? "&" + query : ""}`) : P.to(`/api/v1/known.json?${known}`));
    if (!answer.ok) return;
    const table = await answer.json();
    const cells = (row, tag, scope) => row.map((text) => W.make(tag, scope ? { scope } : {}, text === null ? "" : String(text)));
    holder.replaceChildren(W.make("table", {}, W.make("caption", {}, table.caption),
      W.make("thead", {}, W.make("tr", {}, ...cells(table.columns, "th", "col"))),
      W.make("tbody", {}, ...table.rows.map((row) => W.make("tr", {}, ...cells(row, "td"))))));
  }

  /* Pressed at once: the charts follow when the server has drawn them. */
  function chooseAxis(chosen) {
    for (const one of chosen.parentElement.children) one.setAttribute("aria-pressed", String(one === chosen));
    P.reading.change({ series: chosen.dataset.series });
  }

  function attachPanel() {
    const panel = byId("panel");
    new MutationObserver(() => { panel.removeAttribute("data-waiting"); tellPanel(); }).observe(panel, { attributes: true, attributeFilter: ["data-view"] });
    new MutationObserver(tellPanel).observe(byId("panel-rest"), { subtree: true, childList: true, attributes: true, attributeFilter: ["data-of"] });
    panel.addEventListener("toggle", (event) => { if (event.target.dataset.chart || event.target.dataset.known !== undefined) openPoints(event.target); }, true);
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("[data-sender]"), axis = event.target.closest("[data-series]");
      if (button) put("sender", [button.dataset.sender]);
      if (axis) chooseAxis(axis);
    });
  }

  /* A group stands for its members on the day shown; the control then holds the members themselves. */
  function withMembers(id, value) {
    const given = value || [], group = (one) => one.startsWith("group:") || one.startsWith(P.own.PREFIX);
    if (!S.atlas || !given.some(group)) return given;
    const day = S.frames ? S.frames.days[S.step] : new Date().toISOString().slice(0, 10);
    const members = (one) => (one.startsWith("group:") ? P.groups.membersOn(one.slice(6), day) : P.own.members(one));
    const known = [...new Set(given.flatMap((one) => (group(one) ? members(one) : [one])))];
    dash.set_props(id, { value: known });
    return known;
  }

  /* The last choice counts: "All senders" takes the others away, another takes it away. */
  function senders(value) {
    const given = withMembers("sender", value);
    if (!given.includes("all")) return given.join(",");
    const kept = given[given.length - 1] === "all" ? [] : given.filter((id) => id !== "all");
    dash.set_props("sender", { value: kept });
    return kept.join(",");
  }

  dash.atlas = {
    /* A choice in the bar. The same View again changes nothing. */
    choose(measure, sender, host, rule, stored) {
      const before = P.parse(S.waiting === null ? stored : S.waiting);
      const next = { ...before, measure, sender: senders(sender), host: withMembers("host", host).join(","), rule, date: S.view.date || before.date };
      if (!isChoice({ measure, sender, host, rule }, next, before)) return dash.no_update;
      for (const end of ["sender", "host"]) if (next[end] !== before[end]) next[`${end}_name`] = P.own.nameOf(next[end].split(",").filter(Boolean));
      if (next.measure !== before.measure) Object.assign(next, P.reading.forOtherMeasure(next));
      const query = (chosen = P.encode(next));
      S.waiting = null;
      /* At once: what a hand asks for next, such as a step of a story, is of this choice though the map follows later. */
      S.view = P.parse(query);
      P.setAddress(query, true);
      return query;
    },
    show(query) {
      if (query === null || query === undefined) return dash.no_update;
      if (query !== chosen && query !== S.changed) forget();
      draw(query);
      return dash.no_update;
    },
  };

  Object.assign(P, {
    refreshPanel, put, follow, drawn,
    step(delta) { P.clock.go(S.step + delta, true); },
    select(id) { P.map.select(id); },
    view() { return P.encode({ ...S.view, date: S.frames ? S.frames.days[S.step] : S.view.date }); },
  });
})();
