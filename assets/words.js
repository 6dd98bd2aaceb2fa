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
    if (/^(per |% of )/.test(unit)) return `${sign}${size >= 1000 ? grouped(size, 0) : significant(size, 3)} ${unit}`;
    if (!/^[A-Z]{3}/.test(unit)) return sign + grouped(size, 2);
    const scale = SCALES.find(([limit]) => size >= limit);
    return sign + (scale ? significant(size / scale[0], 4) + " " + scale[1] : grouped(size, 0)) + " " + unit;
  }

  const SILENT = { 1: "none found", 2: "withheld", 5: "no denominator", 6: "no comparable pair", 7: "sources disagree on the change" };

  /* A share with its sign: one digit behind the point below ten, none above. */
  function sayPercent(share) {
    const size = grouped(Math.abs(share), Math.abs(share) < 10 ? 1 : 0);
    return `${size === "0" ? "" : share < 0 ? "−" : "+"}${size} %`;
  }

  /* A change with its sign and interval, in per cent too where it is counted from something. */
  function sayChange(cell, unit) {
    if (!cell) return "not collected";
    if (SILENT[cell.state]) return SILENT[cell.state];
    if (cell.state === 4) return "no change";
    const signed = (value) => (value > 0 ? "+" : "") + sayNumber(value, unit);
    const size = cell.best === null ? `${signed(cell.low)} to ${signed(cell.high)}` : signed(cell.best)
      + (cell.low !== cell.high ? ` (${signed(cell.low)} to ${signed(cell.high)})` : "");
    const share = cell.before > 0 && cell.best !== null ? (100 * cell.best) / cell.before : null;
    return share === null ? size : `${size}, ${sayPercent(share)}`;
  }

  /* What is known of a place, in the words of the map's reading; a sender alone is not abroad in its own land. */
  function sayCell(cell, id = "") {
    const frames = P.state.frames;
    if (!cell && id && P.state.view.sender === id) return "the sender itself";
    return frames.compare === "change" ? sayChange(cell, frames.unit) : sayValue(cell, frames.unit);
  }

  function sayValue(cell, unit) {
    if (!cell) return "not collected";
    if (cell.state === 5 && unit.startsWith("USD of ")) return "no deflator";
    if (SILENT[cell.state]) return SILENT[cell.state];
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

  const byId = (id) => document.getElementById(id);
  /* Work that takes longer than a frame, done when what was marked for it has been drawn. */
  function afterPaint(work) {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work, 0)));
  }

  /* The page is at work for a choice: a line at its top, told to screen readers too. */
  function busy(on) {
    if (on) byId("atlas").setAttribute("aria-busy", "true");
    else byId("atlas").removeAttribute("aria-busy");
  }

  P.words = { sayNumber, sayValue, sayCell, sayAge, sayDay, plural, make: P.make, rewrite: P.rewrite, byId, grouped, afterPaint, busy };
})();
