/* The View in the browser: the query string, the address bar, and the frames of the map. */
(function () {
  "use strict";
  const P = window.presence;
  const DEFAULTS = { measure: "troops", definition: "", sender: "USA", host: "", date: "", known_at: "", rule: "preferred" };
  const ORDER = ["measure", "definition", "sender", "host", "date", "known_at", "rule"];
  const DAY = 86400000;

  const S = (P.state = {
    view: { ...DEFAULTS }, atlas: null, frames: null, framesKey: null, grid: null, step: 0, times: [], loading: null,
  });

  function parse(query) {
    const given = new URLSearchParams((query || "").replace(/^\?/, ""));
    const view = { ...DEFAULTS };
    for (const name of ORDER) if (given.has(name)) view[name] = given.get(name);
    if (view.sender === "all") view.sender = "";
    return view;
  }

  function encode(view) {
    const pairs = ORDER.filter((name) => (view[name] || "") !== DEFAULTS[name])
      .map((name) => `${name}=${encodeURIComponent(view[name] || "all").replace(/%2C/g, ",")}`);
    return pairs.length ? [...pairs, "v=1"].join("&") : "";
  }

  function address(query) {
    return query ? `/?${query}` : "/";
  }

  function setAddress(query, keep) {
    if (location.pathname + location.search === address(query)) return;
    history[keep ? "pushState" : "replaceState"]({}, "", address(query));
  }

  /* Everything but what picks out a host: the key of the frames. */
  function framesKey(view) {
    return encode({ ...view, host: "", date: "" });
  }

  async function fetchJson(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
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
      const atlas = await fetchOnce("/api/v1/atlas");
      if (S.atlas) return S.atlas;
      atlas.index = new Map(atlas.places.map((place, i) => [place.id, i]));
      atlas.small = atlas.places.filter((place) => place.small);
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
    const query = encode({ ...view, host: "" });
    return `/api/v1/frames${query ? "?" + query : ""}`;
  }

  /* Asked for while the page is still being built; the View then finds its answer on the way. */
  function fetchEarly() {
    const view = parse(location.search);
    for (const url of ["/api/v1/atlas", framesAddress(view)]) {
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
    const spoken = state >= 3;
    const or = (value) => (value === null && spoken && state !== 3 ? best : value);
    return {
      state, best, low: or(runs.low[run]), high: or(runs.high[run]), level: or(runs.level[run]),
      stale: Math.round(runs.stale[run] + S.times[step] - S.times[runs.from[run]]),
      claims: runs.claims[run], origins: runs.origins[run], senders: runs.senders[run], leftOut: runs.left_out[run],
      definition: runs.definition[run], source: runs.source[run],
    };
  }

  /* What is known of a place at a step; null where nothing is collected. */
  function cell(id, step) {
    const column = S.grid.place.get(id);
    if (column === undefined) return null;
    const run = S.grid.at[step * S.grid.width + column];
    return run < 0 ? null : cellOf(run, step);
  }

  function classOf(level) {
    const breaks = S.frames.breaks;
    let place = 0;
    while (place < breaks.length && level >= breaks[place]) place++;
    return place;
  }

  /* 0 not collected, 1 none found, 2 withheld, 3 bound, 4 zero, 5 to 10 the classes. */
  function code(known) {
    if (!known) return 0;
    return known.state < 5 ? known.state : 5 + classOf(known.level);
  }

  function stepOf(day) {
    const time = Date.parse(day) / DAY, last = S.times.length - 1;
    const found = S.times.findIndex((other) => other >= time);
    return found < 0 ? last : found;
  }

  function nameOf(id) {
    const place = S.atlas.index.get(id);
    return place === undefined ? S.atlas.others[id] || id : S.atlas.places[place].name;
  }

  if (document.currentScript && location.pathname === "/") fetchEarly();
  Object.assign(P, { parse, encode, address, setAddress, framesKey, loadAtlas, loadFrames, cell, code, stepOf, nameOf });
})();
