/* The menu of downloads: addresses that follow the View and the look that is chosen, and copies for other places. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const FIELDS = [["size", "Size"], ["theme", "Colours"], ["font_scale", "Type"]];
  const DEFAULTS = { size: "slide", theme: "light", font_scale: "1" };

  /* What is chosen and differs from the usual look, as parts of a query. */
  function look(sized) {
    const chosen = sized ? FIELDS.map(([name]) => [name, byId(`get-${name}`).value]).filter(([name, value]) => value !== DEFAULTS[name]) : [];
    const marking = byId("get-marking").value.trim();
    return [...chosen, ...(marking ? [["marking", marking]] : [])];
  }

  function query(parts) {
    const more = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const view = P.encode({ ...S.view, date: S.frames ? S.frames.days[S.step] : S.view.date });
    return [view, ...more].filter(Boolean).join("&");
  }

  function address(form, sized, more) {
    return P.to(`/api/v1/export?${query([["format", form], ...look(sized), ...(more || [])])}`);
  }

  function links() {
    if (!byId("get-marking")) return;
    for (const item of document.querySelectorAll("#downloads [data-form]")) {
      item.setAttribute("href", address(item.dataset.form, item.dataset.sized === "1"));
      item.hidden = item.dataset.host === "1" && !S.view.host;
    }
  }

  function tell(words) {
    byId("get-told").textContent = words;
  }

  async function copy(text, words) {
    try {
      await navigator.clipboard.writeText(text);
      tell(words);
    } catch (refused) {
      tell(`This browser does not let the page copy. ${text}`);
    }
  }

  /* The clipboard must be asked within the click, so the picture is handed over as a promise. */
  async function copyPicture() {
    tell("Making the picture …");
    const picture = fetch(address("png", true)).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.blob();
    });
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
      tell("The picture is on the clipboard.");
    } catch (refused) {
      picture.catch(() => {});
      tell("This browser does not let the page copy a picture. Download it instead.");
    }
  }

  const generation = () => (S.atlas ? S.atlas.generation : "");
  const whole = (path) => `${location.origin}${P.to(path)}`;

  function embedCode() {
    const source = whole(`/embed?${query([...look(true), ["generation", generation()]])}`);
    const frame = W.make("iframe", { src: source, title: byId("title").textContent, width: "800", height: "620", loading: "lazy" });
    return frame.outerHTML;
  }

  function field(name, label) {
    const select = W.make("select", { id: `get-${name}`, "aria-label": label });
    for (const [value, words] of Object.entries(JSON.parse(byId("get-look").dataset[name]))) select.append(new Option(words, value));
    select.value = DEFAULTS[name];
    select.addEventListener("change", links);
    return select;
  }

  function attach() {
    const holder = byId("get-look");
    const marking = W.make("input", { id: "get-marking", type: "text", maxlength: holder.dataset.longest, placeholder: "Marking, such as DRAFT", "aria-label": "Handling marking" });
    marking.addEventListener("input", links);
    holder.replaceChildren(...FIELDS.map(([name, label]) => field(name, label)), marking);
    byId("copy-picture").addEventListener("click", copyPicture);
    byId("copy-following").addEventListener("click", () => copy(whole(`/?${query([])}`), "Copied: it shows the newest data."));
    byId("copy-pinned").addEventListener("click", () => copy(whole(`/?${query([["generation", generation()]])}`), `Copied: it says so when the ledger is no longer ${generation()}.`));
    byId("copy-embed").addEventListener("click", () => copy(embedCode(), "Copied: the operator says which sites may show it."));
    byId("downloads").addEventListener("toggle", () => { tell(""); links(); });
    links();
  }

  P.download = { links, attach };
})();
