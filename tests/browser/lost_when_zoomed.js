/* What is lost at this window's size: things beyond its edge, texts cut off, controls that something else covers.
   A table may be wider than the window: it is moved from side to side. */
() => {
    const shown = (part) => part.checkVisibility({visibilityProperty: true}) && part.getClientRects().length > 0;
    const named = (part) => {
        const css = typeof part.className === "string" ? part.className.trim().replace(/\s+/g, ".") : "";
        return `${part.tagName.toLowerCase()}.${css} “${(part.textContent || part.value || "").trim().slice(0, 20)}”`;
    };
    const found = [];
    const width = document.documentElement.clientWidth;
    for (const part of document.body.querySelectorAll("*")) {
        if (!shown(part) || part.closest("table, svg, .desk, .sr, .skip")) { continue; }
        const box = part.getBoundingClientRect();
        if (box.width && (box.right > width + 1 || box.left < -1)) { found.push(`beyond the window: ${named(part)}`); }
        const hides = getComputedStyle(part).overflowX !== "visible" && part.clientWidth > 1;
        if (hides && part.scrollWidth > part.clientWidth + 1 && !part.closest("[title], textarea, input")) {
            found.push(`cut off: ${named(part)}`);
        }
    }
    for (const control of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
        if (!shown(control) || control.closest(".skip, svg")) { continue; }
        control.scrollIntoView({block: "center", inline: "center"});
        const box = control.getClientRects()[0];
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (!hit || !control.contains(hit)) { found.push(`covered: ${named(control)} by ${hit && named(hit)}`); }
    }
    window.scrollTo(0, 0);
    return found;
}
