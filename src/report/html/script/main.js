const SECTIONS = [
  ["summary", summary, "概要", "Summary"], ["findings", findings, "指摘", "Findings"], ["requirements", requirements, "要件", "Requirements"],
  ["codes", codes, "コード", "Codes"], ["latency", latency, "応答時間", "Latency"], ["precedence", precedence, "優先順", "Precedence"],
  ["readings", readings, "仕様解釈", "Readings"], ["not-tested", notTested, "未試験", "Not tested"], ["errors", errors, "エラー", "Errors"],
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
  if (entry.row.hidden) {
    for (const node of document.querySelectorAll("#requirements select, #requirements input")) node.value = "";
    document.getElementById("by-text").dispatchEvent(new Event("input"));
  }
  entry.opener.show(true);
  entry.row.scrollIntoView();
  entry.opener.focus();
}
window.addEventListener("hashchange", go);
go();

/** What a printed page opens at most; each further cause still has its heading. */
const MOST_PRINTED = 300;
let opened = [];
let unfolded = [];
window.addEventListener("beforeprint", () => {
  if (findings.all) findings.all();
  const wanted = [...causes.slice(0, MOST_PRINTED).map((cause) => cause.opener), ...matrix.filter((entry) => !entry.row.hidden && entry.r.verdict !== "pass").map((entry) => entry.opener), ...folds];
  opened = wanted.filter((button) => button && button.getAttribute("aria-expanded") !== "true");
  opened.forEach((button) => button.show(true));
  unfolded = [...document.querySelectorAll("main details.fold:not([open])")];
  unfolded.forEach((part) => { part.open = true; });
});
window.addEventListener("afterprint", () => {
  opened.splice(0).forEach((button) => button.show(false));
  unfolded.splice(0).forEach((part) => { part.open = false; });
});
