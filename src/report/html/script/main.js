const SECTIONS = [
  ["summary", summary, "概要", "Summary"], ["findings", findings, "指摘", "Findings"], ["requirements", requirements, "要件", "Requirements"],
  ["codes", codes, "コード", "Codes"], ["latency", latency, "応答時間", "Latency"], ["precedence", precedence, "優先順位", "Precedence"],
  ["readings", readings, "仕様解釈", "Readings"], ["not-tested", notTested, "未実施", "Not tested"], ["errors", errors, "実施不能", "Errors"],
];

/** Sections that few readers come for: their heading opens them. */
const FOLDED = ["codes", "latency", "precedence", "readings"];
function fold(section) {
  const [heading, ...rest] = section.childNodes;
  section.append(el("details", { class: "fold" }, el("summary", {}, heading), rest));
}

for (const [id, fill, ja, en] of SECTIONS) {
  fill(document.getElementById(id));
  if (FOLDED.includes(id)) fold(document.getElementById(id));
  document.getElementById("contents").append(el("li", {}, el("a", { href: `#${id}` }, say(ja, en))));
}

const switches = [...document.querySelectorAll("[data-language]")];
function speak(language) {
  document.documentElement.lang = language;
  for (const button of switches) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  relabelled.forEach(relabel);
}
for (const button of switches) button.addEventListener("click", () => speak(button.dataset.language));
speak(document.documentElement.lang);

for (const { nodes, apply } of filters) {
  for (const node of Object.values(nodes)) {
    node.first = node.value;
    node.addEventListener("input", () => {
      const words = filtered();
      // An address that was opened for a cause or a requirement leads on from there to what is filtered now.
      history.replaceState(null, "", words ? `#?${words}` : "#requirements");
    });
  }
}

/** The place that the address names: a cause or a requirement is opened on the way. */
function go() {
  let name = "";
  try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  if (location.hash.startsWith("#?")) return refilter(location.hash.slice(2));
  const cause = /^cause-(\d+)$/.exec(name);
  if (cause && run.causes[cause[1] - 1]) return findings.reveal(cause[1] - 1).scrollIntoView();
  const entry = matrix.find((entry) => entry.r.id === name);
  if (!entry) {
    const place = document.getElementById(name);
    const details = place?.querySelector(":scope > details");
    if (details) details.open = true;
    return place?.scrollIntoView();
  }
  requirements.reveal(entry);
  entry.opener.show(true);
  entry.row.scrollIntoView();
  entry.opener.focus();
}
window.addEventListener("hashchange", go);
go();

/** The causes that a printed page opens; each further one still has its heading. */
const MOST_PRINTED = 6;
let opened = [];
let unfolded = [];
window.addEventListener("beforeprint", () => {
  // What is kept stands on paper by its ids, and the clause of what is not stands in its row and with its cause.
  const wanted = causes.slice(0, MOST_PRINTED).map((cause) => cause.opener);
  opened = wanted.filter((button) => button && button.getAttribute("aria-expanded") !== "true");
  opened.forEach((button) => button.show(true));
  unfolded = [...document.querySelectorAll("main details.fold:not([open])")];
  unfolded.forEach((part) => { part.open = true; });
});
window.addEventListener("afterprint", () => {
  opened.splice(0).forEach((button) => button.show(false));
  unfolded.splice(0).forEach((part) => { part.open = false; });
});
