/* Words and lists made from the frames: headline, legend, small places, largest hosts and changes, the table of the map. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const SILENT = [[4, "zero"], [1, "none found"], [2, "withheld"], [3, "bound only"], [0, "not collected"]];
  /* Two rows of tiles; the rest is in the table, and the reader is told. */
  const smallShown = () => Math.max(8, Math.floor(byId("small-places").clientWidth / 108) * 2 - 3);

  function rows() {
    const found = [];
    for (const id of S.frames.places) {
      const known = P.cell(id, S.step);
      if (known) found.push({ id, known, code: P.code(known), name: P.nameOf(id) });
    }
    return found;
  }

  const figures = (found) => found.filter((row) => row.code >= 4);
  const largest = (found) => figures(found).sort((a, b) => b.known.level - a.known.level || (a.name < b.name ? -1 : 1));

  function headline() {
    const frames = S.frames, label = frames.labels[S.step], counts = P.map.counts || [];
    const title = frames.title.replace("{date}", label);
    byId("title").textContent = title;
    if (document.title !== `${title} · Presence Atlas`) document.title = `${title} · Presence Atlas`;
    const figure = counts.slice(5).reduce((sum, n) => sum + n, 0) + (counts[4] || 0);
    const parts = [frames.rule_words, frames.known_at ? `as known on ${frames.known_at}` : "as known today",
      `${figure} ${figure === 1 ? "place" : "places"} with a figure`];
    if (counts[2]) parts.push(`${counts[2]} withheld`);
    if (counts[3]) parts.push(`${counts[3]} with a bound only`);
    byId("subtitle").textContent = [...parts, "equal-area map, de facto borders"].join(" · ");
    legendCounts(counts);
  }

  function legend() {
    const frames = S.frames;
    const items = [...frames.classes.map((label, i) => [i + 5, label]), ...SILENT];
    byId("legend").replaceChildren(...items.map(([code, label]) => {
      const swatch = `<svg viewBox="0 0 24 12" aria-hidden="true"><rect width="24" height="12" style="fill:${P.map.fillOf(code)}"/></svg>`;
      const button = make("button", { class: `class${code < 5 ? " silent" : ""}${code === 4 ? " zero" : ""}`, "data-code": code, type: "button" });
      button.innerHTML = swatch;
      button.append(make("span", {}, label), make("span", { class: "count" }, "0"));
      for (const [on, value] of [["mouseenter", code], ["focus", code], ["mouseleave", null], ["blur", null]]) {
        button.addEventListener(on, () => P.map.light(value));
      }
      return button;
    }));
  }

  function legendCounts(counts) {
    for (const node of byId("legend").children) {
      const count = counts[Number(node.dataset.code)] || 0, label = node.lastChild;
      if (label.textContent !== String(count)) label.textContent = String(count);
      node.classList.toggle("is-empty", count === 0);
    }
  }

  function tiles() {
    const shown = S.atlas.small.map((place) => ({ id: place.id, name: place.name, known: P.cell(place.id, S.step) }))
      .filter((place) => place.known);
    const first = shown.sort((a, b) => (b.known.level || 0) - (a.known.level || 0) || (a.name < b.name ? -1 : 1)).slice(0, smallShown());
    const nodes = first.map((place) => {
      const value = W.sayValue(place.known, S.frames.unit);
      const tile = make("button", { class: "tile", type: "button", title: `${place.name}: ${value}`, onclick: () => P.map.select(place.id) });
      tile.innerHTML = `<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.5" style="fill:${P.map.fillOf(P.code(place.known))}"/></svg>`;
      tile.append(make("span", {}, place.name), make("span", { class: "unseen" }, `: ${value}`));
      return tile;
    });
    const more = shown.length - first.length;
    byId("small-places").replaceChildren(make("span", { class: "label" }, "Small places"), ...nodes,
      ...(more > 0 ? [make("span", { class: "label" }, `and ${more} more in the table`)] : shown.length ? [] : [make("span", { class: "label" }, "none with a figure")]));
  }

  function offMap() {
    const off = rows().filter((row) => !S.atlas.index.has(row.id));
    const names = off.map((row) => `${row.name} (${W.sayValue(row.known, S.frames.unit)})`);
    byId("off-map").textContent = off.length ? `Not on the map: ${names.join("; ")}.` : "Every place with a figure is on the map.";
  }

  /* A change is told only where one source and one definition are the same at both ends; sums over senders have neither. */
  function changes(found) {
    const back = { month: 12, quarter: 4, year: 1 }[S.frames.clock], from = S.step - back;
    if (from < 0) return [];
    return figures(found).map((row) => ({ ...row, before: P.cell(row.id, from) }))
      .filter((row) => row.before && row.before.state >= 4 && row.before.definition === row.known.definition
        && row.known.source >= 0 && row.before.source === row.known.source && row.known.best !== null && row.before.best !== null)
      .map((row) => ({ ...row, change: row.known.best - row.before.best })).filter((row) => row.change !== 0)
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  }

  function pick(row, text) {
    return make("tr", {}, make("th", { scope: "row" }, make("button", { class: "quiet", type: "button", onclick: () => P.map.select(row.id) }, row.name)),
      make("td", {}, text));
  }

  function overview() {
    const box = byId("overview");
    box.hidden = Boolean(S.view.host);
    if (S.view.host) return;
    const found = rows(), top = largest(found).slice(0, 10), moved = changes(found).slice(0, 6), unit = S.frames.unit;
    const table = (caption, list) => make("table", { class: "list" }, make("caption", {}, caption), make("tbody", {}, ...list));
    const sign = (row) => (row.change > 0 ? "+" : "") + W.sayNumber(row.change, unit);
    const parts = [make("h2", {}, S.frames.measure_title), make("p", { class: "lead" }, `Pick out a place on the map or in the list to see what each source said. ${S.frames.definition_text[leading(found)] || ""}`)];
    parts.push(top.length ? table(`Largest, ${S.frames.labels[S.step]}`, top.map((row) => pick(row, W.sayValue(row.known, unit))))
      : make("p", { class: "lead" }, "No source gives a figure at this date. Move the clock, or choose another measure or sender."));
    if (moved.length) parts.push(table("Largest changes in a year, same source and definition", moved.map((row) => pick(row, sign(row)))));
    box.replaceChildren(...parts);
  }

  function leading(found) {
    const counts = new Map();
    for (const row of found) counts.set(row.known.definition, (counts.get(row.known.definition) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([definition]) => definition)[0];
  }

  function table() {
    const holder = byId("table");
    if (holder.hidden) return;
    const found = largest(rows()), rest = rows().filter((row) => row.code < 4), unit = S.frames.unit;
    const head = ["Place", "Figure", "Counted as", "Source", "Age of the figure", "Claims"];
    const line = ({ id, name, known }) => make("tr", { "data-place": id }, make("th", { scope: "row" }, name),
      ...[W.sayValue(known, unit), S.frames.definition_titles[known.definition], known.source >= 0 ? S.frames.source_titles[known.source] : `${known.senders} senders added`,
        W.sayAge(known.stale) || "of the date", String(known.claims)].map((text) => make("td", {}, text)));
    const body = make("tbody", {}, ...[...found, ...rest].map(line));
    holder.replaceChildren(make("table", {}, make("caption", {}, `${byId("title").textContent}. ${byId("subtitle").textContent}`),
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))), body));
  }

  function all() {
    tiles();
    offMap();
    overview();
    table();
  }

  P.lists = { headline, legend, all, overview, table };
})();
