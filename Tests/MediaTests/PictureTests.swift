import Testing

@testable import Media

@Suite("Pictures and their pool")
struct PictureTests {
    @Test("Rows start at multiples of 64 bytes and hold the picture, odd sizes too")
    func strides() {
        for (width, height) in [(1, 1), (63, 35), (64, 64), (1280, 720)] {
            let picture = Picture(size: PixelSize(width: width, height: height))
            #expect(picture.yStrideBytes % 64 == 0 && picture.yStrideBytes >= width)
            #expect(picture.chromaStrideBytes % 64 == 0)
            #expect(
                picture.chromaSize == PixelSize(width: (width + 1) / 2, height: (height + 1) / 2)
            )
        }
    }

    @Test("A pool hands out a picture again only when nobody holds it")
    func reuse() {
        var pool = PicturePool(size: PixelSize(width: 16, height: 16), capacity: 2)
        var first = pool.take()
        let second = pool.take()
        #expect(first != nil && second != nil && first !== second)
        #expect(pool.take() == nil)
        let address = first.map { ObjectIdentifier($0) }
        first = nil
        let third = pool.take()
        #expect(third.map { ObjectIdentifier($0) } == address)
        #expect(pool.take() == nil)
    }

    @Test("Rectangles that share an edge do not intersect")
    func geometry() {
        let left = PixelRect(x: 0, y: 0, width: 10, height: 10)
        let right = PixelRect(x: 10, y: 0, width: 10, height: 10)
        #expect(!left.intersects(right))
        #expect(left.intersects(PixelRect(x: 9, y: 9, width: 2, height: 2)))
        #expect(PixelRect(x: 0, y: 0, width: 20, height: 10).contains(right))
        #expect(!left.contains(right))
    }
}
