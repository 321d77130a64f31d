internal import CYUV
package import Media

/// Draws into a picture that nobody else holds.
///
/// Rectangles lie inside the picture; an odd origin or size covers the chroma samples that it
/// touches.
package struct CanvasPainter {
    private let canvas: Picture

    package init(_ canvas: Picture) { self.canvas = canvas }

    /// Fills a rectangle with one colour.
    package func fill(_ rect: PixelRect, _ colour: Colour) {
        precondition(PixelRect(canvas.size).contains(rect), "fills stay inside the canvas")
        let (width, height) = (Int32(rect.width), Int32(rect.height))
        let chroma = rect.chroma
        unsafe canvas.withPlanes { planes in
            let stride = unsafe Int32(planes.chromaStrideBytes)
            let (y, u, v) = unsafe planes.pointers(x: rect.x, y: rect.y)
            unsafe SetPlane(y, Int32(planes.yStrideBytes), width, height, UInt32(colour.y))
            unsafe SetPlane(
                u,
                stride,
                Int32(chroma.width),
                Int32(chroma.height),
                UInt32(colour.u),
            )
            unsafe SetPlane(
                v,
                stride,
                Int32(chroma.width),
                Int32(chroma.height),
                UInt32(colour.v),
            )
        }
    }

    /// Copies a whole picture to a place.
    package func copy(_ tile: Picture, atX x: Int, y: Int) {
        unsafe tile.withPlanes { unsafe copy($0, atX: x, y: y) }
    }

    /// Copies the upper left part of a picture, or all of it, to a place.
    package func copy(_ source: PicturePlanes, atX x: Int, y: Int) {
        let size = unsafe source.size
        let rect = PixelRect(x: x, y: y, width: size.width, height: size.height)
        precondition(PixelRect(canvas.size).contains(rect), "copies stay inside the canvas")
        unsafe canvas.withPlanes { planes in
            unsafe I420Copy(source, to: planes.pointers(x: x, y: y), planes)
        }
    }

    private func I420Copy(
        _ source: PicturePlanes,
        to target: PlanePointers,
        _ canvas: PicturePlanes,
    ) {
        let luma = unsafe (
            Int32(source.yStrideBytes), Int32(canvas.yStrideBytes),
            Int32(source.size.width), Int32(source.size.height),
        )
        unsafe CopyPlane(source.y, luma.0, target.y, luma.1, luma.2, luma.3)
        let chroma = unsafe (
            Int32(source.chromaStrideBytes), Int32(canvas.chromaStrideBytes),
            Int32((source.size.width + 1) / 2), Int32((source.size.height + 1) / 2),
        )
        unsafe CopyPlane(source.u, chroma.0, target.u, chroma.1, chroma.2, chroma.3)
        unsafe CopyPlane(source.v, chroma.0, target.v, chroma.1, chroma.2, chroma.3)
    }
}
