/* 投屏：每分钟刷新一次；点标题栏进入全屏，Esc 退出。没有脚本时由 noscript 里的 refresh 刷新。 */
(function () {
  "use strict";
  var bar = document.querySelector("[data-fullscreen]");
  var root = document.documentElement;
  if (!bar) { return; }
  window.setTimeout(function () { window.location.reload(); }, 60000);
  if (!root.requestFullscreen) { return; }
  bar.addEventListener("click", function (event) {
    if (event.target.closest("a") || document.fullscreenElement) { return; }
    root.requestFullscreen();
  });
}());
