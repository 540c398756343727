/// What a reader with a screen reader, a keyboard or weak eyes needs of every page, checked in the page.
enum PageAudit {
    /// An expression whose value is a list of what is wrong.
    static let problems = """
        (() => {
            const problems = [];
            const all = (selector) => [...document.querySelectorAll(selector)];
            const isSeen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest("[aria-hidden=true]");
            const short = (node) => node.outerHTML.slice(0, 140);
            const byIds = (ids) => (ids || "").split(/\\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" ");
            const nameOf = (node) => (byIds(node.getAttribute("aria-labelledby")) || node.getAttribute("aria-label")
                || [...(node.labels || [])].map((label) => label.textContent).join(" ") || node.textContent || node.title || "").trim();
            if (!document.documentElement.lang) problems.push("no language");
            if (!document.title) problems.push("no title");
            const titles = all("h1").filter((node) => node.checkVisibility());
            if (titles.length !== 1) problems.push(`${titles.length} h1`);
            if (all("main").length !== 1) problems.push("not one main");
            for (const node of all("a[href], button, input, select, textarea, summary, [role=button], [role=region], [role=img], nav, section[aria-labelledby], section[aria-label]"))
                if (isSeen(node) && !nameOf(node)) problems.push(`no name: ${short(node)}`);
            for (const table of all("table")) {
                const heads = [...table.querySelectorAll("th")];
                if (!heads.length) problems.push(`no headers: ${short(table)}`);
                for (const head of heads) if (!head.scope) problems.push(`no scope: ${short(head)}`);
            }
            const ids = all("[id]").map((node) => node.id);
            for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) problems.push(`twice: #${id}`);
            for (const node of all("[aria-labelledby]"))
                for (const id of node.getAttribute("aria-labelledby").split(/\\s+/))
                    if (!document.getElementById(id)) problems.push(`no #${id} for ${short(node)}`);
            for (const node of all("[tabindex]")) if (node.tabIndex > 0) problems.push(`tabindex above 0: ${short(node)}`);
            for (const node of all("body *")) {
                const style = getComputedStyle(node);
                if (!/auto|scroll/.test(style.overflowX + style.overflowY) || !isSeen(node)) continue;
                const scrolls = node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1;
                if (scrolls && node.tabIndex < 0 && !node.querySelector("a[href], button, input, select, [tabindex]")) problems.push(`scrolls, but not by keyboard: ${short(node)}`);
            }
            const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
            const parse = (color) => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
                return [r, g, b, a / 255];
            };
            const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
            const ground = (node) => {
                if (!node) return parse(getComputedStyle(document.documentElement).colorScheme && matchMedia("(prefers-color-scheme: dark)").matches ? "black" : "white");
                const color = parse(getComputedStyle(node).backgroundColor);
                return color[3] >= 0.999 ? color : over(color, ground(node.parentElement));
            };
            const light = (color) => {
                const [r, g, b] = color.slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
            const seen = new Set();
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const node = walker.currentNode.parentElement;
                if (!walker.currentNode.data.trim() || seen.has(node) || !isSeen(node) || node.closest(".out-of-sight, .skip, script, noscript, option, [disabled]")) continue;
                seen.add(node);
                const style = getComputedStyle(node);
                const background = ground(node);
                const color = parse(node.closest("svg") ? style.fill : style.color);
                const ratio = contrast(over([color[0], color[1], color[2], color[3] * Number(style.opacity)], background), background);
                const size = parseFloat(style.fontSize);
                const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
                if (ratio < least) problems.push(`contrast ${ratio.toFixed(2)} of ${least}: ${short(node)}`);
            }
            return problems;
        })()
        """

    /// An expression: by how many pixels the page is wider than the screen, and what sticks out.
    static let overflow = """
        (() => {
            const wide = document.documentElement.scrollWidth - innerWidth;
            if (wide <= 0) return [];
            const guilty = [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(".scroll, pre"));
            return [`${wide} px too wide: ${guilty.slice(0, 3).map((node) => node.outerHTML.slice(0, 120)).join(" | ")}`];
        })()
        """
}
