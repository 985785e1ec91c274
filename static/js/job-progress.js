/* 长作业的进度：办理中的 data-job 每两秒重取一次本页，换上新的内容；办完转到 data-job-next，
   没有写明就整页刷新，露出下载，收起取消。
   这种请求不算操作，不延长登录。没有脚本时点“刷新”。 */
(function () {
  "use strict";
  var EVERY = 2000;

  function place(page) { return page.querySelector("[data-job]"); }

  function leave(fresh) {
    var next = fresh && fresh.getAttribute("data-job-next");
    if (next) { location.replace(next); } else { location.reload(); }
  }

  function look() {
    var call = new XMLHttpRequest();
    call.open("GET", location.href);
    call.setRequestHeader("X-Background", "1");
    call.onload = function () {
      var fresh = call.status === 200 && place(new DOMParser().parseFromString(call.responseText, "text/html"));
      if (!fresh || !fresh.hasAttribute("data-job-runs")) { leave(fresh); return; }
      place(document).innerHTML = fresh.innerHTML;
      setTimeout(look, EVERY);
    };
    call.onerror = function () { setTimeout(look, EVERY * 5); };
    call.send();
  }

  setTimeout(look, EVERY);
}());
