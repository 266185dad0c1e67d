// Search without a server: the words of the index are folded as here (search_index.py), and only the files asked for are loaded.
"use strict";
(function () {
  const form = document.querySelector("form.search");
  if (!form) return;
  const root = form.dataset.root;
  const english = form.dataset.language === "en";
  const words = JSON.parse(form.querySelector("script.words").textContent);
  const input = form.querySelector("input[name=q]");
  const found = document.getElementById("found");
  const told = found.querySelector(".found-count");
  const list = found.querySelector(".results");
  const MOST = 30;
  const RANKED = 400;
  const loaded = new Map();
  const waiting = new Map();
  let index = null;
  let asked = 0;

  window.khosoSearch = function (name, data) {
    loaded.set(name, data);
  };
  function load(name) {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise(function (resolve) {
        const script = document.createElement("script");
        script.src = root + "search/" + name + ".js";
        script.onload = () => resolve(loaded.get(name));
        script.onerror = () => resolve(undefined);
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[đð]/g, "d");
  }
  function wordsOf(text) {
    return (fold(text).match(/[0-9]+(?:[.,][0-9]+)*|[a-z0-9]+/g) || []).map((word) => word.replace(/\./g, ","));
  }
  function shardOf(word) {
    return word.slice(0, 2).padEnd(2, "_").replace(/[^a-z0-9]/g, "_");
  }
  // Every entry that has the word, or one that begins with it; a whole word counts more than a beginning.
  async function entriesOf(word) {
    const names = word.length > 1 ? [shardOf(word)] : index.shards.filter((name) => name[0] === word);
    const scores = new Map();
    for (const name of names.filter((each) => index.shards.includes(each))) {
      const shard = (await load("w" + name)) || {};
      for (const other of Object.keys(shard)) {
        if (!other.startsWith(word)) continue;
        const score = other === word ? 3 : 1.5 * (word.length / other.length);
        let number = 0;
        for (const step of shard[other]) {
          number += step;
          if (!(scores.get(number) >= score)) scores.set(number, score);
        }
      }
    }
    return scores;
  }
  function kindOf(number) {
    let kind = 0;
    while (kind + 1 < index.starts.length && index.starts[kind + 1] <= number) kind += 1;
    return kind;
  }
  // By kind, as KINDS of search_index.py has them.
  const WEIGHTS = [2.2, 1.8, 1.6, 1.5, 1, 1.2, 0.8, 0.6, 0.2];
  async function search(text) {
    index = index || (await load("index"));
    const terms = [...new Set(wordsOf(text))];
    if (!index || !terms.length) return null;
    let kept = null;
    for (const term of terms) {
      const scores = await entriesOf(term);
      if (kept === null) kept = scores;
      else kept = new Map([...kept].filter(([number]) => scores.has(number)).map(([number, score]) => [number, score + scores.get(number)]));
      if (!kept.size) break;
    }
    let ranked = [...kept].map(([number, score]) => [number, score + WEIGHTS[kindOf(number)]]);
    ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const total = ranked.length;
    ranked = ranked.slice(0, RANKED);
    const files = [...new Set(ranked.map(([number]) => Math.floor(number / index.size)))];
    await Promise.all(files.map((file) => load("e" + file)));
    const phrase = wordsOf(text).join(" ");
    const results = ranked.map(function ([number, score]) {
      const entry = loaded.get("e" + Math.floor(number / index.size))[number % index.size];
      const title = wordsOf(entry[1] + " " + entry[3]).join(" ");
      const head = wordsOf(entry[1]).join(" ");
      let better = score;
      if (head === phrase) better += 6;
      else if (head.startsWith(phrase + " ")) better += 4;
      else if ((" " + title + " ").includes(" " + phrase + " ")) better += 2.5;
      return [better - Math.min(0.9, title.length / 400), number, entry];
    });
    results.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    return { total, results: results.slice(0, MOST).map((each) => each[2]) };
  }
  function addressOf(entry) {
    const kind = index.kinds[entry[0]];
    const steps = [words.paths.root, words.paths[kind === "line" ? "document" : kind], entry[4]].filter(Boolean);
    const page = steps.join("/") + "/" + (location.protocol === "file:" ? "index.html" : "");
    return root + page + (entry[5] ? "#" + entry[5] : "");
  }
  function show(answer) {
    list.replaceChildren();
    found.hidden = answer === null;
    if (answer === null) return;
    const pattern = answer.total === 0 ? words.none : answer.total > MOST ? words.first : words.some;
    told.textContent = pattern.replace("{}", answer.total).replace("{}", MOST);
    for (const entry of answer.results) {
      const item = document.createElement("li");
      const what = document.createElement("span");
      const box = document.createElement("div");
      const link = document.createElement("a");
      const detail = document.createElement("span");
      what.className = "what";
      what.textContent = words.kinds[index.kinds[entry[0]]];
      link.href = addressOf(entry);
      link.textContent = english && entry[3] ? entry[3] : entry[1];
      if (!(english && entry[3])) link.lang = "vi";
      detail.className = "dim";
      detail.textContent = entry[2];
      detail.lang = "vi";
      box.append(link, detail);
      item.append(what, box);
      list.append(item);
    }
  }
  async function answer() {
    const mine = ++asked;
    const text = input.value.trim();
    const result = text ? await search(text) : null;
    if (mine === asked) {
      show(result);
      found.dataset.query = text;
    }
  }
  input.addEventListener("input", answer);
  input.addEventListener("focus", () => load("index"), { once: true });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") {
      const first = list.querySelector("a");
      if (first) {
        first.focus();
        event.preventDefault();
      }
    }
  });
  list.addEventListener("keydown", function (event) {
    const links = Array.from(list.querySelectorAll("a"));
    const at = links.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? links[at + 1] : event.key === "ArrowUp" ? links[at - 1] || input : null;
    if (at >= 0 && next) {
      next.focus();
      event.preventDefault();
    }
    if (event.key === "Escape") input.focus();
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    answer();
    const address = new URL(location.href);
    address.searchParams.set("q", input.value);
    if (location.protocol !== "file:") history.replaceState(null, "", address);
  });
  const given = new URLSearchParams(location.search).get("q");
  if (given) {
    input.value = given;
    answer();
  }
})();
