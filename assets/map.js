/* The map: fills by state and class, the card, the cursor, and what is picked out. Only styles change while time moves. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const PATTERNS = {
    1: "url(#pattern-none)", 2: "url(#pattern-withheld)", 3: "url(#pattern-bound)", 5: "url(#pattern-denominator)", 7: "url(#pattern-disputed)",
  };
  const M = (P.map = { plot: null, paths: [], dots: [], fills: [], drawn: null, cursor: null, lit: null, pinned: null });
  /* Smaller across than this, in pixels, a place gets a ring with this much room around it; the same in every picture. */
  const RING_BELOW = 18, RING_ROOM = 4;
  const SVG = "http://www.w3.org/2000/svg";

  const colours = () => S.frames.colours[document.documentElement.dataset.theme === "dark" ? "dark" : "light"];

  function fillOf(code) {
    if (code === 0) return "var(--empty)";
    if (code === 4 || code === 6) return "var(--zero)";
    if (code < P.VALUE) return PATTERNS[code];
    return S.frames.stippled.includes(code) ? `url(#dots-${code})` : colours()[code - P.VALUE];
  }

  /* Dotted fills of the classes that one source alone gives; made anew with the legend, since colours follow the theme. */
  function stipple() {
    const holder = byId("stipples");
    holder.replaceChildren();
    for (const code of S.frames.stippled) {
      const pattern = document.createElementNS(SVG, "pattern");
      for (const [name, value] of [["id", `dots-${code}`], ["width", 6], ["height", 6], ["patternUnits", "userSpaceOnUse"]]) pattern.setAttribute(name, value);
      pattern.innerHTML = `<rect width="6" height="6" fill="${colours()[code - P.VALUE]}"/><circle class="p-paper" cx="3" cy="3" r="1"/>`;
      holder.append(pattern);
    }
  }

  function collect() {
    const root = byId("map-graph");
    M.plot = root && root.querySelector(".js-plotly-plot");
    if (!M.plot) return false;
    M.paths = [...M.plot.querySelectorAll(".choroplethlayer path.choroplethlocation")];
    M.dots = [...M.plot.querySelectorAll(".scattergeo path.point")];
    return S.atlas && M.paths.length === S.atlas.shapes.length;
  }

  function paint(force) {
    if (!S.frames || !M.paths.length) return;
    const D = P.borders.now(), counts = new Array(P.VALUE + S.frames.classes.length).fill(0), codes = new Map();
    if (force || M.drawn !== D) M.fills = [];
    M.drawn = D;
    const codeOf = (id) => {
      if (!codes.has(id)) codes.set(id, P.code(P.cell(id, S.step)));
      return codes.get(id);
    };
    /* The own land of a sender alone is in no count: nobody has to collect its presence abroad there. */
    D.areas.forEach((id) => { const code = codeOf(id); if (P.inPart(id) && (code || S.view.sender !== id)) counts[code]++; });
    for (let i = 0; i < M.paths.length; i++) fillPath(i, D.fills[i] ? codeOf(D.fills[i]) : -1, D.lines[i], D.fills[i]);
    S.atlas.marks.forEach((mark, i) => {
      const code = codeOf(mark.id), alone = !D.areas.has(mark.id), dot = M.dots[i];
      if (alone && code && P.inPart(mark.id)) counts[code]++;
      dot.style.display = code && (mark.small || alone) ? "" : "none";
      dot.style.fill = fillOf(code);
      dot.classList.toggle("is-outside", !P.inPart(mark.id));
    });
    edges(force);
    M.counts = counts;
    if (M.lit !== null) light(M.lit === M.pinned ? null : M.lit);
    P.card.refresh();
  }

  /* The lines around zeros and around what has no comparable pair, once more and above all areas. */
  function edges(force) {
    const lined = M.paths.map((path, i) => [path, M.fills[i]]).filter(([path, code]) => (code === 4 || code === 6) && !path.classList.contains("is-merged"));
    const key = M.fills.map((code, i) => (code === 4 || code === 6 ? `${i}:${code}` : "")).filter(Boolean).join();
    if (!force && M.edged === key) return;
    M.edged = key;
    const below = M.paths[0].closest(".layer"), layer = drawn("g", { class: "edges" });
    M.plot.querySelectorAll(".edges").forEach((old) => old.remove());
    for (const [path, code] of lined) layer.append(drawn("path", { class: `edge${code === 6 ? " unpaired" : ""}`, "data-code": code, d: path.getAttribute("d") || "" }));
    if (below) below.after(layer);
  }

  /* One shape in the look of a code; -1: not drawn on this day. Only what changed is touched. */
  function fillPath(i, code, line, id) {
    if (M.fills[i] === code) return;
    M.fills[i] = code;
    const path = M.paths[i];
    path.style.display = code < 0 ? "none" : "";
    if (code < 0) return;
    path.style.fill = fillOf(code);
    path.style.setProperty("--own", line === "merged" ? fillOf(code) : "");
    path.classList.toggle("is-zero", code === 4);
    path.classList.toggle("is-unpaired", code === 6);
    path.classList.toggle("is-merged", line === "merged");
    path.classList.toggle("is-disputed", line === "disputed");
    path.classList.toggle("is-outside", !P.inPart(id));
  }

  /* Everything that stands for a place now: its shapes, or its circle. */
  function nodesOf(id) {
    const D = P.borders.now(), shapes = M.paths.filter((path, i) => D.fills[i] === id);
    const dot = M.dots[S.atlas.marks.findIndex((mark) => mark.id === id)];
    return shapes.length ? shapes : dot ? [dot] : [];
  }

  function outline() {
    if (!M.plot) return;
    M.plot.querySelectorAll(".outline").forEach((node) => node.remove());
    /* Beside plotly's own layers: it draws every path inside them anew and knows nothing of ours. */
    const layer = M.plot.querySelector(".geolayer > .geo") || M.plot.querySelector(".geolayer");
    const hosts = (S.view.host || "").split(",").filter(Boolean);
    for (const [id, kind] of [...hosts.map((id) => [id, "picked"]), ...(M.cursor ? [[M.cursor, "cursor"]] : [])]) {
      const around = layer ? edgesOf(id) : [];
      /* The gap first, around all parts, so that it hides no line. */
      for (const look of ["gap", kind]) {
        for (const edge of around) {
          const copy = edge.cloneNode();
          copy.setAttribute("class", `outline ${look}`);
          layer.append(copy);
        }
      }
    }
  }

  function drawn(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  /* What goes around a place that is picked out: its border, or a ring where that would cover the place itself. */
  function edgesOf(id) {
    const nodes = nodesOf(id), dot = M.dots[S.atlas.marks.findIndex((mark) => mark.id === id)];
    const seen = dot && dot.style.display !== "none" ? [...nodes, dot] : nodes;
    const boxes = seen.map((node) => node.getBoundingClientRect()).filter((box) => box.width || box.height);
    if (!boxes.length) return [];
    const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
    const top = Math.min(...boxes.map((box) => box.top)), bottom = Math.max(...boxes.map((box) => box.bottom));
    const across = Math.max(right - left, bottom - top), box = M.plot.querySelector("svg.main-svg").getBoundingClientRect();
    if (across >= RING_BELOW) return nodes.map((node) => drawn("path", { d: node.getAttribute("d") || "", transform: node.getAttribute("transform") || "" }));
    return [drawn("circle", { cx: (left + right) / 2 - box.left, cy: (top + bottom) / 2 - box.top, r: across / 2 + RING_ROOM })];
  }

  /* Lights up one class; a class that was clicked stays lit until it is clicked again. */
  function light(code) {
    M.lit = code === null ? M.pinned : code;
    code = M.lit;
    M.paths.forEach((path, i) => path.classList.toggle("is-dim", code !== null && M.fills[i] !== code));
    if (M.plot) M.plot.querySelectorAll(".edge").forEach((edge) => edge.classList.toggle("is-dim", code !== null && Number(edge.dataset.code) !== code));
  }

  function sayPlace(id) {
    const known = P.cell(id, S.step);
    const by = known ? `, ${W.plural(known.claims, "claim")}, ${W.plural(known.origins, "origin")}` : "";
    const why = P.borders.whyNoArea(id);
    return `${P.nameOf(id)}: ${W.sayCell(known, id)}, ${S.frames.labels[S.step]}${by}${why ? `, ${why}` : ""}`;
  }

  function holds(path, { clientX, clientY }) {
    const turn = path.getScreenCTM();
    return Boolean(turn) && path.isPointInFill(new DOMPoint(clientX, clientY).matrixTransform(turn.inverse()));
  }

  /* The circle or the visible shape under the hand; plotly itself knows no more than today's shapes. */
  function placeOf(event) {
    const point = event.points && event.points[0];
    if (!point) return null;
    const mark = point.curveNumber === 2 ? S.atlas.marks[point.pointNumber] : null;
    if (mark && M.dots[point.pointNumber].style.display !== "none") return mark.id;
    const D = P.borders.now(), today = S.atlas.places.length;
    const special = S.atlas.special.findIndex((shape, i) => D.fills[today + i] && holds(M.paths[today + i], event.event));
    if (special >= 0) return D.fills[today + special];
    return (mark ? mark.id : D.fills[S.atlas.index.get(point.location)]) || null;
  }

  function select(id) {
    const picked = (S.view.host || "").split(",").filter(Boolean);
    const next = picked.length === 1 && picked[0] === id ? [] : [id];
    /* Drawn and asked for at once; the controls and the address follow. */
    S.view = { ...S.view, host: next.join(",") };
    outline();
    P.refreshPanel();
    W.afterPaint(() => P.put("host", next));
  }

  /* Places that can be walked to now: with an area, or with a circle that is shown. */
  function standing() {
    const D = P.borders.now();
    return [...S.atlas.mark.values()].filter((place) => D.areas.has(place.id) || P.cell(place.id, S.step));
  }

  /* The nearest place in the direction of an arrow key, by longitude and latitude. */
  function neighbour(from, key) {
    const turn = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
    let best = null, least = Infinity;
    for (const place of standing()) {
      if (place.id === from.id) continue;
      const dx = (place.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180), dy = place.lat - from.lat;
      const along = dx * turn[0] + dy * turn[1], across = Math.abs(dx * turn[1] - dy * turn[0]);
      if (along <= 0 || across > along * 1.6) continue;
      const distance = along + 1.8 * across;
      if (distance < least) { least = distance; best = place; }
    }
    return best || from;
  }

  function onKey(event) {
    if (!S.frames) return;
    const current = S.atlas.mark.get(M.cursor || (S.view.host || "").split(",")[0] || "FRA") || S.atlas.places[0];
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      M.cursor = M.cursor ? neighbour(current, event.key).id : current.id;
      moveCursor();
    } else if (event.key === "Enter" && M.cursor) {
      select(M.cursor);
    } else if (event.key === "Escape") {
      M.cursor = null;
      P.card.hide();
      outline();
      if (S.view.host) P.put("host", []);
    }
  }

  function moveCursor() {
    outline();
    const node = nodesOf(M.cursor)[0];
    if (!node) return;
    P.zoom.reveal(S.atlas.mark.get(M.cursor), node);
    const box = node.getBoundingClientRect();
    P.card.show(M.cursor, box.left + box.width / 2, box.top + box.height / 2);
    byId("speak").textContent = sayPlace(M.cursor);
  }

  function attach() {
    M.plot.on("plotly_hover", (event) => {
      const id = placeOf(event);
      if (id && S.frames) P.card.show(id, event.event.clientX, event.event.clientY);
    });
    M.plot.on("plotly_unhover", P.card.hide);
    M.plot.on("plotly_click", (event) => { const id = placeOf(event); if (id && !P.zoom.dragged) select(id); });
    M.plot.on("plotly_afterplot", () => { if (collect()) { paint(true); outline(); P.overlays.draw(); } });
    P.zoom.attach();
    P.overlays.attach();
    byId("map").addEventListener("keydown", onKey);
    byId("map").addEventListener("blur", () => { M.cursor = null; P.card.hide(); outline(); });
  }

  /* The figure itself is brought up to date when the hand rests, so that it and the fills agree. */
  function settle() {
    if (!M.plot || !window.Plotly || !S.frames) return;
    const ramp = ["#eae6de", "#fbfaf7", "#c9bcd9", "#f3e4cf", "#fbfaf7", "#e4dfd5", "#fbfaf7", "#6b6458", ...colours()], size = ramp.length;
    const scale = ramp.flatMap((colour, i) => [[i / size, colour], [(i + 1) / size, colour]]);
    const today = S.atlas.places.length, codes = M.fills.map((code) => Math.max(code, 0));
    window.Plotly.restyle(M.plot, { z: [codes.slice(0, today), codes.slice(today)], zmin: -0.5, zmax: size - 0.5, colorscale: [scale] }, [0, 1]);
  }

  Object.assign(M, { collect, paint, stipple, outline, light, select, attach, settle, sayPlace, fillOf });
})();
