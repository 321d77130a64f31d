import Media
import Testing

@testable import Compositing

@Suite("Pictures as JPEG files")
struct JPEGTests {
    /// Width, height and the sampling factors of the components, from the frame header (T.81 B.2.2).
    private func frameHeader(of file: [UInt8]) -> (size: PixelSize, factors: [UInt8])? {
        var index = 2
        while index + 9 < file.count, file[index] == 0xFF {
            let length = Int(file[index + 2]) << 8 | Int(file[index + 3])
            if file[index + 1] == 0xC0 {
                let height = Int(file[index + 5]) << 8 | Int(file[index + 6])
                let width = Int(file[index + 7]) << 8 | Int(file[index + 8])
                let factors = (0..<Int(file[index + 9])).map { file[index + 11 + 3 * $0] }
                return (PixelSize(width: width, height: height), factors)
            }
            index += 2 + length
        }
        return nil
    }

    @Test(
        "A file has the picture's size and halved chroma, odd sizes too",
        arguments: [(2, 2), (160, 90), (161, 91), (1280, 720), (3840, 2160)],
    )
    func header(width: Int, height: Int) throws {
        var generator = SplitMix64(seed: 1)
        let size = PixelSize(width: width, height: height)
        let picture = Picture(size, using: &generator)
        let file = try JPEG.encode(FullRangePicture(picture))
        #expect(file.prefix(2) == [0xFF, 0xD8] && file.suffix(2) == [0xFF, 0xD9])
        let header = try #require(frameHeader(of: file))
        #expect(header.size == size)
        #expect(header.factors == [0x22, 0x11, 0x11])
    }

    @Test("A better quality takes more bytes, and what is out of range is the nearest that is not")
    func quality() throws {
        var generator = SplitMix64(seed: 2)
        let size = PixelSize(width: 320, height: 180)
        let picture = FullRangePicture(Picture(size, using: &generator))
        let sizes = try [10, 50, 95].map { try JPEG.encode(picture, quality: $0).count }
        #expect(sizes == sizes.sorted() && Set(sizes).count == 3)
        #expect(try JPEG.encode(picture, quality: 1000) == JPEG.encode(picture, quality: 100))
        #expect(try JPEG.encode(picture, quality: -5) == JPEG.encode(picture, quality: 1))
    }

    @Test("Black, white and the ends of the chroma become those of full range")
    func fullRange() {
        let size = PixelSize(width: 6, height: 4)
        let luma = [0, 16, 126, 235, 255, 100]
        let chroma = [0, 16, 128]
        let picture = Picture(
            size,
            y: { column, _ in luma[column] },
            u: { column, _ in chroma[column] },
            v: { column, _ in 256 - max(1, chroma[column]) },
        )
        let full = FullRangePicture(picture).picture
        #expect((0..<6).map { full.luma($0, 3) } == [0, 0, 128, 255, 255, 98])
        #expect((0..<3).map { full.chroma($0, 1).u } == [0, 1, 128])
        #expect((0..<3).map { full.chroma($0, 1).v } == [255, 255, 128])
        #expect(picture.luma(1, 0) == 16, "the picture itself is left alone")
    }
}
