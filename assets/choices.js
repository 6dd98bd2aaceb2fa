/* What is typed into a field of the bar finds first the name that is it, then names that begin with it, then those that hold it. A list
   of places opens at once with the lines that are seen, and gets all others a moment later. */
(function () {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const rank = (label, search) => (label === search ? 0 : label.startsWith(search) ? 1 : label.includes(search) ? 2 : 3);

  function best(items, search, limit) {
    const asked = plain(search), ranked = items.map((one, at) => ({ one, at, rank: rank(plain(one.label), asked) }));
    return ranked.filter((row) => row.rank < 3).sort((a, b) => a.rank - b.rank || a.at - b.at).slice(0, limit).map((row) => row.one);
  }

  const FIRST = 24, ALL = 300, REST = 250;
  let opened = null;

  function lines(id, limit) {
    if (id && window.dash_clientside && window.dash_clientside.set_props) window.dash_clientside.set_props(id, { limit });
  }

  const listOf = (node) => { const input = node.closest && node.closest(".control.wide input"); return input ? input.id || null : null; };
  document.addEventListener("focusin", (event) => {
    opened = listOf(event.target);
    const mine = opened;
    /* Not before the hand has let go of the button: until then nothing may be in its way. */
    if (mine) setTimeout(() => { if (opened === mine) lines(mine, ALL); }, REST);
  });
  document.addEventListener("focusout", (event) => {
    const left = listOf(event.target);
    opened = null;
    lines(left, FIRST);
  });

  /* Whoever clicks a field that holds one choice types over it: the hand that opens it takes hold of all its words. */
  let fresh = null;
  const single = (node) => (node && node.closest && node.closest(".control:not(.wide) input.mantine-Select-input:not([readonly])")) || null;
  document.addEventListener("pointerdown", (event) => { const field = single(event.target); fresh = field === document.activeElement ? null : field; }, true);
  document.addEventListener("click", (event) => { const field = single(event.target); if (field && field === fresh) field.select(); fresh = null; });

  /* A name that is cut by a narrow field can still be read whole. */
  new MutationObserver(() => {
    for (const name of document.querySelectorAll(".control .mantine-Pill-label")) if (name.title !== name.textContent) name.title = name.textContent;
  }).observe(document.body, { subtree: true, childList: true, characterData: false });

  const functions = window.dashMantineFunctions = window.dashMantineFunctions || {};
  functions.bestFirst = ({ options, search, limit }) => {
    if (!plain(search)) return options.slice(0, limit);
    const grouped = options.filter((one) => one.items).map((one) => ({ ...one, items: best(one.items, search, limit) })).filter((one) => one.items.length);
    return [...best(options.filter((one) => !one.items), search, limit), ...grouped];
  };
})();
