/* Timers inside the page. "Painted" is the first task after the frame in which the change was drawn. */
(() => {
  const timers = (window.presenceTimers = { firstPaint: null });

  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
  }));

  const watch = async () => {
    if (window.presence && window.presence.ready === true) timers.firstPaint = await painted();
    else requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);

  const map = () => {
    const layer = document.querySelector(".js-plotly-plot .choroplethlayer");
    return layer && layer.closest(".js-plotly-plot");
  };
  const fills = () => [...map().querySelectorAll(".choroplethlayer path")].map((path) => path.style.fill).join("|");

  /* One change a frame, as a hand on the clock makes them: milliseconds until each is painted, and between frames. */
  timers.drag = (deltas) => new Promise((done) => {
    const work = [], times = [];
    let changed = 0, before = fills();
    const frame = (time) => {
      times.push(time);
      if (times.length > deltas.length) {
        done({ work, changed, frames: times.slice(1).map((later, i) => later - times[i]) });
        return;
      }
      const start = performance.now();
      window.presence.step(deltas[times.length - 1]);
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        work.push(performance.now() - start);
        const after = fills();
        changed += after !== before;
        before = after;
      };
      channel.port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

  /* The same change by plotly's own restyle: every place gets another class. */
  timers.restyle = async (count) => {
    const plot = map(), original = Array.from(plot.data[0].z || plot.data[0].locations, Number), spent = [];
    for (let turn = 1; turn <= count; turn++) {
      const start = performance.now();
      const shifted = original.map((_, i) => (i + turn) % 11);
      await window.Plotly.restyle(plot, { z: [shifted] }, [0]);
      spent.push((await painted()) - start);
    }
    await window.Plotly.restyle(plot, { z: [original] }, [0]);
    return spent;
  };

  timers.places = () => Array.from(map().data[0].locations);

  /* Until the panel says that it shows this place, and that is painted; a panel without words shows nothing. */
  timers.click = (place) => new Promise((done, fail) => {
    const panel = document.getElementById("panel"), start = performance.now();
    const shown = () => new URLSearchParams(panel.dataset.view || "").get("host") === place;
    const limit = setTimeout(() => fail(new Error(`no panel of ${place} after 10 s`)), 10000);
    const finish = async () => {
      observer.disconnect();
      clearTimeout(limit);
      const spent = (await painted()) - start;
      if (panel.innerText.trim().length < 80) fail(new Error(`the panel of ${place} is empty`));
      else done(spent);
    };
    const observer = new MutationObserver(() => { if (shown()) finish(); });
    observer.observe(panel, { attributes: true, attributeFilter: ["data-view"] });
    window.presence.select(place);
  });
})();
