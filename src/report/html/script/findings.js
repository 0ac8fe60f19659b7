const CAUSES_AT_ONCE = 200;

const bytes = (bytes) => bytes < 10240 ? `${count(bytes)} bytes` : `${count(Math.round(bytes / 1024))} KiB`;

/** A text as it was, with its whole size where only its start stands here. */
function shownText(cut, attributes = {}) {
  const note = cut.of ? el("small", {}, say(`先頭のみ（全 ${bytes(cut.of)}）。全文は report.json にある。`, `The start only (${bytes(cut.of)} in all); the whole stands in report.json.`)) : null;
  return [raw(cut.text, "pre", attributes, true), note, cropped(cut.text, 50)];
}

/** As many lines of a body are on paper, as the style says. */
const LINES_ON_PAPER = 9;

/** What says on paper that a text goes on, where its lines of so many letters do not fit. */
function cropped(text, letters) {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / letters)), 0);
  return lines > LINES_ON_PAPER ? el("small", { class: "paper-only" }, say("…（続きは画面または report.json を参照）", "… (the rest: see the page on a screen, or report.json)")) : null;
}

function block(title, cut, copy) {
  const head = el("div", { class: "head" }, el("h4", {}, title), copy ? copier(cut.text) : null);
  return el("div", {}, head, shownText(cut));
}

/** What differs, in one language where it is worded. */
function difference(cut, language) {
  const note = cut.of ? el("small", {}, say(`差分の先頭のみ（全 ${bytes(cut.of)}）`, `The start of the difference only (${bytes(cut.of)} in all)`)) : null;
  return el("div", language ? { lang: language } : {}, lines(cut.text), note, cropped(cut.text, 100));
}

function lines(text) {
  const kinds = { "-": ["m", "期待", "expected"], "+": ["p", "実際", "actual"] };
  return el("pre", { class: "diff" }, text.split("\n").map((line) => {
    const sign = line.slice(0, 1);
    const [kind, ja, en] = kinds[sign] || ["", "", ""];
    return el("span", { class: kind }, `${sign} `, kind ? el("span", { class: "hide" }, say(`${ja}: `, `${en}: `)) : null, raw(line.slice(1)));
  }));
}

const replay = (finding) => ["tekigo", "replay", finding.scenario, ...run.target.arguments].map(word).join(" ");
const word = (text) => /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function shownFinding(finding) {
  const d = finding.detail;
  const parts = [
    el("h4", {}, say("期待（−）と実際（+、赤）", "Expected (−) and actual (+, red)")), d.diff.map(([language, cut]) => difference(cut, language)),
    el("p", {}, say("試験観点: ", "Intent: "), both(finding.intent), " (", some(finding.cases, "ケース", "case"), ")"),
    el("p", {}, raw(run.trials[finding.trial], "span", { class: "mono" })),
    finding.waived ? el("p", { class: "note" }, verdict("waived"), " ", raw(finding.waived)) : null,
    el("div", { class: "pair" }, block(say("最小再現リクエスト", "Smallest request"), d.request), block(say(`レスポンス（HTTP ${d.status}）`, `Response (HTTP ${d.status})`), d.response)),
  ];
  if (finding.scenario) {
    const told = run.target.kind === "reference" || run.target.arguments.length ? null
      : el("small", {}, say("対象を指定する --target または --url を追加してください。", "Add --target or --url to name the target."));
    parts.push(block(say("再現（この報告書のフォルダで）", "Reproduce (in the folder of this report)"), { text: replay(finding) }, true), told);
  }
  // The port of a reference is gone with the run: no line of curl would reach anything.
  if (run.target.kind !== "reference") {
    const secret = d.curl.text.includes("{{") ? el("small", {}, say("{{名前}} はその名前の認証情報に置き換える。", "{{name}} stands for the credential of that name.")) : null;
    parts.push(block("curl", d.curl, !d.curl.of), secret);
  }
  return el("div", { class: "shown" }, parts);
}

/** Findings of a cause beyond those shown in full, a row each. */
function others(findings) {
  const rows = findings.map((f) => row({}, lead({}, raw(run.trials[f.trial], "span", { class: "mono" })), cell({ class: "clause" }, both(f.intent)),
    labelled("ケース", "cases", count(f.cases)), cell({}, f.scenario ? raw(f.scenario, "span", { class: "mono" }) : "—")));
  return table(say(`同じ原因の指摘（ほか ${count(rows.length)} 件）`, `Findings of the same cause (${count(rows.length)} more)`),
    [say("試験", "Trial"), say("試験観点", "Intent"), say("ケース", "Cases"), say("反例", "Counterexample")], rows, { class: "cards" });
}

const causes = [];
/** The causes that have a heading on paper, as the style says. */
const MOST_ON_PAPER = 25;

