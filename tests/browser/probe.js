/* Where the main blocks of the page stand, in the words of the oldest engine: {"selector 0": [x, y, width, height]}. */
(function (selectors) {
  "use strict";
  var found = {};
  function isFolded(block) {
    var details = block.parentElement && block.parentElement.closest("details:not([open])");
    return details && !details.querySelector("summary").contains(block);
  }
  selectors.forEach(function (pair) {
    [].slice.call(document.querySelectorAll(pair[0]), 0, pair[1]).forEach(function (block, i) {
      var box = block.getBoundingClientRect();
      if (isFolded(block)) { return; }
      found[pair[0] + " " + i] = [box.left, box.top + window.pageYOffset, box.width, box.height].map(Math.round);
    });
  });
  found["the page"] = [0, 0, document.documentElement.scrollWidth, document.body.offsetHeight];
  return JSON.stringify(found);
}(SELECTORS));
