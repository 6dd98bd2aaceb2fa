/* The list of all claims as a grid: fetched as it is scrolled, sorted by the server, columns of the reader's choice. */
(function () {
  "use strict";
  const KEPT = "presence-claim-columns", to = window.presence.to;
  const holder = document.getElementById("claims-grid");
  if (!holder || !window.agGrid) return;
  const columns = JSON.parse(holder.dataset.columns), query = holder.dataset.query, block = Number(holder.dataset.block);
  const told = document.getElementById("claims-told");
  const atFirst = columns.filter((column) => column.seen).map((column) => column.id);
  let grid = null, seen = atFirst;

  /* What is shown, in the reader's order. */
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    const known = Array.isArray(kept) ? [...new Set(kept)].filter((id) => columns.some((column) => column.id === id)) : [];
    if (known.length) seen = known;
  } catch (refused) { /* a private window keeps nothing */ }

  function keep() {
    seen = grid.getColumnState().filter((column) => !column.hide).map((column) => column.colId);
    try { localStorage.setItem(KEPT, JSON.stringify(seen)); } catch (refused) { /* a private window keeps nothing */ }
  }

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
      field: column.id, headerName: column.title, headerTooltip: column.help, sortable: column.sort, hide: !seen.includes(column.id), width: column.width,
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
    const named = state.filter((column) => !column.hide).map((column) => column.colId);
    const sorted = state.filter((column) => column.sort).sort((a, b) => a.sortIndex - b.sortIndex);
    for (const anchor of document.querySelectorAll("a[data-file]")) {
      const ask = new URLSearchParams(query);
      if (sorted.length) ask.set("order", ordered(sorted));
      if (anchor.dataset.file === "seen") ask.set("columns", named.join(","));
      anchor.href = `${anchor.href.split("?")[0]}?${ask}`;
    }
  }

  /* The columns at their first places and widths again, with every box as it was. */
  function asAtFirst() {
    grid.resetColumnState();
    grid.setColumnsVisible(columns.map((column) => column.id), false);
    grid.setColumnsVisible(atFirst, true);
    grid.moveColumns(atFirst, 0);
    for (const box of document.querySelectorAll("#claims-columns input")) box.checked = atFirst.includes(box.value);
  }

  function chooser() {
    return columns.map((column) => {
      const label = document.createElement("label"), box = document.createElement("input");
      Object.assign(box, { type: "checkbox", value: column.id, checked: seen.includes(column.id) });
      box.addEventListener("change", () => grid.setColumnsVisible([column.id], box.checked));
      label.title = column.help;
      label.append(box, ` ${column.title}`);
      return label;
    });
  }

  function again() {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: "As at first" });
    button.addEventListener("click", asAtFirst);
    return button;
  }

  /* Moved or hidden: files and browser know at once, and an empty table has no way back. */
  const changed = () => { links(); keep(); };
  const place = (column) => (seen.includes(column.id) ? seen.indexOf(column.id) : seen.length);
  const inOrder = [...columns].sort((one, other) => place(one) - place(other));
  const theme = window.agGrid.themeQuartz.withParams({
    backgroundColor: "var(--surface)", foregroundColor: "var(--ink)", borderColor: "var(--line)", headerBackgroundColor: "var(--paper)", headerTextColor: "var(--muted)",
    accentColor: "var(--accent)", rowHoverColor: "var(--chip)", fontFamily: "inherit", fontSize: 13, headerFontSize: 13, spacing: 6, wrapperBorderRadius: 0,
    oddRowBackgroundColor: "var(--surface)", browserColorScheme: "inherit",
  });
  grid = window.agGrid.createGrid(holder, {
    theme, columnDefs: inOrder.map(definition), rowModelType: "infinite", cacheBlockSize: block, maxBlocksInCache: 20, blockLoadDebounceMillis: 80,
    datasource: { getRows }, rowHeight: 46, headerHeight: 34, rowBuffer: 20, multiSortKey: "ctrl", suppressCsvExport: true, tooltipShowDelay: 400, enableCellTextSelection: true,
    suppressFieldDotNotation: true, animateRows: false, ariaLabel: "Claims",
    suppressDragLeaveHidesColumns: true, onSortChanged: links, onColumnVisible: changed,
    onColumnMoved: (moved) => { if (moved.finished || moved.source !== "uiColumnMoved") changed(); },
    onCellKeyDown: (cell) => { if (cell.event.key === "Enter" && cell.data) location.assign(to(`/claims?claim=${encodeURIComponent(cell.data.claim_id)}`)); },
  });
  document.getElementById("claims-columns").append(...chooser(), again());
  for (const part of document.querySelectorAll("[data-with-grid]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-grid]")) part.hidden = true;
  links();
})();
