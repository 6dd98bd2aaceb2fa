/* The list of all claims as a grid: fetched as it is scrolled, sorted by the server, columns of the reader's choice. */
(function () {
  "use strict";
  const KEPT = "presence-claim-columns", to = window.presence.to;
  const holder = document.getElementById("claims-grid");
  if (!holder || !window.agGrid) return;
  const columns = JSON.parse(holder.dataset.columns), query = holder.dataset.query, block = Number(holder.dataset.block);
  const told = document.getElementById("claims-told");
  let grid = null, seen = new Set(columns.filter((column) => column.seen).map((column) => column.id));

  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    const known = Array.isArray(kept) ? columns.filter((column) => kept.includes(column.id)) : [];
    if (known.length) seen = new Set(known.map((column) => column.id));
  } catch (refused) { /* a private window keeps nothing */ }

  function link(address, text) {
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.textContent = text;
    return anchor;
  }

  /* Addresses of data are followed only when they are addresses of the web. */
  const RENDER = {
    claim_id: (value) => link(to(`/claims?claim=${encodeURIComponent(value)}`), value),
    url: (value) => (/^https?:\/\//.test(value) ? Object.assign(link(value, value), { rel: "noopener noreferrer" }) : document.createTextNode(value)),
    target: (value) => link(to(`/claims?claim=${encodeURIComponent(value)}`), value),
    derived_from: (value) => link(to(`/claims?claim=${encodeURIComponent(value)}`), value),
  };

  function definition(column) {
    return {
      field: column.id, headerName: column.title, headerTooltip: column.help, sortable: column.sort, hide: !seen.has(column.id), width: column.width,
      minWidth: column.id === "statement" ? 280 : 70, flex: column.id === "statement" ? 1 : undefined, type: column.number ? "rightAligned" : undefined,
      tooltipValueGetter: (cell) => (cell.value === null || cell.value === undefined ? "" : String(cell.value)),
      valueFormatter: column.number ? (cell) => (typeof cell.value === "number" ? cell.value.toLocaleString("en-US", { maximumFractionDigits: 6 }) : "") : undefined,
      cellRenderer: RENDER[column.id] ? (cell) => (cell.value ? RENDER[column.id](String(cell.value)) : "") : undefined,
    };
  }

  const ordered = (model) => model.map((part) => (part.sort === "desc" ? "-" : "") + part.colId).join(",");

  async function getRows(asked) {
    const order = ordered(asked.sortModel), ask = new URLSearchParams(query);
    ask.set("first", asked.startRow);
    ask.set("words", "1");
    if (order) ask.set("order", order);
    try {
      const answer = await fetch(to(`/api/v1/claims.json?${ask}`), { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      asked.successCallback(found.rows, found.found);
      told.textContent = "";
    } catch (refused) {
      asked.failCallback();
      told.textContent = "Some claims could not be fetched. Scroll again, or reload the page.";
    }
  }

  /* The files hold what is seen: the same filters, order and columns; source, licence and citation always come along. */
  function links() {
    const state = grid.getColumnState();
    const named = state.filter((column) => !column.hide && !["statement", "about", "licence"].includes(column.colId)).map((column) => column.colId);
    const sorted = state.filter((column) => column.sort).sort((a, b) => a.sortIndex - b.sortIndex);
    for (const anchor of document.querySelectorAll("a[data-file]")) {
      const ask = new URLSearchParams(query);
      if (sorted.length) ask.set("order", ordered(sorted));
      if (anchor.dataset.file === "seen") ask.set("columns", named.join(","));
      anchor.href = `${anchor.href.split("?")[0]}?${ask}`;
    }
  }

  function choose(id, wanted) {
    if (wanted) seen.add(id);
    else seen.delete(id);
    grid.setColumnsVisible([id], wanted);
    try { localStorage.setItem(KEPT, JSON.stringify([...seen])); } catch (refused) { /* a private window keeps nothing */ }
  }

  function chooser() {
    return columns.map((column) => {
      const label = document.createElement("label"), box = document.createElement("input");
      Object.assign(box, { type: "checkbox", checked: seen.has(column.id) });
      box.addEventListener("change", () => choose(column.id, box.checked));
      label.title = column.help;
      label.append(box, ` ${column.title}`);
      return label;
    });
  }

  const theme = window.agGrid.themeQuartz.withParams({
    backgroundColor: "var(--surface)", foregroundColor: "var(--ink)", borderColor: "var(--line)", headerBackgroundColor: "var(--paper)", headerTextColor: "var(--muted)",
    accentColor: "var(--accent)", rowHoverColor: "var(--chip)", fontFamily: "inherit", fontSize: 13, headerFontSize: 13, spacing: 6, wrapperBorderRadius: 0,
    oddRowBackgroundColor: "var(--surface)", browserColorScheme: "inherit",
  });
  grid = window.agGrid.createGrid(holder, {
    theme, columnDefs: columns.map(definition), rowModelType: "infinite", cacheBlockSize: block, maxBlocksInCache: 20, blockLoadDebounceMillis: 80,
    datasource: { getRows }, rowHeight: 32, headerHeight: 34, rowBuffer: 20, multiSortKey: "ctrl", suppressCsvExport: true, tooltipShowDelay: 400, enableCellTextSelection: true,
    suppressFieldDotNotation: true, animateRows: false, ariaLabel: "Claims",
    onSortChanged: links, onColumnVisible: links, onColumnMoved: links,
    onCellKeyDown: (cell) => { if (cell.event.key === "Enter" && cell.data) location.assign(to(`/claims?claim=${encodeURIComponent(cell.data.claim_id)}`)); },
  });
  document.getElementById("claims-columns").append(...chooser());
  for (const part of document.querySelectorAll("[data-with-grid]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-grid]")) part.hidden = true;
  links();
})();
