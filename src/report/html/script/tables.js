const nothing = (ja, en) => el("p", {}, say(ja, en));
const heading = (id, ja, en) => el("h2", { id: `${id}-h` }, say(ja, en));

/** The catalogue of codes: how often each came, under which status. */
function codes(section) {
  section.append(heading("codes", "コード一覧", "Codes"));
  const told = run.contracts.filter((c) => c.codes.length);
  if (!told.length) return section.append(nothing("業務コードの一覧を持つ契約はない。", "No contract has a catalogue of business codes."));
  section.append(el("p", {}, say("濃いほど多く返った。HTTPステータスは、文書に定めがある回だけを状態の列に数える。", "The darker, the more often it came. Statuses are counted where the document has a say in them.")));
  for (const c of told) {
    const statuses = [...new Set(c.codes.flatMap((code) => Object.keys(code.statuses)))].sort();
    const heat = (n) => n ? cell({ class: `heat heat-${Math.min(4, Math.floor(Math.log10(n)) + 1)}` }, count(n)) : cell({ class: "heat soft" }, "·");
    const rows = c.codes.map((code) => {
      const under = statuses.map((status) => code.statuses[status] || 0);
      const rest = code.seen - under.reduce((a, b) => a + b, 0);
      const state = !code.documented ? verdictLike("info", "i", "コード一覧にない", "not in the code list")
        : code.seen ? verdictLike("pass", "✓", "返った", "came") : verdictLike("not-tested", "–", "返らず", "never came");
      return row({ class: code.seen ? "" : "zero" }, lead({}, raw(code.code, "span", { class: "mono" })),
        cell({ class: "clause" }, both(code.title), code.reason ? [el("br"), raw(code.reason, "small")] : null), cell({}, state), under.map(heat), heat(rest));
    });
    section.append(el("h3", {}, raw(c.id)), wide(table(say(`${c.codes.length} コード`, `${c.codes.length} codes`),
      [say("コード", "Code"), say("意味", "Meaning"), say("状態", "State"), ...statuses, say("定めなし", "No say")], rows), `コード ${c.id}`, `Codes of ${c.id}`));
  }
}

const verdictLike = (kind, mark, ja, en) => el("span", { class: `v v-${kind}`, "data-mark": mark }, say(ja, en));

function precedence(section) {
  section.append(heading("precedence", "二つ同時に破ったときの優先順", "Order of codes where two promises are broken at once"));
  const told = run.contracts.filter((c) => c.precedence.length);
  if (!told.length) return section.append(nothing("二つ同時に破ってコードが返った試験はない。", "No code came where a trial broke two promises at once."));
  section.append(el("p", {}, say("どの文書も順を定めないため、判定せず記すのみ。", "No document states an order; this is noted, never judged.")));
  for (const c of told) {
    for (const operation of c.precedence) {
      const pair = ([at, code]) => cell({}, raw(code, "span", { class: "mono" }), " ", raw(at, "small", { class: "mono" }));
      const rows = operation.pairs.map((p) => row({}, pair(p.one), pair(p.other), cell({}, raw(p.came.join(", "), "span", { class: "mono" }))));
      const body = el("div", { id: `pairs-${section.childElementCount}`, hidden: true });
      const button = opener(body.id, [say(`組ごとの結果（${rows.length} 組）`, `Each pair (${rows.length})`)], (open) => {
        if (!body.firstChild) body.append(wide(table(say("二つの違反と返ったコード", "Two breaches and the code that came"), [say("一方", "One"), say("他方", "The other"), say("返ったコード", "Came")], rows), "組ごとの結果", "Each pair"));
        body.hidden = !open;
      });
      folds.push(button);
      section.append(el("h3", {}, raw(`${c.id} ${operation.operation}`)), (operation.orders || []).map((order) => el("ol", { class: "order" }, order.map((code) => el("li", {}, raw(code, "span", { class: "mono" }))))), el("p", {}, button), body);
    }
  }
}

/** Openers beside those of requirements and causes, for the printed page. */
const folds = [];

/** What else could have been chosen. */
function otherChoices(reading) {
  const listed = reading.choices.map((choice, n) => [n ? ", " : "", raw(choice, "span", { class: "mono" })]);
  const free = reading.free ? [listed.length ? "; " : "", say("ほかの値も可", "any other value")] : [];
  return listed.length || free.length ? [...listed, ...free] : "—";
}

