/* 点别处或按 Esc 收起弹出项。没有脚本时再点一次收起。 */
(function () {
  "use strict";
  function shut(except) {
    [].forEach.call(document.querySelectorAll("[data-menu][open]"), function (menu) {
      if (menu !== except) { menu.removeAttribute("open"); }
    });
  }
  document.addEventListener("click", function (event) {
    shut(event.target.closest ? event.target.closest("[data-menu]") : null);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var menu = document.querySelector("[data-menu][open]");
    if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus(); }
  });
}());
