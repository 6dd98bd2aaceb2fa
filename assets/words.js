/* Figures and small pieces of text, said the same way as everywhere else in the atlas. */
(function () {
  "use strict";
  const P = (window.presence = window.presence || { ready: false });
  const SCALES = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"], [1e3, "k"]];

  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  function grouped(number, digits) {
    return number.toLocaleString("en-US", { maximumFractionDigits: digits, useGrouping: true });
  }

  function significant(number, digits) {
    return Number(number.toPrecision(digits)).toLocaleString("en-US", { maximumFractionDigits: 6 });
  }

  function sayNumber(value, unit) {
    if (value === null || value === undefined) return "";
    const sign = value < 0 ? "−" : "";
    const size = Math.abs(value);
    if (!/^[A-Z]{3}/.test(unit)) return sign + grouped(size, 2);
    const scale = SCALES.find(([limit]) => size >= limit);
    return sign + (scale ? significant(size / scale[0], 4) + " " + scale[1] : grouped(size, 0)) + " " + unit;
  }

  function sayValue(cell, unit) {
    if (!cell) return "not collected";
    if (cell.state === 1) return "none found";
    if (cell.state === 2) return "withheld";
    const low = sayNumber(cell.low, unit), high = sayNumber(cell.high, unit);
    if (cell.best !== null) {
      const spread = cell.low !== null && cell.high !== null && cell.low !== cell.high ? ` (${low}–${high})` : "";
      return sayNumber(cell.best, unit) + spread;
    }
    if (low && high) return `${low.replace(" " + unit, "")}–${high}`;
    return high ? `at most ${high}` : low ? `at least ${low}` : "no figure";
  }

  function sayAge(days) {
    if (days <= 0) return "";
    if (days < 60) return `${days} days old`;
    if (days < 700) return `${Math.round(days / 30.4)} months old`;
    return `${(days / 365.25).toFixed(1)} years old`;
  }

  /* "30 Jun 2019" of days since 1970. */
  function sayDay(days) {
    const date = new Date(days * 86400000);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  const plural = (number, noun) => `${grouped(number, 0)} ${noun}${number === 1 ? "" : "s"}`;

  /* An element with text and attributes; text never becomes markup. */
  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") node.addEventListener("click", value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    for (const child of children) node.append(child);
    return node;
  }

  const byId = (id) => document.getElementById(id);
  P.words = { sayNumber, sayValue, sayAge, sayDay, plural, make, byId, grouped };
})();
