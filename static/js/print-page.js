/* 打印按钮：有脚本才显示；没有脚本用浏览器菜单打印，版式相同。 */
(function () {
  "use strict";
  [].forEach.call(document.querySelectorAll("[data-print]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
}());
