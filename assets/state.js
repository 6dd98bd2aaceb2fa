/* The View in the browser: the query string, the address bar, and the frames of the map. */
(function () {
  "use strict";
  const P = window.presence;
  const DEFAULTS = { measure: "troops", definition: "", source: "", sender: "USA", host: "", date: "", since: "", known_at: "", rule: "preferred", per: "none", compare: "level", classes: "fixed", viewpoint: "de-facto", region: "world", layers: "", series: "linear", sender_name: "", host_name: "" };
  const ORDER = ["measure", "definition", "source", "sender", "host", "date", "since", "known_at", "rule", "per", "compare", "classes", "viewpoint", "region", "layers", "series", "sender_name", "host_name"];
  /* Codes of a frame: 0 not collected, 1 none found, 2 withheld, 3 bound, 4 zero or no change, 5 no denominator, 6 no comparable pair,
     7 sources disagree on the change, from 8 on the classes. */
  const ZERO = 4, VALUE = 8;
  const DAY = 86400000;

  const S = (P.state = {
    view: { ...DEFAULTS }, atlas: null, frames: null, framesKey: null, grid: null, step: 0, times: [], loading: null,
    /* The query of a choice above the map that is marked and about to be drawn, and that of the last such choice. */
    waiting: null, changed: null,
  });

  function parse(query) {
    const given = new URLSearchParams((query || "").replace(/^\?/, ""));
    const view = { ...DEFAULTS };
    for (const name of ORDER) if (given.has(name)) view[name] = given.get(name);
    if (view.sender === "all") view.sender = "";
    return view;
  }

  const escaped = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  function encode(view) {
    const pairs = ORDER.filter((name) => (view[name] || "") !== DEFAULTS[name])
      .map((name) => `${name}=${encodeURIComponent(view[name] || "all").replace(/%2C/g, ",").replace(/[!'()*]/g, escaped)}`);
    return pairs.length ? [...pairs, "v=1"].join("&") : "";
  }

  function address(query) {
    return P.to(query ? `/?${query}` : "/");
  }

  /* A link that says the same in other words stays as it was given. */
  function setAddress(query, keep) {
    if (location.pathname === P.to("/") && encode(parse(location.search)) === query) return;
    history[keep ? "pushState" : "replaceState"]({}, "", address(query));
  }

  /* What changes no figure: the host that is picked out, and how the figures are drawn. */
  const PLAIN = { host: "", viewpoint: "de-facto", region: "world", layers: "", series: "linear", host_name: "" };

  /* Everything that changes figures, the date aside: the key of the frames. */
  function framesKey(view) {
    return encode({ ...view, ...PLAIN, date: "" });
  }

  /* Newer data went into service while this page was open: what stands here stays true of its ledger until the reader loads it anew. */
  function noteGeneration(answer) {
    const served = answer.headers.get("X-Presence-Generation");
    S.generation = S.generation || served;
    const holder = document.getElementById("notices");
    if (!served || served === S.generation || S.newer === served || !holder) return;
    S.newer = served;
    const again = P.words.make("button", { class: "quiet", type: "button", onclick: () => location.reload() }, "Load the page anew");
    const words = `Newer data are in service (ledger ${served}); this page was opened on ledger ${S.generation}. `;
    const old = document.getElementById("newer");
    if (old) old.remove();
    holder.append(P.words.make("p", { id: "newer" }, words, again));
  }

  /* Where the server asks to come again (503), the same is asked again after the time it names, a little apart from other readers. */
  const TRIES = 40;
  async function fetchPatiently(url) {
    for (let tried = 1; ; tried++) {
      const answer = await fetch(url, { headers: { Accept: "application/json" } }), wait = Number(answer.headers.get("Retry-After"));
      if (answer.status !== 503 || !wait || tried === TRIES) return answer;
      await new Promise((go) => setTimeout(go, 1000 * Math.min(wait, 5) * (0.75 + Math.random() / 2)));
    }
  }

  async function fetchJson(url) {
    const answer = await fetchPatiently(url);
    noteGeneration(answer);
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer.json();
  }

  /* One request for one address, also when it is asked for twice before it is answered. */
  const asked = new Map(), early = new Map();
  function fetchOnce(url) {
    if (early.has(url)) {
      const answer = early.get(url);
      early.delete(url);
      return answer;
    }
    if (!asked.has(url)) {
      const answer = fetchJson(url);
      asked.set(url, answer);
      answer.finally(() => asked.delete(url)).catch(() => {});
    }
    return asked.get(url);
  }

  async function loadAtlas() {
    if (!S.atlas) {
      const atlas = await fetchOnce(P.to("/api/v1/atlas"));
      if (S.atlas) return S.atlas;
      atlas.index = new Map(atlas.places.map((place, i) => [place.id, i]));
      atlas.parts = new Map(atlas.regions.map((region) => [region[0], { title: region[1], own: new Set(region[6]), spoken: region[7] }]));
      atlas.small = atlas.marks.filter((place) => place.small);
      P.borders.prepare(atlas);
      S.atlas = atlas;
    }
    return S.atlas;
  }

  async function loadFrames(view) {
    const key = framesKey(view);
    const known = S.frames && S.framesKey === key && (!view.date || S.frames.days.includes(view.date));
    if (known) return S.frames;
    const frames = await fetchOnce(framesAddress(view));
    S.frames = frames;
    S.framesKey = key;
    S.times = frames.days.map((day) => Date.parse(day) / DAY);
    S.grid = index(frames);
    return frames;
  }

  function framesAddress(view) {
    const query = encode({ ...view, ...PLAIN });
    return P.to(`/api/v1/frames${query ? "?" + query : ""}`);
  }

  /* Asked for while the page is still being built; the View then finds its answer on the way. */
  function fetchEarly() {
    const view = parse(location.search);
    for (const url of [P.to("/api/v1/atlas"), framesAddress(view)]) {
      early.set(url, fetchJson(url));
      early.get(url).catch(() => {});
    }
  }

  /* For every step and place the run that holds there, so that a step of the clock only looks up. */
  function index(frames) {
    const width = frames.places.length, runs = frames.runs, at = new Int32Array(frames.days.length * width).fill(-1);
    for (let run = 0; run < runs.place.length; run++) {
      for (let step = runs.from[run]; step < runs.to[run]; step++) at[step * width + runs.place[run]] = run;
    }
    return { at, width, place: new Map(frames.places.map((id, i) => [id, i])) };
  }

  function cellOf(run, step) {
    const frames = S.frames, runs = frames.runs, best = runs.best[run], state = runs.state[run];
    const figure = state === ZERO || state === VALUE;
    const or = (value) => (value === null && figure ? best : value);
    return {
      state, best, low: or(runs.low[run]), high: or(runs.high[run]), level: or(runs.level[run]),
      stale: Math.round(runs.stale[run] + S.times[step] - S.times[runs.from[run]]),
      claims: runs.claims[run], origins: runs.origins[run], senders: runs.senders[run], leftOut: runs.left_out[run],
      definition: runs.definition[run], source: runs.source[run], figure,
      before: runs.before ? runs.before[run] : null, denominator: runs.denominator ? runs.denominator[run] : null,
    };
  }

  /* What is known of a place at a step; null where nothing is collected. */
  function cell(id, step) {
    const column = S.grid.place.get(id);
    if (column === undefined) return null;
    const run = S.grid.at[step * S.grid.width + column];
    return run < 0 ? null : cellOf(run, step);
  }

  function classOf(known) {
    const breaks = S.frames.breaks;
    let place = 0;
    while (place < breaks.length && known.level >= breaks[place]) place++;
    return S.frames.bands ? inBand(place, known, breaks.length + 1) : place;
  }

  /* How far the sources agree: 0 agree, 1 differ, 2 disagree, 3 one source alone; the same rule as for every picture. */
  function bandOf(known) {
    const { agree, differ } = S.frames.bands, low = Math.abs(known.low), high = Math.abs(known.high);
    if (known.origins <= Math.max(known.senders, 1)) return 3;
    const least = Math.min(low, high), most = Math.max(low, high);
    if (Math.sign(known.low) * Math.sign(known.high) < 0 || most > differ * least) return 2;
    return most > agree * least ? 1 : 0;
  }

  function inBand(place, known, count) {
    const sizes = S.frames.bands.sizes, band = bandOf(known);
    return sizes.slice(0, band).reduce((sum, size) => sum + size, 0) + Math.floor((place * sizes[band]) / count);
  }

  /* The code of what is known of a place, see above. */
  function code(known) {
    if (!known) return 0;
    return known.state < VALUE ? known.state : VALUE + classOf(known);
  }

  const isFigure = (code) => code === ZERO || code >= VALUE;

  function stepOf(day) {
    const time = Date.parse(day) / DAY, last = S.times.length - 1;
    const found = S.times.findIndex((other) => other >= time);
    return found < 0 ? last : found;
  }

  function nameOf(id) {
    const place = S.atlas.mark.get(id);
    return place === undefined ? S.atlas.others[id] || id : place.name;
  }

  /* The part of the world that is shown: lists and counts keep to it, and say of how many; figures, classes and the clock do not change. */
  const part = () => S.atlas.parts.get(S.view.region) || null;
  const inPart = (id) => { const shown = part(); return !shown || shown.own.has(id); };

  if (document.currentScript && location.pathname === P.to("/")) fetchEarly();
  Object.assign(P, { parse, encode, address, setAddress, framesKey, loadAtlas, loadFrames, cell, code, isFigure, stepOf, nameOf, part, inPart, VALUE });
})();
