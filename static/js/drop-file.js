/* 把文件拖进来：data-drop 里有一个选文件的控件和一行说明 data-drop-say。拖进来的和点选的一样，先写明文件名和大小；
   控件的 accept、data-most-bytes 收不下的当场说明，收不收仍由服务器判断。没有脚本或只用键盘时，照常点选。 */
(function () {
  "use strict";
  var MB = 1024 * 1024;

  function size(bytes) {
    return bytes < MB ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / MB).toFixed(1) + " MB";
  }

  function trouble(file, input) {
    var kinds = input.accept.split(",");
    var fits = kinds.some(function (end) { return file.name.toLowerCase().slice(-end.length) === end; });
    if (!fits) { return "“" + file.name + "”不像表格文件，请选 xlsx、xls、et、csv 等台账文件。"; }
    if (file.size === 0) { return "“" + file.name + "”是空文件，请检查后重新选择。"; }
    if (file.size > Number(input.getAttribute("data-most-bytes"))) {
      return "“" + file.name + "”" + size(file.size) + "，超过 100 MB，请分成几个文件再传。";
    }
    return "";
  }

  function watch(zone) {
    var input = zone.querySelector("input[type=file]");
    var say = zone.querySelector("[data-drop-say]");
    var idle = "也可以把文件拖到这里。";

    function tell(text, isBad) {
      say.textContent = text;
      say.classList[isBad ? "add" : "remove"]("field__error");
    }
    function show() {
      var file = input.files[0];
      var why = file ? trouble(file, input) : "";
      tell(why || (file ? "已选 " + file.name + "，" + size(file.size) : idle), Boolean(why));
    }
    function over(event) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      zone.classList.add("is-over");
    }
    function drop(event) {
      event.preventDefault();
      zone.classList.remove("is-over");
      var files = event.dataTransfer.files;
      if (files.length > 1) { tell("一次只收一份台账，请只拖一个文件。", true); return; }
      if (files.length) { input.files = files; show(); }
    }
    zone.classList.add("is-ready");
    zone.addEventListener("dragenter", over);
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", function (event) {
      if (!zone.contains(event.relatedTarget)) { zone.classList.remove("is-over"); }
    });
    zone.addEventListener("drop", drop);
    input.addEventListener("change", show);
    input.form.addEventListener("submit", function () { if (input.files[0]) { tell("正在上传，请不要关闭本页。", false); } });
    show();
  }
  [].forEach.call(document.querySelectorAll("[data-drop]"), watch);
}());
