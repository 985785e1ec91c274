/* 勾选计数与整页全选。没有脚本时逐行勾选、提交照常。
   表单 data-pick-form，全选 data-pick-all，每行 data-pick，计数 data-pick-count；
   表单外的批量表单用 data-pick-go 标出按钮，没有勾选时不能按。 */
(function () {
  "use strict";
  function watch(form) {
    var all = form.querySelector("[data-pick-all]");
    var rows = [].slice.call(form.querySelectorAll("[data-pick]"));
    var counts = [].slice.call(form.querySelectorAll("[data-pick-count]"));
    var goes = [].slice.call(form.querySelectorAll("[data-pick-go]"));

    function show() {
      var n = rows.filter(function (box) { return box.checked; }).length;
      rows.forEach(function (box) {
        var row = box.closest("tr, li");
        if (row) { row.classList[box.checked ? "add" : "remove"]("is-picked"); }
      });
      counts.forEach(function (place) { place.textContent = n; });
      goes.forEach(function (button) { button.disabled = n === 0; });
      if (all) { all.checked = n > 0 && n === rows.length; all.indeterminate = n > 0 && n < rows.length; }
    }

    form.addEventListener("change", function (event) {
      if (event.target === all) { rows.forEach(function (box) { if (!box.disabled) { box.checked = all.checked; } }); }
      show();
    });
    /* 返回上一页时浏览器会恢复勾选，此时再数一遍 */
    window.addEventListener("pageshow", show);
    show();
  }
  [].forEach.call(document.querySelectorAll("[data-pick-form]"), watch);
}());
