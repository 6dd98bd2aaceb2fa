/* Places of the map by pointer and by arrow keys, and tables that are sorted by their heads. Nothing is fetched. */
(function () {
  "use strict";

  function watchMap(figure) {
    const here = document.getElementById("here");
    const rows = new Map([...document.querySelectorAll("tr[data-host]")].map((row) => [row.dataset.host, row]));
    const marks = (id) => [...figure.querySelectorAll("[data-place]")].filter((mark) => mark.dataset.place === id);
    /* In the order of the table; what the map does not draw is in the table alone. */
    const order = [...rows.keys()].filter((id) => marks(id).length);
    let at = -1;

    function show(id) {
      for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
      const found = marks(id);
      for (const mark of found) mark.classList.add("here");
      if (rows.has(id)) rows.get(id).classList.add("here");
      here.textContent = found.length ? found[0].querySelector("title").textContent : "";
      at = order.indexOf(id);
    }

    figure.addEventListener("pointerover", (event) => {
      const mark = event.target.closest("[data-place]");
      if (mark) show(mark.dataset.place);
    });
    figure.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 };
      if (!(event.key in steps) || !order.length) return;
      event.preventDefault();
      show(order[(steps[event.key] + order.length) % order.length]);
    });
  }

  function sort(head, place) {
    const body = head.closest("table").tBodies[0], down = head.getAttribute("aria-sort") === "ascending";
    const key = (row) => {
      const cell = row.cells[place];
      return cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key);
    };
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
    const sorted = [...body.rows].sort((a, b) => compare(key(a), key(b)) * (down ? -1 : 1));
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...sorted);
  }

  const figure = document.getElementById("map");
  /* A page of a comparison has a picture and no map. */
  if (figure) watchMap(figure);
  for (const head of document.querySelectorAll("th")) head.querySelector("button").addEventListener("click", () => sort(head, head.cellIndex));
})();
