import Media
import Testing

@testable import Compositing

@Suite("Overlays: what a drawing becomes on the canvas")
struct OverlayTests {
    private static let size = PixelSize(width: 4, height: 2)

    /// Of four by two pixels, each given as blue, green, red and alpha.
    private func overlay(_ pixels: [[UInt8]], padding: Int = 0) -> Overlay {
        var bytes: [UInt8] = []
        for row in 0..<2 {
            bytes += pixels[4 * row..<4 * row + 4].flatMap { $0 }
            bytes += [UInt8](repeating: 77, count: padding)
        }
        return Overlay(premultiplied: bytes.span, strideBytes: 16 + padding, size: Self.size)
    }

    private func row(_ colour: (UInt8, UInt8, UInt8), alpha: UInt8) -> [UInt8] {
        let parts = [colour.2, colour.1, colour.0].map { UInt8(Int($0) * Int(alpha) / 255) }
        return parts + [alpha]
    }

    @Test(
        "Opaque and half transparent pixels have the colour that they were painted with",
        arguments: [
            (255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (240, 60, 56),
            (18, 200, 99),
        ] as [(UInt8, UInt8, UInt8)],
    )
    func colours(red: UInt8, green: UInt8, blue: UInt8) {
        let expected = Colour(red: red, green: green, blue: blue)
        for (alpha, tolerance) in [(255, 1), (128, 2)] as [(UInt8, Int)] {
            let pixel = row((red, green, blue), alpha: alpha)
            let overlay = overlay([[UInt8]](repeating: pixel, count: 8), padding: 8)
            #expect(overlay.coverage == [UInt8](repeating: alpha, count: 8))
            #expect(overlay.chromaCoverage == [alpha, alpha])
            let (u, v) = overlay.colours.chroma(1, 0)
            #expect(abs(overlay.colours.luma(3, 1) - Int(expected.y)) <= tolerance)
            #expect(abs(u - Int(expected.u)) <= tolerance)
            #expect(abs(v - Int(expected.v)) <= tolerance)
        }
    }

    @Test("A chroma sample has the colour of those of its four pixels that cover something")
    func chromaAtAnEdge() {
        let clear: [UInt8] = [0, 0, 0, 0]
        let red = row((255, 0, 0), alpha: 255)
        let overlay = overlay([red, clear, clear, clear, clear, clear, clear, clear])
        #expect(overlay.coverage == [255, 0, 0, 0, 0, 0, 0, 0])
        #expect(overlay.chromaCoverage == [64, 0])
        let (u, v) = overlay.colours.chroma(0, 0)
        let expected = Colour(red: 255, green: 0, blue: 0)
        #expect(abs(u - Int(expected.u)) <= 1 && abs(v - Int(expected.v)) <= 1)
    }

    @Test("Pixels that are brighter than they cover are taken as white")
    func brighterThanItsAlpha() {
        let overlay = overlay([[UInt8]](repeating: [255, 255, 255, 3], count: 8))
        #expect(overlay.colours.luma(0, 0) == 235)
        #expect(overlay.colours.chroma(0, 0) == (128, 128))
    }

    private func artwork(_ number: Int) -> Artwork { .badge(.more(number), height: 20) }

    @Test("The cache gives up what was not used for longest")
    func leastRecentlyUsed() {
        let plain = overlay([[UInt8]](repeating: [0, 0, 0, 255], count: 8))
        var cache = OverlayCache(maximumCount: 3, maximumBytes: .max)
        for number in 0..<3 { cache.insert(.init(.success(plain)), for: artwork(number)) }
        #expect(cache.entry(for: artwork(0)) != nil)
        cache.insert(.init(.failure(.nothingToShow)), for: artwork(3))
        #expect(cache.count == 3)
        #expect((0..<4).map { cache.entry(for: artwork($0)) != nil } == [true, false, true, true])
    }

    @Test("The cache keeps to its bytes, and keeps the newest however large it is")
    func bytes() {
        let plain = overlay([[UInt8]](repeating: [0, 0, 0, 255], count: 8))
        // Rows of pictures are padded to 64 bytes: 2 and twice 1 of them, and 8 + 2 of coverage.
        let each = 4 * 64 + 10
        var cache = OverlayCache(maximumCount: 100, maximumBytes: 2 * each)
        for number in 0..<3 {
            cache.insert(.init(.success(plain)), for: artwork(number))
            // The same again takes the place of the first.
            cache.insert(.init(.success(plain)), for: artwork(number))
        }
        #expect(cache.count == 2 && cache.byteCount == 2 * each)
        #expect(cache.entry(for: artwork(0)) == nil)
        var small = OverlayCache(maximumCount: 100, maximumBytes: 1)
        for number in 0..<2 { small.insert(.init(.success(plain)), for: artwork(number)) }
        #expect(small.count == 1 && small.entry(for: artwork(1)) != nil)
    }
}
