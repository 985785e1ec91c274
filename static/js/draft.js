/* 草稿：表单 data-draft、data-draft-url="地址"，隐藏字段 draft_key 是哪一页；每 20 秒和离开一格时存一次，没改过不存。
   不存密码、文件和防伪令牌；结果写进本表单的 data-draft-note。没有脚本时，过期后提交的内容由服务器留作草稿。 */
(function () {
  "use strict";
  var EVERY = 20000;

  function pairs(form) {
    return [].filter.call(form.elements, function (box) {
      if (!box.name || box.disabled || box.name === "csrfmiddlewaretoken") { return false; }
      if (/^(password|file|submit|button|image|reset)$/.test(box.type)) { return false; }
      return !/^(checkbox|radio)$/.test(box.type) || box.checked;
    }).reduce(function (found, box) {
      var values = box.type === "select-multiple"
        ? [].filter.call(box.options, function (o) { return o.selected; }).map(function (o) { return o.value; })
        : [box.value];
      return found.concat(values.map(function (v) { return encodeURIComponent(box.name) + "=" + encodeURIComponent(v); }));
    }, []).join("&");
  }

  function clock(answer) {
    /* 以服务器的钟为准，办公电脑的时间常有偏差 */
    var at = new Date(answer.getResponseHeader("Date") || Date.now());
    return ("0" + at.getHours()).slice(-2) + ":" + ("0" + at.getMinutes()).slice(-2);
  }

  function watch(form) {
    var url = form.getAttribute("data-draft-url");
    var note = form.querySelector("[data-draft-note]");
    var saved = pairs(form);
    var busy = false, call = null;

    function say(text) { if (note) { note.textContent = text; } }

    function save() {
      var now = pairs(form);
      if (busy || now === saved) { return; }
      busy = true;
      call = new XMLHttpRequest();
      call.open("POST", url);
      call.setRequestHeader("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
      call.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
      call.onload = function () {
        /* 登录失效会被转到登录页：状态是 200，地址却变了 */
        var kept = call.status >= 200 && call.status < 300 && call.responseURL.indexOf(url) !== -1;
        if (kept) { saved = now; }
        var why = call.status === 503 ? "系统正忙，草稿稍后再存" : "草稿没有存上，请另开一页登录后再接着填";
        say(kept ? "草稿 " + clock(call) + " 已自动保存" : why);
      };
      call.onerror = function () { say("草稿没有存上，请检查网络，先不要关闭本页"); };
      call.onloadend = function () { busy = false; };
      call.send(now);
    }

    window.setInterval(save, EVERY);
    form.addEventListener("focusout", save);
    /* 提交后不再存，免得草稿晚到一步，办完了又冒出来 */
    form.addEventListener("submit", function () { if (call) { call.abort(); } busy = true; });
  }
  [].forEach.call(document.querySelectorAll("form[data-draft]"), watch);
}());