function causeBox(cause, n) {
  const body = el("div", { class: "body", id: `cause-body-${n}`, hidden: true });
  const known = run.contracts[cause.contract];
  const requirement = known && known.requirements.find((r) => r.id === cause.requirement);
  const total = cause.findings.reduce((sum, f) => sum + f.cases, 0);
  const button = opener(body.id, [
    el("span", { class: "what" }, verdict(cause.verdict || verdictOf(cause.level)), raw(cause.requirement, "span", { class: "id" }), level(cause.level), raw(cause.operation, "span", { class: "mono" }), raw(cause.check), raw(cause.pointer, "span", { class: "mono" })),
    el("span", { class: "brief" }, worded(cause.expected), " → ", el("span", { class: "actual" }, worded(cause.actual)), el("small", { class: "soft" }, "　", some(size(cause), "指摘", "finding"), ", ", some(total, "ケース", "case"))),
  ], (open) => {
    if (open && !body.firstChild) {
      if (requirement) body.append(el("p", {}, both(requirement.text), " ", el("small", {}, source(requirement))));
      body.append(...cause.findings.filter((f) => f.detail).map(shownFinding));
      const rest = cause.findings.filter((f) => !f.detail);
      if (rest.length) body.append(others(rest));
      if (cause.unlisted) body.append(el("p", {}, say(`さらに ${count(cause.unlisted)}件が report.json にあります。`, `${count(cause.unlisted)} more: see report.json.`)));
    }
    body.hidden = !open;
  });
  causes[n].opener = button;
  return el("article", { class: `cause v-${cause.verdict || verdictOf(cause.level)}`, id: `cause-${n + 1}` }, el("h3", {}, button), body);
}

function findings(section) {
  section.append(el("h2", { id: "findings-h" }, say("指摘（要件と原因ごと）", "Findings by requirement and cause")));
  if (!run.causes.length) return section.append(el("p", {}, say("指摘はありません。", "There are no findings.")));
  run.causes.forEach((cause) => causes.push({ text: [cause.requirement, cause.operation, cause.check, cause.pointer, searched(cause.expected), searched(cause.actual), ...cause.findings.map((f) => run.trials[f.trial])].join("\n").toLowerCase() }));
  const [contract, a] = choice("cause-contract", "契約", "Contract", run.contracts.map((c, n) => [String(n), c.id, c.id]));
  const [byLevel, b] = choice("cause-level", "レベル", "Level", Object.entries(LEVELS).map(([name, [ja, en]]) => [name, `${ja} (${en})`, en]));
  const [text, c] = search("cause-text");
  const told = el("p", { class: "count", role: "status" });
  const list = el("div", {});
  const more = el("button", { type: "button", class: "more" }, say("続きを表示", "Show more"));
  let fitting = [];
  let shown = 0;
  const box = (n) => (causes[n].box ||= causeBox(run.causes[n], n));
  const extend = (by) => {
    list.append(...fitting.slice(shown, shown + by).map(box));
    shown = Math.min(shown + by, fitting.length);
    more.hidden = shown === fitting.length;
    const cut = shown < fitting.length;
    told.replaceChildren(...say([`${count(run.causes.length)}件のうち ${count(fitting.length)}件`, cut ? `（先頭の ${count(shown)}件を表示）` : ""],
      [`${count(fitting.length)} of ${count(run.causes.length)}`, cut ? ` (the first ${count(shown)} are shown)` : ""]));
  };
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    const fits = (cause, n) => (!contract.value || cause.contract === Number(contract.value)) && (!byLevel.value || cause.level === byLevel.value) && causes[n].text.includes(wanted);
    fitting = run.causes.map((cause, n) => [cause, n]).filter(([cause, n]) => fits(cause, n)).map(([, n]) => n);
    list.replaceChildren();
    shown = 0;
    extend(CAUSES_AT_ONCE);
  };
  for (const node of [contract, byLevel, text]) node.addEventListener("input", apply);
  more.addEventListener("click", () => extend(CAUSES_AT_ONCE));
  const form = label(el("form", { class: "filter", role: "search" }, a, b, c), "指摘の絞り込み", "Filter the findings", "aria-label");
  form.addEventListener("submit", (event) => event.preventDefault());
  const rest = run.causes.length - MOST_ON_PAPER;
  const note = rest > 0 ? el("p", { class: "paper-only" }, say(`ほか ${count(rest)}件は画面または report.json を参照`, `${plural(rest, "more cause")}: see the page on a screen, or report.json`)) : "";
  section.append(run.causes.length > 5 ? form : "", told, list, note, more);
  filters.push({ name: "f", nodes: { contract, level: byLevel, text }, apply });
  apply();
  /** Brings a cause into the list, whatever the filter, and opens it. */
  findings.reveal = (n) => {
    if (!fitting.slice(0, shown).includes(n)) {
      contract.value = byLevel.value = text.value = "";
      apply();
      while (!fitting.slice(0, shown).includes(n)) extend(CAUSES_AT_ONCE);
    }
    box(n);
    causes[n].opener.show(true);
    return causes[n].box;
  };
}
