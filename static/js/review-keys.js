/* 逐条过堂：按 J、K 换件；正在写字时不抢键。链接带 data-key="j"，不能去的带 aria-disabled="true"。 */
(function () {
  "use strict";
  if (!document.querySelector("[data-key]")) { return; }
  document.addEventListener("keydown", function (event) {
    var key = (event.key || "").toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[a-z]$/.test(key)) { return; }
    if (/^(TEXTAREA|INPUT|SELECT)$/.test(event.target.tagName)) { return; }
    var link = document.querySelector('[data-key="' + key + '"]');
    if (link && link.getAttribute("aria-disabled") !== "true") { link.click(); }
  });
}());
