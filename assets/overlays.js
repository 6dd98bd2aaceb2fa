/* Drawn over the map on demand: sites as marks by kind, flows as arcs. Points are fetched once a View, and the clock only picks them out. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const SVG = "http://www.w3.org/2000/svg", CELL = 16, ROWS = 100;
  const O = (P.overlays = { sites: null, flows: null });
  const on = (name) => S.view.layers.split(",").includes(name);

  function node(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  /* Where a point lies on the picture; null where it is not seen. The projection is the one the map is drawn with. */
  function place(lon, lat) {
    const geo = P.map.plot && P.map.plot._fullLayout && P.map.plot._fullLayout.geo && P.map.plot._fullLayout.geo._subplot;
    const at = geo && geo.projection ? geo.projection([lon, lat]) : null;
    return at && Number.isFinite(at[0]) && Number.isFinite(at[1]) ? at : null;
  }

  function layer() {
    const inside = P.map.plot.querySelector(".geolayer > .geo") || P.map.plot.querySelector(".geolayer");
    inside.querySelectorAll(".overlay").forEach((old) => old.remove());
    const group = node("g", { class: "overlay" });
    inside.append(group);
    return group;
  }

  function standing() {
    const day = S.frames.days[S.step];
    return O.sites.points.filter((point) => (!point[7] || point[7] <= day) && (!point[9] || point[9] >= day));
  }

  /* Points of one kind in one cell are one mark with their number. */
  function cluster(points) {
    const box = byId("map").getBoundingClientRect(), cells = new Map();
    for (const point of points) {
      const at = place(point[5], point[4]);
      if (!at || at[0] < 0 || at[1] < 0 || at[0] > box.width || at[1] > box.height) continue;
      const key = `${point[0]} ${Math.floor(at[0] / CELL)} ${Math.floor(at[1] / CELL)}`;
      const cell = cells.get(key) || { kind: point[0], x: 0, y: 0, points: [] };
      cell.x += at[0];
      cell.y += at[1];
      cell.points.push(point);
      cells.set(key, cell);
    }
    return [...cells.values()].map((cell) => ({ ...cell, x: cell.x / cell.points.length, y: cell.y / cell.points.length }))
      .sort((a, b) => a.points.length - b.points.length);
  }

  const colour = (kind) => O.sites.colours[document.documentElement.dataset.theme === "dark" ? "dark" : "light"][kind];

  function mark(cell) {
    const count = cell.points.length, size = 1 + 0.25 * Math.log10(count);
    const shape = node("path", { class: "site", d: O.sites.kinds[cell.kind][2], transform: `translate(${cell.x.toFixed(1)},${cell.y.toFixed(1)}) scale(${size.toFixed(2)})` });
    shape.style.fill = colour(cell.kind);
    shape.addEventListener("mousemove", (event) => { event.stopPropagation(); P.card.say(describe(cell.points), event.clientX, event.clientY); });
    shape.addEventListener("mouseleave", P.card.hide);
    shape.addEventListener("click", (event) => { event.stopPropagation(); openTable(cell.points[0]); });
    const parts = [shape];
    if (count > 1) {
      const number = node("text", { class: "site-count", x: (cell.x + 6 * size).toFixed(1), y: (cell.y - 2).toFixed(1) });
      number.textContent = String(count);
      parts.push(number);
    }
    return parts;
  }

  const exactness = (point) => `point given to ${W.plural(point[6], "decimal")}, about ${O.sites.exact[Math.min(point[6], 4)]}`;
  const days = (point) => (point[7] ? (point[8] && point[8] !== point[7] ? `${point[7]} to ${point[8]}` : `since ${point[7]}`) : "undated");

  function describe(points) {
    const first = points[0], line = (text, kind) => make("span", kind ? { class: kind } : {}, text);
    const rest = points.slice(1, 4).map((point) => line(point[1]));
    return [make("strong", {}, first[1]), line(O.sites.kinds[first[0]][1], "value"), line(`${P.nameOf(first[2])} in ${P.nameOf(first[3])}`),
      line(days(first)), line(exactness(first)), line(O.sites.sources[first[10]]), ...rest, ...(points.length > 4 ? [line(`and ${points.length - 4} more here`)] : [])];
  }

  /* The list beside the map: the same points for the keyboard and for reading. */
  function listSites(points) {
    const box = byId("sites");
    box.hidden = false;
    const kinds = O.sites.kinds.map(([, title, d], kind) => [kind, title, d, points.filter((point) => point[0] === kind).length]).filter((row) => row[3]);
    const left = O.sites.total - O.sites.points.length;
    const said = `${W.plural(points.length, "site")} on this day${left ? `; the limit of ${O.sites.points.length} leaves out ${left} of ${O.sites.total}` : ""}`;
    const legend = make("span", { class: "site-legend" }, ...kinds.map(([kind, title, d, count]) => {
      const swatch = node("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }), path = node("path", { d });
      path.style.fill = colour(kind);
      swatch.append(path);
      return make("span", {}, swatch, ` ${title} ${count}`);
    }));
    const rows = points.slice(0, ROWS).map((point) => make("tr", { "data-claim": point[11] },
      make("th", { scope: "row" }, make("button", { class: "quiet", type: "button", "data-hold": point[11], onclick: () => pointOut(point) }, point[1])),
      make("td", {}, O.sites.kinds[point[0]][1]), make("td", {}, P.nameOf(point[3])), make("td", {}, days(point)),
      make("td", {}, exactness(point)), make("td", {}, make("a", { href: P.to(`/claims?claim=${encodeURIComponent(point[11])}`) }, O.sites.sources[point[10]]))));
    const more = points.length > ROWS ? [make("p", { class: "said" }, `The first ${ROWS} of ${points.length}; choose a host or a region for fewer.`)] : [];
    const head = make("thead", {}, make("tr", {}, ...["Site", "Kind", "Host", "Days", "Precision", "Source"].map((words) => make("th", { scope: "col" }, words))));
    W.rewrite(box.querySelector("summary"), new Text(said), legend);
    W.rewrite(byId("sites-body"), ...(box.open ? [make("div", { class: "site-table", tabindex: "0", role: "region", "aria-label": "Sites as a table" },
      make("table", {}, head, make("tbody", {}, ...rows))), ...more] : []));
  }

  function openTable(point) {
    byId("sites").open = true;
    listSites(standing());
    byId("sites-body").querySelector(`[data-hold="${CSS.escape(point[11])}"]`)?.focus();
  }

  function pointOut(point) {
    const at = place(point[5], point[4]), box = byId("map").getBoundingClientRect();
    byId("speak").textContent = `${point[1]}, ${O.sites.kinds[point[0]][1]}, ${P.nameOf(point[3])}, ${days(point)}, ${exactness(point)}`;
    if (at) P.card.say(describe([point]), box.left + at[0], box.top + at[1]);
  }

  function arcs(group) {
    const most = Math.max(...O.flows.arcs.map((arc) => arc[6]));
    for (const [sender, lon0, lat0, host, lon1, lat1, level, said] of [...O.flows.arcs].reverse()) {
      const a = place(lon0, lat0), b = place(lon1, lat1);
      if (!a || !b) continue;
      const bend = 0.18 * Math.hypot(b[0] - a[0], b[1] - a[1]);
      const path = node("path", { class: "flow", d: `M${a}Q${(a[0] + b[0]) / 2},${(a[1] + b[1]) / 2 - bend} ${b}`, "stroke-width": (1 + 7 * Math.sqrt(level / most)).toFixed(1) });
      path.addEventListener("mousemove", (event) => { event.stopPropagation(); P.card.say([make("strong", {}, `${P.nameOf(sender)} to ${P.nameOf(host)}`), make("span", { class: "value" }, said)], event.clientX, event.clientY); });
      path.addEventListener("mouseleave", P.card.hide);
      group.append(path);
    }
  }

  function draw() {
    if (!S.frames || !P.map.plot) return;
    const group = layer(), said = byId("overlays-said");
    said.hidden = !(on("flows") && O.flows);
    if (on("flows") && O.flows) {
      said.textContent = O.flows.said;
      if (O.flows.arcs.length && O.flows.day === S.frames.days[S.step]) arcs(group);
    }
    const moving = P.clock.playing || P.clock.dragging, shown = on("sites") && O.sites;
    if (!shown || moving) byId("sites").hidden = true;
    if (!shown) return;
    const points = standing();
    cluster(points).forEach((cell) => group.append(...mark(cell)));
    if (!moving) listSites(points);
  }

  async function fetched(name, query) {
    if (O[name] && O[name].query === query) return;
    const answer = await fetch(P.to(`/api/v1/${name}${query ? "?" + query : ""}`), { headers: { Accept: "application/json" } });
    if (answer.ok) O[name] = { ...(await answer.json()), query, day: S.frames.days[S.step] };
  }

  /* Brings what is switched on in line with the View; called when it changes and when the clock has come to rest. */
  async function follow() {
    const plain = { ...S.view, viewpoint: "de-facto", region: "world", layers: "", series: "linear" };
    if (on("sites")) await fetched("sites", P.encode({ ...plain, date: "", since: "", rule: "preferred", per: "none", compare: "level", classes: "fixed" }));
    if (on("flows")) await fetched("flows", P.encode({ ...plain, host: "", date: S.frames.days[S.step] }));
    draw();
  }

  function attach() {
    byId("sites").addEventListener("toggle", () => { if (O.sites && on("sites")) listSites(standing()); });
  }

  Object.assign(O, { draw, follow, attach });
})();
