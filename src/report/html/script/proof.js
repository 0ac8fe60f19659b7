/** How the reader knows that the suite can fail: the defects that it was shown to find. */
function proof() {
  const matrix = run.kill_matrix;
  if (!matrix) return [];
  const proved = (c, seed, plan) => raw(`${matrix.proved.slice(0, 10)}, ${seed} ${c.seed}, ${plan} ${c.plan_hash}, tekigo ${matrix.tekigo}`);
  const share = (c) => [say(`既知の欠陥 ${c.faults.length}件中${c.killed}件を検出`, `${c.killed} of ${c.faults.length} faults killed`),
    c.faults.length < c.known ? say(`（参照実装の欠陥 ${c.known}件の一部のみ）`, ` (of the ${c.known} that the reference has)`) : ""];
  const facts = matrix.contracts.map((c) => el("div", {}, el("dt", {}, raw(c.contract)), el("dd", {}, el("strong", {}, share(c)), " ",
    el("small", {}, say(proved(c, "シード", "計画"), proved(c, "seed", "plan"))), el("br"), raw(c.digest, "small", { class: "mono" }))));
  const unproved = run.contracts.filter((c) => !matrix.contracts.some((proved) => proved.contract === c.id))
    .map((c) => el("div", {}, el("dt", {}, raw(c.id)), el("dd", {}, say("参照実装がないため未確認", "nothing was proved: it has no reference"))));
  const caught = (f) => f.killed
    ? [verdictLike("pass", "✓", "検出", "killed"), " ", raw(f.checks.join(", "), "small")]
    : verdictLike("fail", "✗", "未検出", "survived");
  const rows = matrix.contracts.flatMap((c) => c.faults.map((f) => row({}, lead({}, raw(f.name, "span", { class: "mono" }), el("br"), el("small", {}, both({ ja: f.japanese, en: f.text }))),
    cell({ class: "slim" }, raw(f.requirement)), cell({ class: "clause" }, caught(f), f.error ? [el("br"), raw(f.error, "small")] : "",
      f.accused.length ? [el("br"), say("誤って指摘: ", "wrongly accused: "), raw(f.accused.join(", "), "strong")] : ""),
    cell({ class: "clause" }, f.shown_by.slice(0, 1).map((name) => raw(name, "small", { class: "mono" })), f.trials > 1 ? say(` ほか${f.trials - 1}件`, ` and ${f.trials - 1} more`) : ""))));
  const body = table(say(`欠陥 ${rows.length}件`, `${rows.length} faults`), [say("欠陥", "Fault"), say("違反する要件", "Requirement"), say("結果と検査", "Result and check"), say("検出した試験", "Trial")], rows, { class: "cards wrap" });
  return [el("p", {}, say("参照実装に欠陥を一つずつ入れ、この試験がそれを検出し、違反した要件だけを指摘するかを確認した結果です。",
    "The suite was run against the reference with one defect at a time: it must find each, and name the requirement that the defect breaks.")),
  el("dl", { class: "facts" }, facts, unproved),
  // Not for paper: the workbook has the list.
  el("details", {}, el("summary", {}, say("欠陥ごとの結果", "Each fault")), body)];
}
