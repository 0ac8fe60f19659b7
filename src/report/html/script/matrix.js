const SOME = 20;
/** The choice of every verdict but those of requirements that are kept. */
const OPEN = "not-passed";

/** The filters of the page, by the letter that begins their words in its address. */
const filters = [];

/** What the filters say, as the address has it. */
function filtered() {
  const words = new URLSearchParams();
  for (const { name, nodes } of filters) for (const [key, node] of Object.entries(nodes)) if (node.value !== node.first) words.set(`${name}.${key}`, node.value);
  return words.toString();
}

/** Takes the filters from an address; what it does not name is as it was at first. */
function refilter(text) {
  const words = new URLSearchParams(text);
  for (const { name, nodes, apply } of filters) {
    for (const [key, node] of Object.entries(nodes)) node.value = words.has(`${name}.${key}`) ? words.get(`${name}.${key}`) : node.first;
    apply();
  }
}

/** Numbers from runs of neighbours: start and length in turn. */
function numbers(runs) {
  const all = [];
  for (let n = 0; n < runs.length; n += 2) for (let k = 0; k < runs[n + 1]; k += 1) all.push(runs[n] + k);
  return all;
}

/** A trial: what it came to, its cases and time, and one exchange to look at. */
function trialItem(n) {
  const [name, cases, millis, exchange] = run.tried[n];
  const told = [verdict(name), " ", raw(run.trials[n], "span", { class: "mono" }), " ", el("small", {}, some(cases, "ケース", "case"), `, ${millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`}`)];
  if (!exchange) return el("li", {}, told);
  const [request, status, codes] = exchange;
  return el("li", {}, el("details", {}, el("summary", {}, told), raw(request, "pre", {}, true), el("p", {}, `→ HTTP ${status}`, codes ? [", ", raw(codes)] : null)));
}

/** A list of trials, the first few at once. */
function trials(all) {
  const item = trialItem;
  const list = el("ul", { class: "trials" }, all.slice(0, SOME).map(item));
  const rest = all.slice(SOME);
  if (!rest.length) return list;
  const more = el("button", { type: "button", class: "screen-only" }, say(`残り ${rest.length}件を表示`, `Show ${rest.length} more`));
  more.addEventListener("click", () => {
    list.append(...rest.map(item));
    more.remove();
  });
  return [list, el("p", { class: "paper-only" }, say(`ほか ${rest.length}件は report.json を参照`, `and ${rest.length} more (in report.json)`)), more];
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
    el("h4", {}, say("出典", "Source")), el("p", {}, source(r), r.note ? [el("br"), both(r.note)] : null),
  ];
  if (r.reason) parts.push(el("h4", {}, say("理由・観測結果", "Reason or observation")), el("p", {}, both(r.reason)));
  if (r.causes.length) parts.push(el("h4", {}, say("指摘", "Findings")), el("ul", {}, r.causes.map(toCause)));
  parts.push(el("h4", {}, say(`試験（${asked.length}）`, `Trials (${asked.length})`)),
    asked.length ? trials(asked) : el("p", {}, say("この要件を対象とする試験はありません。", "Not covered by any trial.")));
  return parts;
}

/** How many findings a cause has, listed or not. */
const size = (cause) => cause.findings.length + cause.unlisted;

/** Every requirement with its rows in the table and how to open it. */
const matrix = [];

/** Rows that are made at once: a description of hundreds of operations makes thousands of requirements. */
const ROWS_AT_ONCE = 1000;

function requirementEntry(c, r) {
  const text = [r.id, r.text.ja || "", r.text.en || "", searched(r.source), r.reason ? r.reason.ja || "" : "", r.reason ? r.reason.en : ""].join("\n").toLowerCase();
  const entry = { c, r, id: `requirement-${matrix.length}`, text, shown: false };
  matrix.push(entry);
  return entry;
}

/** The two rows of a requirement, made when they are first needed: what is always seen, and the detail that it opens. */
function rowsOf(entry) {
  if (entry.row) return [entry.row, entry.detail];
  const { r, id } = entry;
  const detail = row({ id, class: "detail", hidden: true });
  entry.detail = detail;
  entry.opener = opener(id, [raw(r.id, "span", { class: "id" })], (open) => {
    if (open && !detail.firstChild) detail.append(cell({ colspan: "6" }, requirementDetail(r)));
    detail.hidden = !open;
    entry.row.classList.toggle("open", open);
  });
  const findings = r.causes.reduce((sum, n) => sum + size(run.causes[n]), 0);
  entry.row = row({}, lead({}, entry.opener), cell({}, level(r.level)), cell({}, verdict(r.verdict)),
    cell({ class: "clause" }, el("div", { class: "clamp" }, both(r.text)), el("small", { class: "paper-only" }, worded(r.source))),
    labelled("ケース", "cases", count(r.cases)), labelled("指摘", "findings", count(findings)));
  return [entry.row, detail];
}

/** The requirements of a contract; where a description made it by itself, those of each operation below its method and path. */
function requirementGroups(c) {
  const entries = (list) => list.map((r) => requirementEntry(c, r));
  if (!c.operations.length) return [{ node: null, entries: entries(c.requirements) }];
  const own = new Map();
  for (const o of c.operations) for (const n of numbers(o.requirements)) own.set(n, o);
  const part = (head, list) => list.length ? [{ node: row({ class: "group" }, lead({ colspan: "6" }, head)), entries: entries(list) }] : [];
  return [
    ...c.operations.flatMap((o) => part([raw(o.call, "span", { class: "mono" }), " ", raw(o.id, "small")], numbers(o.requirements).map((n) => c.requirements[n]))),
    ...part(say("特定の操作に属さない要件", "Of no single operation"), c.requirements.filter((_, n) => !own.has(n))),
  ];
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

/** A button that copies the address of what is shown, filters included. */
function linker() {
  const button = el("button", { type: "button" }, say("リンクをコピー", "Copy link"));
  button.addEventListener("click", async () => {
    const done = await put(location.href);
    button.replaceChildren(...(done ? say("コピーしました", "Copied") : say("コピーできません", "Not copied")));
  });
  return button;
}

/** Those that are kept, for paper: by their ids. */
function passed() {
  const all = matrix.filter((entry) => entry.r.verdict === "pass");
  return !all.length ? "" : el("p", { class: "paper-only" }, say(`合格した要件（${all.length}件）: `, `${plural(all.length, "requirement")} passed: `), all.map((entry) => [raw(entry.r.id), " "]));
}

function requirements(section) {
  const present = new Set(run.contracts.flatMap((c) => c.requirements.map((r) => r.verdict)));
  const [contract, a] = choice("by-contract", "契約", "Contract", run.contracts.map((c, n) => [String(n), c.id, c.id]));
  const [byLevel, b] = choice("by-level", "レベル", "Level", Object.entries(LEVELS).map(([name, [ja, en]]) => [name, `${ja} (${en})`, en]));
  const verdicts = Object.entries(VERDICTS).filter(([name]) => present.has(name));
  const [byVerdict, d] = choice("by-verdict", "判定", "Verdict", [...(present.has("pass") && present.size > 1 ? [[OPEN, "合格以外", "Not passed"]] : []), ...verdicts.map(([name, [, ja, en]]) => [name, ja, en])]);
  const [text, e] = search("by-text");
  const told = el("p", { class: "count", role: "status" });
  const tables = run.contracts.map((c, n) => {
    const grid = table(el("span", { class: "hide" }, say("要件ごとの判定", "Verdict of each requirement")),
      [say("要件", "Requirement"), say("レベル", "Level"), say("判定", "Verdict"), say("条文", "Clause"), say("ケース", "Cases"), say("指摘", "Findings")], [], { class: "cards" });
    return { part: el("div", {}, el("h3", { id: `contract-${n}` }, raw(c.id), " ", both(c.title)), grid), body: grid.tBodies[0], groups: requirementGroups(c) };
  });
  const whole = matrix.length <= ROWS_AT_ONCE;
  const more = el("button", { type: "button", class: "more", hidden: true }, say("続きを表示", "Show more"));
  const rest = el("p", { class: "paper-only" });
  let most = ROWS_AT_ONCE;
  const render = () => {
    for (const { part, body, groups } of tables) {
      const shown = groups.map(({ node, entries }) => [node, entries.filter((entry) => whole || entry.shown), entries.some((entry) => entry.shown)]);
      const rows = () => shown.flatMap(([node, entries]) => entries.length ? [...(node ? [node] : []), ...entries.flatMap(rowsOf)] : []);
      for (const [node, , any] of shown) if (node) node.hidden = !any;
      if (!whole || !body.firstChild) body.replaceChildren(...rows());
      part.hidden = !shown.some(([, , any]) => any);
      for (const { row, detail, shown, opener } of groups.flatMap(({ entries }) => entries.filter((entry) => entry.row))) {
        row.hidden = !shown;
        detail.hidden = !shown || opener.getAttribute("aria-expanded") !== "true";
      }
    }
  };
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const entry of matrix) {
      const fits = (!contract.value || entry.c === run.contracts[contract.value]) && (!byLevel.value || entry.r.level === byLevel.value)
        && (!byVerdict.value || entry.r.verdict === byVerdict.value || (byVerdict.value === OPEN && !kept(entry.r))) && entry.text.includes(wanted);
      entry.shown = fits && (whole || shown < most);
      shown += fits;
    }
    render();
    const cut = !whole && shown > most;
    more.hidden = !cut;
    rest.replaceChildren(...(cut ? say(`ほか ${count(shown - most)}件は画面または report.json を参照`, `${plural(shown - most, "more requirement")}: see the page on a screen, or report.json`) : []));
    told.replaceChildren(...say([`${count(matrix.length)}件のうち ${count(shown)}件`, cut ? `（先頭の ${count(most)}件を表示）` : ""],
      [`${count(shown)} of ${count(matrix.length)}`, cut ? ` (the first ${count(most)} are shown)` : ""]));
  };
  const anew = () => {
    most = ROWS_AT_ONCE;
    apply();
  };
  for (const node of [contract, byLevel, byVerdict, text]) node.addEventListener("input", anew);
  more.addEventListener("click", () => {
    most += ROWS_AT_ONCE;
    apply();
  });
  section.append(el("h2", { id: "requirements-h" }, say("要件一覧", "Requirements")), label(el("form", { class: "filter", role: "search", id: "filter-requirements" }, a, b, d, e, el("div", {}, linker())), "要件の絞り込み", "Filter the requirements", "aria-label"), told, ...tables.map(({ part }) => part), rest, more, passed());
  section.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  filters.push({ name: "r", nodes: { contract, level: byLevel, verdict: byVerdict, text }, apply: anew });
  // What is kept is not what a reader comes for, where something is not.
  if (matrix.some((entry) => !kept(entry.r)) && byVerdict.querySelector(`[value="${OPEN}"]`)) byVerdict.value = OPEN;
  apply();
  /** Brings a requirement into the list, whatever the filter. */
  requirements.reveal = (entry) => {
    if (!entry.shown) {
      contract.value = byLevel.value = byVerdict.value = text.value = "";
      anew();
    }
    // Far down a long list it is found by its id.
    if (!entry.shown) {
      text.value = entry.r.id;
      anew();
    }
  };
}
