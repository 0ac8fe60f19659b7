const SOME = 20;

/** Numbers from runs of neighbours: start and length in turn. */
function numbers(runs) {
  const all = [];
  for (let n = 0; n < runs.length; n += 2) for (let k = 0; k < runs[n + 1]; k += 1) all.push(runs[n] + k);
  return all;
}

/** A list of trials, the first few at once. */
function trials(all) {
  const item = (n) => el("li", {}, raw(run.trials[n], "span", { class: "mono" }));
  const list = el("ul", { class: "trials" }, all.slice(0, SOME).map(item));
  const rest = all.slice(SOME);
  if (!rest.length) return list;
  const more = el("button", { type: "button", class: "screen-only" }, say(`残り ${rest.length} 件を表示`, `Show ${rest.length} more`));
  more.addEventListener("click", () => {
    list.append(...rest.map(item));
    more.remove();
  });
  return [list, el("p", { class: "paper-only" }, say(`ほか ${rest.length} 件（report.json にある）`, `and ${rest.length} more (in report.json)`)), more];
}

const toCause = (n) => {
  const cause = run.causes[n];
  const place = cause.pointer ? ` ${cause.pointer}` : "";
  return el("li", {}, el("a", { href: `#cause-${n + 1}` }, raw(`${cause.operation} ${cause.check}${place}`)));
};

function requirementDetail(r) {
  const asked = numbers(r.trials);
  const parts = [
    el("h4", {}, say("条文", "Clause")), el("p", {}, both(r.text)),
    el("h4", {}, say("出典", "Source")), el("p", {}, source(r)),
  ];
  if (r.reason) parts.push(el("h4", {}, say("理由・観察", "Reason or observation")), raw(r.reason, "p"));
  if (r.causes.length) parts.push(el("h4", {}, say("指摘", "Findings")), el("ul", {}, r.causes.map(toCause)));
  parts.push(el("h4", {}, say(`試験（${asked.length}）`, `Trials (${asked.length})`)),
    asked.length ? trials(asked) : el("p", {}, say("この要件を問うた試験はない。", "No trial asked it.")));
  return parts;
}

/** How many findings a cause has, listed or not. */
const size = (cause) => cause.findings.length + cause.unlisted;

/** Every requirement with its rows in the table and how to open it. */
const matrix = [];

function requirementRow(c, r) {
  const id = `requirement-${matrix.length}`;
  const detail = row({ id, class: "detail", hidden: true });
  const entry = { c, r, detail, text: [r.id, r.text.ja || "", r.text.en || "", r.source, r.reason].join("\n").toLowerCase() };
  entry.opener = opener(id, [raw(r.id, "span", { class: "id" })], (open) => {
    if (open && !detail.firstChild) detail.append(cell({ colspan: "6" }, requirementDetail(r)));
    detail.hidden = !open;
    entry.row.classList.toggle("open", open);
  });
  const findings = r.causes.reduce((sum, n) => sum + size(run.causes[n]), 0);
  entry.row = row({}, lead({}, entry.opener), cell({}, level(r.level)), cell({}, verdict(r.verdict)),
    cell({ class: "clause" }, el("div", { class: "clamp" }, both(r.text)), raw(r.source, "small", { class: "paper-only" })),
    cell({ class: "num", "data-label": "n =" }, count(r.cases)), cell({ class: "num", "data-label": "✗" }, count(findings)));
  matrix.push(entry);
  return [entry.row, detail];
}

function choice(id, ja, en, options) {
  const any = label(el("option", { value: "" }), "すべて", "All");
  const select = el("select", { id }, any, options.map(([value, a, b]) => label(el("option", { value }), a, b)));
  return [select, el("div", {}, el("label", { for: id }, say(ja, en)), select)];
}

function search(id) {
  const input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  return [input, el("div", {}, el("label", { for: id }, say("文字列", "Text")), input)];
}

function requirements(section) {
  const present = new Set(run.contracts.flatMap((c) => c.requirements.map((r) => r.verdict)));
  const [contract, a] = choice("by-contract", "契約", "Contract", run.contracts.map((c, n) => [String(n), c.id, c.id]));
  const [byLevel, b] = choice("by-level", "レベル", "Level", Object.entries(LEVELS).map(([name, [ja, en]]) => [name, `${ja} (${en})`, en]));
  const verdicts = Object.entries(VERDICTS).filter(([name]) => present.has(name));
  const [byVerdict, d] = choice("by-verdict", "判定", "Verdict", verdicts.map(([name, [, ja, en]]) => [name, ja, en]));
  const [text, e] = search("by-text");
  const told = el("p", { class: "count", role: "status" });
  const tables = run.contracts.map((c, n) => {
    const part = el("div", {}, el("h3", { id: `contract-${n}` }, raw(c.id), " ", both(c.title)), table(el("span", { class: "hide" }, say("要件ごとの判定", "Verdict of each requirement")),
      [say("要件", "Requirement"), say("レベル", "Level"), say("判定", "Verdict"), say("条文", "Clause"), say("ケース", "Cases"), say("指摘", "Findings")],
      c.requirements.flatMap((r) => requirementRow(c, r)), { class: "cards" }));
    return part;
  });
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const entry of matrix) {
      const fits = (!contract.value || entry.c === run.contracts[contract.value]) && (!byLevel.value || entry.r.level === byLevel.value)
        && (!byVerdict.value || entry.r.verdict === byVerdict.value) && entry.text.includes(wanted);
      entry.row.hidden = !fits;
      entry.detail.hidden = !fits || entry.opener.getAttribute("aria-expanded") !== "true";
      shown += fits;
    }
    tables.forEach((part, n) => { part.hidden = !matrix.some((entry) => entry.c === run.contracts[n] && !entry.row.hidden); });
    told.replaceChildren(...say(`${count(matrix.length)} 件のうち ${count(shown)} 件`, `${count(shown)} of ${count(matrix.length)}`));
  };
  for (const node of [contract, byLevel, byVerdict, text]) node.addEventListener("input", apply);
  section.append(el("h2", { id: "requirements-h" }, say("要件一覧", "Requirements")), el("form", { class: "filter", role: "search" }, a, b, d, e), told, ...tables);
  section.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  apply();
}