function readings(section) {
  section.append(heading("readings", "文書の読み", "Readings of the documents"));
  const told = run.contracts.filter((c) => c.readings.length);
  if (!told.length) return section.append(nothing("二通りに読める箇所はない。", "Nothing can be read in two ways."));
  section.append(el("p", {}, say("文書が二通りに読める箇所と、この試験が選んだ読み。", "Where a document can be read in two ways, and the choice that this run made.")), ...likely());
  for (const c of told) {
    const rows = c.readings.map((r) => row({}, lead({}, raw(r.id, "span", { class: "mono" })), cell({ class: "slim", "data-label": "=" }, raw(r.value, "strong", { class: "mono" })),
      cell({ class: "slim", "data-label": "≠" }, otherChoices(r)), cell({ class: "clause" }, both(r.why))));
    section.append(el("h3", {}, raw(c.id)), table(el("span", { class: "hide" }, say("仕様解釈", "Readings")), [say("仕様解釈", "Reading"), say("この試験", "This run"), say("ほかの選択肢", "Other choices"), say("二通りに読める理由", "Why it can be read in two ways")], rows, { class: "cards" }));
  }
}

// What a filter leaves out: one line, not a row each.
const isOutside = (r) => r.verdict === "not-tested" && r.reason.startsWith("outside the filter");

function notTested(section) {
  section.append(heading("not-tested", "試験しなかったものと理由", "What was not tested, and why"));
  const rows = run.contracts.flatMap((c) => c.requirements
    .filter((r) => !isOutside(r))
    .filter((r) => r.verdict === "not-tested" || r.verdict === "error" || (r.verdict === "pass" && r.reason))
    .map((r) => row({}, lead({}, el("a", { href: `#${encodeURIComponent(r.id)}` }, raw(r.id))), cell({}, level(r.level)),
      cell({}, r.verdict === "pass" ? verdictLike("info", "◐", "一部", "in part") : verdict(r.verdict)), cell({ class: "clause" }, raw(r.reason)))));
  const outside = run.contracts.flatMap((c) => c.requirements.filter(isOutside)).length;
  section.append(rows.length
    ? table(say(`${rows.length} 要件`, `${rows.length} requirements`), [say("要件", "Requirement"), say("レベル", "Level"), say("範囲", "Extent"), say("理由", "Reason")], rows, { class: "cards" })
    : nothing(outside ? "絞り込みの対象の要件はすべて試験した。" : "すべての要件を試験した。", outside ? "Every requirement inside the filter was tested." : "Every requirement was tested."));
  if (outside) section.append(nothing(`絞り込みの対象外の要件 ${count(outside)} 件は試験していない。`, `${count(outside)} requirements outside the filter were not tested.`));
  const alone = run.contracts.flatMap((c) => c.unbroken);
  if (alone.length) section.append(el("h3", {}, say("単独では違反させられない制約", "Constraints that no case breaks alone")), el("ul", {}, alone.map((line) => el("li", {}, raw(line)))));
  const silent = run.contracts.flatMap((c) => c.codes.filter((code) => code.documented && !code.seen));
  if (silent.length) section.append(nothing(`返らなかったコード ${silent.length} 件は「コード一覧」に理由とともにある。`, `${silent.length} codes that never came stand under “Codes” with the reason.`));
  if (run.cuts.length) section.append(el("h3", {}, say("対象の制限のために除いたもの", "Cut to keep within the limits of the target")), el("ul", {}, run.cuts.map((cut) => el("li", {}, say(cut.ja, cut.en)))));
  if (run.totals.dropped) section.append(nothing(`引けず、または確かめられず送らなかったケースが ${count(run.totals.dropped)} 件ある。`, `${count(run.totals.dropped)} cases could not be drawn or confirmed and were not sent.`));
}

function errors(section) {
  section.append(heading("errors", "エラー", "Errors"));
  const part = (list, ja, en, none) => {
    section.append(el("h3", {}, say(ja, en)));
    if (!list.count) return section.append(none);
    const rows = list.listed.map(([trial, text]) => row({}, lead({}, raw(run.trials[trial], "span", { class: "mono" })), cell({ class: "clause" }, raw(text))));
    section.append(table(say(`${count(list.count)} 件のうち ${count(rows.length)} 件`, `${count(rows.length)} of ${count(list.count)}`), [say("試験", "Trial"), say("内容", "What happened")], rows, { class: "cards" }));
  };
  part(run.errors.target, "対象に問えなかった", "The target could not be asked", nothing("なし。", "None."));
  part(run.errors.ours, "試験側の誤り（対象の責ではない）", "Mistakes on our side (never the target’s)", nothing("なし。", "None."));
}
