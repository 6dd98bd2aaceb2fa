/* From the first event of a hand to the first frame in which something that can be seen has changed. */
(() => {
  const SEEN = ["class", "style", "hidden", "open", "d", "fill", "x", "y", "transform", "value", "src", "data-theme", "data-waiting",
    "aria-pressed", "aria-expanded", "aria-selected", "aria-busy", "aria-valuenow", "aria-invalid"];
  const HANDS = ["pointerdown", "click", "keydown", "change"];
  const arm = () => {
    let begun = null, watcher = null, changed = false;
    const result = new Promise((done) => {
      const painted = () => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - begun);
        channel.port2.postMessage(null);
      });
      const begin = (event) => {
        /* What waits for the button to be let go is measured from there: how long it is held is the hand's own time. */
        if (!changed && (begun === null || event.type === "click")) begun = event.timeStamp;
        if (watcher) return;
        watcher = new MutationObserver(() => { changed = true; watcher.disconnect(); painted(); });
        watcher.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SEEN });
        /* What the browser draws by itself: a ring of focus, the text of a field, a list that is scrolled. */
        setTimeout(() => { watcher.disconnect(); done(null); }, 4000);
      };
      for (const kind of HANDS) window.addEventListener(kind, begin, { capture: true });
    });
    window.presenceControl = result;
  };
  window.presenceArm = arm;
})();
