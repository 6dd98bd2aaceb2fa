/* A story that is being composed: kept in this browser alone, and written as the text that the loader reads. */
(function () {
  "use strict";
  const KEY = "presence-story", EMPTY = { title: "", summary: "", steps: [] };
  const FIELDS = ["view", "title", "caption", "notes", "picture", "area"], DEFAULTS = { picture: "map", area: "world" };

  function kept() {
    try {
      const read = JSON.parse(localStorage.getItem(KEY));
      return read && Array.isArray(read.steps) ? { ...EMPTY, ...read } : { ...EMPTY, steps: [] };
    } catch (refused) {
      return { ...EMPTY, steps: [] };
    }
  }

  /* False where the browser keeps nothing, as in a private window. */
  function keep(story) {
    try {
      localStorage.setItem(KEY, JSON.stringify(story));
      return true;
    } catch (refused) {
      return false;
    }
  }

  function add(step) {
    const story = kept();
    story.steps.push(step);
    return keep(story) ? story.steps.length : 0;
  }

  /* A JSON string is a TOML string, but for the one control character that JSON lets stand. */
  const quoted = (text) => JSON.stringify(String(text)).replace(/\u007f/g, "\\u007f");

  function fact(one) {
    const parts = ["text", "claim", "view", "host", "field"].filter((name) => one[name]).map((name) => `${name} = ${quoted(one[name])}`);
    return `{ ${parts.join(", ")} }`;
  }

  function stepText(step) {
    const lines = FIELDS.filter((name) => name === "view" || (step[name] && step[name] !== DEFAULTS[name])).map((name) => `${name} = ${quoted(step[name] || "")}`);
    if (step.focus && step.focus.length) lines.push(`focus = [${step.focus.map(quoted).join(", ")}]`);
    if (step.facts && step.facts.length) lines.push(`facts = [${step.facts.map(fact).join(", ")}]`);
    return `\n[[steps]]\n${lines.join("\n")}\n`;
  }

  function text(story) {
    const title = (story.title || "").trim() || "My story";
    return `title = ${quoted(title)}\nsummary = ${quoted(story.summary || "")}\n${story.steps.map(stepText).join("")}`;
  }

  window.presenceStory = { kept, keep, add, text };
})();
