// Tables that stand whole in the page: sorted by a click on a heading, filtered by what is typed, with or without accents.
"use strict";
(function () {
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }
  function compare(left, right, numeric) {
    if (numeric) {
      if (left === "" || right === "") return (left === "") - (right === "");
      return Number(left) - Number(right);
    }
    return left.localeCompare(right, "vi", { numeric: true });
  }
  function valueOf(cell) {
    return cell.dataset.value !== undefined ? cell.dataset.value.replace("None", "") : cell.textContent.trim();
  }
  function addSorting(table) {
    const body = table.tBodies[0];
    const first = Array.from(body.rows);
    table.querySelectorAll("thead th").forEach(function (heading, column) {
      if (heading.classList.contains("go")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.title = table.dataset.sort + " " + button.textContent.trim();
      heading.append(button);
      button.addEventListener("click", function () {
        const before = heading.getAttribute("aria-sort");
        const now = before === "ascending" ? "descending" : before === "descending" ? null : "ascending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        let rows = first.slice();
        if (now) {
          heading.setAttribute("aria-sort", now);
          const numeric = heading.dataset.number === "1";
          const sign = now === "ascending" ? 1 : -1;
          rows.sort((a, b) => sign * compare(valueOf(a.cells[column]), valueOf(b.cells[column]), numeric));
        }
        body.append(...rows);
      });
    });
  }
  function addFilter(table) {
    const rows = Array.from(table.tBodies[0].rows);
    if (rows.length < 8) return;
    const box = document.createElement("div");
    box.className = "filter";
    const label = document.createElement("label");
    const input = document.createElement("input");
    const told = document.createElement("span");
    input.type = "search";
    told.setAttribute("role", "status");
    told.className = "dim";
    label.append(table.dataset.filter, input);
    box.append(label, told);
    const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const words = rows.map((row) => Array.from(row.cells, (cell) => " " + wordsOf(cell.textContent).join(" ")).join(" "));
    input.addEventListener("input", function () {
      const asked = wordsOf(input.value);
      let shown = 0;
      rows.forEach(function (row, number) {
        row.hidden = !asked.every((word) => words[number].includes(" " + word));
        shown += row.hidden ? 0 : 1;
      });
      told.textContent = asked.length ? (shown ? shown + "/" + rows.length : table.dataset.none) : "";
    });
    if (table.dataset.download) box.append(downloadButton(table, rows));
    (table.closest(".scroll") || table).before(box);
  }
  function downloadButton(table, rows) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = table.dataset.download;
    button.addEventListener("click", function () {
      const names = Array.from(table.querySelectorAll("thead th[data-name]"), (heading) => heading.dataset.name);
      const quoted = (text) => (/[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text);
      const told = rows
        .filter((row) => !row.hidden)
        .map((row) => Array.from(row.cells).slice(1).map((cell) => quoted(wholeText(cell))).join(","));
      const blob = new Blob(["\ufeff" + [names.join(","), ...told].join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = table.dataset.name + "-filtered.csv";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  }
  function wholeText(cell) {
    const folded = cell.querySelector("details");
    if (!folded) return cell.textContent;
    const summary = folded.querySelector("summary").textContent;
    return summary.slice(0, -1) + folded.textContent.slice(summary.length);
  }
  for (const table of document.querySelectorAll("table.rows")) {
    addFilter(table);
    addSorting(table);
  }
})();
