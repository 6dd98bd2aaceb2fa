/* Words and lists made from the frames: headline, legend, small places, largest hosts and changes. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  /* Longer lists of places are counted instead of named, as in every export. */
  const NAMED = 3;
  /* Two rows of tiles; the rest is in the table, and the reader is told. */
  const smallShown = () => Math.max(8, Math.floor(byId("small-places").clientWidth / 108) * 2 - 3);

  function rows() {
    const found = [];
    for (const id of S.frames.places) {
      if (!P.inPart(id)) continue;
      const known = P.cell(id, S.step);
      const code = P.code(known), kept = P.map.pinned === null || P.map.pinned === code;
      if (known && kept) found.push({ id, known, code, name: P.nameOf(id) });
    }
    return found;
  }

  const figures = (found) => found.filter((row) => P.isFigure(row.code));
  const size = (row) => (S.frames.compare === "change" ? Math.abs(row.known.level) : row.known.level);
  const largest = (found) => figures(found).sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1));

  /* Hosts in each state, those that are not drawn included, as in every export: in the part of the world shown, in all of it, and `off`
     those of the part that no map can show. */
  function tally() {
    const [whole, own, off] = [0, 1, 2].map(() => new Array(P.VALUE + 1).fill(0)), runs = S.frames.runs, leftOut = [0, 0];
    for (let column = 0; column < S.grid.width; column++) {
      const run = S.grid.at[S.step * S.grid.width + column], here = P.inPart(S.frames.places[column]);
      if (run < 0) continue;
      whole[runs.state[run]]++;
      leftOut[1] += runs.left_out[run];
      if (!here) continue;
      own[runs.state[run]]++;
      if (!P.borders.onMap(S.frames.places[column])) off[runs.state[run]]++;
      leftOut[0] += runs.left_out[run];
    }
    return { whole, own, off, leftOut };
  }

  const ofAll = (own, whole) => (P.part() ? `${W.grouped(own, 0)} of ${W.grouped(whole, 0)}` : W.grouped(whole, 0));

  const spoken = (id) => (S.atlas.mark.get(id) || {}).spoken || P.nameOf(id);
  const listed = (words) => (words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}` : words.join());

  /* Which hosts are picked out, and how many of them have a figure; nothing for one. */
  function hostsTold() {
    const hosts = (S.view.host || "").split(",").filter(Boolean);
    if (hosts.length < 2) return "";
    const told = hosts.filter((id) => (P.cell(id, S.step) || {}).figure).length, group = P.groups.groupOf(hosts, S.frames.days[S.step]);
    const named = S.view.host_name ? `“${S.view.host_name}” (${W.plural(hosts.length, "place")})` : group ? `the members of ${P.groups.nameOf(group)}` : hosts.length > NAMED ? W.plural(hosts.length, "host") : listed(hosts.map(spoken));
    return `outlined: ${named}, ${told} of ${hosts.length} with a ${S.frames.said.noun}`;
  }

  function headline() {
    const frames = S.frames, label = frames.labels[S.step], { whole, own, off, leftOut } = tally(), part = P.part();
    const title = P.groups.dated(frames.title).replace("{date}", label) + (part ? `: ${part.title}` : "");
    byId("title").textContent = title;
    if (document.title !== `${title} · Presence Atlas`) document.title = `${title} · Presence Atlas`;
    const counted = (state, words) => `${ofAll(own[state], whole[state])} ${words}${off[state] ? ` (${W.grouped(off[state], 0)} not on the map)` : ""}`;
    const silent = frames.said.silent.filter(([state]) => whole[state]).map(([state, words]) => counted(state, words));
    const hosts = counted(P.VALUE, `host${whole[P.VALUE] === 1 ? "" : "s"} with a ${frames.said.noun}${part ? ` in ${part.spoken}` : ""}`);
    const parts = [frames.said.rule, frames.said.known, [hosts, ...silent].join(", ")];
    const [asked, noun] = frames.said.senders;
    if (noun) parts.push(`${frames.told[S.step]} of ${asked} ${noun} with a figure`);
    if (leftOut[1]) parts.push(`${ofAll(...leftOut)} sender–host pair${leftOut[1] === 1 ? "" : "s"} left out of a sum`);
    const outlined = hostsTold();
    if (outlined) parts.push(outlined);
    byId("subtitle").textContent = [...parts, P.borders.words()].join(" · ");
    outside();
    legendCounts(P.map.counts || []);
  }

  function legendEntry([code, label]) {
    const swatch = `<svg viewBox="0 0 24 12" aria-hidden="true"><rect width="24" height="12" style="fill:${P.map.fillOf(code)}"/></svg>`;
    const button = make("button", { class: `class${code < P.VALUE ? " silent" : ""}${code === 4 || code === 6 ? " zero" : ""}${code === 6 ? " unpaired" : ""}`, "data-code": code, "data-hold": code, type: "button", "aria-pressed": "false" });
    button.innerHTML = swatch;
    button.append(make("span", {}, label), make("span", { class: "count" }, "0"));
    button.addEventListener("click", () => pin(code));
    for (const [on, value] of [["mouseenter", code], ["focus", code], ["mouseleave", null], ["blur", null]]) {
      button.addEventListener(on, () => P.map.light(value));
    }
    return button;
  }

  /* A class that is clicked stays lit, and the lists keep to it; clicked again it is let go. */
  function pin(code) {
    P.map.pinned = P.map.pinned === code ? null : code;
    P.map.light(null);
    /* Fewer words below would let the legend slide away from under the hand, and another class light up. */
    for (const below of document.querySelectorAll("#small-places, #stage > .foot")) {
      below.style.minHeight = P.map.pinned === null ? "" : `${below.offsetHeight}px`;
    }
    for (const node of byId("legend").querySelectorAll(".class")) node.setAttribute("aria-pressed", String(Number(node.dataset.code) === P.map.pinned));
    all();
  }

  function legend() {
    P.map.pinned = null;
    P.map.light(null);
    P.map.stipple();
    const groups = S.frames.groups.map(([title, first, size]) => make("div", {}, ...(title ? [make("span", { class: "label" }, title)] : []),
      ...S.frames.classes.slice(first, first + size).map((label, i) => legendEntry([P.VALUE + first + i, label]))));
    W.rewrite(byId("legend"), ...groups, make("div", {}, ...S.frames.silent.map(legendEntry), make("span", { id: "outside" })));
    outside();
    byId("divided").textContent = S.frames.said.divided;
  }

  /* What is pale, where the map is of a part of the world. */
  function outside() {
    const part = P.part(), holder = byId("outside"), ends = [P.VALUE, P.VALUE + S.frames.classes.length - 1].map(P.map.fillOf);
    holder.className = part ? "beyond" : "";
    if (!part) return holder.replaceChildren();
    holder.innerHTML = `<svg viewBox="0 0 24 12" aria-hidden="true"><rect width="12" height="12" fill-opacity=".25" style="fill:${ends[0]}"/><rect x="12" width="12" height="12" fill-opacity=".25" style="fill:${ends[1]}"/><rect width="24" height="12"/></svg>`;
    holder.append(make("span", {}, `outside ${part.spoken}: pale, not counted`));
  }

  /* Every value as a stroke between the bounds of its class, so that nobody need guess how a class is filled. */
  function strip() {
    const holder = byId("strip"), breaks = S.frames.breaks, found = figures(rows()).filter((row) => row.code >= P.VALUE);
    if (!byId("values").open) return;
    const levels = found.map((row) => row.known.level), low = Math.min(...levels, breaks[0]), high = Math.max(...levels, breaks[breaks.length - 1]);
    const edges = [low, ...breaks, high], width = 100 / (breaks.length + 1);
    const place = (level) => {
      let i = 0;
      while (i < breaks.length && level >= breaks[i]) i++;
      const span = edges[i + 1] - edges[i];
      return (i + (span > 0 ? (level - edges[i]) / span : 0.5)) * width;
    };
    const strokes = levels.map((level) => `M${place(level).toFixed(2)} 2V18`).join("");
    const bounds = breaks.map((_, i) => `M${((i + 1) * width).toFixed(2)} 0V22`).join("");
    const svg = `<svg viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true"><path class="bound" d="${bounds}"/><path class="value" d="${strokes}"/></svg>`;
    const labels = make("div", { class: "bounds" }, ...breaks.map((bound, i) => make("span", { style: `left:${(i + 1) * width}%` }, W.sayNumber(bound, S.frames.unit))));
    holder.innerHTML = svg;
    holder.append(labels, make("p", { class: "said" }, levels.length
      ? `${W.plural(levels.length, "host")}, from ${W.sayNumber(low === breaks[0] ? Math.min(...levels) : low, S.frames.unit)} to ${W.sayNumber(Math.max(...levels), S.frames.unit)}; even within each class, classes of equal width`
      : "No host has a value."));
  }

  /* The bounds fit all dates: on one of them nearly every figure can fall into one class, and then the map shows nothing. */
  const CROWDED = 0.9, FEWEST = 10;
  function crowded(counts) {
    const inClass = S.frames.classes.map((_, i) => counts[P.VALUE + i] || 0), all = inClass.reduce((sum, one) => sum + one, 0), most = Math.max(...inClass);
    const told = S.view.compare === "level" && !["fixed", "quantile"].includes(S.view.classes) && all >= FEWEST && most >= CROWDED * all
      ? `${most} of ${all} figures are in one class: the bounds are those of all dates.` : "";
    const holder = byId("crowded");
    if (holder.dataset.told === told) return;
    holder.dataset.told = told;
    holder.replaceChildren(...(told ? [`${told} `, make("button", { class: "quiet", type: "button", onclick: () => P.reading.change({ classes: "quantile" }) }, "Take equal counts")] : []));
  }

  function legendCounts(counts) {
    crowded(counts);
    for (const node of byId("legend").querySelectorAll(".class")) {
      const count = counts[Number(node.dataset.code)] || 0, label = node.lastChild;
      if (label.textContent !== String(count)) label.textContent = String(count);
      node.classList.toggle("is-empty", count === 0);
    }
  }

  function tiles() {
    const shown = S.atlas.small.filter((place) => P.inPart(place.id)).map((place) => ({ id: place.id, name: place.name, known: P.cell(place.id, S.step) }))
      .filter((place) => place.known);
    const first = shown.sort((a, b) => Math.abs(b.known.level || 0) - Math.abs(a.known.level || 0) || (a.name < b.name ? -1 : 1)).slice(0, smallShown());
    const nodes = first.map((place) => {
      const value = W.sayCell(place.known);
      const tile = make("button", { class: "tile", type: "button", "data-hold": place.id, title: `${place.name}: ${value}`, onclick: () => P.map.select(place.id) });
      tile.innerHTML = swatch(P.code(place.known));
      tile.append(make("span", {}, place.name), make("span", { class: "unseen" }, `: ${value}`));
      return tile;
    });
    const more = shown.length - first.length;
    W.rewrite(byId("small-places"), make("span", { class: "label" }, "Small places"), ...nodes,
      ...(more > 0 ? [make("span", { class: "label" }, `and ${more} more in the table`)] : shown.length ? [] : [make("span", { class: "label" }, "none with a figure")]));
  }

  function offMap() {
    const off = rows().filter((row) => !P.borders.onMap(row.id));
    const names = off.map((row) => `${row.name} (${W.sayCell(row.known)})`);
    const circles = rows().map((row) => [row, P.borders.whyNoArea(row.id)]).filter(([, why]) => why);
    const told = circles.map(([row, why]) => `${row.name} (${W.sayCell(row.known)}), ${why}`);
    byId("off-map").textContent = (off.length ? `Not on the map: ${names.join("; ")}.` : (P.part() ? `Every place in ${P.part().spoken} with a figure is on the map.` : "Every place with a figure is on the map."))
      + (told.length ? ` As circles: ${told.join("; ")}.` : "");
  }

  /* A change is told only where one source and one definition are the same at both ends; sums over senders have neither. */
  function changes(found) {
    const back = { month: 12, quarter: 4, year: 1 }[S.frames.clock], from = S.step - back;
    /* Nor of a ratio: its denominator may come from another source or vintage. */
    if (from < 0 || S.frames.compare === "change" || S.frames.runs.denominator) return [];
    return figures(found).map((row) => ({ ...row, before: P.cell(row.id, from) }))
      .filter((row) => row.before && row.before.figure && row.before.definition === row.known.definition
        && row.known.source >= 0 && row.before.source === row.known.source && row.known.best !== null && row.before.best !== null)
      .map((row) => ({ ...row, change: row.known.best - row.before.best })).filter((row) => row.change !== 0)
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  }

  const swatch = (code) => `<svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.5" style="fill:${P.map.fillOf(code)}"/></svg>`;

  const pick = (list, text) => (row) => {
    const name = make("button", { class: "quiet", type: "button", "data-hold": `${list} ${row.id}`, onclick: () => P.map.select(row.id) }, row.name);
    const head = make("th", { scope: "row" });
    head.innerHTML = swatch(row.code);
    head.append(name);
    return make("tr", {}, head, make("td", {}, text(row)));
  };

  function overview() {
    const box = byId("overview");
    box.hidden = Boolean(S.view.host);
    if (S.view.host) return;
    const found = rows(), every = largest(found), top = every.filter((row) => P.borders.onMap(row.id)).slice(0, 12), moved = changes(found).slice(0, 8), unit = S.frames.unit;
    const table = (caption, list) => make("table", { class: "list" }, make("caption", {}, caption), make("tbody", {}, ...list));
    const said = (row) => W.sayCell(row.known), sign = (row) => (row.change > 0 ? "+" : "") + W.sayNumber(row.change, unit);
    const part = P.part(), where = part ? ` in ${part.spoken}` : "", parts = [make("h2", {}, S.frames.measure_title)];
    const counted = S.frames.definition_text[leading(found)];
    const main = leading(found), same = every.filter((row) => row.known.definition === main).length;
    const mixed = same < every.length ? ` This holds for ${same} of ${W.plural(every.length, "host")}; the others are counted in another way.` : "";
    if (counted) parts.push(make("p", { class: "lead" }, counted + mixed));
    parts.push(every.length ? table(`${S.frames.compare === "change" ? "Largest changes" : "Largest"}${where}, ${S.frames.labels[S.step]}`, top.map(pick("largest", said))) : nothing());
    const together = every.filter((row) => !P.borders.onMap(row.id)).slice(0, 6);
    const thin = every.length ? thinDay() : null;
    if (thin) parts.push(thin);
    if (together.length) {
      parts.push(table("Given for several places together, not on the map", together.map(pick("together", said))));
      parts.push(make("p", { class: "note" }, "They may hold people or money that a place above has too."));
    }
    if (moved.length) parts.push(table(`Largest changes in a year${where}, same source and definition`, moved.map(pick("moved", sign))));
    if (part) parts.push(beyond());
    parts.push(make("p", { class: "note" }, "Pick out a place on the map or in a list to read what each source said about it."));
    W.rewrite(box, ...parts);
  }

  /* Where the lists keep to a part of the world: how many hosts are elsewhere, and the way to them. */
  function beyond() {
    const { whole, own } = tally(), rest = whole[P.VALUE] - own[P.VALUE];
    const words = make("p", { class: "note" }, `${W.plural(rest, "more host")} with a ${S.frames.said.noun} elsewhere. Places outside ${P.part().spoken} are shown pale, with a thin grey outline, and are not counted; classes and the clock are of the whole world. `);
    words.append(make("button", { class: "quiet", type: "button", "data-hold": "world", onclick: () => P.reading.change({ region: "world" }) }, "Show the whole world"));
    return words;
  }

  /* Of a day on which far fewer hosts have a figure than beside it: a source that missed a report looks like troops that went home.
     Steps that are looked at, how many times as many a fuller day has, and at least how many more: as in the comparisons. */
  const STEPS = 4, TIMES = 2, LEAST = 5;
  function thinDay() {
    if (S.frames.compare !== "level") return null;
    const { state } = S.frames.runs, width = S.grid.width, inside = S.frames.places.map((id) => P.inPart(id));
    const known = (i) => {
      let hosts = 0;
      for (let column = 0; column < width; column++) {
        const run = S.grid.at[i * width + column];
        if (run >= 0 && inside[column] && P.isFigure(state[run])) hosts++;
      }
      return hosts;
    };
    const own = known(S.step), most = Math.max(TIMES * own, own + LEAST), near = [];
    for (const way of [-1, 1]) {
      for (let i = S.step + way, left = STEPS; left && i >= 0 && i < S.frames.labels.length; i += way, left--) {
        const there = known(i);
        if (there >= most) { near.push([i, there]); break; }
      }
    }
    if (!near.length) return null;
    const words = make("p", { class: "note thin" }, `Only ${W.plural(own, "host")} on this day. Days near it with more: `);
    near.forEach(([i, there], at) => words.append(at ? ", " : "",
      make("button", { class: "quiet", type: "button", "data-hold": `step ${i}`, onclick: () => P.clock.go(i, false) }, `${S.frames.labels[i]} (${there})`)));
    return words;
  }

  /* Says what is missing, and where the nearest date with figures is. */
  function nothing() {
    const levels = S.frames.totals.level, near = levels.map((level, i) => (level === null ? -1 : i)).filter((i) => i >= 0)
      .sort((a, b) => Math.abs(a - S.step) - Math.abs(b - S.step))[0];
    const where = P.part() ? ` in ${P.part().spoken}` : "", words = make("p", { class: "lead" }, `No source gives a figure for this view${where}, ${S.frames.labels[S.step]}. `);
    if (where && S.frames.totals.level[S.step] !== null) return words;
    if (near === undefined) words.append("There is none at any other date either; choose another sender or measure.");
    else words.append(make("button", { class: "quiet", type: "button", "data-hold": `step ${near}`, onclick: () => P.clock.go(near, false) }, `Go to the nearest figures, ${S.frames.labels[near]}`));
    return words;
  }

  function leading(found) {
    const counts = new Map();
    for (const row of found) counts.set(row.known.definition, (counts.get(row.known.definition) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([definition]) => definition)[0];
  }

  function all() {
    tiles();
    offMap();
    overview();
    P.borders.badge();
    P.table.draw();
    strip();
  }

  P.lists = { headline, beyond, legend, all, overview, rows, strip };
})();
