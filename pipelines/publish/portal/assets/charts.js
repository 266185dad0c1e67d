// Draws the Vega-Lite specifications of a page. Expressions are interpreted and never compiled, as the page allows no eval.
"use strict";
(function () {
  function draw(figure) {
    const told = JSON.parse(figure.querySelector("script.spec").textContent);
    const plot = figure.querySelector(".plot");
    const number = { decimal: told.decimal, thousands: told.group, grouping: [3], currency: ["", ""] };
    vega.formatLocale(number);
    const compiled = vegaLite.compile(told.spec).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vega.expressionInterpreter,
      renderer: "svg",
      container: plot,
      hover: true,
      logLevel: vega.Error,
      loader: vega.loader({ http: false }),
    });
    view.runAsync().then(function () {
      const drawn = plot.querySelector("svg");
      if (drawn) {
        drawn.setAttribute("aria-hidden", "true");
        drawn.removeAttribute("role");
        drawn.querySelectorAll("[role],[aria-roledescription],[aria-label]").forEach(function (part) {
          for (const name of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(name);
        });
      }
      plot.dataset.drawn = "1";
    });
    let waiting = null;
    window.addEventListener("resize", function () {
      clearTimeout(waiting);
      waiting = setTimeout(() => view.resize().runAsync(), 150);
    });
  }
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("figure.chart").forEach(draw));
})();
