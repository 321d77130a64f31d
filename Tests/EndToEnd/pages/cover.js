// Compares, frame by frame, where the page covers the viewer's own tile with where that tile is in
// the picture: found by the hue of the viewer's source, not by what the server or the page says.

const testCover = {
    samples: [],

    watch(hue) {
        const video = document.getElementById("mosaic");
        const canvas = document.createElement("canvas");
        const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
        const look = (_, { rtpTimestamp }) => {
            const { videoWidth: width, videoHeight: height } = video;
            if (canvas.width !== width) [canvas.width, canvas.height] = [width, height];
            context.drawImage(video, 0, 0);
            const slot = this.find(context.getImageData(0, 0, width, height), hue);
            // After every other callback of this frame, before it is painted.
            requestAnimationFrame(() => this.note(slot, this.cover(video), rtpTimestamp));
            video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
    },

    note(slot, cover, rtpTimestamp) {
        if (!slot || !cover || this.samples.length === 5000) return;
        const { layout } = tessera.stage;
        const glides = (rtpTimestamp - layout.rtpTimestamp | 0) / 90 <= layout.transitionMs;
        this.samples.push({ slot, cover, rtpTimestamp, glides, begin: layout.rtpTimestamp });
    },

    // The covering element in pixels of the picture; null while it is hidden.
    cover(video) {
        const own = document.getElementById("self");
        if (!own.checkVisibility()) return null;
        const [inner, outer] = [own.getBoundingClientRect(), video.getBoundingClientRect()];
        // The picture keeps its shape inside the element: the rest is bars.
        const scale = Math.min(
            outer.width / video.videoWidth, outer.height / video.videoHeight);
        const left = outer.left + (outer.width - scale * video.videoWidth) / 2;
        const top = outer.top + (outer.height - scale * video.videoHeight) / 2;
        return [
            (inner.left - left) / scale, (inner.top - top) / scale,
            (inner.right - left) / scale, (inner.bottom - top) / scale,
        ];
    },

    // The box around the columns and rows in which the hue is frequent: [left, top, right, bottom].
    // Of each column and each row every eighth sample is looked at: a page that is kept busy by its
    // own measuring hears of layouts too late.
    find({ data, width, height }, hue) {
        const columns = new Uint32Array(width), rows = new Uint32Array(height);
        const isOfHue = (x, y) => {
            const i = 4 * (y * width + x);
            return this.isOfHue(data[i], data[i + 1], data[i + 2], hue);
        };
        for (let y = 0; y < height; y += 8) {
            for (let x = 0; x < width; x++) columns[x] += isOfHue(x, y);
        }
        for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x += 8) rows[y] += isOfHue(x, y);
        }
        const [left, right] = this.span(columns), [top, bottom] = this.span(rows);
        return right > left && bottom > top ? [left, top, right, bottom] : null;
    },

    span(counts) {
        const enough = Math.max(2, 0.3 * counts.reduce((most, n) => Math.max(most, n), 0));
        const first = counts.findIndex((n) => n >= enough);
        const last = counts.findLastIndex((n) => n >= enough);
        return first < 0 ? [0, 0] : [first, last + 1];
    },

    isOfHue(r, g, b, hue) {
        const most = Math.max(r, g, b), least = Math.min(r, g, b), range = most - least;
        if (range < 60) return false;
        const sixth =
            most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
        const distance = Math.abs(((60 * sixth - hue) % 360 + 540) % 360 - 180);
        return distance < 15;
    },
};
