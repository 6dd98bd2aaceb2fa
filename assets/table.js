/* The map as a table: the same rows and values, sorted by any column. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const sorted = { column: 1, down: true };

  const level = (row) => (P.isFigure(row.code) ? row.known.level : row.code - 1e15);
  const source = ({ known }) => (known.source >= 0 ? S.frames.source_titles[known.source] : `${W.plural(known.senders, "sender")} added`);
  const definition = ({ known }) => S.frames.definition_titles[known.definition];
  const day = ({ known }) => S.times[S.step] - known.stale;

  /* Title of the column, what it is sorted by, what it says, whether the largest comes first. */
  const COLUMNS = [
    ["Place", (row) => row.name, (row) => row.name, false],
    ["Figure", level, (row) => W.sayCell(row.known), true],
    ["Figure of", day, (row) => W.sayDay(day(row)), true],
    ["Age", (row) => row.known.stale, (row) => W.sayAge(row.known.stale).replace(" old", "") || "0 days", true],
    ["Counted as", definition, definition, false],
    ["Source", source, source, false],
    ["Claims", (row) => row.known.claims, (row) => String(row.known.claims), true],
    ["Origins", (row) => row.known.origins, (row) => String(row.known.origins), true],
  ];

  function order(found) {
    const key = COLUMNS[sorted.column][1], way = sorted.down ? -1 : 1;
    return found.sort((a, b) => {
      const one = key(a), other = key(b);
      return one === other ? (a.name < b.name ? -1 : 1) : (one < other ? -1 : 1) * way;
    });
  }

  function head([title], i) {
    const chosen = sorted.column === i, arrow = chosen ? (sorted.down ? " ↓" : " ↑") : "";
    const button = make("button", { class: "quiet", type: "button", "data-hold": `sort ${i}`, onclick: () => sortBy(i) }, title, make("span", { "aria-hidden": "true" }, arrow));
    return make("th", { scope: "col", "aria-sort": chosen ? (sorted.down ? "descending" : "ascending") : "none" }, button);
  }

  function sortBy(i) {
    sorted.down = sorted.column === i ? !sorted.down : COLUMNS[i][3];
    sorted.column = i;
    draw();
    byId("table").querySelectorAll("thead button")[i].focus();
  }

  function line(row) {
    const name = make("button", { class: "quiet", type: "button", "data-hold": row.id, onclick: () => P.map.select(row.id) }, row.name);
    const why = P.borders.whyNoArea(row.id), told = why ? [make("span", { class: "said" }, ` (${why})`)] : [];
    const drawn = P.borders.onMap(row.id) ? [name, ...told] : [row.name, make("span", { class: "count" }, " (not on the map)")];
    return make("tr", { "data-place": row.id }, make("th", { scope: "row" }, ...drawn), ...COLUMNS.slice(1).map((column) => make("td", {}, column[2](row))));
  }

  function draw() {
    const holder = byId("table");
    if (holder.hidden || !S.frames) return;
    const found = order(P.lists.rows());
    const body = found.length ? found.map(line) : [make("tr", {}, make("td", { colspan: COLUMNS.length }, P.part() ? `No source has a statement about ${P.part().spoken} in force at this date.` : "No source has a statement in force at this date."))];
    W.rewrite(holder, ...(P.part() ? [P.lists.beyond()] : []), make("table", {}, make("caption", { class: "unseen" }, `${byId("title").textContent}. ${byId("subtitle").textContent}`),
      make("thead", {}, make("tr", {}, ...COLUMNS.map(head))), make("tbody", {}, ...body)));
  }

  function toggle() {
    const holder = byId("table"), button = byId("table-toggle"), on = holder.hidden;
    holder.hidden = !on;
    byId("stage").classList.toggle("as-table", on);
    byId("map").inert = on;
    button.setAttribute("aria-expanded", String(on));
    button.textContent = on ? "Show the map" : "Show as table";
    draw();
  }

  P.table = { draw, toggle };
})();
