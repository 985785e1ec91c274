/* 打印按钮：有脚本才显示；没有脚本用浏览器菜单打印，版式相同。打印前展开折起的内容，打完复原。 */
(function () {
  "use strict";
  [].forEach.call(document.querySelectorAll("[data-print]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = [].slice.call(document.querySelectorAll("main details:not([open]):not(.menu)"));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });
}());
