/** What nobody has said yet of a contract that a description made by itself, and the command that writes it as files. */
function nextSteps() {
  const { sentences, commands } = run.next;
  if (!sentences.length && !commands.length) return [];
  return [el("h2", { class: "minor", id: "next" }, say("次の手順", "Next")),
    el("ul", {}, sentences.map((sentence) => el("li", {}, both(sentence))), commands.map((command) => el("li", {}, say("契約をファイルに書き出す: ", "Write the contract as files: "), raw(command, "code"), " ", copier(command))))];
}

