// What somebody needs who does not see a page, or not well, or does not use a mouse.

const testAccess = {
    // Everything that can be reached by Tab, in the order of the document.
    reachable() {
        const all = document.querySelectorAll("a[href], button, input, select, [tabindex='0']");
        return [...all].filter((one) => !one.disabled && one.checkVisibility()
            && getComputedStyle(one).visibility === "visible").map((one) => this.name(one));
    },

    name(element) {
        return element.id || `${element.tagName} ${element.textContent.trim()}`;
    },

    // Where the focus is, and how it shows.
    focused() {
        const element = document.activeElement;
        if (element === document.body) return null;
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
        const around = this.backdrops(element.parentElement)[0];
        return {
            name: this.name(element), left, top, right, bottom,
            outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
            contrast: this.ratio(this.over(this.colour(outlineColor), around), around),
        };
    },

    // What a thumb can hit, in CSS pixels; a box is hit by its label as well.
    targets() {
        return this.reachable().map((name) => {
            const element = document.getElementById(name)
                ?? [...document.querySelectorAll("*")].find((one) => this.name(one) === name);
            const hit = element.closest("label") ?? element;
            const { width, height } = hit.getBoundingClientRect();
            return { name, width, height };
        });
    },

    colour(text) {
        const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
        const scale = text.startsWith("color(") ? 255 : 1;
        return [r * scale, g * scale, b * scale, a];
    },

    over([r, g, b, a], [br, bg, bb]) {
        return [r * a + br * (1 - a), g * a + bg * (1 - a), b * a + bb * (1 - a), 1];
    },

    luminance(colour) {
        const [r, g, b] = colour.map((value) => {
            const share = value / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    },

    // WCAG 2.2, "contrast ratio".
    ratio(one, other) {
        const [dark, light] = [this.luminance(one), this.luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    },

    // The colours behind what is in this element: one, or over a picture the two extremes.
    backdrops(element) {
        const { backgroundColor } = getComputedStyle(element);
        const own = this.colour(backgroundColor);
        if (own[3] === 1) return [own];
        const behind = element.id === "picture" || element === document.documentElement
            ? [[0, 0, 0, 1], [255, 255, 255, 1]] : this.backdrops(element.parentElement);
        return behind.map((one) => this.over(own, one));
    },

    // All text that is shown, with the contrast that it has at least.
    contrasts() {
        const found = [];
        const add = (text, element, colour) => {
            const ratios = this.backdrops(element).map((backdrop) =>
                this.ratio(this.over(this.colour(colour), backdrop), backdrop));
            found.push({ text: text.slice(0, 60), where: this.name(element).slice(0, 40),
                ratio: Math.min(...ratios) });
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            const text = walker.currentNode.data.trim();
            if (!text || element.closest("option, template, script, :disabled")) continue;
            if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
            add(text, element, getComputedStyle(element).color);
        }
        for (const field of document.querySelectorAll("input, select")) {
            if (!field.checkVisibility() || field.disabled || field.type === "checkbox") continue;
            add(field.value || "value", field, getComputedStyle(field).color);
            if (!field.placeholder) continue;
            add(field.placeholder, field, getComputedStyle(field, "::placeholder").color);
        }
        return found;
    },

    // The heights of the headings that are shown, in order.
    headings() {
        return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
            .filter((one) => one.checkVisibility() && one.textContent.trim())
            .map((one) => Number(one.tagName[1]));
    },

    // Counts what readers are told again.
    watchLiveRegions() {
        this.told = 0;
        const observer = new MutationObserver((changes) => { this.told += changes.length; });
        for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
            observer.observe(region, { childList: true, characterData: true, subtree: true });
        }
    },
};
