/* What is typed into a field of the bar finds first the name that is it, then names that begin with it, then those that hold it. */
(function () {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const rank = (label, search) => (label === search ? 0 : label.startsWith(search) ? 1 : label.includes(search) ? 2 : 3);

  function best(items, search, limit) {
    const asked = plain(search), ranked = items.map((one, at) => ({ one, at, rank: rank(plain(one.label), asked) }));
    return ranked.filter((row) => row.rank < 3).sort((a, b) => a.rank - b.rank || a.at - b.at).slice(0, limit).map((row) => row.one);
  }

  const functions = window.dashMantineFunctions = window.dashMantineFunctions || {};
  functions.bestFirst = ({ options, search, limit }) => {
    if (!plain(search)) return options.slice(0, limit);
    const grouped = options.filter((one) => one.items).map((one) => ({ ...one, items: best(one.items, search, limit) })).filter((one) => one.items.length);
    return [...best(options.filter((one) => !one.items), search, limit), ...grouped];
  };
})();
