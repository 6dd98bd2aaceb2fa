/* A drag across a chart over time sets the earlier and the later date; the two fields for dates do the same by key. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const LEAST = 6, DAY = 86400000;
  let plot = null, band = null, from = 0, to = 0;

  /* The chart under the hand, where its axis is one of time. */
  function chartAt(event) {
    const found = event.target.closest("#panel .js-plotly-plot");
    return found && event.target.closest(".nsewdrag") && found._fullLayout.xaxis.type === "date" ? found : null;
  }

  function within(event) {
    const axis = plot._fullLayout.xaxis, left = plot.getBoundingClientRect().left + axis._offset;
    return Math.min(axis._length, Math.max(0, event.clientX - left));
  }

  /* The step of the clock that is nearest to a place on the axis. */
  function dayAt(at) {
    const time = plot._fullLayout.xaxis.p2l(at) / DAY, times = S.times;
    const nearest = times.reduce((best, one, i) => (Math.abs(one - time) < Math.abs(times[best] - time) ? i : best), 0);
    return S.frames.days[nearest];
  }

  function place() {
    const axis = plot._fullLayout.xaxis, size = plot._fullLayout._size;
    band.style.left = `${axis._offset + Math.min(from, to)}px`;
    band.style.width = `${Math.abs(to - from)}px`;
    band.style.top = `${size.t}px`;
    band.style.height = `${size.h}px`;
    band.textContent = `${dayAt(Math.min(from, to))} – ${dayAt(Math.max(from, to))}`;
  }

  function start(event) {
    plot = event.button === 0 && event.pointerType !== "touch" && S.frames ? chartAt(event) : null;
    if (plot) from = to = within(event);
  }

  function move(event) {
    if (!plot) return;
    to = within(event);
    if (Math.abs(to - from) < LEAST) return;
    if (!band) plot.append((band = W.make("div", { class: "sweep" })));
    place();
  }

  function end() {
    if (plot && band) {
      const since = dayAt(Math.min(from, to)), date = dayAt(Math.max(from, to));
      if (since !== date) P.reading.change({ since, date, ...(S.view.series === "index" ? {} : { compare: "change", per: "none" }) });
    }
    drop();
  }

  function drop() {
    if (band) band.remove();
    plot = band = null;
  }

  function attach() {
    byId("panel").addEventListener("pointerdown", start, true);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", drop);
    window.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(); });
  }

  P.sweep = { attach };
})();
