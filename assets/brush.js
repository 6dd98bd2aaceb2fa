/* The two dates of a change on the clock: a second handle for the earlier date, by key and by hand; Shift and a drag over the clock set both. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const REST = 350;
  let handle = null, band = null, step = 0, rest = null, held = false, from = null;

  const share = (at) => (at + 0.5) / S.frames.days.length;

  function yearBefore(day) {
    return `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  }

  /* Over the clock, beside it in the page: a slider may not hold another. */
  function place() {
    const track = byId("track"), left = (at) => track.offsetLeft + share(at) * track.clientWidth;
    handle.style.left = `${left(step)}px`;
    handle.style.top = band.style.top = `${track.offsetTop}px`;
    handle.style.height = band.style.height = `${Math.max(0, track.clientHeight - 14)}px`;
    band.style.left = `${left(Math.min(step, S.step))}px`;
    band.style.width = `${Math.abs(left(S.step) - left(step))}px`;
    handle.setAttribute("aria-valuemax", String(S.frames.days.length - 1));
    handle.setAttribute("aria-valuenow", String(step));
    handle.setAttribute("aria-valuetext", S.frames.labels[step]);
  }

  /* Brings handle and band in line with the View; both are there for changes alone. */
  function show() {
    if (!handle || !S.frames) return;
    const on = S.view.compare === "change";
    handle.hidden = band.hidden = !on;
    if (!on || held || rest) return;
    step = P.stepOf(S.view.since || yearBefore(S.frames.days[S.step]));
    place();
  }

  function settle() {
    clearTimeout(rest);
    rest = null;
    P.reading.change({ since: S.frames.days[step] });
  }

  function go(next) {
    step = Math.min(Math.max(next, 0), Math.max(S.step - 1, 0));
    place();
    clearTimeout(rest);
    rest = setTimeout(settle, REST);
  }

  function onKey(event) {
    const year = { month: 12, quarter: 4, year: 1 }[S.frames.clock];
    const moves = {
      ArrowRight: step + 1, ArrowUp: step + 1, ArrowLeft: step - 1, ArrowDown: step - 1, PageUp: step + year, PageDown: step - year,
      Home: 0, End: S.step - 1,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    go(moves[event.key]);
  }

  function stepAt(event) {
    const box = byId("track").getBoundingClientRect(), last = S.frames.days.length - 1;
    return Math.min(last, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * (last + 1))));
  }

  /* From where the hand went down to where it is: the earlier of the two is the earlier date. */
  function sweep(event) {
    const to = stepAt(event);
    handle.hidden = band.hidden = false;
    step = Math.min(from, to);
    P.clock.go(Math.max(from, to), true);
    place();
  }

  function attachSweep(track) {
    track.addEventListener("pointerdown", (event) => {
      if (!event.shiftKey || !S.frames) return;
      event.stopImmediatePropagation();
      from = stepAt(event);
      held = true;
      track.setPointerCapture(event.pointerId);
    }, true);
    track.addEventListener("pointermove", (event) => { if (from !== null) sweep(event); });
    for (const end of ["pointerup", "pointercancel"]) {
      track.addEventListener(end, () => {
        if (from === null) return;
        from = null;
        held = false;
        if (step < S.step) P.reading.change({ since: S.frames.days[step], date: S.frames.days[S.step], compare: "change" });
        else show();
      });
    }
  }

  function attach() {
    const track = byId("track");
    handle = W.make("div", { id: "since-head", role: "slider", tabindex: "0", "aria-label": "Earlier date of the change", "aria-valuemin": "0" });
    band = W.make("div", { id: "since-band", "aria-hidden": "true" });
    handle.hidden = band.hidden = true;
    track.after(band, handle);
    handle.addEventListener("keydown", (event) => { if (S.frames) onKey(event); });
    handle.addEventListener("pointerdown", (event) => { held = true; handle.setPointerCapture(event.pointerId); });
    handle.addEventListener("pointermove", (event) => { if (held) { step = Math.min(stepAt(event), Math.max(S.step - 1, 0)); place(); } });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => { if (held) { held = false; settle(); } });
    attachSweep(track);
    new ResizeObserver(show).observe(track);
  }

  P.brush = { attach, show };
})();
