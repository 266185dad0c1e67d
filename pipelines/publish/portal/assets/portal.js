// What every page does: links that a disk can follow, and a button that copies the permanent address.
"use strict";
(function () {
  const home = document.querySelector(".brand");
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const [address, anchor] = link.getAttribute("href").split("#");
      if (address.endsWith("/")) link.setAttribute("href", address + "index.html" + (anchor ? "#" + anchor : ""));
    }
    for (const form of document.querySelectorAll("form[action$='/']")) form.action = form.getAttribute("action") + "index.html";
  }
  const shown = document.querySelector(".permalink");
  if (shown && home && navigator.clipboard) {
    const vietnamese = document.documentElement.lang === "vi";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = vietnamese ? "Sao chép" : "Copy";
    button.addEventListener("click", function () {
      const address = new URL(location.href);
      address.hash = "";
      navigator.clipboard.writeText(address.href.replace(/index\.html$/, "")).then(function () {
        button.textContent = vietnamese ? "Đã chép" : "Copied";
      });
    });
    shown.after(button);
  }
})();
