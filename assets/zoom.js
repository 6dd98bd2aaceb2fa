/* What part of the world is seen: a region of the View, closer and further by buttons, moved by drag or Shift and arrows. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const WORLD = { lon: 11, lat: null, scale: 1 }, SOUTH = -61, NORTH = 84, MOST = 24;
  const A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796, ROOT = Math.sqrt(3) / 2;
  const Z = (P.zoom = { at: { ...WORLD }, region: "world" });

  /* The Equal Earth projection of the pictures, on a unit sphere. */
  function plane(lon, lat) {
    const t = Math.asin(ROOT * Math.sin((lat * Math.PI) / 180)), q = t * t;
    const slope = A1 + 3 * A2 * q + q ** 3 * (7 * A3 + 9 * A4 * q);
    return [((lon * Math.PI) / 180) * Math.cos(t) / (ROOT * slope), t * (A1 + A2 * q + q ** 3 * (A3 + A4 * q))];
  }

  function latitudeAt(y) {
    let low = -90, high = 90;
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2;
      if (plane(0, middle)[1] < y) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  const perUnit = (box) => Math.min(box.width / (2 * plane(180, 0)[0]), box.height / (plane(0, NORTH)[1] - plane(0, SOUTH)[1]));

  function viewOf(name) {
    const region = S.atlas.regions.find(([id]) => id === name);
    if (!region) return { ...WORLD };
    const [, , west, east, south, north] = region, half = (east - west) / 2, box = byId("map").getBoundingClientRect();
    const widest = Math.max(...[0, 1, 2, 3, 4].map((i) => plane(half, south + ((north - south) * i) / 4)[0]));
    const top = plane(0, north)[1], bottom = plane(0, south)[1];
    return { lon: (west + east) / 2, lat: latitudeAt((top + bottom) / 2), scale: Math.min(box.width / (2 * widest), box.height / (top - bottom)) / perUnit(box) };
  }

  /* Longitudes count from the middle of the map, so that shapes stand upright there. */
  function show(at) {
    Z.at = at;
    const lat = at.lat === null ? latitudeAt((plane(0, NORTH)[1] + plane(0, SOUTH)[1]) / 2) : at.lat;
    window.Plotly.relayout(P.map.plot, {
      "geo.projection.rotation.lon": at.lon, "geo.lonaxis.range": [at.lon - 180, at.lon + 180], "geo.lataxis.range": [SOUTH, NORTH],
      "geo.center.lon": at.lon, "geo.center.lat": lat, "geo.projection.scale": at.scale,
    });
    for (const [id, still] of [["zoom-out", at.scale <= 1], ["zoom-in", at.scale >= MOST]]) byId(id).setAttribute("aria-disabled", String(still));
  }

  /* The button answers at once; the map is drawn in the next frame. */
  function showSoon(at) {
    Z.at = at;
    W.busy(true);
    W.afterPaint(() => { show(Z.at); W.busy(false); });
  }

  function by(factor) {
    const scale = Math.min(Math.max(Z.at.scale * factor, 1), MOST);
    if (scale === Z.at.scale) return;
    showSoon(scale === 1 ? { ...WORLD } : { ...Z.at, lat: Z.at.lat === null ? 20 : Z.at.lat, scale });
    byId("speak").textContent = scale === 1 ? "The whole world" : `${scale.toFixed(1)} times as large as the world map`;
  }

  function reset() {
    showSoon(viewOf(S.view.region));
    byId("speak").textContent = byId("region").selectedOptions[0].textContent;
  }

  function move(dx, dy) {
    if (Z.at.scale <= 1) return;
    const box = byId("map").getBoundingClientRect(), unit = perUnit(box) * Z.at.scale, lat = Z.at.lat === null ? 11 : Z.at.lat;
    const [east] = plane(1, lat), y = Math.min(Math.max(plane(0, lat)[1] + dy / unit, plane(0, SOUTH)[1]), plane(0, NORTH)[1]);
    show({ ...Z.at, lon: ((((Z.at.lon - dx / unit / east) + 180) % 360) + 360) % 360 - 180, lat: latitudeAt(y) });
  }

  /* Brings a place into the middle where it lies outside of what is seen. */
  function reveal(place, node) {
    const box = byId("map").getBoundingClientRect(), own = node.getBoundingClientRect(), x = own.left + own.width / 2, y = own.top + own.height / 2;
    if (Z.at.scale > 1 && (x < box.left || x > box.right || y < box.top || y > box.bottom)) show({ ...Z.at, lon: place.lon, lat: place.lat });
  }

  function follow() {
    if (Z.region === S.view.region) return;
    Z.region = S.view.region;
    show(viewOf(Z.region));
  }

  function buttons() {
    const one = (id, sign, words, onclick) => make("button", { id, type: "button", class: "segment", "aria-label": words, title: words, onclick }, sign);
    return [make("div", { class: "segments", role: "group", "aria-label": "Zoom" }, one("zoom-in", "+", "Zoom in", () => by(1.6)),
      one("zoom-out", "−", "Zoom out", () => by(1 / 1.6)), one("zoom-reset", "⤢", "Show the whole region", reset))];
  }

  /* Dragging moves the picture with the hand and draws it anew when the hand lets go. */
  function attach() {
    const map = byId("map");
    let from = null;
    const layer = () => map.querySelector(".geolayer");
    map.addEventListener("pointerdown", (event) => { from = Z.at.scale > 1 ? [event.clientX, event.clientY] : null; });
    map.addEventListener("pointermove", (event) => {
      if (!from || !(event.buttons & 1)) return;
      const dx = event.clientX - from[0], dy = event.clientY - from[1];
      if (Math.hypot(dx, dy) > 4) { Z.dragged = true; layer().setAttribute("transform", `translate(${dx},${dy})`); }
    });
    window.addEventListener("pointerup", (event) => {
      if (!from) return;
      layer().removeAttribute("transform");
      if (Z.dragged) move(event.clientX - from[0], event.clientY - from[1]);
      from = null;
      setTimeout(() => { Z.dragged = false; }, 0);
    });
    map.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[event.key];
      if (step && event.shiftKey) { event.preventDefault(); event.stopImmediatePropagation(); move(...step); }
      else if (event.key === "+" || event.key === "=") by(1.6);
      else if (event.key === "-") by(1 / 1.6);
      else if (event.key === "0") reset();
    });
  }

  Object.assign(Z, { buttons, attach, follow, reveal, show, by, move });
})();
