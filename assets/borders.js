/* Borders as of the day and from a viewpoint: which shape is filled with whose figure, and who has a circle instead. Asks nobody. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const remembered = new Map();
  const under = (shape) => shape.split("@")[0];

  function prepare(atlas) {
    atlas.rows = atlas.borders.map(([shape, place, since, until, covers, viewpoint, title, reason]) => ({
      shape, place, since: since || "0000", until: until || "9999", covers, viewpoint, title, reason }));
    atlas.shapes = [...atlas.places.map((place) => place.id), ...atlas.special];
    atlas.isSpecial = new Set(atlas.special);
    atlas.titles = new Map(atlas.rows.filter((row) => row.title).map((row) => [row.shape, row.title]));
    atlas.mark = new Map([...atlas.places, ...atlas.marks].map((place) => [place.id, place]));
    atlas.disputed = [...new Set(atlas.rows.filter((row) => row.viewpoint).map((row) => row.shape))];
  }

  function made(day, viewpoint) {
    const atlas = S.atlas, held = atlas.rows.filter((row) => row.since <= day && day <= row.until && (!row.viewpoint || row.viewpoint === viewpoint));
    const parts = new Map(), covered = new Map();
    for (const row of [...held.filter((row) => !row.viewpoint), ...held.filter((row) => row.viewpoint)]) {
      if (!parts.has(row.shape)) parts.set(row.shape, row);
      for (const place of row.covers) covered.set(place, row);
    }
    const visible = atlas.shapes.map((shape) => (atlas.isSpecial.has(shape) ? parts.has(shape) : !covered.has(shape)));
    const ends = new Set(atlas.shapes.filter((shape, i) => visible[i] && atlas.isSpecial.has(shape) && !parts.get(shape).viewpoint).map((shape) => parts.get(shape).place));
    const holder = (shape) => {
      const seen = new Set();
      let place = shape;
      while (!seen.has(place) && !ends.has(place)) {
        seen.add(place);
        const row = parts.get(place) || covered.get(place);
        if (row) place = row.place;
      }
      return place;
    };
    const fills = atlas.shapes.map((shape, i) => (visible[i] ? holder(shape) : ""));
    /* How a shape's own border is drawn: dashed where only this viewpoint takes it, none where nobody disputes that. */
    const lines = atlas.shapes.map((shape, i) => (!visible[i] || !parts.has(shape) ? "" : parts.get(shape).viewpoint ? "disputed" : atlas.isSpecial.has(shape) ? "" : "merged"));
    const behind = new Map([...[...parts].filter(([shape]) => !atlas.isSpecial.has(shape)), ...covered]);
    return { fills, lines, areas: new Set(fills.filter(Boolean)), behind, key: `${day} ${viewpoint}` };
  }

  /* Days between which no row begins or ends have the same borders. */
  function drawing(step, viewpoint) {
    const day = S.frames.days[step], turn = S.atlas.rows.reduce((count, row) => count + (row.since <= day) + (row.until < day), 0);
    const key = `${turn} ${viewpoint}`;
    if (!remembered.has(key)) remembered.set(key, made(day, viewpoint));
    return remembered.get(key);
  }

  const now = () => drawing(S.step, S.view.viewpoint);

  /* Why a place with a figure is a circle and no area. */
  function whyNoArea(id) {
    const D = now(), own = S.atlas.mark.get(id), row = D.behind.get(id), day = S.frames.days[S.step];
    if (D.areas.has(id) || !own) return "";
    if (row) {
      const shape = S.atlas.shapes.findIndex((shape, i) => D.fills[i] && (shape === row.shape || shape === id));
      const of = S.atlas.mark.get(shape < 0 ? row.place : D.fills[shape]).spoken;
      return row.viewpoint ? `part of ${of} from this viewpoint` : `then part of ${of}`;
    }
    if (own.until && own.until < day) return `ended on ${W.sayDay(Date.parse(own.until) / 86400000)}`;
    return own.since > day ? `no borders before ${W.sayDay(Date.parse(own.since) / 86400000)}` : "its borders are not drawn";
  }

  /* Drawn parts of a place that are others' beside it: said in its card. */
  function partsOf(id) {
    const D = now();
    return S.atlas.shapes.filter((shape, i) => D.fills[i] === id && D.lines[i] === "disputed" && shape !== id)
      .map((shape) => S.atlas.titles.get(shape) || P.nameOf(shape));
  }

  /* The shape of other days that stands for a place now: "West Germany" for Germany in 1985. */
  function formerly(id) {
    const D = now(), shape = S.atlas.special.find((shape, i) => D.fills[S.atlas.places.length + i] === id && !D.lines[S.atlas.places.length + i]);
    const title = S.atlas.titles.get(shape);
    return title && title !== P.nameOf(id) ? title : "";
  }

  const onMap = (id) => now().areas.has(id) || S.atlas.mark.has(id);
  const known = (id) => P.code(P.cell(id, S.step));

  /* Disputes that the figures touch: a figure of its own, or another fill from another viewpoint. */
  function touched() {
    const names = S.atlas.viewpoints.map(([name]) => name), drawn = names.map((name) => drawing(S.step, name));
    const day = S.frames.days[S.step], found = [];
    const open = new Set(S.atlas.rows.filter((row) => row.viewpoint && row.since <= day && day <= row.until).map((row) => row.shape));
    S.atlas.shapes.forEach((shape, i) => {
      if (!open.has(shape) || !(S.atlas.isSpecial.has(shape) || drawn.some((D) => D.fills[i]))) return;
      const fills = drawn.map((D) => D.fills[i] || under(shape)), mine = fills[names.indexOf(S.view.viewpoint)], own = P.cell(shape, S.step);
      const others = new Map();
      fills.forEach((place, n) => { if (place !== mine && known(place) !== known(mine)) others.set(place, [...(others.get(place) || []), S.atlas.viewpoints[n][2] || "de facto"]); });
      if (own || others.size) found.push({ shape, name: S.atlas.titles.get(shape) || P.nameOf(shape), mine, own, others: [...others] });
    });
    return found;
  }

  const as = (place, shape) => (place === shape ? "drawn apart" : `drawn as ${P.nameOf(place)}`);
  const said = (place) => W.sayCell(P.cell(place, S.step));

  function line({ shape, name, mine, own, others }) {
    const now = make("li", {}, make("b", {}, name), ` ${as(mine, shape)} (${said(mine)})`);
    for (const [place, speakers] of others) now.append(make("span", {}, `; ${as(place, shape)} (${said(place)}) by ${speakers.join(", ")}`));
    if (own) now.append(make("span", {}, `. Its own figure stays filed under ${name}: ${W.sayCell(own)}${mine === shape ? "" : ", shown as a circle"}`));
    return now;
  }

  function badge() {
    const box = byId("disputes"), found = touched();
    box.hidden = !found.length;
    box.querySelector("summary").textContent = `${W.plural(found.length, "dispute")} touch${found.length === 1 ? "es" : ""} this map`;
    if (box.open) W.rewrite(byId("disputes-body"), make("p", { class: "said" }, "A viewpoint changes which figure fills a disputed area. No figure is moved: each stays with the place that its source names."),
      make("ul", { tabindex: "0", "data-hold": "disputes", role: "list", "aria-label": "Disputes that the figures touch" }, ...found.map(line)));
  }

  const part = () => { const region = S.atlas.regions.find(([id]) => id === S.view.region); return region ? `${region[1]}, ` : ""; };
  const words = () => `${part()}${S.atlas.projection}, ${S.atlas.viewpoints.find(([name]) => name === S.view.viewpoint)[1]}`;

  P.borders = { prepare, now, whyNoArea, partsOf, formerly, onMap, badge, words };
})();
