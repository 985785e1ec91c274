/* 成组的行：点“再加一条”照 <template data-formset-empty> 添一行，改 TOTAL_FORMS。
   没有脚本时服务器多给三条空行，按钮不出现；有脚本时收起 data-formset-spare 的空行。 */
(function () {
  "use strict";
  function watch(set) {
    var total = set.querySelector('input[name$="-TOTAL_FORMS"]');
    var rows = set.querySelector("[data-formset-rows]");
    var empty = set.querySelector("template[data-formset-empty]");
    var add = set.querySelector("[data-formset-add]");
    if (!total || !rows || !empty || !add) { return; }

    function spare() { return rows.querySelector("[data-formset-spare][hidden]"); }

    function grow() {
      var row = spare();
      if (row) { row.hidden = false; return row; }
      var n = parseInt(total.value, 10);
      var box = document.createElement("div");
      box.innerHTML = empty.innerHTML.replace(/__prefix__/g, n).replace(/__number__/g, n + 1);
      total.value = n + 1;
      return rows.appendChild(box.firstElementChild);
    }

    [].forEach.call(rows.querySelectorAll("[data-formset-spare]"), function (row, i) {
      row.hidden = i > 0 || rows.children.length > rows.querySelectorAll("[data-formset-spare]").length;
    });
    add.hidden = false;
    add.addEventListener("click", function () {
      var first = grow().querySelector("input:not([type=hidden]), textarea, select");
      if (first) { first.focus(); }
    });
    rows.addEventListener("change", function (event) {
      if (!/-DELETE$/.test(event.target.name || "")) { return; }
      event.target.closest("[data-formset-row]").classList[event.target.checked ? "add" : "remove"]("is-off");
    });
  }
  [].forEach.call(document.querySelectorAll("[data-formset]"), watch);
}());
